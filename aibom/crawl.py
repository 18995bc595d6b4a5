"""Runs the scanners over a listing, and only those whose conclusions are not remembered (see aibom.memory)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aibom.core.errors import UnreadableError
from aibom.core.guard import Crash, attempt
from aibom.memory import Memory, Watched
from aibom.model.clean import without_secrets
from aibom.model.codec import decode_sightings, encode_sightings
from aibom.model.sighting import Sighting, Unknown
from aibom.scanners.base import Scanner
from aibom.scanners.remarks import remarks_in, speaks_to_us
from aibom.sources.cache import Cache
from aibom.sources.files import TreeFile
from aibom.sources.listing import Listing

# Called with what is being done, how much of it, and of how much.
Progress = Callable[[str, int, int], None]


def quiet(_step: str, _done: int, _total: int) -> None:
    """A Progress that shows nothing."""


# With fewer files to read a second process costs more than it saves.
PARALLEL_FILES = 1_500


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawled:
    """All sightings, and how many files at least one scanner read."""

    sightings: list[Sighting]
    files_read: int


def crawl(scanners: Sequence[Scanner], listing: Listing, progress: Progress, cache: Cache | None) -> Crawled:
    """Run all scanners over all files. Unreadable files and crashed scanners are unknowns among the sightings."""
    wanted = {one.name: [file for file in _offered(one, listing) if one.wants(file.path)] for one in scanners}
    memory = None if cache is None else Memory(cache, listing)
    known: dict[str, list[Sighting] | None] = {}
    for number, scanner in enumerate(scanners):
        if memory:
            progress("comparing with the last scan", number, len(scanners))
        known[scanner.name] = memory.conclusion(scanner, wanted[scanner.name]) if memory else None
    open_ = [one for one in scanners if known[one.name] is None]
    known.update(_side_by_side(open_, wanted, listing, progress, memory))
    for scanner in open_:
        if known[scanner.name] is None:
            known[scanner.name] = _concluded(scanner, wanted[scanner.name], listing, progress, memory)
    paths = {file.path for files in wanted.values() for file in files}
    sightings = [one for found in known.values() for one in found or ()]
    sightings += (Unknown(topic="file", path=path, reason="a folder that cannot be listed") for path in listing.locked)
    sightings += _outside(scanners, listing)
    return Crawled(sightings=sightings, files_read=len(paths))


def _offered(scanner: Scanner, listing: Listing) -> Sequence[TreeFile]:
    """The tree's files, and to a scanner that knows them those of the home folder."""
    return (*listing.files, *listing.user) if getattr(scanner, "reads_home", False) else listing.files


def _outside(scanners: Sequence[Scanner], listing: Listing) -> Iterator[Unknown]:
    """What lies behind links that lead out of the tree is not read: folders, and files that a scanner would want."""
    reason = "a symbolic link that leads out of the scanned folder; what it stands for was not read"
    for path in listing.outside:
        if path.endswith("/") or any(one.wants(path) for one in scanners):
            yield Unknown(topic="file", path=path.rstrip("/"), reason=reason)


def _side_by_side(
    scanners: Sequence[Scanner],
    wanted: Mapping[str, Sequence[TreeFile]],
    listing: Listing,
    progress: Progress,
    memory: Memory | None,
) -> dict[str, list[Sighting]]:
    """What the scanners conclude, worked out by two processes, where that pays; empty where it does not.

    A process that dies (out of memory, killed) costs nothing: its scanners are simply run again by the caller.
    """
    total = sum(len(wanted[one.name]) for one in scanners)
    if total < PARALLEL_FILES or len(scanners) < 2 or (os.cpu_count() or 1) < 2 or not hasattr(os, "fork"):
        return {}
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    def work(index: int) -> bytes:
        scanner = scanners[index]
        return encode_sightings(_concluded(scanner, wanted[scanner.name], listing, quiet, memory))

    global _work
    _work = work
    order = sorted(range(len(scanners)), key=lambda index: -len(wanted[scanners[index].name]))
    found: dict[str, list[Sighting]] = {}
    try:
        with ProcessPoolExecutor(max_workers=2, mp_context=get_context("fork")) as pool:
            futures = [(scanners[index].name, pool.submit(_call_work, index)) for index in order]
            for number, (name, future) in enumerate(futures):
                progress("reading in two processes", number, len(futures))
                found[name] = decode_sightings(future.result())
    except (BrokenProcessPool, OSError):
        return found
    finally:
        _work = None
    return found


# What a forked process does for an index; set just before the fork, so that nothing has to be sent to it.
_work: Callable[[int], bytes] | None = None


def _call_work(index: int) -> bytes:
    assert _work is not None
    return _work(index)


def _concluded(
    scanner: Scanner, files: Sequence[TreeFile], listing: Listing, progress: Progress, memory: Memory | None
) -> list[Sighting]:
    """What one scanner says of its files."""
    records, failed = _records(scanner, files, progress)
    progress(f"joining {scanner.name}", 0, 0)
    watched = Watched(listing)
    found = attempt(lambda: list(scanner.join(records, watched)))
    if isinstance(found, Crash):
        # A defect there costs all that the scanner would have said of its files; nothing of it is remembered.
        return [without_secrets(one) for one in failed] + [_defect(scanner, path, found) for path in records]
    sightings = [without_secrets(one) for one in failed + found]
    if memory:
        unread = {one.path for one in failed if isinstance(one, Unknown)}
        memory.keep(scanner, files, records, unread, watched, sightings)
    return sightings


def _records(scanner: Scanner, files: Sequence[TreeFile], progress: Progress) -> tuple[dict[str, Any], list[Sighting]]:
    """The records of a scanner's files by path, and unknowns for those that could not be read."""
    records: dict[str, Any] = {}
    failed: list[Sighting] = []
    for number, file in enumerate(files):
        if number % 64 == 0:
            progress(f"reading files ({scanner.name})", number, len(files))
        record = _read(scanner, file, failed)
        if record is not None:
            records[file.path] = record
    return records, failed


def _read(scanner: Scanner, file: TreeFile, failed: list[Sighting]) -> Any:
    try:
        record = attempt(lambda: scanner.read(_Listened(file, failed)))
    except UnreadableError as error:
        failed.append(Unknown(topic="file", path=error.path, line=error.line, reason=error.why))
        return None
    if isinstance(record, Crash):
        failed.append(_defect(scanner, file.path, record))
        return None
    return record


class _Listened:
    """A file that is read once for its scanner and for comments to us."""

    def __init__(self, file: TreeFile, heard: list[Sighting]) -> None:
        self._file, self._heard = file, heard
        self.path, self.tracked, self.head, self.open = file.path, file.tracked, file.head, file.open

    @property
    def size(self) -> int:
        return self._file.size

    def read(self, limit: int) -> bytes:
        data = self._file.read(limit)
        if speaks_to_us(data):
            self._heard.extend(remarks_in(self.path, data))
        return data


def _defect(scanner: Scanner, path: str, crash: Crash) -> Unknown:
    reason = f"the {scanner.name} scanner failed ({crash}); please report this as a defect of aibom"
    return Unknown(topic="defect", path=path, reason=reason)
