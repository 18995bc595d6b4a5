"""Which of the imports of everything (`from .models import *`, `export * from "./models"`) can bring a name.

A file that gathers a package imports all of a thousand others, and each of these asks it for a name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from aibom.catalog.loader import Catalogue
from aibom.scanners.code.facts import Import
from aibom.scanners.code.resolving.imports import Places
from aibom.scanners.code.resolving.modules import Module

_FEW = 3  # that are asked one after the other


class Starred:
    """The imports of everything of all files, by the names that what they lead to has itself."""

    def __init__(self, modules: Mapping[str, Module], places: Places, catalogue: Catalogue) -> None:
        self._modules, self._places, self._catalogue = modules, places, catalogue
        self._having: dict[str, dict[str, None]] | None = None
        self._leading_anywhere: dict[str, list[Import]] = {}
        self._leading: dict[str, tuple[list[int], dict[str, list[int]]]] = {}

    def bringing(self, module: Module, name: str) -> Iterable[Import]:
        """Those imports of a file that may bring a name, as written."""
        if not module.stars:
            return ()
        stars = self._leading_anywhere.get(module.path)
        if stars is None:
            stars = [star for star in module.stars if self._leads(module, star)]
            self._leading_anywhere[module.path] = stars
        if len(stars) <= _FEW:
            return stars
        if module.path not in self._leading:
            self._leading[module.path] = self._led(module, stars)
        unknown, known = self._leading[module.path]
        having = self._by_name().get(name, {})
        both = (path for path in known if path in having) if len(known) < len(having) else having
        return [stars[at] for at in sorted((*unknown, *(at for path in both for at in known.get(path, ()))))]

    def _leads(self, module: Module, star: Import) -> bool:
        """Whether an import leads to a file of the tree or to what the catalogue knows (`using System;` does not);
        Python's lead to any package."""
        group = module.group
        if group == "python" or self._catalogue.is_open(group, star.module):
            return True
        return self._places.locate(group, star.module, module.path) is not None

    def _led(self, module: Module, stars: list[Import]) -> tuple[list[int], dict[str, list[int]]]:
        """The imports of a file that may bring any name, and by their paths those that lead to files whose names are
        all told."""
        unknown: list[int] = []
        known: dict[str, list[int]] = defaultdict(list)
        for at, star in enumerate(stars):
            path = self._places.locate(module.group, star.module, module.path)
            to = self._modules.get(path or "")
            if path is None or to is None or to.stars or path.endswith("__init__.py"):
                unknown.append(at)
            else:
                known[path].append(at)
        return unknown, known

    def _by_name(self) -> Mapping[str, dict[str, None]]:
        if self._having is None:
            self._having = defaultdict(dict)
            for path, module in self._modules.items():
                for name in _names(module):
                    self._having[name][path] = None
        return self._having


def _names(module: Module) -> Iterator[str]:
    """What a file gives names to by itself."""
    yield from (name for name, bound in module.bindings.items() if any(not one.scope for one in bound))
    yield from (name for name, brought in module.imports.items() if any(not one.scope for one in brought))
    for named in (module.functions, module.classes, module.exports):
        yield from named
