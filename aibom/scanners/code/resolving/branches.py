"""Which assignments of a name can hold at a line: those of other branches cannot, those of branches above may or not.

model = "base"              holds below, because the branch may not be taken
if english:
    model += ".en"          holds below as well
else:
    raise ValueError        binds nothing that is seen below
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from aibom.scanners.code.facts import Arm, Binding
from aibom.scanners.code.resolving.nests import Nest


class Branches:
    """The arms of one file by scope. They lie within each other or apart, so the one around a line is found by
    halving, and those around it by leaps: an `else if` lies within the `else` of the one before, a thousand deep."""

    __slots__ = ("_statements", "_trees")

    def __init__(self, arms: Iterable[Arm]) -> None:
        scopes: dict[str, list[Arm]] = defaultdict(list)
        self._statements: dict[tuple[str, int, int], list[Arm]] = defaultdict(list)
        for arm in sorted(arms, key=lambda one: (one.line, -one.end_line)):
            scopes[arm.scope].append(arm)
            self._statements[arm.scope, arm.start_line, arm.last_line].append(arm)
        self._trees = {scope: Nest(own) for scope, own in scopes.items()}

    def around(self, scope: str, line: int) -> Iterator[Arm]:
        """The arms of a scope that a line lies in, innermost first."""
        tree = self._trees.get(scope)
        return tree.outward(tree.innermost(line)) if tree is not None else iter(())

    def chosen(self, scope: str, line: int) -> bool:
        """Whether a line of a scope lies in an arm, and so may not be come to."""
        tree = self._trees.get(scope)
        return tree is not None and tree.innermost(line) >= 0

    def holds(self, binding: Binding, line: int) -> bool:
        """Whether what is bound above a line, or in a loop around both, can still hold there."""
        tree = self._trees.get(binding.scope)
        if tree is None:
            return binding.line <= line
        inner = tree.innermost(binding.line)
        if binding.line > line:
            return inner >= 0 and tree.looping[inner] <= line
        if inner < 0 or tree.arms[inner].end_line >= line:
            return True
        return tree.leaving[inner] >= line and tree.arms[tree.left(inner, line)].last_line < line

    def exclude(self, one: int, other: int) -> bool:
        """Whether two lines lie in two branches of which only one is taken."""
        for scope in self._trees:
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
