"""Which of the things that a name is bound to in one scope can reach a use of it."""

from __future__ import annotations

from bisect import bisect_right

from aibom.scanners.code.facts import Binding, CallRef
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.rebinding import reads
from aibom.scanners.code.resolving.types import Env

RANGING = ("loop", "column")  # forms of bindings to each of several
_NEAR = 60  # bindings of a name around a use that are looked at


def visible(module: Module, name: str, scope: str, env: Env, line: int) -> tuple[list[Binding], bool]:
    """The bindings that can reach a use, and whether they hide what was before them: in its own scope those written
    above it and not in another branch, else all."""
    bindings = module.bound(name, scope)
    if scope != env.scope or not line:
        return bindings, any(b.certain and not module.branches.chosen(scope, b.line) for b in bindings)
    if len(bindings) > _NEAR:
        bindings = _nearest(bindings, line)
    ranging = [b for b in bindings if b.form in RANGING and b.line == line and not reads(module, b.value, name)]
    if ranging:
        return ranging, True  # of a comprehension
    if len(bindings) > 1 or (scope, name) in module.params:
        bindings = [b for b in bindings if b.line != line or not reads(module, b.value, name)]
    held = [b for b in bindings if module.branches.holds(b, line)]
    above = [b for b in held if b.certain and ends(module, b) < line]
    start = module.branches.settled(above, line)
    return [b for b in held if b.line >= start] or bindings, start > 0


def _nearest(bindings: list[Binding], line: int) -> list[Binding]:
    """Those of many bindings that stand around a line: what is bound far above is, as a rule, bound anew."""
    at = bisect_right(bindings, line, key=lambda one: one.line)
    return bindings[max(0, at - _NEAR // 2) : at + _NEAR // 2]


def ends(module: Module, binding: Binding) -> int:
    """The last line of a binding: a name within the call that it is given is read before it is bound."""
    return module.call(binding.value.call).end_line if isinstance(binding.value, CallRef) else binding.line
