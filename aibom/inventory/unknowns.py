"""Bounds the unknowns that one file may bring.

A lock file of junk is 20,000 lines that cannot be read: a reader of the BOM learns nothing from the last 19,900 of
them but their number, and that is what is told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from aibom.model.sighting import Unknown

# Unknowns of one topic that the BOM lists of one file.
MAX_OF_A_FILE = 200


def bounded(unknowns: Iterable[Unknown]) -> tuple[Unknown, ...]:
    """All unknowns in the order of the BOM; of one file and topic the first 200 and one that counts the rest."""
    by_file: dict[tuple[str, str], list[Unknown]] = defaultdict(list)
    for unknown in unknowns:
        by_file[unknown.path, unknown.topic].append(unknown)
    return tuple(sorted((one for listed in by_file.values() for one in _first(listed)), key=_order))


def _first(listed: list[Unknown]) -> Iterator[Unknown]:
    listed.sort(key=_order)
    yield from listed[:MAX_OF_A_FILE]
    rest = listed[MAX_OF_A_FILE:]
    if rest:
        reason = f"{len(rest)} more places of this file, from this line on, that are unknown for such reasons"
        yield Unknown(topic=rest[0].topic, path=rest[0].path, line=rest[0].line, reason=reason)


def _order(one: Unknown) -> tuple[str, int, str, str, str]:
    return one.path, one.line or 0, one.topic, one.reason, one.expression
