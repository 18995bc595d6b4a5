"""Walks a document: every mapping with the keys that lead to it, without recursion and within a bound."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from typing import NamedTuple

from aibom.core.json import Json
from aibom.core.left_out import leave_out
from aibom.core.lined import Lined
from aibom.scanners.configs.registers import Register, is_price_list, is_register

MAX_TABLES = 20_000
_ON, _OFF = ("enabled", "enable", "isEnabled", "is_enabled"), ("disabled", "disable", "isDisabled", "is_disabled")
_FALSE: tuple[Json, ...] = (False, "false")
_TRUE: tuple[Json, ...] = (True, "true")


class Place(NamedTuple):
    """A mapping of the document; `keys` lead to it from the top (list positions are left out).

    `above` is the mapping that it stands in, None at the top or where nobody asks for it.
    """

    table: Mapping[str, Json]
    keys: tuple[str, ...]
    document: Lined
    above: Place | None = None

    @property
    def parent(self) -> str:
        """The key of the mapping itself, "" at the top."""
        return self.keys[-1] if self.keys else ""

    def line(self, key: str) -> int:
        """The line of a member."""
        return self.document.line_of(self.table, key)

    def enclosing(self, levels: int) -> Iterator[Place]:
        """The mappings around it from the inside out, at most so many."""
        around = self.above
        while around is not None and levels > 0:
            yield around
            around, levels = around.above, levels - 1

    def has(self, names: Set[str]) -> bool:
        """Whether one of the names is a member. Costs as much as there are names, however many members there are."""
        return any(name in self.table for name in names)

    def text(self, *names: str) -> str:
        """The first of the members that is a text, else ""."""
        for name in names:
            value = self.table.get(name)
            if isinstance(value, str) and value:
                return value
        return ""


def places(document: Lined, passed: list[Register] | None = None) -> Iterator[Place]:
    """All mappings from the top down, in written order; registers of models, which are given to `passed`, and what is
    switched off are passed over."""
    passed = [] if passed is None else passed
    stack: list[tuple[Json, tuple[str, ...], Place | None]] = [(document.value, (), None)]
    seen: set[int] = set()
    count = 0
    while stack and count < MAX_TABLES:
        value, keys, above = stack.pop()
        if isinstance(value, Mapping):
            if id(value) in seen:
                continue
            seen.add(id(value))
            count += 1
            if keys and is_off(value):
                continue
            if is_price_list(value):
                passed.append(value)
            else:
                place = Place(value, keys, document, above)
                yield place
                members = reversed(list(value.items()))
                stack += [(child, (*keys, key), place) for key, child in members if _is_container(child)]
        elif isinstance(value, list) and is_register(value):
            passed.append(value)
        elif isinstance(value, list):
            stack += [(child, keys, above) for child in reversed(value) if _is_container(child)]
    if stack:
        leave_out(MAX_TABLES, "mappings")


def is_off(value: Json) -> bool:
    """Whether a mapping says itself that what it describes is not used: `enabled: false`, `disabled: true`."""
    if not isinstance(value, Mapping):
        return False
    return any(value.get(key) in _FALSE for key in _ON) or any(value.get(key) in _TRUE for key in _OFF)


def _is_container(value: Json) -> bool:
    return isinstance(value, Mapping | list)


def texts(value: Json) -> Iterator[str]:
    """A text, or the texts of a list."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        yield from (item for item in value if isinstance(item, str))
