"""Which assignments of a name can hold at a line: those of other branches cannot, those of branches above may or not.

model = "base"              holds below, because the branch may not be taken
if english:
    model += ".en"          holds below as well
else:
    raise ValueError        binds nothing that is seen below
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence

from aibom.scanners.code.facts import Arm, Binding


class Branches:
    """The arms of one file by scope. They lie within each other or apart, so the one around a line is found by
    halving, and those around it one by one."""

    __slots__ = ("_arms", "_starts", "_statements", "_within")

    def __init__(self, arms: Iterable[Arm]) -> None:
        self._arms: dict[str, list[Arm]] = defaultdict(list)
        self._statements: dict[tuple[str, int, int], list[Arm]] = defaultdict(list)
        for arm in sorted(arms, key=lambda one: (one.line, -one.end_line)):
            self._arms[arm.scope].append(arm)
            self._statements[arm.scope, arm.start_line, arm.last_line].append(arm)
        self._starts = {scope: [arm.line for arm in own] for scope, own in self._arms.items()}
        self._within = {scope: _parents(own) for scope, own in self._arms.items()}

    def around(self, scope: str, line: int) -> list[Arm]:
        """The arms of a scope that a line lies in, innermost first."""
        if scope not in self._starts:
            return []
        arms, within = self._arms[scope], self._within[scope]
        at = bisect_right(self._starts[scope], line) - 1
        found = []
        while at >= 0:
            if line <= arms[at].end_line:
                found.append(arms[at])
            at = within[at]
        return found

    def holds(self, binding: Binding, line: int) -> bool:
        """Whether what is bound above a line, or in a loop around both, can still hold there."""
        around = self.around(binding.scope, binding.line)
        if binding.line > line:
            return any(arm.loop and arm.line <= line <= arm.end_line for arm in around)
        left = (arm for arm in around if line > arm.end_line)
        return not any(arm.leaves or line <= arm.last_line for arm in left)

    def exclude(self, one: int, other: int) -> bool:
        """Whether two lines lie in two branches of which only one is taken."""
        for scope in self._starts:
            for arm in self.around(scope, one):
                if not arm.line <= other <= arm.end_line and arm.start_line <= other <= arm.last_line:
                    ways = self._statements[scope, arm.start_line, arm.last_line]
                    return any(way.line <= other <= way.end_line for way in ways)
        return False

    def settled(self, bound: Sequence[Binding], line: int) -> int:
        """The line above which no assignment of a name holds any more at a line, 0 where all do; `bound` are those
        that are done before the line, in order."""
        taken: set[Arm] = set()
        for binding in reversed(bound):
            start = self._settles(binding, line, taken)
            if start:
                return start
        return 0

    def _settles(self, binding: Binding, line: int, taken: set[Arm]) -> int:
        """The line of the statement all of whose arms bind a name, the last of them by this binding."""
        start = binding.line
        for arm in self.around(binding.scope, binding.line):
            if arm.line <= line <= arm.end_line:
                break
            taken.add(arm)
            ways = self._statements[arm.scope, arm.start_line, arm.last_line]
            if not arm.whole or not all(one in taken or one.leaves for one in ways):
                return 0
            start = arm.start_line
        return start


def _parents(arms: Sequence[Arm]) -> list[int]:
    """For each arm the index of the one around it, -1 for none."""
    parents: list[int] = []
    open_: list[int] = []
    for index, arm in enumerate(arms):
        while open_ and arms[open_[-1]].end_line < arm.end_line:
            open_.pop()
        parents.append(open_[-1] if open_ else -1)
        open_.append(index)
    return parents
