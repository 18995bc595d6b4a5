"""Turns what advisories say of one package into intervals of integers, so that matching is a bisection.

All versions that any advisory of the package names are put in order once, when the database is built. The i-th
of them has position 2i+1, the gap before it position 2i, so every version in the world has a position and every
range (OSV schema, "Evaluation") is a closed interval of positions.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from aibom.core.versions import version_key
from aibom.enrichers.vulnerabilities.ecosystems import PURL_TYPE_OF
from aibom.enrichers.vulnerabilities.osv import Affected


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What one advisory says of a package: intervals of positions, listed versions that have no place in the order,
    versions that fix it, whether an interval has no upper end, and what cannot be evaluated."""

    advisory: int
    intervals: tuple[tuple[int, int], ...]
    texts: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()
    unbounded: int = -1
    problem: str = ""

    def covers(self, position: int) -> bool:
        """Whether a version at this position is affected."""
        return any(low <= position <= high for low, high in self.intervals)


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageIndex:
    """The versions that bound anything, ascending, and one entry per advisory and statement."""

    boundaries: tuple[str, ...]
    entries: tuple[Entry, ...]


def key_of(version: str, ecosystem: str) -> Any:
    """The version's key in its ecosystem, local segments of PEP 440 stripped; None when it has no place."""
    key = version_key(version, PURL_TYPE_OF.get(ecosystem, ""))
    if ecosystem == "PyPI" and key is not None and key.local is not None:
        return version_key(key.public, "pypi")
    return key


def position_of(version: str, ecosystem: str, boundaries: Sequence[str]) -> int | None:
    """The position of a version among the boundaries; None when it cannot be ordered."""
    key = key_of(version, ecosystem)
    if key is None:
        return None
    place = bisect_left(boundaries, key, key=lambda text: key_of(text, ecosystem))
    is_boundary = place < len(boundaries) and key_of(boundaries[place], ecosystem) == key
    return 2 * place + 1 if is_boundary else 2 * place


@dataclass(slots=True)
class _Order:
    """All orderable versions of a package: ascending texts, and the position of each spelling."""

    ecosystem: str
    boundaries: list[str] = field(default_factory=list)
    positions: dict[str, int] = field(default_factory=dict)

    def add(self, versions: Iterable[str]) -> None:
        """Take all versions at once."""
        keyed = [(key, text) for text in sorted(set(versions)) if (key := key_of(text, self.ecosystem)) is not None]
        keyed.sort(key=lambda pair: pair[0])
        previous: Any = None
        for key, text in keyed:
            if not self.boundaries or key != previous:
                self.boundaries.append(text)
            previous = key
            self.positions[text] = 2 * len(self.boundaries) - 1


def index_package(ecosystem: str, statements: Sequence[tuple[int, Affected]]) -> PackageIndex:
    """The index of one package from (advisory number, what it says)."""
    order = _Order(ecosystem)
    order.add(version for _, affected in statements for version in _named(affected))
    entries = [_entry(number, affected, order) for number, affected in statements]
    edges = {edge for entry in entries for low, high in entry.intervals for edge in (low - 1, low, high, high + 1)}
    used = sorted({edge // 2 for edge in edges if edge % 2 and 0 <= edge // 2 < len(order.boundaries)})
    return _compressed(order.boundaries, entries, used)


def _named(affected: Affected) -> Iterable[str]:
    yield from affected.versions
    for events in affected.ranges:
        for kind, version in events:
            if not _is_start(kind, version) and not (kind == "limit" and version == "*"):
                yield version


def _is_start(kind: str, version: str) -> bool:
    """`introduced: "0"` is before every version, whatever the ecosystem makes of 0."""
    return kind == "introduced" and version == "0"


def _entry(number: int, affected: Affected, order: _Order) -> Entry:
    problems = [affected.problem] if affected.problem else []
    intervals: list[tuple[int, int]] = []
    end = 2 * len(order.boundaries)
    for events in affected.ranges:
        unordered = [v for kind, v in events if not _is_start(kind, v) and v != "*" and v not in order.positions]
        if unordered:
            problems.append(f"{unordered[0]!r} in a range has no place in the order of {affected.ecosystem} versions")
        else:
            intervals += _intervals(events, order.positions, end)
    unbounded = max((low for low, high in intervals if high == end), default=-1)
    points = [order.positions[version] for version in affected.versions if version in order.positions]
    intervals += [(p, p) for p in sorted(set(points)) if not any(low <= p <= high for low, high in intervals)]
    return Entry(
        advisory=number,
        intervals=tuple(intervals),
        texts=tuple(sorted({version for version in affected.versions if version not in order.positions})),
        fixed=tuple(dict.fromkeys(v for events in affected.ranges for kind, v in events if kind == "fixed")),
        unbounded=unbounded,
        problem="; ".join(problems),
    )


def _intervals(events: Iterable[tuple[str, str]], positions: dict[str, int], end: int) -> list[tuple[int, int]]:
    """The closed intervals of a range. Events are taken in the order of their versions; at one version an
    interval that is open ends before the next begins."""
    placed = [(0 if _is_start(kind, v) else positions[v], kind) for kind, v in events if v != "*"]
    limits = [place for place, kind in placed if kind == "limit"]
    found: list[tuple[int, int]] = []
    opened: int | None = None
    pending = sorted((p for p in placed if p[1] != "limit"), key=lambda pair: pair[0])
    while pending:
        place = pending[0][0]
        here = {kind for p, kind in pending if p == place}
        pending = [pair for pair in pending if pair[0] != place]
        was_open = opened is not None
        if opened is not None and "fixed" in here:
            found, opened = [*found, (opened, place - 1)], None
        if "introduced" in here and opened is None and (was_open or "fixed" not in here):
            opened = place
        if opened is not None and "last_affected" in here:
            found, opened = [*found, (opened, place)], None
    if opened is not None:
        found.append((opened, end))
    if limits:  # only what is before some limit counts
        found = [(low, min(high, max(limits) - 1)) for low, high in found if low < max(limits)]
    return [(low, high) for low, high in found if low <= high]


def _compressed(boundaries: Sequence[str], entries: Sequence[Entry], used: Sequence[int]) -> PackageIndex:
    """The same with only those boundaries that an interval ends at: most listed versions lie inside a range."""
    rank = {old: new for new, old in enumerate(used)}
    below = [0] * (len(boundaries) + 1)
    for place in range(len(boundaries)):
        below[place + 1] = below[place] + (place in rank)

    def moved(position: int) -> int:
        place = position // 2
        return 2 * below[place] + (1 if position % 2 and place in rank else 0)

    return PackageIndex(
        boundaries=tuple(boundaries[place] for place in used),
        entries=tuple(
            Entry(
                advisory=entry.advisory,
                intervals=tuple((moved(low), moved(high)) for low, high in entry.intervals),
                texts=entry.texts,
                fixed=entry.fixed,
                unbounded=moved(entry.unbounded) if entry.unbounded >= 0 else -1,
                problem=entry.problem,
            )
            for entry in entries
        ),
    )
