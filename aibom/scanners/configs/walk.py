"""Walks a document: every mapping with the keys that lead to it, without recursion and within a bound."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from typing import NamedTuple

from aibom.core import re
from aibom.core.json import Json
from aibom.core.left_out import leave_out
from aibom.core.lined import Lined
from aibom.scanners.configs.names.modelkeys import words_of

MAX_TABLES = 20_000
# Members that a price list or a register of supported models has, and a setting that is used has not.
_REGISTER_WORDS = frozenset(
    "price prices pricing cost costs cutoff deprecated modalities capabilities capability supports supported".split()
)
_REGISTER_KEYS = frozenset(
    "context_window contextwindow context_length contextlength max_input_tokens maxinputtokens"
    " max_output_tokens maxoutputtokens release_date releasedate max_context max_context_length tokenlimit"
    " input_cost output_cost".split()
)
_REACHED = frozenset(
    "endpoint endpoints backend backends backend_refs base_url baseURL baseUrl api_base api_key apiKey api_key_env"
    " litellm_params url".split()
)
_DEFAULT = re.compile(r"(?i)default[_-]?model(?:[_-]?(?:name|id))?")  # what is taken of a list is a setting
_ON, _OFF = ("enabled", "enable", "isEnabled", "is_enabled"), ("disabled", "disable", "isDisabled", "is_disabled")
_FALSE: tuple[Json, ...] = (False, "false")
_TRUE: tuple[Json, ...] = (True, "true")
_REGISTER_SIZE, _LIST_SIZE = 3, 40


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


def places(document: Lined) -> Iterator[Place]:
    """All mappings from the top down, in written order; registers of models, and what is switched off, are
    passed over."""
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
            if not (keys and is_off(value)) and not _is_price_list(value):
                place = Place(value, keys, document, above)
                yield place
                members = reversed(list(value.items()))
                stack += [(child, (*keys, key), place) for key, child in members if _is_container(child)]
        elif isinstance(value, list) and not is_register(value):
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


def _is_price_list(value: Mapping[str, Json]) -> bool:
    """Whether the members of a mapping are all entries of a register; among settings some only look like one."""
    items = list(value.values())
    described = [is_entry(item) for item in items if isinstance(item, Mapping)]
    return is_register(items) and (sum(described) * 5 >= len(described) * 4 or len(described) > _LIST_SIZE)


def is_register(items: list[Json]) -> bool:
    """Whether the items are entries of a register: several mappings with prices or limits, or very many."""
    tables = [item for item in items if isinstance(item, Mapping)]
    if len(tables) < _REGISTER_SIZE or any(_is_resource(table) for table in tables):
        return False
    described = sum(is_entry(table) for table in tables)
    return described * 2 >= len(tables) or (len(tables) > _LIST_SIZE and len(items) == len(tables))


def _is_resource(table: Mapping[str, Json]) -> bool:
    """Whether a mapping is a resource of CloudFormation or of Azure's templates, of which large stacks have many."""
    return {"Type", "Properties"} <= table.keys() or {"type", "apiVersion"} <= table.keys()


def is_entry(table: Mapping[str, Json]) -> bool:
    """Whether a mapping describes a model as a price list or a register does, and does not say where it is reached."""
    if _REACHED.intersection(table) or any(_DEFAULT.fullmatch(key) for key in table):
        return False
    for key in table:
        lower = key.lower()
        if lower in _REGISTER_KEYS or _REGISTER_WORDS.intersection(words_of(key)):
            return True
    return False


def texts(value: Json) -> Iterator[str]:
    """A text, or the texts of a list."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        yield from (item for item in value if isinstance(item, str))
