"""Runs the scanners over a listing, and only those whose conclusions are not remembered (see aibom.memory)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, partial
from typing import Any

from aibom.core.errors import UnreadableError
from aibom.core.guard import Crash, attempt
from aibom.core.left_out import LeftOut, listening
from aibom.core.text import as_utf8
from aibom.memory import Memory, Remembered, Watched, offered
from aibom.model.clean import without_secrets
from aibom.model.sighting import Sighting, Unknown
from aibom.scanners.base import Scanner
from aibom.scanners.remarks import remarks_in, speaks_to_us
from aibom.side_by_side import Conclusion, Progress, Records, Rest, Work, quiet, side_by_side
from aibom.sources.cache import Cache, key_of
from aibom.sources.files import TreeFile
from aibom.sources.listing import Listing


class Crawled:
    """What the scanners conclude, how many files at least one of them read, and the `basis`: a digest of everything
    that the conclusions were drawn from, None where one of them is not remembered.

    What is remembered of earlier scans is only decoded when the sightings are asked for.
    """

    def __init__(self, conclusions: Sequence[Conclusion], beside: list[Sighting], files_read: int) -> None:
        self._conclusions, self._beside, self.files_read = conclusions, beside, files_read
        keys = [one.key for one in conclusions if one.key is not None]
        whole = len(keys) == len(conclusions)
        self.basis = key_of("basis", *map(repr, beside), *keys) if whole else None

    @cached_property
    def sightings(self) -> list[Sighting]:
        """All sightings, scanner by scanner."""
        return [sighting for one in self._conclusions for sighting in one.sightings()] + self._beside


def crawl(scanners: Sequence[Scanner], listing: Listing, progress: Progress, cache: Cache | None) -> Crawled:
    """Run all scanners over all files. Unreadable files and crashed scanners are unknowns among the sightings."""
    outside = list(_outside(scanners, listing))
    memory = None if cache is None else Memory(cache, listing)
    wanted = memory.wanted(scanners) if memory else _wanted(scanners, listing)
    scanners = [one for one in scanners if wanted[one.name]]
    known: dict[str, Conclusion] = {}
    for number, scanner in enumerate(scanners if memory else ()):
        progress("comparing with the last scan", number, len(scanners))
        remembered = memory.conclusion(scanner, wanted[scanner.name]) if memory else None
        if remembered:
            again = partial(_concluded, scanner, wanted[scanner.name], listing, progress, memory)
            known[scanner.name] = Conclusion(remembered.key, partial(_recalled, remembered, again))
    open_ = [one for one in scanners if one.name not in known]
    work = Work(
        lambda one, shown, rest: _concluded(one, wanted[one.name], listing, shown, memory, rest),
        lambda one, files: _records(one, files, quiet),
    )
    known.update(side_by_side(open_, wanted, work, progress))
    for scanner in open_:
        if scanner.name not in known:
            known[scanner.name] = _concluded(scanner, wanted[scanner.name], listing, progress, memory)
    paths = {file.path for files in wanted.values() for file in files}
    locked = [Unknown(topic="file", path=path, reason="a folder that cannot be listed") for path in listing.locked]
    return Crawled([known[one.name] for one in scanners], [*locked, *outside], len(paths))


def _recalled(remembered: Remembered, again: Callable[[], Conclusion]) -> list[Sighting]:
    """What is remembered; where that cannot be read the scanner is run after all."""
    found = remembered.sightings()
    return again().sightings() if found is None else found


def _wanted(scanners: Sequence[Scanner], listing: Listing) -> dict[str, list[TreeFile]]:
    return {one.name: [file for file in offered(one, listing) if one.wants(file.path)] for one in scanners}


def _outside(scanners: Sequence[Scanner], listing: Listing) -> Iterator[Unknown]:
    """What lies behind links that lead out of the tree is not read: folders, and files that a scanner would want."""
    reason = "a symbolic link that leads out of the scanned folder; what it stands for was not read"
    for path in listing.outside:
        if path.endswith("/") or any(one.wants(path) for one in scanners):
            yield Unknown(topic="file", path=path.rstrip("/"), reason=reason)


def _concluded(
    scanner: Scanner,
    files: Sequence[TreeFile],
    listing: Listing,
    progress: Progress,
    memory: Memory | None,
    rest: Rest | None = None,
) -> Conclusion:
    """What one scanner says of its files; another process reads the `rest` of them."""
    records, failed = _records(scanner, files[: rest.start] if rest else files, progress)
    if rest:
        read = attempt(rest.wait)
        more, more_failed = _records(scanner, files[rest.start :], progress) if isinstance(read, Crash) else read
        records.update(more)
        failed += more_failed
    progress(f"joining {scanner.name}", 0, 0)
    watched = Watched(listing)
    with listening() as left_out:
        found = attempt(lambda: list(scanner.join(records, watched)))
    if isinstance(found, Crash):
        # A defect there costs all that the scanner would have said of its files; nothing of it is remembered.
        defects = [without_secrets(one) for one in failed] + [_defect(scanner, path, found) for path in records]
        return Conclusion(None, lambda: defects)
    sightings = [without_secrets(one) for one in [*failed, *_told(left_out, "."), *found]]
    unread = {one.path for one in failed if isinstance(one, Unknown)}
    key = memory.keep(scanner, files, records, unread, watched, sightings) if memory else None
    return Conclusion(key, lambda: sightings)


def _records(scanner: Scanner, files: Sequence[TreeFile], progress: Progress) -> Records:
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
        with listening() as left_out:
            record = attempt(lambda: scanner.read(_Listened(file, failed)))
    except UnreadableError as error:
        failed.append(Unknown(topic="file", path=error.path, line=error.line, reason=error.why))
        return None
    if isinstance(record, Crash):
        failed.append(_defect(scanner, file.path, record))
        return None
    failed.extend(_told(left_out, file.path))
    return record


def _told(left_out: Iterable[LeftOut], path: str) -> Iterator[Unknown]:
    return (Unknown(topic="file", path=one.path or path, reason=one.reason) for one in left_out)


class _Listened:
    """A file that is read once for its scanner and for comments to us, its text as UTF-8: many readers look at bytes
    to see whether a file concerns them."""

    def __init__(self, file: TreeFile, heard: list[Sighting]) -> None:
        self._file, self._heard = file, heard
        self.path, self.tracked, self.open = file.path, file.tracked, file.open

    @property
    def size(self) -> int:
        return self._file.size

    def head(self, count: int) -> bytes:
        return as_utf8(self._file.head(count))

    def read(self, limit: int) -> bytes:
        data = as_utf8(self._file.read(limit))
        if speaks_to_us(data):
            self._heard.extend(remarks_in(self.path, data))
        return data


def _defect(scanner: Scanner, path: str, crash: Crash) -> Unknown:
    reason = f"the {scanner.name} scanner failed ({crash}); please report this as a defect of aibom"
    return Unknown(topic="defect", path=path, reason=reason)
