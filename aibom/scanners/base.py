"""The interface of a scanner.

A scanner works in two stages, so that files can be read in parallel and cached, while what one file says
about another is still seen:

    wants(path)   by name alone: shall this file be read?
    read(file)    one file -> a record; a pure function of path and bytes
    join(records) all records of this scanner -> sightings

A scanner whose files speak for themselves derives from PerFileScanner and only writes `observe`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, Protocol

from aibom.core.reader import SourceFile
from aibom.model.sighting import Sighting
from aibom.scanners.listed import Listed


class Part(NamedTuple):
    """The listed paths that concern a scanner, sorted, and all folders of the tree."""

    paths: tuple[str, ...]
    folders: tuple[str, ...]


class Tree(Protocol):
    """What a scanner may ask of the tree while it joins: which paths exist, and a file to read after all."""

    def file(self, path: str) -> SourceFile:
        """The listed file of this path; KeyError when there is none."""
        ...

    def exists(self, path: str) -> bool:
        """Whether a file of this path (relative, forward slashes) is listed."""
        ...

    @property
    def listed(self) -> Listed:
        """All paths, to ask about one of them or one name. Who goes through all of them is run again whenever a file
        is added or removed."""
        ...

    def part(self, concerns: Callable[[str], bool]) -> Part:
        """The paths that concern a scanner, by its own `concerns`, and all folders."""
        ...


class Scanner(Protocol):
    """One subject; see the module's docstring. UnreadableError from `read` becomes an unknown in the BOM."""

    name: str

    def wants(self, path: str) -> bool:
        """Whether the file of this name is of interest. Called for every file: keep it cheap."""
        ...

    # A scanner that follows names through the listing says by `concerns(path)` which paths they may lead to; it gets
    # those by `tree.part`, and they are part of what its conclusion rests on.

    # A scanner to which the content of some files matters only in part has `gist(record) -> str | None` as well: what
    # counts of a file of that record, None for its content. Files that `join` opens count by their content anyway.

    # A scanner whose files cost far more or less than most says so by `effort`, what a byte costs it (source code: 1);
    # two processes share the work by it.

    def read(self, file: SourceFile) -> Any:
        """The record of one file, or None when it has nothing to say."""
        ...

    def join(self, records: Mapping[str, Any], tree: Tree) -> Iterable[Sighting]:
        """The sightings of all records, keyed by path in sorted order."""
        ...


class PerFileScanner:
    """A scanner whose record of a file is the list of its sightings."""

    name = ""

    def wants(self, path: str) -> bool:
        raise NotImplementedError

    def observe(self, file: SourceFile) -> Iterable[Sighting]:
        """The sightings of one file."""
        raise NotImplementedError

    def read(self, file: SourceFile) -> list[Sighting] | None:
        return list(self.observe(file)) or None

    def join(self, records: Mapping[str, list[Sighting]], tree: Tree) -> Iterable[Sighting]:
        for sightings in records.values():
            yield from sightings
