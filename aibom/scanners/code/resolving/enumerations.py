"""Which members of an enumeration a program names: `ChatModel.Fast` of `enum ChatModel { Fast = "a", Slow = "b" }`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aibom.scanners.code.facts import (
    CallRef,
    Either,
    Item,
    Lit,
    Map,
    Member,
    ModuleFacts,
    Name,
    Opaque,
    Seq,
    Template,
    Value,
)
from aibom.scanners.code.resolving.modules import Module

_LEAVES = (Lit, Opaque, CallRef)
_MAX_PARTS = 2_000  # of one value that are looked at


def members_named(modules: Iterable[Module], enumeration: str) -> frozenset[str] | None:
    """The members that files name one by one; None where the enumeration itself is handed on or called
    (`Object.values(ChatModel)`, `ChatModel(text)`), so that any of them may be meant."""
    found: set[str] = set()
    for module in modules:
        for name in _names(module.facts):
            holder, _, last = name.rpartition(".")
            if last == enumeration:
                return None
            for part in (holder, holder.rpartition(".")[0]):  # `ChatModel.FAST.value`
                if part.rpartition(".")[2] == enumeration:
                    found.add(name.removeprefix(f"{part}.").partition(".")[0])
    return frozenset(found)


def _names(facts: ModuleFacts) -> Iterator[str]:
    """The names that stand where a value does."""
    for call in facts.calls:
        yield call.callee
        yield from _within(*call.args, *(value for _, value in call.kwargs))
        yield from _within(call.receiver) if call.receiver is not None else ()
    for binding in facts.bindings:
        yield from _within(binding.value)
    for function in facts.functions:
        yield from _within(*function.returns)


def _within(*values: Value) -> Iterator[str]:
    pending: list[Value] = list(values)
    for _ in range(_MAX_PARTS):
        if not pending:
            return
        value = pending.pop()
        if isinstance(value, Name):
            yield value.path
        elif not isinstance(value, _LEAVES):
            pending += _parts(value)


def _parts(value: Value) -> list[Value]:
    match value:
        case Seq():
            return list(value.items)
        case Map():
            return [part for pair in value.pairs for part in pair if part is not None]
        case Either():
            return list(value.options)
        case Template():
            return list(value.parts)
        case Item():
            return [value.base, value.key]
        case Member():
            return [value.base]
    return []
