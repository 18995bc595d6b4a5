"""What lists, mappings and texts get after they were made: `tools.append(search)`, `tools.search = searchTool`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from aibom.core import re
from aibom.core.left_out import within
from aibom.scanners.code.facts import Call, CallRef, Item, Lit, Map, ModuleFacts, Name, Opaque, Seq, Template, Value

# A place in a mapping as a binding spells it: `tools.search`, `tools["search"]`, `tools[?]`.
_PLACE = re.compile(r"""([\w$]+)(?:\.([\w$]+)|\["([^"\]]+)"\]|\[[^"\]]*\])""")


class Growth(NamedTuple):
    """What is added to a list after it was made: `value` holds the added items."""

    scope: str
    value: Value
    line: int


# What makes a list or mapping of the operand sure enough: `tools += [search]`, `tools |= {"search": search}`.
_ADDED: dict[str, tuple[type, ...]] = {"__iadd__": (Seq, Name, CallRef, Template), "__ior__": (Map,), "update": (Map,)}
_ADDED_BY_OPERATOR = _ADDED | {"__iadd__": (*_ADDED["__iadd__"], Lit)}  # `lines << "..."`, `lines += "..."`
_PAIR = 2  # a key and a value
MAX_ADDED = 1_000  # to one list
_ADDS_ALL = frozenset(("extend", "addAll", "AddRange"))
_ADDS_ONE = frozenset(("append", "add", "Add", "push", "unshift", "insert"))


def _place_in(receiver: Value | None) -> str:
    """The place in a mapping that a name holds, as a binding spells it: `options["tools"]`; "" for anything else."""
    if not isinstance(receiver, Item) or not isinstance(receiver.base, Name) or not isinstance(receiver.key, Lit):
        return ""
    return f'{receiver.base.path}["{receiver.key.value}"]'


def grown(facts: ModuleFacts, group: str) -> dict[str, list[Growth]]:
    """The names of lists -> what `.append`, `.extend` and the like add to them; those of mappings of scripts that begin
    empty -> what is put under their keys (`tools.search = searchTool`)."""
    found: dict[str, list[Growth]] = defaultdict(list)
    for name, growth in (*_put(facts), *_set(facts)) if group == "javascript" else ():
        found[name].append(growth)
    kinds = _ADDED_BY_OPERATOR if group in ("ruby", "jvm") else _ADDED
    for call in facts.calls:
        name, _, method = call.callee.rpartition(".")
        place = _place_in(call.receiver)
        if place and method in _ADDS_ONE and call.args:  # `options["tools"].append(search)`
            found[place].append(Growth(call.scope, Seq(call.args[-1:], call.line), call.line))
        if call.receiver is None and name and method == "update" and call.kwargs:
            found[name].append(Growth(call.scope, _of_options(call), call.line))  # `models.update(fast="gpt-4o-mini")`
        if call.receiver is None and name and call.args:
            if method in _ADDS_ONE:
                found[name].append(Growth(call.scope, Seq(call.args[-1:], call.line), call.line))
            elif method in _ADDS_ALL or isinstance(call.args[0], kinds.get(method, ())):
                found[name].append(Growth(call.scope, call.args[0], call.line))
    return {name: list(within(added, MAX_ADDED, "additions to one list", facts.path)) for name, added in found.items()}


def _of_options(call: Call) -> Map:
    return Map(tuple((Lit(key, value.line), value) for key, value in call.kwargs), call.line)


def joined(growths: Sequence[Growth], most: int) -> Sequence[Growth]:
    """What is added by more statements than are followed one by one, as one list or mapping for each scope."""
    if len(growths) <= most:
        return growths
    lists: dict[str, list[Growth]] = defaultdict(list)
    mappings: dict[str, list[Growth]] = defaultdict(list)
    others: list[Growth] = []
    for one in growths:
        kind = lists if isinstance(one.value, Seq) else mappings if isinstance(one.value, Map) else None
        (others if kind is None else kind[one.scope]).append(one)
    return [*map(_list_of, lists.values()), *map(_mapping_of, mappings.values()), *others]


def _list_of(growths: Sequence[Growth]) -> Growth:
    items = tuple(item for one in growths if isinstance(one.value, Seq) for item in one.value.items)
    return growths[0]._replace(value=Seq(items, growths[0].line))


def _mapping_of(growths: Sequence[Growth]) -> Growth:
    pairs = tuple(pair for one in growths if isinstance(one.value, Map) for pair in one.value.pairs)
    return growths[0]._replace(value=Map(pairs, growths[0].line))


def _put(facts: ModuleFacts) -> Iterator[tuple[str, Growth]]:
    """What is put into the empty mappings of a file, in the scope of each or in one within it."""
    empty = {(one.scope, one.name) for one in facts.bindings if isinstance(one.value, Map) and not one.value.pairs}
    names = {name for _, name in empty}
    for one in facts.bindings if names else ():
        place = _PLACE.fullmatch(one.name)
        if place is None or place[1] not in names or not _within(one.scope, place[1], empty):
            continue
        key = place[2] or place[3]
        label = Lit(key, one.line) if key else Opaque("?", one.line)
        yield place[1], Growth(one.scope, Map(((label, one.value),), one.line), one.line)


def _set(facts: ModuleFacts) -> Iterator[tuple[str, Growth]]:
    """What is put into the maps of a script that begin empty: `this.tools.set(tool.name, tool)`."""
    made = ((one.name, facts.calls[one.value.call]) for one in facts.bindings if isinstance(one.value, CallRef))
    maps = {name.removeprefix("this.") for name, call in made if call.callee == "Map" and call.form == "new"}
    for call in facts.calls if maps else ():
        name, _, method = call.callee.rpartition(".")
        if method == "set" and call.receiver is None and len(call.args) == _PAIR and name.removeprefix("this.") in maps:
            yield name, Growth(call.scope, Map(((call.args[0], call.args[1]),), call.line), call.line)


def _within(scope: str, name: str, empty: set[tuple[str, str]]) -> bool:
    """Whether one of the mappings of a name is of a scope or of one around it."""
    while (scope, name) not in empty and scope:
        scope = scope.rpartition(".")[0]
    return (scope, name) in empty
