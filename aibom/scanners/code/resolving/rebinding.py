"""Names that are bound to what they held before, changed: the right side is read before the name is bound."""

from __future__ import annotations

from aibom.scanners.code.facts import CallRef, Either, Item, Member, Name, Template, Value
from aibom.scanners.code.resolving.modules import Module

_MAX_NESTED = 5


def reads(module: Module, value: Value, name: str, depth: int = 0) -> bool:
    """Whether a value is made of what a name held before: `model = model.strip()`, `model or DEFAULT`."""
    if depth > _MAX_NESTED:
        return False
    match value:
        case Name():
            return value.path.partition(".")[0] == name
        case CallRef():
            call = module.call(value.call)
            parts = (*call.args, *(given for _, given in call.kwargs), *((call.receiver,) if call.receiver else ()))
            if call.receiver is None and call.callee.partition(".")[0] == name:
                return True
        case Either():
            parts = value.options
        case Item() | Member():
            parts = (value.base,)
        case Template():
            parts = value.parts
        case _:
            return False
    return any(reads(module, part, name, depth + 1) for part in parts)
