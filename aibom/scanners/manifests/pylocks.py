"""What the TOML lock files of Python's tools (uv, poetry, pdm, pylock) have in common."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from aibom.core.errors import LimitError, UnreadableError
from aibom.core.json import Json
from aibom.core.text import decode
from aibom.core.toml import parse_toml
from aibom.scanners.manifests.hashes import fixes_content, hex_hashes
from aibom.scanners.manifests.places import table_lines
from aibom.scanners.manifests.record import Edge, Gap, Manifest, Package, Project, Ref, Role
from aibom.scanners.manifests.values import mapping, sequence


def load_tables(data: bytes, path: str, header: str) -> tuple[dict[str, Json], str, tuple[Gap, ...]]:
    """The document and its text; of a damaged file what stands before the damage, and a gap.

    A machine-written lock is a list of tables, so that everything up to the last table header before the
    damage is whole. Raises UnreadableError when that does not help either.
    """
    text = decode(data).replace("\r\n", "\n")
    try:
        return parse_toml(data, path), text, ()
    except LimitError:
        raise
    except UnreadableError as error:
        offset = _offset_of_line(text, error.line or 1)
        cut = text.rfind(f"\n{header}", 0, offset)
        if cut < 0:
            raise
        gap = Gap(f"{error.why}; what stands after the table before it is not read", error.line)
        return parse_toml(text[:cut].encode(), path), text[:cut], (gap,)


def _offset_of_line(text: str, line: int) -> int:
    offset = 0
    for _ in range(line - 1):
        offset = text.find("\n", offset) + 1
        if offset == 0:
            return len(text)
    return offset


class LockReader:
    """Reads one lock file: subclasses say what an entry's package and edges are."""

    key = "package"

    def __init__(self, top: dict[str, Json]) -> None:
        self.top = top
        self.versions: dict[str, list[str | None]] = defaultdict(list)
        self.projects: list[Project] = []
        self.rooted = False

    def package(self, entry: Mapping[str, Json], line: int) -> Package | None:
        """The package of an entry; None for a project of the tree."""
        raise NotImplementedError

    def edges(self, entry: Mapping[str, Json], package: Package) -> Iterator[Edge]:
        """What the entry's package needs."""
        raise NotImplementedError

    def root_edges(self, entry: Mapping[str, Json]) -> Iterator[Edge]:
        """What a project of the tree asks for, where the lock says so."""
        return iter(())

    def edge(self, source: Ref | None, name: str, version: str | None = None) -> Iterator[Edge]:
        """Edges to the given version, or to all locked versions of the name (markers choose among them)."""
        for one in [version] if version else self.versions.get(name, ()):
            yield Edge(source, Ref(name, one), "")

    def with_hashes(self, package: Package, hashes: Iterable[str]) -> Package:
        """The package with its content hashes; it is pinned when it has one."""
        found = hex_hashes(hashes)
        return package._replace(hashes=found, pinned=package.version is not None and fixes_content(found))


def read_lock(data: bytes, path: str, header: str, reader_type: type[LockReader]) -> Manifest:
    """The record of a lock file whose packages are an array of tables."""
    top, text, gaps = load_tables(data, path, header)
    reader = reader_type(top)
    entries = [mapping(one) for one in sequence(top, reader.key)]
    lines = list(table_lines(text, header))
    lines += [1] * (len(entries) - len(lines))
    read = [(entry, reader.package(entry, line)) for entry, line in zip(entries, lines, strict=False)]
    for _, package in read:
        if package is not None:
            reader.versions[package.name].append(package.version)
    edges = [
        edge
        for entry, package in read
        for edge in (reader.root_edges(entry) if package is None else reader.edges(entry, package))
    ]
    return Manifest(
        ecosystem="pypi",
        role=Role.LOCK,
        packages=tuple(package for _, package in read if package is not None and package.name),
        edges=tuple(edges),
        projects=tuple(reader.projects),
        gaps=gaps,
        rooted=reader.rooted,
    )
