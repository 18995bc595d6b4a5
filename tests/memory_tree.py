"""A tree in memory: files for scanners to read, and the listing that they join over."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO

from aibom.core.errors import LimitError, UnreadableError
from aibom.core.left_out import LeftOut, listening
from aibom.model.sighting import Link, Observation, Sighting, Unknown
from aibom.scanners.base import Part, Scanner
from aibom.scanners.listed import Listed


@dataclass(frozen=True)
class MemoryFile:
    path: str
    data: bytes
    tracked: bool = True

    @property
    def size(self) -> int:
        return len(self.data)

    def read(self, limit: int) -> bytes:
        if len(self.data) > limit:
            raise LimitError(self.path, "too large")
        return self.data

    def head(self, count: int) -> bytes:
        return self.data[:count]

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        yield io.BytesIO(self.data)


@dataclass(frozen=True)
class MemoryTree:
    paths: tuple[str, ...]
    files: tuple[MemoryFile, ...] = ()

    def exists(self, path: str) -> bool:
        return path in self.paths

    @property
    def listed(self) -> Listed:
        return Listed(self.paths)

    def part(self, concerns: Callable[[str], bool]) -> Part:
        folders = {"/".join(path.split("/")[:depth]) for path in self.paths for depth in range(1, path.count("/") + 1)}
        return Part(tuple(filter(concerns, self.paths)), tuple(sorted(folders)))

    def file(self, path: str) -> MemoryFile:
        return next(file for file in self.files if file.path == path)


@dataclass(frozen=True)
class Seen:
    """The sightings of one run, sorted out."""

    observations: list[Observation]
    links: list[Link]
    unknowns: list[Unknown]

    def one(self, kind: str, name: str) -> Observation:
        found = [seen for seen in self.observations if seen.subject.kind == kind and seen.subject.name == name]
        assert len(found) == 1, f"{len(found)} of {kind} {name} in {[seen.subject for seen in self.observations]}"
        return found[0]

    def named(self, kind: str) -> list[str]:
        return [seen.subject.name for seen in self.observations if seen.subject.kind == kind]


def _told(left_out: Iterable[LeftOut], path: str) -> Iterator[Unknown]:
    return (Unknown(topic="file", path=one.path or path, reason=one.reason) for one in left_out)


def run(scanner: Scanner, files: Mapping[str, bytes | str], untracked: tuple[str, ...] = ()) -> Seen:
    """Scan files in memory as the pipeline does: unreadable files become unknowns, anything else is a defect."""
    records: dict[str, Any] = {}
    listed: list[MemoryFile] = []
    sightings: list[Sighting] = []
    for path in sorted(files):
        content = files[path]
        data = content.encode() if isinstance(content, str) else content
        listed.append(MemoryFile(path, data, path not in untracked))
        if not scanner.wants(path):
            continue
        try:
            with listening() as left_out:
                record = scanner.read(listed[-1])
        except UnreadableError as error:
            sightings.append(Unknown(topic="file", path=error.path, line=error.line, reason=error.why))
            continue
        sightings += _told(left_out, path)
        if record is not None:
            records[path] = record
    with listening() as left_out:
        joined = list(scanner.join(records, MemoryTree(tuple(sorted(files)), tuple(listed))))
    sightings += [*_told(left_out, "."), *joined]
    return Seen(
        [one for one in sightings if isinstance(one, Observation)],
        [one for one in sightings if isinstance(one, Link)],
        [one for one in sightings if isinstance(one, Unknown)],
    )
