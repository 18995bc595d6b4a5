"""The files in which tools may stand that others offer: those beside them, that they import, that import them, or that
they go through as they run."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Set

from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.sought import sought


class Reach:
    """Which files are near others; what each imports is looked up once."""

    def __init__(self, resolver: Resolver) -> None:
        self._places = resolver.places
        self._modules = resolver.modules
        self._imports = {path: frozenset(self._imported(module)) for path, module in resolver.modules.items()}
        self._folders: dict[str, set[str]] = {}
        for path in resolver.modules:
            self._folders.setdefault(posixpath.dirname(path), set()).add(path)

    def near(self, files: Set[str]) -> set[str]:
        """The files near some."""
        found = {path for one in files for path in self._folders[posixpath.dirname(one)]}
        found |= self.imported_by(files)
        found |= set(sought({path: self._modules[path].facts for path in sorted(files)}, self._places))
        found |= {path for path, imported in self._imports.items() if not imported.isdisjoint(files)}
        return found & self._modules.keys()

    def imported_by(self, files: Iterable[str]) -> set[str]:
        """The files that some import."""
        return {path for one in files for path in self._imports[one]}

    def _imported(self, module: Module) -> Iterator[str]:
        """The files that a file imports; of a folder all."""
        for one in module.facts.imports:
            names = (one.module, f"{one.module}{'' if one.module.endswith('.') else '.'}{one.name}")
            for name in names if one.name not in (None, "*") and module.group == "python" else names[:1]:
                found = self._places.locate(module.group, name, module.path)
                if found is not None and self._places.is_folder(found):
                    yield from self._places.files_in(found)
                elif found is not None:
                    yield found
