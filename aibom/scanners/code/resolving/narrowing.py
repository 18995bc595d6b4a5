"""The values of a name that the conditions around a use let through; see resolving.conditions."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.scanners.code.facts import Arm, Asked, Map, Name
from aibom.scanners.code.resolving.conditions import Held, contradict
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.names import elements
from aibom.scanners.code.resolving.types import (
    MAX_OPTIONS,
    Abstract,
    Abstracts,
    Const,
    Data,
    Env,
    Follower,
    Instance,
    Lost,
    Symbol,
)


def narrowed(ev: Follower, name: Name, env: Env, found: Abstracts) -> Abstracts:
    """What a name can be where it is used, of all that it is anywhere."""
    module = ev.modules[env.path]
    for arm in module.conditions.asking(env.scope, name.path):
        for held in _said(module, arm, name):
            found = _let_through(ev, held, env, found) or (Lost(name.path, env.path, name.line),)
        for asked in arm.taken if _is_done(module, arm, name) else ():
            left = _let_through(ev, Held(asked, False), env, found)
            found = tuple(one for one in found if one in left or not _before(module, one, arm))
            found = found or (Lost(name.path, env.path, name.line),)
    return _of_this_way(ev, module, name.line, found) if len(found) > 1 else found


def _said(module: Module, arm: Arm, name: Name) -> Iterator[Held]:
    """What an arm says of a name in it, and in those beside it, unless it is bound anew there."""
    line = name.line
    if not arm.line <= line <= arm.last_line:
        return
    inside = line <= arm.end_line
    since = arm.line if inside else arm.end_line + 1
    bound = module.bindings.get(name.path, ())
    if not any(since <= one.line < line for one in bound if one.scope == arm.scope):
        yield from (Held(one, inside) for one in (arm.given if inside else arm.taken) if one.name == name.path)


def _is_done(module: Module, arm: Arm, name: Name) -> bool:
    """Whether an arm above a use leaves or binds the name anew: what it is taken for is not seen below it."""
    return name.line > arm.last_line and (arm.leaves or _binds(module, arm, name.path))


def _before(module: Module, one: Abstract, arm: Arm) -> bool:
    """Whether a text may come to a condition: it is written elsewhere or above, and not in another branch."""
    if not isinstance(one, Const) or one.path != module.path:
        return True
    return one.line < arm.line and not module.branches.exclude(one.line, arm.line)


def _binds(module: Module, arm: Arm, name: str) -> bool:
    bound = module.bindings.get(name, ())
    return any(one.scope == arm.scope and arm.line <= one.line <= arm.end_line for one in bound)


def _let_through(ev: Follower, held: Held, env: Env, found: Abstracts) -> Abstracts:
    words = _words(ev, held.asked, env)
    if not words:
        return found
    return tuple(
        one
        for one in found
        if not isinstance(one, Const) or one.partial or not _is_text(one) or (one.value in words) == held.holds
    )


def _is_text(one: Const) -> bool:
    return one.value is None or isinstance(one.value, str)


def _words(ev: Follower, asked: Asked, env: Env) -> frozenset[object]:
    """The words that a condition asks for; none where they are not all known."""
    if not asked.listed:
        return frozenset(asked.words)
    things = ev.evaluate(Name(asked.listed, 0), env)
    if any(isinstance(one, Data) and _size(one) >= MAX_OPTIONS for one in things):
        return frozenset()
    items = elements(ev, things)
    known = frozenset(one.value for one in items if isinstance(one, Const) and isinstance(one.value, str))
    return known if len(known) == len(items) else frozenset()


def _size(data: Data) -> int:
    return len(data.value.pairs if isinstance(data.value, Map) else data.value.items)


def _of_this_way(ev: Follower, module: Module, line: int, found: Abstracts) -> Abstracts:
    """Without what is written where something else is chosen: `provider == "groq"` there, `"openai"` here."""
    here = module.conditions.around(line)
    kept = tuple(one for one in found if not _elsewhere(ev, one, here)) if here else found
    return kept or found


def _elsewhere(ev: Follower, thing: Abstract, here: tuple[Held, ...]) -> bool:
    place = _place(ev, thing)
    module = ev.modules.get(place[0]) if place is not None else None
    if place is None or module is None or not module.conditions:
        return False
    return any(contradict(one, other) for one in module.conditions.around(place[1]) for other in here)


def _place(ev: Follower, thing: Abstract) -> tuple[str, int] | None:
    """Where a value is written or made."""
    if isinstance(thing, Const):
        return thing.path, thing.line
    if isinstance(thing, Symbol | Instance) and thing.made is not None:
        path = thing.made.env.path
        return path, ev.modules[path].call(thing.made.call).line
    return None
