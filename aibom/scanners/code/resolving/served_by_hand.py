"""What a program answers to `initialize` that is a server of MCP by its own hand: `{"protocolVersion": "2024-11-05",
"serverInfo": {"name": "incidents", "version": "1.0"}}`, as a mapping or a struct.

A server of a language's tools has a `serverInfo` as well, but no version of a protocol; a client has a `clientInfo`.
"""

from __future__ import annotations

from collections.abc import Iterator

from aibom.scanners.code.facts import CallRef, Either, Map, Seq, Value, key_name
from aibom.scanners.code.resolving.modules import Module

_VERSION, _SELF = "protocolversion", "serverinfo"
_HOLDING = frozenset((Map, Seq, Either))
_MAX_DEPTH, _MAX_ITEMS = 6, 20


def introductions(module: Module) -> Iterator[tuple[Value, str]]:
    """What the answers of a file say of the server itself, each with the scope that it stands in."""
    for call in module.facts.calls:
        if len(call.kwargs) > 1:
            yield from ((one, call.scope) for one in _of_pairs(call.kwargs))
        for value in (*call.args, *[value for _, value in call.kwargs]):
            if type(value) in _HOLDING:
                yield from ((one, call.scope) for one in _within(value, 0))
    for binding in module.facts.bindings:
        if type(binding.value) in _HOLDING:
            yield from ((one, binding.scope) for one in _within(binding.value, 0))
    for scope, function in module.functions.items():
        yield from ((one, scope) for value in function.returns for one in _within(value, 0))


def member_of(module: Module, said: Value, name: str) -> Value | None:
    """A member of a mapping, or a field of a struct, however its language spells it."""
    pairs: tuple[tuple[object, Value], ...] = ()
    if isinstance(said, Map):
        pairs = tuple((key_name(key), value) for key, value in said.pairs)
    elif isinstance(said, CallRef):
        pairs = module.call(said.call).kwargs
    return next((value for key, value in pairs if plain(key) == name), None)


def serves_by_hand(module: Module) -> bool:
    """Whether a file answers so."""
    return any(True for _ in introductions(module))


def _within(value: Value, depth: int) -> Iterator[Value]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, Map):
        yield from _of_pairs(tuple((key_name(key), one) for key, one in value.pairs))
        for _, one in value.pairs:
            yield from _within(one, depth + 1)
    elif isinstance(value, Seq | Either):
        for one in (value.items if isinstance(value, Seq) else value.options)[:_MAX_ITEMS]:
            yield from _within(one, depth + 1)


def _of_pairs(pairs: tuple[tuple[object, Value], ...]) -> Iterator[Value]:
    if len(pairs) < 2:
        return
    keys = [plain(key) for key, _ in pairs]
    if _VERSION in keys and _SELF in keys:
        yield pairs[keys.index(_SELF)][1]


def plain(key: object) -> str:
    """A key as all languages may spell it: `inputSchema`, `InputSchema` and `input_schema` are one."""
    return key.replace("_", "").lower() if isinstance(key, str) else ""
