"""Lists and mappings that only say what there is: price lists, registers of models, and very many entries alike."""

from __future__ import annotations

from collections.abc import Mapping

from aibom.core import re
from aibom.core.json import Json
from aibom.scanners.configs.names.modelkeys import words_of

Register = Mapping[str, Json] | list[Json]

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
_REGISTER_SIZE, _LIST_SIZE = 3, 40
# Members by which an entry says what a model or agent is told, and those of examples with their answers.
_TOLD = frozenset("system system_prompt systemPrompt system_message prompt instructions template backstory".split())
_ANSWERED = frozenset(
    "output completion response answer answers chosen rejected label expected messages conversations score".split()
)
_RUN = frozenset({"image", "command"})  # of services of compose, of MCP servers
_SET_UP = ("config", "data", "settings", "parameters")
_ENDS = (frozenset({"from", "to"}), frozenset({"source", "target"}))
_TAKES = frozenset("parameters input_schema inputSchema args_schema".split())


def is_price_list(value: Mapping[str, Json]) -> bool:
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
    many = len(tables) > _LIST_SIZE and len(items) == len(tables)
    return described * 2 >= len(tables) or (many and sum(map(_is_given, tables)) * 2 < len(tables))


def _is_given(table: Mapping[str, Json]) -> bool:
    """Whether an entry is a tool or a prompt, which a model is given: however many there are, they are no choice."""
    inner = table.get("function")
    one = inner if isinstance(inner, Mapping) else table
    defines = {"name", "description"} <= one.keys() and any(key in one for key in _TAKES)
    tells = any(isinstance(table.get(key), str) for key in _TOLD) and not any(key in table for key in _ANSWERED)
    return defines or tells


def _is_resource(table: Mapping[str, Json]) -> bool:
    """Whether a mapping is a resource of CloudFormation or of Azure's templates, of which large stacks have many, what
    runs in a container or as a command, or a node or an edge of a graph, which is run and no choice:
    `{id: Planner, type: agent, config: {...}}`."""
    if {"Type", "Properties"} <= table.keys() or {"type", "apiVersion"} <= table.keys():
        return True
    if not _RUN.isdisjoint(table):
        return True
    node = {"id", "type"} <= table.keys() and any(isinstance(table.get(key), Mapping) for key in _SET_UP)
    return node or any(ends <= table.keys() for ends in _ENDS)


def is_entry(table: Mapping[str, Json]) -> bool:
    """Whether a mapping describes a model as a price list or a register does, and does not say where it is reached."""
    if _REACHED.intersection(table) or any(_DEFAULT.fullmatch(key) for key in table):
        return False
    for key in table:
        lower = key.lower()
        if lower in _REGISTER_KEYS or _REGISTER_WORDS.intersection(words_of(key)):
            return True
    return False
