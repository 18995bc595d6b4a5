"""A project's own words for the name of a tool and what it does: where what a model is told of one is made from members
of something else (`{name: op.ident, description: op.blurb}`), these members are the words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aibom.core import re
from aibom.scanners.code.facts import CallRef, Item, Map, Member, Name, Seq, Value, key_name
from aibom.scanners.code.matching.nets.entries import Pair
from aibom.scanners.code.matching.nets.slots import Slots, pairs_of, text_of, written
from aibom.scanners.code.matching.nets.words import plain_key
from aibom.scanners.code.matching.tool_shape import TAKES
from aibom.scanners.code.resolving.modules import Module

_TELLS = re.compile(r"tool|function(?!s\b)|declaration", re.IGNORECASE)
_SAID = frozenset(("description", "desc"))
_CHAINED, _DEPTH, _MAX_ITEMS = 6, 4, 60


def own_words(module: Module, offering: bool) -> set[Pair]:
    """The words for a name and a sentence of a tool that a file makes one of; where it is not `offering` any itself,
    only what is said beside the parameters counts: many things have a name and a sentence."""
    found = set(_in_mappings(module, offering))
    return found | set(_in_calls(module)) if offering else found


def _in_mappings(module: Module, offering: bool) -> Iterator[Pair]:
    for _, _, value in written(module):
        for one in _mappings_in(value, 0):
            if offering or not TAKES.isdisjoint(key_name(key) for key, _ in one.pairs if key is not None):
                yield from _keyed(module, pairs_of(one))


def _mappings_in(value: Value, depth: int) -> Iterator[Map]:
    items: Sequence[Value] = ()
    if isinstance(value, Map):
        yield value
        items = [item for _, item in value.pairs]
    elif isinstance(value, Seq):
        items = value.items
    if depth < _DEPTH:
        for item in items[:_MAX_ITEMS]:
            yield from _mappings_in(item, depth + 1)


def _in_calls(module: Module) -> Iterator[Pair]:
    for index, call in enumerate(module.facts.calls):
        yield from _keyed(module, [(plain_key(key), value) for key, value in call.kwargs])
        if plain_key(call.callee).removeprefix("with") == "name" and len(call.args) == 1:
            yield from _pair(module, call.args[0], _chained(module, index))
        elif len(call.args) > 1 and _TELLS.search(call.callee):
            yield from _pair(module, call.args[0], call.args[1])


def _chained(module: Module, index: int) -> Value | None:
    """What a chain of calls is told as a description, after it was told a name."""
    for _ in range(_CHAINED):
        following = module.following(index)
        if following is None:
            return None
        index, call = following, module.call(following)
        if plain_key(call.callee).removeprefix("with") in _SAID and len(call.args) == 1:
            return call.args[0]
    return None


def _keyed(module: Module, slots: Slots) -> Iterator[Pair]:
    values = dict(slots)
    said = next((values[key] for key in _SAID if key in values), None)
    if said is not None and "name" in values:
        yield from _pair(module, values["name"], said)


def _pair(module: Module, name: Value, said: Value | None) -> Iterator[Pair]:
    """The members of one thing that are taken for a name and a sentence; a name may also be the thing's key."""
    told = _member(module, said, 0) if said is not None else None
    named = _member(module, name, 0)
    if told is None or named is None:
        return
    if told[1] and named == (named[0], ""):
        yield Pair("", plain_key(told[1]))
    elif told[1] and named[0] == told[0]:
        yield Pair(plain_key(named[1]), plain_key(told[1]))
    elif not told[1] and not named[1]:
        yield Pair(plain_key(named[0]), plain_key(told[0]))


def _member(module: Module, value: Value, depth: int) -> tuple[str, str] | None:
    """A thing and the member of it that a value is: `op.blurb`, `one["summary"]`, `o.what()`; a plain variable is no
    member."""
    if isinstance(value, Name):
        base, _, last = value.path.rpartition(".")
        return (base, last) if base else (value.path, "")
    if isinstance(value, Item):
        return str(getattr(value.base, "path", value.base)), text_of(value.key)
    if isinstance(value, Member):
        return str(value.base), value.path.rpartition(".")[2]
    if isinstance(value, CallRef) and depth < 2:
        call = module.call(value.call)
        if len(call.args) == 1 and not call.kwargs:
            return _member(module, call.args[0], depth + 1)
        base, _, last = call.callee.rpartition(".")
        return (base or str(call.receiver), last) if not call.args and (base or call.receiver is not None) else None
    return None
