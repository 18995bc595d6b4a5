"""Values written out roughly as they stand in the source, for unknowns and use records."""

from __future__ import annotations

from collections.abc import Sequence

from aibom.scanners.code.facts import (
    Call,
    CallRef,
    Either,
    FuncRef,
    Item,
    Lit,
    Map,
    Member,
    Name,
    Opaque,
    Seq,
    Template,
    Value,
)

_MAX_TEXT = 200
_MAX_DEPTH = 5


def spell(value: Value, calls: Sequence[Call] = (), depth: int = 0) -> str:
    """The expression, cut at 200 characters. `calls` are those of the file, for the results of calls."""
    if depth > _MAX_DEPTH:
        return "…"
    return _spell(value, calls, depth + 1)[:_MAX_TEXT]


def _spell(value: Value, calls: Sequence[Call], depth: int) -> str:
    match value:
        case Template():
            return "".join(_piece(part, calls, depth) for part in value.parts)
        case Item():
            return f"{spell(value.base, calls, depth)}[{spell(value.key, calls, depth)}]"
        case Member():
            return f"{spell(value.base, calls, depth)}.{value.path}"
        case Either():
            return " or ".join(spell(option, calls, depth) for option in value.options)
        case CallRef():
            return spell_call(calls[value.call], calls, depth) if value.call < len(calls) else "…"
        case Seq():
            return "[" + ", ".join(spell(item, calls, depth) for item in value.items[:5]) + "]"
    return _plain(value)


def _plain(value: Value) -> str:
    match value:
        case Lit():
            return repr(value.value)
        case Name():
            return value.path
        case Opaque():
            return value.text or "…"
        case Map():
            return "{…}" if value.pairs else "{}"
        case FuncRef():
            return value.scope.rpartition(".")[2]
    return "…"


def _piece(part: Value, calls: Sequence[Call], depth: int) -> str:
    return str(part.value) if isinstance(part, Lit) else "{" + spell(part, calls, depth) + "}"


def spell_call(call: Call, calls: Sequence[Call] = (), depth: int = 0) -> str:
    """A call with its first arguments."""
    if depth > _MAX_DEPTH:
        return "…"
    base = spell(call.receiver, calls, depth + 1) if call.receiver is not None else ""
    callee = ".".join(part for part in (base, call.callee) if part)
    parts = [spell(arg, calls, depth + 1) for arg in call.args[:3]]
    parts += [f"{name}={spell(value, calls, depth + 1)}" for name, value in call.kwargs[:3]]
    return f"{callee}({', '.join(parts)})"[:_MAX_TEXT]
