"""Runs the scanners of a large tree in two processes, where that pays.

This process takes the scanner with the most to read. The other reads a share of that for it when it has little to do
itself, or nothing because all else is remembered, then runs the other scanners from the large ones to the small; this
one ends with the small ones. A process that dies (out of memory, killed) costs nothing: its scanners are simply run
again by the caller.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from aibom.core.guard import Crash, attempt
from aibom.model.codec import decode_sightings, encode_sightings
from aibom.model.sighting import Sighting
from aibom.scanners.base import Scanner
from aibom.sources.files import TreeFile

if TYPE_CHECKING:
    from concurrent.futures import Future

# Called with what is being done, how much of it, and of how much.
Progress: TypeAlias = Callable[[str, int, int], None]
# Records of files by path, and unknowns for those that could not be read.
Records: TypeAlias = tuple[dict[str, Any], list[Sighting]]

# With fewer files to read a second process costs more than it saves.
PARALLEL_FILES = 1_500
# A file counts by its bytes, and no more than this: what is larger is a lock file, data or weights.
_LARGE = 100_000
# Of the largest scanner's files at most this share is read elsewhere: it has to be done when the rest is read.
_MAX_SHARE = 0.45
# What this process does when all is read and joined, the inventory and the BOM, as a share of the scanners' effort.
_AFTERWARDS = 0.1
# What reading is of a scanner's effort; what it reads is joined in one process.
_READING = 0.4
# Of scanners that do not say it by `effort`.
_EFFORT = 0.1


def quiet(_step: str, _done: int, _total: int) -> None:
    """A Progress that shows nothing."""


class Conclusion(NamedTuple):
    """What a scanner says of its files; `key` is a digest of what that was drawn from, None where nobody remembers."""

    key: bytes | None
    sightings: Callable[[], list[Sighting]]


class Rest(NamedTuple):
    """The records of a scanner's files from number `start` on, which another process reads."""

    start: int
    wait: Callable[[], Records]


class Work(NamedTuple):
    """How a scanner is run (the rest of its files being read elsewhere), and how some of its files are read."""

    run: Callable[[Scanner, Progress, Rest | None], Conclusion]
    read: Callable[[Scanner, Sequence[TreeFile]], Records]


def side_by_side(
    scanners: Sequence[Scanner], wanted: Mapping[str, Sequence[TreeFile]], work: Work, progress: Progress
) -> dict[str, Conclusion]:
    """What the scanners conclude of the files that they want; nothing of those that the other process failed at, and
    nothing at all where two processes do not pay."""
    total = sum(len(wanted[one.name]) for one in scanners)
    if total < PARALLEL_FILES or (os.cpu_count() or 1) < 2 or not hasattr(os, "fork"):
        return {}
    plan = _planned(scanners, wanted)
    global _read_share, _run_other
    _read_share = lambda: work.read(plan.first, plan.handed)  # noqa: E731
    _run_other = lambda index: _sent(work.run(plan.others[index], quiet, None))  # noqa: E731
    try:
        return _shared(plan, work, progress)
    except OSError:
        return {}
    finally:
        _read_share = _run_other = None


class _Plan(NamedTuple):
    """This process has the scanner `first` and keeps so many of its files; `others` go from the large to the small."""

    first: Scanner
    kept: int
    handed: Sequence[TreeFile]
    others: Sequence[Scanner]


def _planned(scanners: Sequence[Scanner], wanted: Mapping[str, Sequence[TreeFile]]) -> _Plan:
    loads = {one.name: _effort(one) * sum(map(_load, wanted[one.name])) for one in scanners}
    first, *others = sorted(scanners, key=lambda one: -loads[one.name])
    files = wanted[first.name]
    kept = _kept(files, loads[first.name], sum(loads.values()))
    return _Plan(first, kept, files[kept:], others)


def _load(file: TreeFile) -> int:
    try:
        return min(os.lstat(file.location).st_size, _LARGE)
    except OSError:
        return 0


def _effort(scanner: Scanner) -> float:
    """What a byte costs this scanner, reading and joining, as a share of what a byte of source code costs."""
    effort: float = getattr(scanner, "effort", _EFFORT)
    return effort


def _kept(files: Sequence[TreeFile], load: float, total: float) -> int:
    """How many of the largest scanner's files this process reads itself, so that both have about the same to do."""
    effort = load / max(1, sum(map(_load, files)))
    others = total - load
    more = load + _AFTERWARDS * total - others
    bound = load * (1 - min(_MAX_SHARE, max(0.0, more / (2 * _READING * max(load, 1)))))
    read = 0.0
    for number, file in enumerate(files):
        read += effort * _load(file)
        if read > bound:
            return number
    return len(files)


def _shared(plan: _Plan, work: Work, progress: Progress) -> dict[str, Conclusion]:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    with (
        ProcessPoolExecutor(max_workers=1, mp_context=get_context("fork"), initializer=_leave_signals) as pool,
        _ended_with_us(),
    ):
        share = pool.submit(_call_read_share) if plan.handed else None
        futures = [pool.submit(_call_run_other, index) for index in range(len(plan.others))]
        found = {plan.first.name: work.run(plan.first, progress, Rest(plan.kept, share.result) if share else None)}
        given = list(zip(plan.others, futures, strict=True))
        for one, future in reversed(given):
            if future.cancel():  # not begun yet
                found[one.name] = work.run(one, progress, None)
        for one, future in given:
            if one.name not in found:
                progress("waiting for the other process", 0, 0)
                done = _awaited(future)
                if done is not None:
                    found[one.name] = done
    return found


@contextmanager
def _ended_with_us() -> Iterator[None]:
    """End the other process when this one is interrupted; else it would first finish all that it was given."""
    try:
        yield
    except BaseException:
        from multiprocessing import active_children

        for child in active_children():
            child.terminate()
        raise


def _leave_signals() -> None:
    """In the other process: an interruption is for the first one to hear, which then ends this one."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _awaited(future: Future[tuple[bytes | None, bytes]]) -> Conclusion | None:
    """What the other process concluded; None when it died of it."""
    done = attempt(lambda: _received(*future.result()))
    return None if isinstance(done, Crash) else done


def _sent(conclusion: Conclusion) -> tuple[bytes | None, bytes]:
    return conclusion.key, encode_sightings(conclusion.sightings())


def _received(key: bytes | None, encoded: bytes) -> Conclusion:
    sightings = decode_sightings(encoded)
    return Conclusion(key, lambda: sightings)


# What a forked process does; set just before the fork, so that nothing has to be sent to it.
_read_share: Callable[[], Records] | None = None
_run_other: Callable[[int], tuple[bytes | None, bytes]] | None = None


def _call_read_share() -> Records:
    assert _read_share is not None
    return _read_share()


def _call_run_other(index: int) -> tuple[bytes | None, bytes]:
    assert _run_other is not None
    return _run_other(index)
