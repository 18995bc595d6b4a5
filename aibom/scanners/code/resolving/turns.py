"""Loops and comprehensions over what is written out, turn by turn.

`{name: make(name, folder) for name, folder in DOCS.items()}` makes one thing for each entry, each with its own folder;
what all turns together could be put together to exists nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from aibom.core.left_out import within
from aibom.scanners.code.facts import Binding, CallRef, Item, Lit, Map, Member, Name, Seq, Value
from aibom.scanners.code.resolving.mappings import item_of
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.rebinding import parts_of
from aibom.scanners.code.resolving.types import (
    ANY_SCOPE,
    NO_CALL,
    Abstracts,
    Data,
    Definition,
    Env,
    Follower,
    Frame,
    Site,
    Symbol,
    Turn,
)
from aibom.scanners.code.resolving.visible import RANGING, visible

MAX_TURNS = 200  # rows of one list; that there are more is told
_MANY = 60  # of a plain list: nothing in its rows belongs together
_MAX_PARTS = 80  # of the arguments of a call, and of what these are made of
_EVERY, _OF_EVERY = "*", "*."

_Row = tuple[Value, Env]


def turned(ev: Follower, site: Site) -> list[Site]:
    """A call once for each turn of the loops that its arguments come from; the call alone where there are none."""
    call = ev.modules[site.env.path].call(site.call)
    ways = _ways(ev, (CallRef(site.call, call.line),), site.env._replace(scope=call.scope))
    return [site._replace(env=_in_way(site.env, way)) for way in ways] if len(ways) > 1 else [site]


def in_turns(ev: Follower, parts: Sequence[Value], env: Env) -> list[Env]:
    """The environment of a text once for each turn of the loops that its parts come from; none where there are none."""
    ways = _ways(ev, parts, env)
    return [_in_way(env, way) for way in ways] if len(ways) > 1 else []


def _in_way(env: Env, way: tuple[Turn, ...]) -> Env:
    frame = env.frame or Frame(ANY_SCOPE, env, NO_CALL)
    return env._replace(frame=frame._replace(turns=way))


def _ways(ev: Follower, parts: Sequence[Value], env: Env) -> list[tuple[Turn, ...]]:
    """The turns of the loops around some parts, those of different loops put together."""
    ways: list[tuple[Turn, ...]] = _of_items(ev, env.path, env.scope) or [()]
    for scope, line, places in _loops(ev, parts, env):
        if len(ways) * places <= MAX_TURNS:
            turns = [Turn(env.path, scope, line, place) for place in range(places)]
            ways = [(*way, turn) for way, turn in product(ways, turns)]
    return ways


def _of_items(ev: Follower, path: str, scope: str) -> list[tuple[Turn, ...]]:
    """The turns of a function in place that is handed the items of a list: `TEAM.map((one) => ...)`."""
    in_place = "<lambda" in scope.rpartition(".")[2]
    rows = ev.ranged(Definition(path, "function", scope)) if in_place else ()
    return [(Turn(path, scope, 0, place),) for place in range(_turns_of(rows, path))]


def item_in_turn(ev: Follower, own: Definition, env: Env) -> Abstracts:
    """What the first parameter of a function in place is in the turn that an environment stands for."""
    for turn in env.frame.turns if env.frame is not None else ():
        rows = ev.ranged(own) if turn[:3] == (own.path, own.scope, 0) else []
        if turn.place < len(rows):
            return ev.evaluate(*rows[turn.place])
    return ()


def in_turn(ev: Follower, binding: Binding, env: Env) -> Abstracts | None:
    """What a loop binds a name to in the turn that an environment stands for; None where it stands for none of it."""
    turns = env.frame.turns if env.frame is not None else ()
    for turn in turns:
        if (turn.path, turn.scope, turn.line) != (env.path, binding.scope, binding.line):
            continue
        rows = _rows(ev, _ranged(binding), env)
        if turn.place >= len(rows):
            return None
        value, place = rows[turn.place]
        found = ev.evaluate(value, place)
        if binding.form in RANGING:
            return found
        return _column(ev, binding, found, env)
    return None


def _column(ev: Follower, binding: Binding, row: Abstracts, env: Env) -> Abstracts:
    """What a name takes of one row: its item (`[name, model]`), or its member (`{ name, model }`)."""
    value = binding.value
    if isinstance(value, Member):
        return ev.members(row, value.path.removeprefix(_OF_EVERY), binding.line)
    return item_of(ev, row, ev.evaluate(value.key, env), env) if isinstance(value, Item) else row


def _loops(ev: Follower, parts: Sequence[Value], env: Env) -> Iterator[tuple[str, int, int]]:
    """The loops that some parts come from: the scope and line of what they bind, and their length."""
    module = ev.modules[env.path]
    found: dict[tuple[str, int], list[Binding]] = {}
    for binding in _bound(module, parts, env):
        if _ranged(binding) is not None:
            found.setdefault((binding.scope, binding.line), []).append(binding)
    taken = {turn[:3] for turn in env.frame.turns} if env.frame is not None else ()
    for (scope, line), bindings in found.items():
        if (module.path, scope, line) in taken:
            continue
        ranged = [_rows(ev, _ranged(one), env) for one in bindings]
        lengths = {_turns_of(rows, module.path, among=len(bindings)) for rows in ranged}
        if len(lengths) == 1 and max(lengths) > 1 and _is_one(bindings):
            yield scope, line, max(lengths)


def _turns_of(rows: Sequence[_Row], path: str, among: int = 1) -> int:
    """How many rows are gone through one by one: of many only such as hold several values, or stand beside others."""
    if len(rows) > _MANY and among == 1 and isinstance(rows[0][0], Lit):
        return 0
    return len(within(rows, MAX_TURNS, "rows of one list", path))


def _is_one(bindings: list[Binding]) -> bool:
    """Whether names that are bound on one line take their turns together: two loops of one comprehension do not."""
    ranged = {_ranged(one) for one in bindings}
    return len(ranged) == 1 or all(one.form == "column" for one in bindings)


def _ranged(binding: Binding) -> Value | None:
    """What a binding ranges over: the whole of a loop, or a column of its rows."""
    if binding.form in RANGING:
        return binding.value
    value = binding.value
    if isinstance(value, Member):
        return value.base if value.path.startswith(_OF_EVERY) else None
    rows = value.base if isinstance(value, Item) else None
    return rows.base if isinstance(rows, Member) and rows.path == _EVERY else None


def _rows(ev: Follower, ranged: Value | None, env: Env) -> list[_Row]:
    """The entries of what is ranged over, where it is one list or mapping that is written out."""
    given = ev.evaluate(ranged, env) if ranged is not None else ()
    # beside a document that is read stands what the library gives (`yaml.safe_load(...)["agents"]`)
    things = [one for one in given if not isinstance(one, Symbol)] if len(given) > 1 else given
    if len(things) != 1 or not isinstance(thing := things[0], Data):
        return []
    entries = tuple(key for key, _ in thing.value.pairs) if isinstance(thing.value, Map) else thing.value.items
    if any(one is None or (isinstance(one, Member) and one.path == _EVERY) for one in entries):
        return []
    return [(one, thing.env) for one in entries if one is not None]


def _bound(module: Module, parts: Sequence[Value], env: Env) -> Iterator[Binding]:
    """What some parts are bound to in a scope, and what that is made of."""
    pending: list[Value] = list(parts)
    seen: set[object] = set()
    while pending and len(seen) < _MAX_PARTS:
        value = pending.pop(0)
        if (type(value), value) in seen:
            continue  # a name and a literal of one text on one line are equal as tuples
        seen.add((type(value), value))
        if isinstance(value, Name):
            for binding in _meant(module, value, env):
                yield binding
                pending.append(binding.value)
        elif not isinstance(value, Seq) or len(value.items) <= _MAX_PARTS:
            pending += parts_of(module, value)


def _meant(module: Module, name: Name, env: Env) -> Iterable[Binding]:
    """What a name of these can be bound to."""
    head = name.path.partition(".")[0]
    return visible(module, head, env.scope, env, name.line)[0] if head in module.bindings else ()
