"""Which of the things that a name is bound to in one scope can reach a use of it."""

from __future__ import annotations

from bisect import bisect_right

from aibom.scanners.code.facts import Binding, CallRef
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.rebinding import reads
from aibom.scanners.code.resolving.types import Env

RANGING = ("loop", "column")  # forms of bindings to each of several
_NEAR = 60  # bindings of a name around a use that are looked at
_FAR = 200  # the same where each stands in a branch of its own; more than values of a name are followed (which is told)


def visible(module: Module, name: str, scope: str, env: Env, line: int) -> tuple[list[Binding], bool]:
    """The bindings that can reach a use, and whether they hide what was before them: in its own scope those written
    above it and not in another branch, else all."""
    bindings = module.bound(name, scope)
    if scope != env.scope or not line:
        return bindings, any(b.certain and not module.branches.chosen(scope, b.line) for b in bindings)
    if len(bindings) > _NEAR:
        every, bindings = bindings, _nearest(bindings, line, _NEAR)
        if not _settled(module, bindings, line):
            bindings = _nearest(every, line, _FAR)
    ranging = [b for b in bindings if b.form in RANGING and b.line == line and not reads(module, b.value, name)]
    if ranging:
        return ranging, True  # of a comprehension
    if len(bindings) > 1 or (scope, name) in module.params:
        bindings = [b for b in bindings if b.line != line or not reads(module, b.value, name)]
    held = [b for b in bindings if module.branches.holds(b, line)]
    start = _settled(module, held, line)
    return [b for b in held if b.line >= start] or bindings, start > 0


def _settled(module: Module, bindings: list[Binding], line: int) -> int:
    """The line from which on a name holds nothing of before, 0 where all that was bound before may still hold."""
    return module.branches.settled([b for b in bindings if b.certain and ends(module, b) < line], line)


def _nearest(bindings: list[Binding], line: int, most: int) -> list[Binding]:
    """Those of many bindings that stand around a line: what is bound far above is, as a rule, bound anew."""
    at = bisect_right(bindings, line, key=lambda one: one.line)
    return bindings[max(0, at - most // 2) : at + most // 2]


def ends(module: Module, binding: Binding) -> int:
    """The last line of a binding: a name within the call that it is given is read before it is bound."""
    return module.call(binding.value.call).end_line if isinstance(binding.value, CallRef) else binding.line
