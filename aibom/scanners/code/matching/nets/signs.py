"""Signs that a program must have tools, though nothing says where: it hands some to a model, or offers them by MCP.

Where it makes what a model is told of a tool from members of something else (`{name: op.ident, description:
op.blurb}`), these members are the project's own words for a name and a sentence.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from aibom.core import re
from aibom.scanners.code.facts import Call, CallRef, Item, Map, Member, Name, Seq, Value, key_name
from aibom.scanners.code.matching.nets.entries import Pair
from aibom.scanners.code.matching.nets.slots import Slots, pairs_of, text_of, written
from aibom.scanners.code.matching.nets.words import plain_key, words_in
from aibom.scanners.code.resolving.modules import Module

_OFFERS = frozenset(("tool", "tools"))
_ALSO = frozenset(("functions", "functiondeclarations", "functioncall", "functioncalling"))
_TELLS = re.compile(r"tool|function(?!s\b)|declaration", re.IGNORECASE)
_LISTED = frozenset(("tools/list", "tools/call", "tool_calls", "tool_use"))
_SAID = frozenset(("description", "desc"))
_CHAINED, _DEPTH, _MAX_ITEMS = 6, 4, 60


class Signs(NamedTuple):
    """The files that say that there must be tools, and the words for a name and a sentence."""

    files: set[str]
    pairs: set[Pair]


def note_signs(module: Module, signs: Signs, speaks: bool) -> None:
    """Note what a file says of tools that are declared elsewhere; `speaks` says whether it has to do with AI."""
    if speaks and any(map(offers, module.facts.calls)):
        signs.files.add(module.path)
    found = {*_in_calls(module), *_in_mappings(module)}
    if found:
        signs.files.add(module.path)
        signs.pairs.update(found)


def offers(call: Call) -> bool:
    """Whether a call hands tools to a model, or is one of a protocol that does."""
    if any(map(_speaks_of_tools, (call.callee, *(key for key, _ in call.kwargs)))):
        return True
    values = (*call.args, *(value for _, value in call.kwargs))
    return any(text_of(value) in _LISTED or (isinstance(value, Map) and _holds_tools(value, 0)) for value in values)


def _holds_tools(value: Map, depth: int) -> bool:
    keys = [key_name(key) for key, _ in value.pairs[:_MAX_ITEMS]]
    if any(isinstance(key, str) and _speaks_of_tools(key) for key in keys):
        return True
    inner = (item for _, item in value.pairs[:_MAX_ITEMS] if isinstance(item, Map))
    return depth < 2 and any(_holds_tools(item, depth + 1) for item in inner)


def _speaks_of_tools(name: str) -> bool:
    return not _OFFERS.isdisjoint(words_in(name)) or plain_key(name) in _ALSO


def _in_mappings(module: Module) -> Iterator[Pair]:
    for _, _, value in written(module):
        yield from _in_value(module, value, 0)


def _in_value(module: Module, value: Value, depth: int) -> Iterator[Pair]:
    if isinstance(value, Map):
        yield from _keyed(module, pairs_of(value))
    items = (
        [item for _, item in value.pairs] if isinstance(value, Map) else value.items if isinstance(value, Seq) else ()
    )
    if depth < _DEPTH:
        for item in items[:_MAX_ITEMS]:
            yield from _in_value(module, item, depth + 1)


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
