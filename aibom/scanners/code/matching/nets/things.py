"""Things that a project keeps as records: what a call, a mapping or a row of a list is given, with what it stands
under, and the texts that its classes hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from typing import NamedTuple

from aibom.scanners.code.facts import CallRef, Lit, Map, Name, Seq, Value
from aibom.scanners.code.matching.nets.slots import MAX_SLOTS, Slots, given, members_of, pairs_of, text_of, written
from aibom.scanners.code.resolving.modules import Module

_MAX_DEPTH, _MAX_ITEMS = 4, 200


class Thing(NamedTuple):
    """One record: its members, the name that it stands under ("" where it has none), and what is made alike."""

    slots: Slots
    under: str
    line: int
    family: str
    is_class: bool = False


def things_of(
    module: Module, params: Mapping[str, tuple[str, ...]], known: Set[tuple[str, int]] = frozenset()
) -> Iterator[Thing]:
    """The records of a file; what the calls at `known` places are given is not looked at."""
    for called, _, value in written(module, known):
        yield from things_in(module, value, called, params)
    for scope, slots in members_of(module).items():
        cls = module.classes[scope]
        bases = [base.path.rpartition(".")[2] for base in cls.bases if isinstance(base, Name)]
        if bases:
            yield Thing(slots, cls.name, cls.line, f"class {bases[0]}", is_class=True)


def things_in(
    module: Module, value: Value, under: str, params: Mapping[str, tuple[str, ...]], depth: int = 0
) -> Iterator[Thing]:
    """The records in a value."""
    items: list[tuple[str, Value]] = []
    if isinstance(value, Map):
        yield Thing(pairs_of(value), under, value.line, "mapping")
        items = [(text_of(key), item) for key, item in value.pairs[:_MAX_ITEMS]]
    elif isinstance(value, Seq):
        yield Thing([("", item) for item in value.items[:MAX_SLOTS]], under, value.line, "row")
        items = [("", item) for item in value.items[:_MAX_ITEMS]]
    elif isinstance(value, CallRef):
        call = module.call(value.call)
        yield Thing(given(call, call.callee, params), under, call.line, f"call {call.callee.rpartition('.')[2]}")
    if depth < _MAX_DEPTH:
        for name, item in items:
            yield from things_in(module, item, name, params, depth + 1)


def literals(slots: Slots) -> Iterator[tuple[str, Lit]]:
    """The members that are texts."""
    yield from ((key, value) for key, value in slots if isinstance(value, Lit) and text_of(value))
