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
    """One record: its members, the name that it stands under ("" where it has none), and what it is made as; `base` is
    what a class derives from."""

    slots: Slots
    under: str
    line: int
    made: str
    base: str = ""


class Things:
    """Reads the records of files; `params` are the parameters of calls by their last names, `known` the places of calls
    that a signature matches, which are looked at elsewhere."""

    def __init__(self, params: Mapping[str, tuple[str, ...]], known: Set[tuple[str, int]]) -> None:
        self._params, self._known = params, known

    def of(self, module: Module) -> Iterator[Thing]:
        """The records of a file."""
        for called, _, value in written(module, self._known):
            yield from self.inside(module, value, called)
        for scope, slots in members_of(module).items():
            cls = module.classes[scope]
            bases = [base.path.rpartition(".")[2] for base in cls.bases if isinstance(base, Name)]
            if bases:
                yield Thing(slots, cls.name, cls.line, "class", bases[0])

    def inside(self, module: Module, value: Value, under: str, depth: int = 0) -> Iterator[Thing]:
        """The records in a value that stands under a name."""
        items: list[tuple[str, Value]] = []
        if isinstance(value, Map):
            yield Thing(pairs_of(value), under, value.line, "mapping")
            items = [(text_of(key), item) for key, item in value.pairs[:_MAX_ITEMS]]
        elif isinstance(value, Seq):
            yield Thing([("", item) for item in value.items[:MAX_SLOTS]], under, value.line, "row")
            items = [("", item) for item in value.items[:_MAX_ITEMS]]
        elif isinstance(value, CallRef) and (module.path, module.call(value.call).line) not in self._known:
            call = module.call(value.call)
            yield Thing(given(call, call.callee, self._params), under, call.line, call.callee.rpartition(".")[2])
        if depth < _MAX_DEPTH:
            for name, item in items:
                yield from self.inside(module, item, name, depth + 1)


def literals(slots: Slots) -> Iterator[tuple[str, Lit]]:
    """The members that are texts."""
    yield from ((key, value) for key, value in slots if isinstance(value, Lit) and text_of(value))
