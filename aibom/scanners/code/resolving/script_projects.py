"""What projects of TypeScript and JavaScript call their files, as their settings say.

- `paths` and `baseUrl` of tsconfig.json, jsconfig.json and their parts (https://www.typescriptlang.org/tsconfig/#paths);
- the packages of a workspace by `name` of package.json, with `exports` and `main`, and a package's own `imports`
  (https://nodejs.org/api/packages.html).

What is built (`dist/index.js`) stands for the sources that it was built of.
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from aibom.core import re
from aibom.core.errors import UnreadableError
from aibom.core.json import Json
from aibom.core.jsonc import parse_jsonc

_CONFIG = re.compile(r"[jt]sconfig(?:\.[\w.-]{1,60})?\.json\Z")
_PACKAGE = "package.json"
_BUILT = re.compile(r"\A(?:dist|build|lib|out|esm|cjs)/(?:(?:esm|cjs|src|types)/)?")
_ENDING = re.compile(r"(?:\.d)?\.[cm]?[jt]sx?\Z")
_ENTRIES = ("source", "types", "typings", "module", "main")
_MAX_PACKAGES = 500
_MAX_RULES = 300  # of one folder
_MAX_TARGETS = 12  # of one alias or export

Read = Callable[[str], bytes | None]


class Rule(NamedTuple):
    """An alias: what stands before and after its `*`, and the paths that are tried for it."""

    head: str
    tail: str
    open: bool
    targets: tuple[str, ...]

    def stands_for(self, module: str) -> Iterator[str]:
        """The paths that a module's name may stand for."""
        if not self.open:
            yield from self.targets if module == self.head else ()
        elif module.startswith(self.head) and module.endswith(self.tail):
            middle = module[len(self.head) : len(module) - len(self.tail)]
            yield from (target.replace("*", middle) for target in self.targets)


class _OwnPackage(NamedTuple):
    folder: str
    stated: Mapping[str, Json]


class ScriptProjects:
    """The aliases and packages of a tree; settings are read when a name is asked for. `outside` says whether a name is
    that of a known package, which an SDK's own tree uses as others do."""

    def __init__(self, paths: Iterable[str], read: Read, outside: Callable[[str], bool]) -> None:
        self._read, self._outside = read, outside
        self._configs: dict[str, list[str]] = defaultdict(list)
        self._stated: list[str] = []
        for path in sorted(path for path in paths if path.endswith(".json")):
            folder, _, name = path.rpartition("/")
            if name == _PACKAGE:
                self._stated.append(path)
            elif _CONFIG.match(name):
                self._configs[folder].append(path)
        self._rules: dict[str, list[Rule]] = {}

    def stems(self, module: str, importer: str) -> Iterator[str]:
        """The paths, most of them without an ending, that may hold what a file imports under a name."""
        folder, outside = posixpath.dirname(importer), self._outside(module)
        while True:
            for rule in self._of(folder):
                yield from rule.stands_for(module) if rule.head or not outside else ()
            if not folder:
                break
            folder = posixpath.dirname(folder)
        if len(self._stated) > 1 and not outside:
            yield from self._in_workspace(module)

    def is_other(self, folder: str, module: str) -> bool:
        """Whether a folder is a package of another name than the one that is imported."""
        named = self._by_folder.get(folder)
        return named is not None and module != named and not module.startswith(f"{named}/")

    def _of(self, folder: str) -> list[Rule]:
        if folder not in self._rules:
            configs = sorted(self._configs.get(folder, ()), key=lambda path: (len(path), path))
            found = [rule for path in configs for rule in _aliases(folder, self._settings(path))]
            package = self._packages_at.get(folder)
            own = package.get("imports") if package is not None else None
            found += _rules(folder, own) if isinstance(own, Mapping) else ()
            self._rules[folder] = sorted(found[:_MAX_RULES], key=lambda rule: (rule.head == "", -len(rule.head)))
        return self._rules[folder]

    def _settings(self, path: str) -> Mapping[str, Json]:
        data = self._read(path)
        try:
            value = parse_jsonc(data, path).value if data is not None else None
        except UnreadableError:
            return {}
        return value if isinstance(value, Mapping) else {}

    @cached_property
    def _packages_at(self) -> dict[str, Mapping[str, Json]]:
        stated = [path for path in self._stated if "node_modules/" not in path][:_MAX_PACKAGES]
        return {posixpath.dirname(path): self._settings(path) for path in stated}

    @cached_property
    def _by_folder(self) -> dict[str, str]:
        found = {folder: stated.get("name") for folder, stated in self._packages_at.items()}
        return {folder: name for folder, name in found.items() if isinstance(name, str) and name}

    @cached_property
    def _by_name(self) -> dict[str, _OwnPackage]:
        found: dict[str, _OwnPackage] = {}
        for folder, name in sorted(self._by_folder.items(), key=lambda one: (len(one[0]), one[0])):
            found.setdefault(name, _OwnPackage(folder, self._packages_at[folder]))
        return found

    def _in_workspace(self, module: str) -> Iterator[str]:
        parts = module.split("/")
        size = 2 if module.startswith("@") else 1
        package = self._by_name.get("/".join(parts[:size]))
        if package is None:
            return
        rest = "/".join(parts[size:])
        for target in _exported(package.stated, rest):
            yield from _sources(package.folder, target)
        for start in ("src", ""):
            yield posixpath.normpath(posixpath.join(package.folder, start, rest or "index"))


def _aliases(folder: str, settings: Mapping[str, Json]) -> Iterator[Rule]:
    """The rules of a tsconfig.json: its aliases, and what stands below the folder that names begin at."""
    options = settings.get("compilerOptions")
    if not isinstance(options, Mapping):
        return
    base = options.get("baseUrl")
    root = posixpath.normpath(posixpath.join(folder, base)) if isinstance(base, str) else folder
    paths = options.get("paths")
    yield from _rules(root, paths) if isinstance(paths, Mapping) else ()
    if isinstance(base, str):
        yield Rule("", "", True, (posixpath.normpath(posixpath.join(root, "*")),))


def _rules(root: str, paths: Mapping[str, Json]) -> Iterator[Rule]:
    for alias, given in paths.items():
        head, star, tail = alias.partition("*")
        targets = [part for one in _texts(given) for part in _sources(root, one.replace("${configDir}/", ""))]
        if targets and alias != "*":
            yield Rule(head, tail, bool(star), tuple(targets))


def _texts(value: Json) -> list[str]:
    """All texts of a target, which may be written for several conditions."""
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return [text for one in inner for text in _texts(one)][:_MAX_TARGETS]


def _exported(stated: Mapping[str, Json], rest: str) -> Iterator[str]:
    """The files that a package gives under a path below its name."""
    exports = stated.get("exports")
    if isinstance(exports, Mapping) and any(key.startswith(".") for key in exports):
        for rule in _rules("", exports):
            yield from rule.stands_for(f"./{rest}" if rest else ".")
    elif not rest:
        yield from _texts(exports)
    yield from (str(stated[key]) for key in _ENTRIES if not rest and isinstance(stated.get(key), str))


def _sources(folder: str, target: str) -> Iterator[str]:
    """The paths that a target below a folder may have: that of the sources, when it is built, and its own."""
    plain = posixpath.normpath(target)
    source = _BUILT.sub("src/", plain, count=1)
    if source != plain:
        yield posixpath.normpath(posixpath.join(folder, _ENDING.sub("", source)))
    yield posixpath.normpath(posixpath.join(folder, plain))
