"""Values that still know on which line of the file each of their members stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from aibom.core.json import Json

Step = str | int
_LineTable = dict[Step, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lined:
    """A parsed document with the line of every member.

    `line` is where the value begins; `duplicates` are (key, line) of mapping keys that were written twice (the
    last one counts); `error` is the reason and line where reading stopped, set only by readers that were asked
    to keep what they had read so far.
    """

    value: Json
    line: int = 1
    lines: Mapping[int, _LineTable] = field(default_factory=dict, repr=False)
    duplicates: tuple[tuple[str, int], ...] = ()
    error: tuple[str, int] | None = None

    def line_of(self, container: Json, step: Step) -> int:
        """The line of member `step` of a mapping or sequence that is part of `value` (the very object)."""
        return self.lines.get(id(container), {}).get(step, self.line)

    def line_at(self, *steps: Step) -> int:
        """The line of the member that the steps lead to from the top; the last line known when they end early."""
        here, line = self.value, self.line
        for step in steps:
            line = self.lines.get(id(here), {}).get(step, line)
            here = member(here, step)
        return line


def member(value: Json, step: Step) -> Json:
    """`value[step]`, or None when there is no such member."""
    if isinstance(value, Mapping):
        return value.get(step) if isinstance(step, str) else None
    if isinstance(value, Sequence) and not isinstance(value, str) and isinstance(step, int):
        return value[step] if 0 <= step < len(value) else None
    return None
