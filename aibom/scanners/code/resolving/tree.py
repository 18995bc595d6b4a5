"""What the modules of a tree have together, by name: told by their facts alone, without following anything."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property

from aibom.catalog.loader import Catalogue
from aibom.core import re
from aibom.scanners.code.facts import Value
from aibom.scanners.code.resolving.asked_by_hand import asks_by_hand
from aibom.scanners.code.resolving.beans import beans, components, function_beans
from aibom.scanners.code.resolving.enumerations import members_named
from aibom.scanners.code.resolving.evaluated_blocks import Takers, block_takers
from aibom.scanners.code.resolving.heirs import heirs_by_name
from aibom.scanners.code.resolving.imports import Places
from aibom.scanners.code.resolving.modules import Module, passing_names
from aibom.scanners.code.resolving.served_by_hand import serves_by_hand
from aibom.scanners.code.resolving.settings.go import Keyed, keyed_settings
from aibom.scanners.code.resolving.settings.nest import Settings, nest_settings
from aibom.scanners.code.resolving.settings.nest_providers import Provider, nest_providers
from aibom.scanners.code.resolving.shared_state import Kept, kept_values
from aibom.scanners.code.resolving.speaks_of_ai import heads_of_ruby, recognises
from aibom.scanners.code.resolving.stores import slices
from aibom.scanners.code.resolving.types import LEARNING, Abstracts, Definition, Env

_PARTS = re.compile(r"[./\\:]")  # between the parts of a module's name
_BY_NAME = ("php", "jvm", "dotnet")  # languages whose namespaces are no files, and an SDK's own examples use the SDK


class Tree:
    """The modules of a project by their paths, and tables over all of them that are made when first asked for."""

    places: Places

    def __init__(self, modules: dict[str, Module], catalogue: Catalogue) -> None:
        self.modules, self.catalogue = modules, catalogue
        self._ai: dict[str, bool] = {}
        self._chosen: dict[tuple[str, str], frozenset[str] | None] = {}
        self._beans: dict[str, list[Definition]] | None = None
        self._keyed: Keyed | None = None
        self._packages: dict[tuple[str, str], list[str]] = defaultdict(list)
        for path, module in self.modules.items():
            if module.facts.package:
                self._packages[module.group, module.facts.package].append(path)

    def packaged(self, group: str, name: str) -> list[str]:
        """The modules that declare to be of a package or namespace."""
        return self._packages.get((group, name), [])

    def beans(self, name: str) -> list[Definition]:
        """The methods that make objects of a type for the container of a Java or Kotlin project."""
        if self._beans is None:
            self._beans = beans(self.modules)
        return self._beans.get(name, [])

    def importing(self, names: Iterable[str]) -> list[str]:
        """The files that import any of some names, or from modules whose last part is one of them."""
        return list(dict.fromkeys(path for name in names for path in self._importing.get(name, ())))

    @cached_property
    def _importing(self) -> dict[str, dict[str, None]]:
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for path, module in self.modules.items():
            for one in module.facts.imports:
                found[_PARTS.split(one.module.removesuffix(".js"))[-1]][path] = None
                if one.name is not None:
                    found[one.name][path] = None
        return found

    @cached_property
    def _kept(self) -> Kept:
        return kept_values(self.modules)

    def kept(self, mapping: str, name: str) -> list[tuple[Value, Env]]:
        """What the tree puts under a key into a mapping that a library keeps for all of its files."""
        return self._kept.get((mapping, name), [])

    @cached_property
    def components(self) -> dict[str, Definition]:
        """The classes that a container makes objects of, by the names that it knows them by."""
        return components(self.modules)

    @cached_property
    def function_beans(self) -> dict[str, Definition]:
        """The functions that a container of Spring knows by the names that models call them by."""
        return function_beans(self.modules)

    def keyed(self, name: str) -> list[tuple[Value, Env]]:
        """What Go programs state under a name of a setting."""
        if self._keyed is None:
            self._keyed = keyed_settings(self.modules)
        return self._keyed.get(name, [])

    @cached_property
    def nest_providers(self) -> list[Provider]:
        """What the modules of Nest programs provide under tokens."""
        return nest_providers(self.modules)

    @cached_property
    def nest_settings(self) -> Settings:
        """What the functions of settings of Nest programs return."""
        return nest_settings(self.modules)

    @cached_property
    def passing(self) -> frozenset[str]:
        """The names under which the files of the tree pass things on."""
        return passing_names(self.modules.values())

    @cached_property
    def block_takers(self) -> Takers:
        """The functions of Ruby that have the blocks which they are given evaluated in some object."""
        return block_takers(self.modules.values())

    @cached_property
    def heirs(self) -> Mapping[str, tuple[Definition, ...]]:
        """The classes of the tree by the last name of what they derive from."""
        return heirs_by_name(self.modules.values())

    @cached_property
    def slices(self) -> Abstracts:
        """The state of the tree's Redux store, as it is at first."""
        return slices(self.modules)

    def chosen(self, enumeration: str, group: str) -> frozenset[str] | None:
        """The entries of an enumeration that files of a language name; None where any may be meant."""
        if (enumeration, group) not in self._chosen:
            modules = (module for module in self.modules.values() if module.group == group)
            self._chosen[enumeration, group] = members_named(modules, enumeration)
        return self._chosen[enumeration, group]

    def imports_ai(self, module: Module) -> bool:
        """Whether a file imports an AI package from outside the tree."""
        if module.path not in self._ai:
            self._ai[module.path] = any(
                self.catalogue.imported_package(module.group, imp.module) is not None
                and (module.group in _BY_NAME or self.places.locate(module.group, imp.module, module.path) is None)
                for imp in (*module.facts.imports, *module.stars)
            ) or (recognises(module) or self._names_ai(module))
        return self._ai[module.path]

    def _names_ai(self, module: Module) -> bool:
        """Whether a file of Ruby names a constant of an AI package."""
        return any(self.catalogue.imported_package("ruby", head) is not None for head in heads_of_ruby(module))

    @cached_property
    def any_ai(self) -> bool:
        """Whether any file of the tree imports an AI package, asks an API of models by its address, or answers as a
        server of MCP."""
        modules = self.modules.values()
        by_hand = (asks_by_hand(self.catalogue, one) or serves_by_hand(one) for one in modules)
        return any(map(self.imports_ai, modules)) or any(by_hand)

    @cached_property
    def any_learning(self) -> bool:
        """Whether any file of the tree imports a library that models are trained with."""
        return any(i.module.partition(".")[0] in LEARNING for m in self.modules.values() for i in m.facts.imports)
