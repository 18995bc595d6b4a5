"""Names that are seen without an import: those of the same folder, package or namespace, and what Nuxt brings."""

from __future__ import annotations

from collections import defaultdict

from aibom.core import re
from aibom.scanners.code.resolving.imports import shared_folders
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.names import find_name
from aibom.scanners.code.resolving.types import Abstracts, Definition, Env, Follower, Package

_NUXT = ("nuxt.config.ts", "nuxt.config.js", "nuxt.config.mjs")
_AUTO_IMPORTED = ("/utils/", "/composables/", "/shared/")
_CONSTANT = re.compile(r"[A-Z][A-Z0-9_]+")
_MOST = 3  # classes of one name
_ANYBODYS = "Base"  # in Ruby that of the nearest folder, and none that is far away


class Neighbours:
    """What the files of a tree see of each other by themselves; the tables are made when they are first asked."""

    def __init__(self, ev: Follower) -> None:
        self._ev = ev
        self._auto: dict[str, str] | None = None
        self._classes: dict[tuple[str, str], list[Definition]] | None = None
        self._folders: dict[str, list[str]] | None = None
        self._constants: dict[str, list[str]] | None = None
        self._opened: dict[str, Abstracts] = {}

    def of(self, module: Module, name: str) -> Abstracts:
        """What a name means that nothing in the file binds (Go, Java, C#, Ruby, PHP, Rust; JavaScript with Nuxt)."""
        if module.group == "javascript":
            return self._auto_imported(name)
        if module.group == "go":
            return self.of_folder(module.path.rpartition("/")[0], name)
        if self._classes is None:
            self._classes = defaultdict(list)
            for path, other in self._ev.modules.items():
                for scope in other.classes if other.group not in ("python", "javascript") else ():
                    self._classes[other.group, scope.rpartition(".")[2]].append(Definition(path, "class", scope))
        found = self._classes.get((module.group, name), [])
        if module.group == "ruby" and (len(found) > 1 or name == _ANYBODYS):
            nearest = max((shared_folders(one.path, module.path) for one in found), default=0)
            found = [one for one in found if shared_folders(one.path, module.path) == nearest]
            found = found if nearest or name != _ANYBODYS else []
        if not found and module.group == "ruby" and _CONSTANT.fullmatch(name):
            return self._constant(name)
        return tuple(found[:_MOST])

    def _constant(self, name: str) -> Abstracts:
        """What the one file of Ruby says that gives a constant to all, as initializers of Rails do: `LLM = ...`."""
        if self._constants is None:
            self._constants = defaultdict(list)
            for path, module in self._ev.modules.items():
                for one in module.facts.bindings if module.group == "ruby" else ():
                    if not one.scope and _CONSTANT.fullmatch(one.name) and path not in self._constants[one.name]:
                        self._constants[one.name].append(path)
        paths = self._constants.get(name, [])
        return find_name(self._ev, name, Env(paths[0], ""), 0) if len(paths) == 1 else ()

    def spelt_out(self, module: Module, path: str) -> Abstracts:
        """The classes of Ruby that a path of modules names: `Tools.Managed.Base`."""
        found = self._called(module, path.rpartition(".")[2])
        return tuple(one for one in found if one.scope == path or one.scope.endswith("." + path))[:_MOST]

    def in_full(self, module: Module, path: str) -> tuple[Definition, ...]:
        """The class of C#, Java or Kotlin that a name in full means: `Shop.Constants.Agents`."""
        package, _, name = path.rpartition(".")
        found = self._called(module, name)
        return tuple(one for one in found if self._ev.modules[one.path].facts.package == package)[:_MOST]

    def opened(self, module: Module) -> Abstracts:
        """The classes all of whose static members a file of C#, Java or Kotlin sees."""
        if module.path not in self._opened:
            stars = [star.module for star in module.stars if star.module.rpartition(".")[2][:1].isupper()]
            self._opened[module.path] = tuple([one for star in stars for one in self.in_full(module, star)])
        return self._opened[module.path]

    def _called(self, module: Module, name: str) -> list[Definition]:
        self.of(module, name)
        return (self._classes or {}).get((module.group, name), [])

    def of_folder(self, folder: str, name: str) -> Abstracts:
        """What a Go package gives under a name, or the Python module of this name in a folder."""
        for path in self.inside(folder):
            module = self._ev.modules[path]
            if module.group == "go" and (name in module.bindings or name in module.functions or name in module.classes):
                found = find_name(self._ev, name, Env(path, ""), 0)
                if found:
                    return found
        inner = self._ev.places.locate("python", f".{name}", f"{folder}/__init__.py")
        return (Package(inner),) if inner else ()

    def inside(self, folder: str) -> list[str]:
        """The modules that lie directly in a folder."""
        if self._folders is None:
            self._folders = defaultdict(list)
            for path in self._ev.modules:
                self._folders[path.rpartition("/")[0]].append(path)
        return self._folders.get(folder, [])

    def _auto_imported(self, name: str) -> Abstracts:
        """What Nuxt brings to every file without an import: the exports of its utilities and composables."""
        if self._auto is None:
            self._auto = {}
            roots = self._ev.places.folders_of(_NUXT)
            for path in sorted(self._ev.modules) if roots else ():
                if any(path.startswith(root) for root in roots) and any(part in f"/{path}" for part in _AUTO_IMPORTED):
                    for exported in self._ev.modules[path].exports:
                        self._auto.setdefault(exported, path)
        place = self._auto.get(name)
        return self._ev.exported(place, name) if place is not None else ()
