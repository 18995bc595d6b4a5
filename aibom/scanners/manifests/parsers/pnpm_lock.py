"""pnpm-lock.yaml, lockfileVersion 5 to 9 (https://github.com/pnpm/spec/tree/master/lockfile)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.core import re
from aibom.core.json import Json
from aibom.core.lined import Lined
from aibom.core.yaml import parse_yaml_with_lines
from aibom.scanners.manifests.hashes import fixes_content, sri_hashes
from aibom.scanners.manifests.names import is_commit
from aibom.scanners.manifests.npm_names import is_fixed_address, npm_registry, split_locator
from aibom.scanners.manifests.parsers.package_json import TABLES
from aibom.scanners.manifests.record import Edge, Gap, Manifest, Package, Project, Ref, Role
from aibom.scanners.manifests.values import mapping, text

_VERSION_5 = re.compile(r"(?:[^/]+\.[^/]+)?/((?:@[^/]+/)?[^/]+)/([0-9][^/_]*)(?:_.*)?\Z")
_MAX_KEY = 500
_NEEDS = ("dependencies", "optionalDependencies")


def parse_pnpm_lock(data: bytes, path: str) -> Manifest:
    """The record; importers other than "." are projects, named by their folder."""
    readers = [_Reader(document) for document in parse_yaml_with_lines(data, path, text_only=True, partial=True)]
    return Manifest(
        ecosystem="npm",
        role=Role.LOCK,
        packages=tuple(package for reader in readers for package in reader.packages),
        edges=tuple(edge for reader in readers for edge in reader.edges()),
        projects=tuple(project for reader in readers for project in reader.projects),
        gaps=tuple(gap for reader in readers for gap in reader.gaps()),
        rooted=True,
    )


class _Reader:
    """One document. A key may carry the peers it was resolved with, so that several keys are one package."""

    def __init__(self, document: Lined) -> None:
        self.document = document
        self.top = mapping(document.value)
        self.entries = mapping(self.top, "packages")
        self.refs: dict[str, Ref] = {}
        self.packages = list(self._packages())
        for key in mapping(self.top, "snapshots"):
            self.refs.setdefault(key, self.refs.get(_without_peers(key), Ref(*_split(key))))
        self.importers = dict(mapping(self.top, "importers")) or {".": self.top}
        self.projects = [
            Project(folder, document.line_at("importers", folder), None, folder)
            for folder in self.importers
            if folder != "."
        ]

    def gaps(self) -> Iterator[Gap]:
        if self.document.error:
            yield Gap(f"{self.document.error[0]}; what follows is not read", self.document.error[1])
        for key, line in self.document.duplicates:
            yield Gap("a key that stands twice; the last one counts", line, key)

    def _packages(self) -> Iterator[Package]:
        for key, value in self.entries.items():
            entry = mapping(value)
            name, version = _split(key)
            name, version = text(entry, "name") or name, text(entry, "version") or version
            resolution = mapping(entry, "resolution")
            if not name or text(resolution, "type") == "directory" or (version or "").startswith("file:"):
                continue
            package = _locked(name, version, resolution, self.document.line_of(self.entries, key))
            self.refs[key] = package.ref
            yield package._replace(scope=_scope(entry))

    def edges(self) -> Iterator[Edge]:
        """The importers' edges, then those of packages (`snapshots` since version 9)."""
        for folder, importer in self.importers.items():
            source = None if folder == "." else Ref(folder)
            for table, scope in TABLES:
                for name, value in mapping(importer, table).items():
                    told = text(value, "version") if isinstance(value, Mapping) else text(value)
                    yield from self._edge(source, name, told, scope, folder)
        for key, value in (*self.entries.items(), *mapping(self.top, "snapshots").items()):
            for table in _NEEDS:
                for name, version in mapping(value, table).items():
                    if key in self.refs:
                        yield from self._edge(self.refs[key], name, text(version), "", "")

    def _edge(self, source: Ref | None, name: str, told: str, scope: str, folder: str) -> Iterator[Edge]:
        if told.startswith("link:"):
            target = _joined(folder, told[5:])
            if target in self.importers and target != ".":
                yield Edge(source, Ref(target), scope)
            return
        for key in (f"{name}@{told}", f"/{name}@{told}", f"/{name}/{told}", told):
            if key in self.refs:
                yield Edge(source, self.refs[key], scope)
                return


def _locked(name: str, version: str | None, resolution: Mapping[str, Json], line: int) -> Package:
    hashes = sri_hashes(text(resolution, "integrity"))
    address = text(resolution, "tarball") or text(resolution, "repo")
    if version and "://" in version:
        address, version = address or version, None
    return Package(
        name,
        line,
        version=version or None,
        hashes=hashes,
        registry=npm_registry(address, name),
        pinned=fixes_content(hashes) or is_commit(text(resolution, "commit")) or is_fixed_address(address),
    )


def _scope(entry: Mapping[str, Json]) -> str | None:
    """Up to version 8 entries are marked; later it follows from the edges."""
    if text(entry, "dev") == "true":
        return "dev"
    if text(entry, "optional") == "true":
        return "optional"
    return "runtime" if "dev" in entry else None


def _without_peers(key: str) -> str:
    return key.partition("(")[0]


def _split(key: str) -> tuple[str, str | None]:
    """Name and version of a key: `/a/1.0.0_peer@2`, `/a@1.0.0(peer@2)`, `a@1.0.0`."""
    plain = _without_peers(key)[:_MAX_KEY]
    old = _VERSION_5.match(plain)
    if old:
        return old.group(1), old.group(2)
    name, version = split_locator(plain.removeprefix("/"))
    return name, version or None


def _joined(folder: str, relative: str) -> str:
    """The importer that a link leads to, as the lock spells it."""
    parts = [part for part in folder.split("/") if part not in ("", ".")]
    for part in relative.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts) or "."
