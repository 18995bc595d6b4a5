"""Names that are bound to what they held before, changed: the right side is read before the name is bound."""

from __future__ import annotations

from aibom.scanners.code.facts import CallRef, Either, Item, Map, Member, Name, Seq, Template, Value
from aibom.scanners.code.resolving.modules import Module

_MAX_NESTED = 5


def reads(module: Module, value: Value, name: str, depth: int = 0) -> bool:
    """Whether a value is made of what a name held before: `model = model.strip()`, `model or DEFAULT`."""
    if depth > _MAX_NESTED or isinstance(value, Seq | Map):
        return False
    if isinstance(value, Name):
        return value.path.partition(".")[0] == name
    return any(reads(module, part, name, depth + 1) for part in parts_of(module, value))


def parts_of(module: Module, value: Value) -> tuple[Value, ...]:
    """What a value is directly made of."""
    match value:
        case CallRef():
            call = module.call(value.call)
            made_on = call.receiver if call.receiver is not None else Name(call.callee, call.line)
            return (made_on, *call.args, *(given for _, given in call.kwargs))
        case Either():
            return value.options
        case Item():
            return (value.base, value.key)
        case Member():
            return (value.base,)
        case Template():
            return value.parts
        case Seq():
            return value.items
        case Map():
            return tuple(part for pair in value.pairs for part in pair if part is not None)
    return ()
