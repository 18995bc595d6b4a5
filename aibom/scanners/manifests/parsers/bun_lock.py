"""bun.lock (JSON with comments and trailing commas); the older bun.lockb is binary and only reported."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.core.json import Json
from aibom.core.jsonc import parse_jsonc
from aibom.core.lined import Lined
from aibom.scanners.manifests.hashes import fixes_content, sri_hashes
from aibom.scanners.manifests.names import is_commit
from aibom.scanners.manifests.npm_names import npm_registry, split_locator
from aibom.scanners.manifests.parsers.package_json import TABLES
from aibom.scanners.manifests.record import Edge, Gap, Manifest, Package, Project, Ref, Role
from aibom.scanners.manifests.values import mapping, sequence, text


def parse_bun_lock(data: bytes, path: str) -> Manifest:
    """The record; workspaces other than "" are projects."""
    reader = _Reader(parse_jsonc(data, path, partial=True))
    return Manifest(
        ecosystem="npm",
        role=Role.LOCK,
        packages=tuple(reader.packages),
        edges=tuple(reader.edges()),
        projects=tuple(reader.projects),
        gaps=tuple(reader.gaps()),
        rooted=True,
    )


def parse_bun_lockb(data: bytes, path: str) -> Manifest:
    """Nothing but the gap: bun.lockb is a memory image of bun's own structures."""
    reason = "bun.lockb is binary and not read; `bun install --save-text-lockfile` writes bun.lock"
    return Manifest(ecosystem="npm", role=Role.MANIFEST, gaps=(Gap(reason, unless=("bun.lock",)),))


class _Reader:
    """Entries are keyed by install path: `chalk`, and `ora/chalk` for the one that only ora gets."""

    def __init__(self, document: Lined) -> None:
        self.document = document
        self.entries = mapping(document.value, "packages")
        self.workspaces = mapping(document.value, "workspaces")
        self.refs: dict[str, Ref] = {}
        self.projects = [
            Project(text(value, "name") or folder, document.line_of(self.workspaces, folder), None, folder)
            for folder, value in self.workspaces.items()
            if folder
        ]
        self.packages = list(self._packages())

    def gaps(self) -> Iterator[Gap]:
        if self.document.error:
            yield Gap(f"{self.document.error[0]}; what follows is not read", self.document.error[1])
        for key, line in self.document.duplicates:
            yield Gap("a key that stands twice; the last one counts", line, key)

    def _packages(self) -> Iterator[Package]:
        for key, value in self.entries.items():
            name, locator = split_locator(text(value, 0))
            if locator.startswith("workspace:"):
                self.refs[key] = Ref(name)
            elif name and not locator.startswith(("link:", "file:", "root:")):
                package = _locked(name, locator, value, self.document.line_of(self.entries, key))
                self.refs[key] = package.ref
                yield package

    def edges(self) -> Iterator[Edge]:
        """Edges of workspaces, then of packages, found as Node finds modules: innermost first."""
        for folder, value in self.workspaces.items():
            project = Ref(text(value, "name") or folder) if folder else None
            for table, scope in TABLES:
                for name in mapping(value, table):
                    yield from self._edge(project, text(value, "name") if folder else "", name, scope)
        for key, value in self.entries.items():
            if key not in self.refs:
                continue
            for part in sequence(value):
                for table in ("dependencies", "optionalDependencies", "peerDependencies"):
                    for name in mapping(part, table):
                        yield from self._edge(self.refs[key], key, name, "")

    def _edge(self, source: Ref | None, inside: str, name: str, scope: str) -> Iterator[Edge]:
        while True:
            candidate = f"{inside}/{name}" if inside else name
            if candidate in self.refs:
                yield Edge(source, self.refs[candidate], scope)
                return
            if not inside:
                return
            inside = _outer(inside)


def _outer(key: str) -> str:
    """One level up: `@a/b/c` to `@a/b`, `@a/b` to ""."""
    head, _, last = key.rpartition("/")
    if head.rpartition("/")[2].startswith("@"):
        head = head.rpartition("/")[0]
    return head if last else ""


def _locked(name: str, locator: str, value: Json, line: int) -> Package:
    """[name@version, registry, {...}, integrity] or, from Git or a URL, [name@address, {...}, ...]."""
    hashes = next((found for part in sequence(value)[1:] if (found := sri_hashes(text(part)))), ())
    address = locator if ":" in locator else ""
    return Package(
        name,
        line,
        version=None if address else locator or None,
        hashes=hashes,
        registry=npm_registry(address or text(value, 1), name),
        pinned=fixes_content(hashes) or is_commit(locator.rpartition("#")[2]),
    )
