"""Agents that a configuration defines: entries of `agents`, each with a role, instructions, tools or a model."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice

from aibom.core import re
from aibom.core.json import Json
from aibom.core.left_out import within
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Observation, Sighting, Subject
from aibom.scanners.configs.prompt_paths import agent_of_folder, is_for_agents
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.agent_folders import home_and_name
from aibom.scanners.configs.told.agent_nodes import agent_node
from aibom.scanners.configs.told.models import models_in
from aibom.scanners.configs.told.tools import is_entry_of_all
from aibom.scanners.configs.walk import Place, texts

_MARKS = frozenset(
    "role goal backstory instructions instruction system_prompt system_message systemprompt prompt tools llm"
    " roledefinition custominstructions whentouse groups model persona handoffs sub_agents subagents toolsets system"
    " llm_config systemrole developer_instructions systemmessage customprompt custom_prompt model_name".split()
)
_STRONG = frozenset(
    "backstory instructions instruction system_prompt system_message systemprompt prompt tools handoffs system"
    " roledefinition systemrole developer_instructions systemmessage customprompt custom_prompt".split()
)
# Keys under which entries are agents, and what such an entry has beside its description.
_TABLES = ("agents", "agent", "subagents", "sub_agents", "assistants", "assistant", "bots", "personas", "custommodes")
# Keys under which entries are agents when all that they have says so.
# Keys under which agents of others stand (A2A), and how one of these is reached.
_REMOTE = ("remote_agents", "remoteagents", "a2a_agents", "external_agents")
_ADDRESSED = frozenset("url base_url baseurl base-url agent_card agent_card_url card_url cardurl endpoint".split())
_OF_MEMBERS = ("roles", "members", "experts", "specialists", "workers", "characters", "participants", "team")
_RUNS = frozenset("mode permission model tools prompt config_file prompt_file".split())
_MODES = ("primary", "subagent", "all")
# What only an agent is told, and what it works with.
_TOLD = frozenset(
    "instructions instruction system_prompt system_message systemprompt persona prompt systemrole"
    " developer_instructions systemmessage customprompt custom_prompt".split()
)
_ONLY_TOLD = frozenset("systemrole system_prompt systemprompt system_message".split())
_WORKS_WITH = frozenset("tools toolsets handoffs sub_agents mcp_servers mcpservers".split())
_MODELS = frozenset("model llm model_name llm_config provider temperature".split())
_SERVED = frozenset("model llm model_name llm_config".split())
_AGENT_RESOURCE = re.compile(r"Agent\Z")
_RESOURCE_MARKS = frozenset(
    "system systemmessage systemprompt instructions prompt model modelref modelconfig llm llmref tools"
    " mcpservers".split()
)
_NAMES = ("name", "displayName", "id", "agent_name", "slug")
_VOICED = frozenset("firstmessage transcriber voice".split())  # beside `model: {"provider": ...}`, of Vapi
_LIVED = frozenset("lore adjectives topics modelprovider style messageexamples".split())  # beside `bio`, of ElizaOS
_CARD = frozenset(
    "name skills capabilities".split()
)  # by which an agent is known to others (A2A), and how it is spoken to
_SPOKEN_TO = frozenset("url defaultinputmodes defaultoutputmodes protocolversion supportedinterfaces".split())
_TYPED = re.compile(r"(?:[\w-]+\.){2,}\w*Agent\Z")  # the class of a task: `io.kestra.plugin.ai.agent.AIAgent`
_TOLD_IN_FILES = ("prompt_file", "prompt_path", "instructions_file", "instructions_path")
_MAX_AGENTS = 5_000


def agents_in(place: Place, sight: Sight) -> Iterator[tuple[int, Observation]]:
    """The agents of one mapping, each with the identity of the mapping that describes it."""
    found = list(_listed(place))
    for name, body, line in found:
        yield id(body), _agent(name, body, line, sight)
    yield from _remote(place, sight)
    if place.keys and _TYPED.match(place.text("type")) and _TOLD.intersection(key.lower() for key in place.table):
        yield id(place.table), _agent(_name(place.table) or place.parent, place.table, place.line("type"), sight)
    if not found and (node := agent_node(place)) is not None:
        found.append((node.name, node.body, place.line(node.key)))
        yield id(place.table), _agent(node.name, node.body, place.line(node.key), sight)
    if found or place.keys:
        return
    if is_entry_of_all(place):
        if is_listed_agent(place.table) or _is_told_by_file(place.table, sight.path):
            key = next(key for key in place.table if key.lower() in _NAMES)
            yield id(place.table), _agent(_name(place.table), place.table, place.line(key), sight)
        return
    if is_for_agents(posixpath.basename(sight.path)):
        for name, one in within(list(place.table.items()), _MAX_AGENTS, "agents"):
            if isinstance(one, Mapping) and is_agent(one) and {key.lower() for key in one} & _TOLD:
                yield id(one), _agent(name, one, place.line(name), sight)
    yield from _whole(place, sight)


def _listed(place: Place) -> Iterator[tuple[str, Mapping[str, Json], int]]:
    """The agents of the tables of a mapping: name, what describes it, and the line."""
    for key in place.table:
        if key.lower() in _TABLES:
            yield from _entries(place, key)
        elif key.lower() in _OF_MEMBERS:
            yield from (entry for entry in _entries(place, key) if is_agent(entry[1]))


def _remote(place: Place, sight: Sight) -> Iterator[tuple[int, Observation]]:
    """The agents of others that a program speaks to, each by its address: `remote-agents: {weather: {url: ...}}`."""
    for key in place.table:
        for name, body, line in _reached(place, key) if key.lower().replace("-", "_") in _REMOTE else ():
            seen = _agent(name, body, line, sight)
            yield id(body), replace(seen, facts={**seen.facts, "agent_type": "remote"})


def _reached(place: Place, key: str) -> Iterator[tuple[str, Mapping[str, Json], int]]:
    table = place.table.get(key)
    rows = list(table.items()) if isinstance(table, Mapping) else []
    rows += [(_name(one), one) for one in table] if isinstance(table, list) else []
    for index, (name, body) in enumerate(within(rows, _MAX_AGENTS, "agents")):
        if name and isinstance(body, Mapping) and not _ADDRESSED.isdisjoint(one.lower() for one in body):
            at = name if isinstance(table, Mapping) else index
            yield name, body, place.document.line_of(table, at)


def _whole(place: Place, sight: Sight) -> Iterator[tuple[int, Observation]]:
    """The agent that a whole file is, by what it says or by the folder that it lies in."""
    named = _declared(place, sight.path) or _resource(place)
    if named is not None:
        yield id(place.table), _agent(named[0], place.table, named[1], sight)
    elif (folder := agent_of_folder(sight.path)) and _MODELS.intersection(key.lower() for key in place.table):
        seen = _agent(_name(place.table) or folder, place.table, 1, sight)
        yield id(place.table), replace(seen, evidence=sight.at(1, home_and_name(sight.path)))


def is_listed_agent(body: Json) -> bool:
    """Whether an entry of a list is an agent by itself: it has a name, a model or tools, and is told what to do."""
    keys = {key.lower() for key in body} if isinstance(body, Mapping) else frozenset[str]()
    drawn = {"id", "type"} <= keys  # a node of Node-RED
    return bool(_name(body) and not drawn and keys & _TOLD and keys & (_WORKS_WITH | _MODELS))


def _is_told_by_file(body: Json, path: str) -> bool:
    """Whether an entry of a list in `agents.yaml` is an agent: its name and what it is told say so there."""
    keys = {key.lower() for key in body} if isinstance(body, Mapping) else frozenset[str]()
    return bool(_name(body) and keys & _TOLD) and is_for_agents(posixpath.basename(path))


def _entries(place: Place, key: str) -> Iterator[tuple[str, Mapping[str, Json], int]]:
    table = place.table.get(key)
    if isinstance(table, Mapping):
        if is_agent(table) and not any(isinstance(one, Mapping) and is_agent(one) for one in table.values()):
            yield _name(table) or key, table, place.line(key)
            return
        among = _is_among(table.values())
        for name, body in within(list(table.items()), _MAX_AGENTS, "agents"):
            if name.lower() in _MARKS or name.lower() in _VOICED:
                continue  # a member of the one agent: `agent: {prompt: {...}}`, `assistant: {voice: {...}}`
            if isinstance(body, Mapping) and (is_agent(body) or _is_entry(body) or (among and _is_alike(body))):
                yield name, body, place.document.line_of(table, name)
    elif isinstance(table, list):
        among = _is_among(table)
        for index, body in enumerate(within(table, _MAX_AGENTS, "agents")):
            name = _name(body)
            told = isinstance(body, Mapping) and (is_agent(body) or _is_entry(body) or (among and _is_alike(body)))
            if told and name:
                yield name, body, place.document.line_of(table, index)


def _is_among(entries: Iterable[Json]) -> bool:
    """Whether one of the entries of a table is an agent by all that it has."""
    return any(isinstance(one, Mapping) and is_agent(one) for one in islice(entries, _MAX_AGENTS))


def _is_alike(body: Mapping[str, Json]) -> bool:
    """Whether an entry beside agents is another one, with fewer members: `model` and a file of what it is told."""
    keys = {key.lower() for key in body}
    return bool(keys & _MARKS) or any(key.endswith(_TOLD_IN_FILES) for key in keys)


def is_agent(body: Mapping[str, Json]) -> bool:
    """Whether a mapping describes an agent: two of its usual members, one of them telling."""
    keys = {key.lower() for key in body}
    return (len(keys & _MARKS) >= 2 and bool(keys & _STRONG)) or {"role", "goal"} <= keys


def _is_entry(body: Mapping[str, Json]) -> bool:
    """Whether an entry among agents is one: it is described, and something says how it runs; one that runs in a mode
    of its own (OpenCode), or that says its name itself, needs no more than a model."""
    moded = body.get("mode") in _MODES and "model" in body
    keys = {key.lower() for key in body}
    moded = moded or bool(_name(body) and keys & _SERVED)
    return moded or ("description" in body and bool(_RUNS.intersection(body)))


def _name(body: Json) -> str:
    if isinstance(body, Mapping):
        for key, value in body.items():
            if key.lower() not in _NAMES:
                continue
            if isinstance(value, str) and 0 < len(value) <= 120:
                return value
    return ""


def _declared(place: Place, path: str) -> tuple[str, int] | None:
    """Name and line of an agent that a whole file declares: `kind: Agent`, `type: chat_completion_agent`, or by what
    it has."""
    kind = place.text("kind", "type", "_type", "provider")
    keys = {key.lower() for key in place.table}
    by_members = bool(keys & _TOLD) and bool(keys & _WORKS_WITH)
    by_place = (bool(keys & _TOLD) and "model" in keys and is_for_agents(path)) or "developer_instructions" in keys
    inner = place.table.get("config")
    apart = isinstance(inner, Mapping) and bool(_ONLY_TOLD & {key.lower() for key in inner})
    described = {"name", "description"} <= keys and bool(keys & _TOLD) and is_for_agents(path)
    declared = is_agent(place.table) and ("agent" in kind.lower() or by_members or by_place)
    declared = declared or "declarative-agent" in place.text("$schema") or {"goal", "instruction"} <= keys
    if not apart and not described and not declared and not _is_character(place.table, keys):
        return None
    for one in (place.table.get("meta"), place.table.get("metadata"), place.table) if apart else (place.table,):
        for key in ("title", "name", "identifier", "id") if apart else _NAMES:
            value = one.get(key) if isinstance(one, Mapping) else None
            if isinstance(value, str) and 0 < len(value) <= 120:
                return value, place.document.line_of(one, key)
    return None


def _is_character(table: Mapping[str, Json], keys: set[str]) -> bool:
    """Whether a whole file is a voice assistant with its model, a character with its biography, or an agent's card."""
    model = table.get("model")
    speaks = bool(keys & _VOICED) and isinstance(model, Mapping) and "provider" in model
    speaks = speaks or {"name", "conversation_config"} <= keys  # of ElevenLabs
    return speaks or ("bio" in keys and len(keys & _LIVED) > 1) or (keys >= _CARD and bool(keys & _SPOKEN_TO))


def _resource(place: Place) -> tuple[str, int] | None:
    """Name and line of the agent that a custom resource of Kubernetes is: `kind: Agent`, `kind: RemoteAgent`."""
    metadata, spec = place.table.get("metadata"), place.table.get("spec")
    if not _AGENT_RESOURCE.search(place.text("kind")) or "apiVersion" not in place.table:
        return None
    if not isinstance(metadata, Mapping) or not isinstance(spec, Mapping):
        return None
    name = metadata.get("name")
    within = [spec, *(one for one in spec.values() if isinstance(one, Mapping))]
    works = any(_RESOURCE_MARKS.intersection(key.lower() for key in one) for one in within)
    return (name, place.document.line_of(metadata, "name")) if works and isinstance(name, str) and name else None


def _agent(name: str, body: Mapping[str, Json], line: int, sight: Sight) -> Observation:
    facts: dict[str, Json] = {}
    lower = {key.lower(): value for key, value in body.items()}
    told = next((lower[key] for key in ("description", "role", "goal") if isinstance(lower.get(key), str)), "")
    if isinstance(told, str) and told:
        facts["description"] = " ".join(told.split())[:200]
    return sight.thing(sight.local(Kind.AGENT, name), line, name, **facts)


def agent(name: str, place: Place, line: int, sight: Sight, framework: str = "") -> Iterator[Sighting]:
    """One agent with its models and tools."""
    seen = _agent(name, place.table, line, sight)
    subject = seen.subject
    yield sight.thing(subject, line, name, **seen.facts, **({"framework": framework} if framework else {}))
    for sighting in models_in(place, sight):
        if isinstance(sighting, Observation) and sighting.subject.kind is Kind.MODEL:
            yield sight.link(subject, RelationKind.USES_MODEL, sighting.subject, sighting.evidence.line or line)
    for tool in texts(place.table.get("tools")):
        if 0 < len(tool) <= 80 and " " not in tool:
            target = Subject(kind=Kind.TOOL, name=tool, scope=sight.path)
            yield sight.thing(target, place.line("tools"), tool)
            yield sight.link(subject, RelationKind.HAS_TOOL, target, place.line("tools"))
