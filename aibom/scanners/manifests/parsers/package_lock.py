"""package-lock.json and npm-shrinkwrap.json, lockfileVersion 1 to 3
(https://docs.npmjs.com/cli/configuring-npm/package-lock-json).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.core.errors import LimitError, UnreadableError
from aibom.core.json import Json, parse_json
from aibom.core.jsonc import parse_jsonc
from aibom.core.text import decode
from aibom.scanners.manifests.hashes import fixes_content, sri_hashes
from aibom.scanners.manifests.npm_names import asked, is_fixed_address, npm_registry
from aibom.scanners.manifests.parsers.package_json import TABLES
from aibom.scanners.manifests.places import Cursor
from aibom.scanners.manifests.record import Edge, Gap, Manifest, Package, Project, Ref, Role
from aibom.scanners.manifests.values import mapping, text

_MODULES = "node_modules/"


def parse_package_lock(data: bytes, path: str) -> Manifest:
    """The record. Of a truncated file what stands before the damage, and a gap."""
    source = decode(data)
    gaps: list[Gap] = []
    try:
        top = parse_json(source.encode(), path)
    except LimitError:
        raise
    except UnreadableError:
        document = parse_jsonc(data, path, partial=True)
        top = document.value
        why, line = document.error or ("not valid JSON", 1)
        gaps.append(Gap(f"{why}; what follows is not read", line))
    reader = _Packages(source, mapping(top, "packages")) if mapping(top, "packages") else _Nested(source, top)
    packages = tuple(reader.packages())
    return Manifest(
        ecosystem="npm",
        role=Role.LOCK,
        packages=packages,
        edges=tuple(reader.edges()),
        projects=tuple(reader.projects),
        gaps=tuple(gaps),
        rooted=reader.rooted,
    )


def _locked(name: str, entry: Mapping[str, Json], line: int) -> Package:
    resolved, hashes = text(entry, "resolved"), sri_hashes(text(entry, "integrity"))
    version = text(entry, "version")
    if "://" in version or version.startswith(("git@", "github:")):  # lockfileVersion 1 writes addresses there
        resolved, version = version, ""
    licence = text(entry, "license")
    return Package(
        name,
        line,
        version=version or None,
        hashes=hashes,
        registry=npm_registry(resolved, name),
        pinned=fixes_content(hashes) or is_fixed_address(resolved),
        scope=_scope(entry),
        licences=(licence,) if licence and licence != "UNLICENSED" else (),
    )


def _scope(entry: Mapping[str, Json]) -> str:
    """npm marks what is only reached through one kind of dependency."""
    if entry.get("dev") is True or entry.get("devOptional") is True:
        return "dev"
    if entry.get("optional") is True:
        return "optional"
    return "peer" if entry.get("peer") is True else "runtime"


class _Packages:
    """Versions 2 and 3: a table of install paths."""

    rooted = True

    def __init__(self, source: str, entries: Mapping[str, Json]) -> None:
        self._source, self._entries = source, entries
        self._refs: dict[str, Ref] = {}
        self.projects: list[Project] = []

    def packages(self) -> Iterator[Package]:
        """All installed packages; folders outside of node_modules are projects of the workspace."""
        cursor, line = Cursor(self._source), 1
        cursor.find('"packages"')
        for where, value in self._entries.items():
            entry = mapping(value)
            line = cursor.find(f'"{where}":') or line
            last = where.rpartition(_MODULES)[2]
            if where and _MODULES not in where:
                self._project(where, entry, line)
            elif where and entry.get("link") is not True:
                package = _locked(text(entry, "name") or last, entry, line)
                self._refs[where] = package.ref
                yield package

    def _project(self, where: str, entry: Mapping[str, Json], line: int) -> None:
        project = Project(text(entry, "name") or where.rpartition("/")[2], line, text(entry, "version") or None, where)
        self.projects.append(project)
        self._refs[where] = Ref(project.name, project.version)

    def edges(self) -> Iterator[Edge]:
        """Edges as Node resolves them: from the package's own node_modules upward."""
        for where, value in self._entries.items():
            entry = mapping(value)
            if entry.get("link") is True:
                continue
            is_project = where == "" or _MODULES not in where
            for table, scope in TABLES:
                if table == "devDependencies" and not is_project:
                    continue
                for name in mapping(entry, table):
                    target = self._resolve(where, name)
                    if target is not None:
                        yield Edge(self._refs.get(where), target, scope)

    def _resolve(self, where: str, name: str) -> Ref | None:
        while True:
            candidate = f"{where}/{_MODULES}{name}" if where else f"{_MODULES}{name}"
            entry = mapping(self._entries.get(candidate))
            if entry.get("link") is True:
                return self._refs.get(text(entry, "resolved"))
            if candidate in self._refs:
                return self._refs[candidate]
            if not where:
                return None
            # One level up: from a/node_modules/b to a, from a workspace folder to the root.
            where = where.rpartition(_MODULES)[0].rstrip("/") if _MODULES in where else ""


class _Nested:
    """Version 1: a tree of `dependencies` with `requires`."""

    rooted = False

    def __init__(self, source: str, top: Json) -> None:
        self._source = source
        self._top = mapping(top, "dependencies")
        self._edges: list[Edge] = []
        self.projects: list[Project] = []

    def packages(self) -> Iterator[Package]:
        """All packages of the tree, in the order of the file."""
        cursor, line = Cursor(self._source), 1
        cursor.find('"dependencies"')
        # Only entries open an object; the same name in `requires` has a text.
        opening = ": {" if '": {' in self._source else ":{"
        todo: list[tuple[str, Json, tuple[Mapping[str, Json], ...]]] = [
            (name, entry, (self._top,)) for name, entry in reversed(list(self._top.items()))
        ]
        while todo:
            name, value, scopes = todo.pop()
            entry = mapping(value)
            line = cursor.find(f'"{name}"{opening}') or line
            found = asked(name, text(entry, "version"))
            if found is None:
                continue
            alias = found.name if text(entry, "version").startswith("npm:") else name
            version = {"version": found.range} if alias != name else {}
            package = _locked(alias, {**entry, **version}, line)
            yield package
            inner = mapping(entry, "dependencies")
            self._require(package.ref, entry, (*scopes, inner))
            todo += [(key, one, (*scopes, inner)) for key, one in reversed(list(inner.items()))]

    def edges(self) -> Iterator[Edge]:
        """The edges; known once all packages were read."""
        yield from self._edges

    def _require(self, source: Ref, entry: Mapping[str, Json], scopes: tuple[Mapping[str, Json], ...]) -> None:
        for name in mapping(entry, "requires"):
            for scope in reversed(scopes):
                if name in scope:
                    version = text(scope, name, "version")
                    target = asked(name, version)
                    if target is not None:
                        self._edges.append(Edge(source, _locked(target.name, mapping(scope, name), 0).ref))
                    break
