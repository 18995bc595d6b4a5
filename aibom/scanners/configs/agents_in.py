"""Agents that a configuration defines: entries of `agents`, each with a role, instructions, tools or a model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.core.json import Json
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Observation, Sighting, Subject
from aibom.scanners.configs.models_in import models_in
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.walk import Place, texts

_MARKS = frozenset(
    "role goal backstory instructions instruction system_prompt system_message systemprompt prompt tools llm"
    " model persona handoffs sub_agents subagents toolsets".split()
)
_STRONG = frozenset(
    "backstory instructions instruction system_prompt system_message systemprompt prompt tools handoffs".split()
)
_MAX_AGENTS = 500


def agents_in(place: Place, sight: Sight, framework: str = "") -> Iterator[Sighting]:
    """The agents of `agents: {...}` or `agents: [...]` in one mapping, and the mapping itself when it is one."""
    table = place.table.get("agents")
    if isinstance(table, Mapping):
        for name, body in list(table.items())[:_MAX_AGENTS]:
            if isinstance(body, Mapping) and is_agent(body):
                yield from agent(
                    name,
                    Place(body, (*place.keys, "agents", name), place.document),
                    place.document.line_of(table, name),
                    sight,
                    framework,
                )
    elif isinstance(table, list):
        for index, body in enumerate(table[:_MAX_AGENTS]):
            name = _name(body)
            if isinstance(body, Mapping) and name and is_agent(body):
                yield from agent(
                    name,
                    Place(body, (*place.keys, "agents"), place.document),
                    place.document.line_of(table, index),
                    sight,
                    framework,
                )
    elif not place.keys and (name := _declared(place)):
        yield from agent(name, place, place.document.line, sight, framework)


def is_agent(body: Mapping[str, Json]) -> bool:
    """Whether a mapping describes an agent: two of its usual members, one of them telling."""
    keys = {key.lower() for key in body}
    return (len(keys & _MARKS) >= 2 and bool(keys & _STRONG)) or {"role", "goal"} <= keys


def _name(body: Json) -> str:
    if isinstance(body, Mapping):
        for key in ("name", "id", "agent_name", "slug"):
            value = body.get(key)
            if isinstance(value, str) and 0 < len(value) <= 120:
                return value
    return ""


def _declared(place: Place) -> str:
    """A whole file that declares one agent: `kind: Agent`, `type: chat_completion_agent`."""
    kind = place.text("kind", "type", "_type", "provider")
    return _name(place.table) if "agent" in kind.lower() and is_agent(place.table) else ""


def agent(name: str, place: Place, line: int, sight: Sight, framework: str = "") -> Iterator[Sighting]:
    """One agent with its prompt, models and tools."""
    subject = sight.local(Kind.AGENT, name)
    facts: dict[str, Json] = {"framework": framework} if framework else {}
    description = place.text("description", "role", "goal")
    if description:
        facts["description"] = " ".join(description.split())[:200]
    yield sight.thing(subject, line, name, **facts)
    for sighting in models_in(place, sight):
        if isinstance(sighting, Observation) and sighting.subject.kind is Kind.MODEL:
            yield sight.link(subject, RelationKind.USES_MODEL, sighting.subject, sighting.evidence.line or line)
    for tool in texts(place.table.get("tools")):
        if 0 < len(tool) <= 80 and " " not in tool:
            target = Subject(kind=Kind.TOOL, name=tool, scope=sight.path)
            yield sight.thing(target, place.line("tools"), tool)
            yield sight.link(subject, RelationKind.HAS_TOOL, target, place.line("tools"))
