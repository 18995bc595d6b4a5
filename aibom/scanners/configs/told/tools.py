"""Tools that a configuration gives to an agent or sends along with a model: names, or definitions with parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.catalog.coding_agents import BROUGHT_ALONG
from aibom.core import re
from aibom.core.json import Json
from aibom.core.left_out import within
from aibom.model.kinds import Kind
from aibom.model.sighting import Observation, Subject
from aibom.scanners.configs.documents import OF_TOOLS
from aibom.scanners.configs.names.modelkeys import words_of
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.walk import Place
from aibom.scanners.server_names import derived_name

_LISTS = frozenset("tools toolsets functions skills plugins actions abilities targets".split())
_SURE = frozenset({"tools", "toolsets"})
_SCHEMA = frozenset("parameters input_schema inputSchema args_schema api_schema".split())  # the last of ElevenLabs
_AGENTS = frozenset("agent agents assistant assistants subagents llm chat bot".split())
_BESIDE = frozenset("model llm prompt system_prompt systemPrompt instructions system_message model_client".split())
_NAME = re.compile(r"[\w.:/@-]{1,80}\Z")
# Tools that coding agents bring along: of Kiro and Amazon Q, which nothing else is called, and of all of them.
_OF_CLIENTS = frozenset("fs_read fs_write execute_bash use_aws report_issue todo_list".split())
_BUILT_IN = _OF_CLIENTS | frozenset(
    "read write edit multiedit patch bash shell grep glob ls list find webfetch websearch task todowrite todoread todo"
    " notebookedit notebookread search fetch question skill".split()
)
# `@postgres/query` of Kiro and Amazon Q: a tool of an MCP server.
_OF_SERVER = re.compile(r"@(?P<server>[\w.-]{1,80})(?:/[\w.*-]{1,80})?\Z")
_KIRO = re.compile(r"(?:^|/)(?:\.kiro|\.amazonq|cli-agents)/")
_OF_KIRO = frozenset("allowedTools toolAliases toolsSettings useLegacyMcpJson includeMcpJson".split())
_A_CHOICE = re.compile(r"[<>|{}]")  # what may stand there, told by a template: `<string> | [web_search, save_file]`
_SAYS = ("description", "docstring")
_TAKES = _SCHEMA | {"arguments", "args", "signature"}
_MAX_TOOLS = 5_000


def tools_in(place: Place, owned: bool, sight: Sight) -> Iterator[Observation]:
    """The tools of one mapping; `owned` tells that it belongs to an agent."""
    if is_definition(place.table) and (is_entry_of_all(place) or _is_alone(place, sight.path)):
        name, line, facts = _tool(place, [place.table], 0, place.table)
        yield sight.thing(sight.local(Kind.TOOL, name), line, name, **facts)
    if "description_for_model" in place.table and (plugin := place.text("name_for_model")):
        line = place.line("name_for_model")  # a plug-in's manifest (platform.openai.com/docs/plugins, 2023)
        yield sight.thing(sight.local(Kind.TOOL, plugin[:100]), line, plugin, tool_type="function")
    yield from _of_plugin(place, sight)
    if (group := place.text("toolgroup_id")) and place.parent == "tool_groups":  # of Llama Stack
        yield sight.thing(sight.local(Kind.TOOL, group[:100]), place.line("toolgroup_id"), group)
    for key, value in place.table.items():
        words = words_of(key)
        if key.lower() in _SURE and isinstance(value, Mapping):
            yield from _keyed(place, value, sight)
        if words[-1:] and words[-1] in _LISTS and isinstance(value, list):
            given = owned or place.parent.lower() in _AGENTS or place.has(_BESIDE)
            given = given and not _are_built_in(value)
            for index, item in enumerate(within(value, _MAX_TOOLS, "tools of one list")):
                name, line, facts = _tool(place, value, index, item, sight.path)
                yield from _chosen(place, item, sight) if given and isinstance(item, Mapping) else ()
                if name and not _A_CHOICE.search(name) and (is_definition(item) or (given and words[-1] in _SURE)):
                    served = facts.get("tool_type") == "mcp-server"  # known by its name wherever it is set up
                    subject = (
                        Subject(kind=Kind.TOOL, name=name, origin="mcp") if served else sight.local(Kind.TOOL, name)
                    )
                    yield sight.thing(subject, line, key, **facts)


def _of_plugin(place: Place, sight: Sight) -> Iterator[Observation]:
    """The functions of a plug-in of Microsoft 365 Copilot, which its API describes elsewhere (`runtimes`)."""
    functions = place.table.get("functions")
    if not isinstance(functions, list) or not {"schema_version", "name_for_human"} <= place.table.keys():
        return
    for index, item in enumerate(within(functions, _MAX_TOOLS, "functions of one plug-in")):
        if isinstance(item, Mapping) and isinstance(item.get("name"), str) and not is_definition(item):
            name, line, facts = _tool(place, functions, index, item)
            yield sight.thing(sight.local(Kind.TOOL, name), line, name, **{**facts, "tool_type": "function"})


def _chosen(place: Place, item: Mapping[str, Json], sight: Sight) -> Iterator[Observation]:
    """The tools of a server that an agent is given of all that it has: kagent's `mcpServer: {toolNames: [...]}`."""
    server = item.get("mcpServer")
    chosen = server.get("toolNames") if isinstance(server, Mapping) else None
    for index, name in enumerate(within(chosen, _MAX_TOOLS, "tools of one server") if isinstance(chosen, list) else ()):
        if isinstance(name, str) and _NAME.match(name):
            line = max(place.document.line_of(chosen, index), 1)
            yield sight.thing(sight.local(Kind.TOOL, name), line, "toolNames", tool_type="function")


def _is_alone(place: Place, path: str) -> bool:
    """Whether a whole document is the definition of one tool, with a schema of what it takes."""
    schemas = [place.table[key] for key in _SCHEMA if isinstance(place.table.get(key), Mapping)]
    told = any(isinstance(one, Mapping) and {"type", "properties", "url"} & set(one) for one in schemas)
    return (told or (OF_TOOLS.search(path) is not None and _are_listed(place))) and (
        place.table is place.document.value
    )


def _are_listed(place: Place) -> bool:
    """Whether what a tool takes is a list of records: `parameters: [{name: query, type: str, description: ...}]`."""
    rows = [one for key in _SCHEMA if isinstance(listed := place.table.get(key), list) for one in listed]
    return bool(rows) and all(isinstance(one, Mapping) and {"name", "type"} <= set(one) for one in rows)


def is_entry_of_all(place: Place) -> bool:
    """Whether a mapping is an entry of the list that the whole document is."""
    return not place.keys and place.table is not place.document.value


def _keyed(place: Place, table: Mapping[str, Json], sight: Sight) -> Iterator[Observation]:
    """Tools under their names, each with what it is for and what it takes: `tools: {open_file: {docstring: ...,
    arguments: [...]}}`."""
    for name, body in within(list(table.items()), _MAX_TOOLS, "tools of one mapping"):
        if not isinstance(body, Mapping) or not _NAME.match(name) or not _TAKES.intersection(body):
            continue
        told = next((body[key] for key in _SAYS if isinstance(body.get(key), str)), "")
        if told:
            facts: dict[str, Json] = {"tool_type": "function", "description": " ".join(str(told).split())[:200]}
            yield sight.thing(sight.local(Kind.TOOL, name), place.document.line_of(table, name), name, **facts)


def _are_built_in(items: list[Json]) -> bool:
    """Whether a list only chooses among what a coding agent brings along: `tools: [read, bash]`."""
    names = [item.lower() for item in items if isinstance(item, str)]
    return len(names) > 1 and len(names) == len(items) and _BUILT_IN.issuperset(names)


def _tool(place: Place, items: list[Json], index: int, item: Json, path: str = "") -> tuple[str, int, dict[str, Json]]:
    line = max(place.document.line_of(items, index), 1)
    if isinstance(item, str):
        if item.lower() in _OF_CLIENTS or item in BROUGHT_ALONG:
            return "", line, {}
        if (match := _OF_SERVER.match(item)) is not None and (_KIRO.search(path) or _OF_KIRO & place.table.keys()):
            return match["server"], line, {"tool_type": "mcp-server"}
        name = item.rpartition("\\")[2]  # a class of PHP by its full name
        fits = _NAME.match(name) and not item.startswith(("mcp__", ".", "/"))
        return (name if fits else ""), line, {}
    if not isinstance(item, Mapping):
        return "", line, {}
    inner = item.get("function")
    table = inner if isinstance(inner, Mapping) else item
    key = next((key for key in ("name", "tool_name", "id", "tool", "type") if isinstance(table.get(key), str)), "")
    facts: dict[str, Json] = {}
    if isinstance(told := table.get("description"), str) and told.strip():
        facts["description"] = " ".join(told.split())[:200]
    if is_definition(item):
        facts["tool_type"] = "function"
    name = str(table[key])[:100] if key else ""
    server = table.get("mcpServer")
    if key == "type" and isinstance(server, Mapping) and isinstance(server.get("name"), str):
        facts["tool_type"] = "mcp-server"
        return str(server["name"])[:100], place.document.line_of(server, "name"), facts
    if key == "type" and name == "mcp" and isinstance(table.get("command"), str):
        facts["tool_type"] = "mcp-server"
        return derived_name(table)[:100], place.document.line_of(table, "command"), facts
    if key == "type" and name == "mcp" and isinstance(ref := table.get("ref"), str):
        name, key = ref.rpartition(":")[2][:100], "ref"  # a server of a catalogue: `docker:github-official`
        facts["tool_type"] = "mcp-server"
    return name, place.document.line_of(table, key) if key else line, facts


def is_definition(item: Json) -> bool:
    """Whether an entry is the definition of a function that a model may call."""
    if not isinstance(item, Mapping):
        return False
    inner = item.get("function") or item.get("json_schema")
    table = inner if isinstance(inner, Mapping) else item
    return isinstance(table.get("name"), str) and "description" in table and bool(_SCHEMA.intersection(table))
