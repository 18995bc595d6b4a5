"""What a list or a text for a model gets later: `tools.append(search)`, `tools << Search`, `prompt += RULES`."""

from __future__ import annotations

from collections.abc import Sequence

from aibom.core.left_out import within
from aibom.scanners.code.facts import Seq
from aibom.scanners.code.resolving.growth import Growth, joined
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.text_parts import is_gathered, named_parts
from aibom.scanners.code.resolving.types import MAX_OPTIONS, Abstract, Abstracts, Const, Data, Env, Follower
from aibom.scanners.code.resolving.visible import visible

_BY_OPERATOR = ("ruby", "jvm")  # whose operator adds one thing to a list: `tools << Search`, `tools += Search()`


def grown(
    ev: Follower, module: Module, name: str, scope: str, env: Env, line: int, found: list[Abstract]
) -> list[Abstract]:
    """What is added to a name whose values so far are found; nothing where they are no list and no such text."""
    if any(isinstance(value, Data) for value in found):
        added = _added(ev, module, name, scope, env, line, of_list=True)
        values = (v for v in added if isinstance(v, Data))
        return [v if v.name else v._replace(name=name) for v in values]
    if is_gathered(name) and any(isinstance(value, Const) for value in found):
        return [*named_parts(_added(ev, module, name, scope, env, line))]
    return []


def _added(
    ev: Follower, module: Module, name: str, scope: str, env: Env, line: int, *, of_list: bool = False
) -> list[Abstract]:
    """What is added to a name of this scope: above the use where that can be told."""
    bindings, _ = visible(module, name, scope, env, line)
    start = min((b.line for b in bindings if b.line <= line), default=0)
    seen: list[Growth] = []
    for growth in module.grown[name]:
        own = growth.scope == scope == env.scope
        if own and line and not start <= growth.line <= line:
            continue
        if own or growth.scope.startswith(f"{scope}." if scope else ""):
            seen.append(growth)
    values: list[Abstract] = []
    for growth in first_of(seen, module):
        frame = env.frame if growth.scope == env.scope else None
        place = Env(env.path, growth.scope, frame)
        values += added_items(ev, growth, place) if of_list else ev.evaluate(growth.value, place)
    return values


def first_of(growths: Sequence[Growth], module: Module) -> Sequence[Growth]:
    """What is added, joined where many statements add it; that something is left out is noted."""
    return within(joined(growths, MAX_OPTIONS), MAX_OPTIONS, "places that add to one list or text", module.path)


def added_items(ev: Follower, growth: Growth, place: Env) -> Abstracts:
    """The items that a list gets: those of another list, or one thing that an operator adds (`tools << Search`)."""
    given = ev.evaluate(growth.value, place)
    if ev.modules[place.path].group in _BY_OPERATOR and not any(isinstance(v, Data) for v in given):
        return (Data(Seq((growth.value,), growth.line), place),)
    return given
