"""The arms of one scope, each within the one around it; the way outward is leapt, however deep they lie."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from aibom.scanners.code.facts import Arm

_NEVER = 1 << 60  # a line that no file has


class Nest:
    """Arms in the order of their lines. Told of each: how far outward the first loop begins (`looping`), and where
    the innermost that leaves ends (`leaving`)."""

    __slots__ = ("_depths", "_leaps", "_parents", "_starts", "arms", "leaving", "looping")

    def __init__(self, arms: Sequence[Arm]) -> None:
        self.arms = arms
        self._starts = [arm.line for arm in arms]
        self._parents: list[int] = []
        self._leaps: list[int] = []  # to an arm further out, twice as far each time
        self._depths: list[int] = []
        self.looping: list[int] = []
        self.leaving: list[int] = []
        open_: list[int] = []
        for index, arm in enumerate(arms):
            while open_ and arms[open_[-1]].end_line < arm.end_line:
                open_.pop()
            self._put(arm, open_[-1] if open_ else -1)
            open_.append(index)

    def _put(self, arm: Arm, parent: int) -> None:
        leap = self._leaps[parent] if parent >= 0 else -1
        further = self._leaps[leap] if leap >= 0 else -1
        depth = self._depth(parent)
        even = parent >= 0 and depth - self._depth(leap) == self._depth(leap) - self._depth(further)
        self._parents.append(parent)
        self._leaps.append(further if even else parent)
        self._depths.append(depth + 1)
        outer = self.looping[parent] if parent >= 0 else _NEVER
        self.looping.append(min(outer, arm.line) if arm.loop else outer)
        self.leaving.append(arm.end_line if arm.leaves else self.leaving[parent] if parent >= 0 else _NEVER)

    def _depth(self, index: int) -> int:
        return self._depths[index] if index >= 0 else 0

    def innermost(self, line: int) -> int:
        """The arm that a line lies in, -1 for none."""
        at = bisect_right(self._starts, line) - 1
        if at < 0 or self.arms[at].end_line >= line:
            return at
        return self._parents[self.left(at, line)]

    def left(self, index: int, line: int) -> int:
        """The outermost arm around one that ends above a line, as this one does."""
        while True:
            leap, parent = self._leaps[index], self._parents[index]
            if leap >= 0 and self.arms[leap].end_line < line:
                index = leap
            elif parent >= 0 and self.arms[parent].end_line < line:
                index = parent
            else:
                return index

    def outward(self, index: int) -> Iterator[Arm]:
        """An arm and those around it."""
        while index >= 0:
            yield self.arms[index]
            index = self._parents[index]
