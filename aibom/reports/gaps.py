"""What could not be read or resolved, for people: one row for each reason, with the first place and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from aibom.core.text import printable
from aibom.model.sighting import Unknown

_SHOWN = 5
_MAX_TEXT = 200
# What a name is asked of stands first: an inventory without it lacks a component.
_FIRST = ("model", "dataset", "agent", "tool", "prompt", "service", "endpoint", "image")
# What a comment on the line can name (inventory.remarks).
_NAMED = frozenset({"model", "dataset"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """All that is unknown for one reason: `place` and `expression` are of the first one, `more` counts the others."""

    topic: str
    place: str
    expression: str
    reason: str
    more: int


def gaps(unknowns: Iterable[Unknown]) -> list[Gap]:
    """The first few reasons, those first that keep a component from being named."""
    groups: dict[tuple[str, str], list[Unknown]] = {}
    for unknown in sorted(unknowns, key=_order):
        groups.setdefault((unknown.topic, unknown.reason), []).append(unknown)
    return [_gap(group) for group in list(groups.values())[:_SHOWN]]


def untold(unknowns: Iterable[Unknown], shown: Iterable[Gap]) -> int:
    """How many unknowns stand in none of the rows shown."""
    return sum(1 for _ in unknowns) - sum(1 + gap.more for gap in shown)


def advice(unknowns: Iterable[Unknown]) -> str:
    """What to do about them."""
    named = any(unknown.topic in _NAMED for unknown in unknowns)
    how = " A comment on the line says what a computed name is: `aibom: name=...`." if named else ""
    return f"The BOM names each (aibom:unknown).{how}"


def _order(unknown: Unknown) -> tuple[int, str, str, int]:
    rank = _FIRST.index(unknown.topic) if unknown.topic in _FIRST else len(_FIRST)
    return rank, unknown.topic, unknown.path, unknown.line or 0


def _gap(group: list[Unknown]) -> Gap:
    first = group[0]
    return Gap(
        topic=printable(first.topic),
        place=printable(f"{first.path}:{first.line}" if first.line else first.path),
        expression=printable(" ".join(first.expression.split()), _MAX_TEXT),
        reason=printable(" ".join(first.reason.split()), _MAX_TEXT),
        more=len(group) - 1,
    )
