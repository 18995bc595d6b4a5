"""Reads agents of Microsoft Copilot Studio: the `data` files of an exported solution and `*.mcs.yml` of a workspace.

A component tells by its `kind` what it is: the agent itself (GptComponentMetadata), an agent within it (AgentDialog), a
tool (TaskDialog), a source of knowledge. In a solution the folder is named `<agent>.<what>.<name>`.
Form: learn.microsoft.com/microsoft-copilot-studio, "Code editor" and "Export and import agents using solutions".
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from aibom.core import re
from aibom.core.json import Json
from aibom.core.lined import Lined
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Observation, Sighting, Subject
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.models import named_model
from aibom.scanners.configs.told.prompts import prompt_facts
from aibom.scanners.configs.walk import Place

_FRAMEWORK = "copilot-studio"
_AGENT, _INNER, _TOOL = "GptComponentMetadata", "AgentDialog", "TaskDialog"
_KNOWLEDGE = frozenset({"KnowledgeSourceConfiguration", "FileKnowledgeSource"})
# A topic asks and answers in texts of its own: what it calls a prompt is put to the user.
_TOPIC = "AdaptiveDialog"
_KINDS = frozenset({_AGENT, _INNER, _TOOL, _TOPIC}) | _KNOWLEDGE
_SCHEMA = re.compile(r"(?P<agent>[\w-]+)\.(?P<what>gpt|agent|action|topic|knowledge|component)\.(?P<name>.+)\Z")
_WORKSPACE = frozenset({"agents", "actions", "topics", "knowledge", "knowledgesources", "tools"})
_SITES = ("site", "url", "sharePointSite", "source", "fileName")


def is_copilot_studio(document: Lined) -> bool:
    """Whether a document is a component of an agent."""
    top = document.value
    return isinstance(top, Mapping) and isinstance(kind := top.get("kind"), str) and kind in _KINDS


def read_copilot_studio(document: Lined, path: str) -> Iterator[Sighting]:
    """One component, and the agent that it belongs to."""
    top, sight = document.value, Sight(path)
    if not isinstance(top, Mapping):
        return
    place, kind = Place(top, (), document), top.get("kind")
    agent = _agent_of(path)
    if kind == _AGENT:
        name = place.text("displayName") or agent.name
        yield from _agent(place, sight, agent, place.line("displayName" if name != agent.name else "kind"))
    elif kind == _INNER:
        inner = Subject(kind=Kind.AGENT, name=_own_name(path), scope=agent.scope)
        yield sight.link(agent, RelationKind.CONTAINS, inner, place.line("kind"))
        settings = top.get("settings")
        inside = Place(settings if isinstance(settings, Mapping) else {}, ("settings",), document)
        yield from _agent(inside, sight, inner, place.line("kind"))
    elif kind == _TOOL:
        yield from _tool(place, agent, sight)
    elif kind in _KNOWLEDGE:
        yield from _knowledge(place, agent, sight)


def _agent_of(path: str) -> Subject:
    """The agent whose folder a file lies in."""
    folder = posixpath.dirname(path)
    match = _SCHEMA.match(posixpath.basename(folder))
    if match is not None:
        return Subject(kind=Kind.AGENT, name=match["agent"], scope=posixpath.dirname(folder))
    while posixpath.basename(folder).lower() in _WORKSPACE:
        folder = posixpath.dirname(folder)
    return Subject(kind=Kind.AGENT, name=posixpath.basename(folder) or "agent", scope=folder or path)


def _own_name(path: str) -> str:
    folder, name = posixpath.split(path)
    match = _SCHEMA.match(posixpath.basename(folder))
    return match[0] if match is not None else name.partition(".")[0]


def _agent(place: Place, sight: Sight, subject: Subject, line: int) -> Iterator[Sighting]:
    yield sight.thing(subject, line, "kind", framework=_FRAMEWORK)
    text = place.text("instructions")
    if text:
        at = place.line("instructions")
        prompt = sight.local(Kind.PROMPT, f"{subject.name}.instructions")
        yield sight.thing(prompt, at, "instructions", **prompt_facts(text, "instructions"))
        yield sight.link(subject, RelationKind.USES_PROMPT, prompt, at)
    able = place.table.get("gptCapabilities")
    for name, on in able.items() if isinstance(able, Mapping) else ():
        if on is True:
            at = place.document.line_of(able, name)
            tool = sight.local(Kind.TOOL, name)
            yield sight.thing(tool, at, "gptCapabilities", framework=_FRAMEWORK, tool_type="hosted")
            yield sight.link(subject, RelationKind.HAS_TOOL, tool, at)
    yield from _model(place, subject, sight)


def _model(place: Place, subject: Subject, sight: Sight) -> Iterator[Sighting]:
    settings = place.table.get("aISettings")
    model = settings.get("model") if isinstance(settings, Mapping) else None
    text = model.get("modelNameHint") if isinstance(model, Mapping) else None
    named = named_model(text) if isinstance(text, str) else None
    if named is not None:
        line = place.document.line_of(model, "modelNameHint")
        yield sight.model(named, line, "modelNameHint")
        yield sight.link(subject, RelationKind.USES_MODEL, named.subject, line)


def _tool(place: Place, agent: Subject, sight: Sight) -> Iterator[Sighting]:
    name = place.text("modelDisplayName") or _own_name(sight.path)
    subject, line = sight.local(Kind.TOOL, name[:100]), place.line("modelDisplayName")
    facts: dict[str, Json] = {"framework": _FRAMEWORK, "tool_type": "function"}
    if told := place.text("modelDescription"):
        facts["description"] = " ".join(told.split())[:200]
    yield sight.thing(subject, line, "modelDisplayName", **facts)
    yield sight.link(agent, RelationKind.HAS_TOOL, subject, line)


def _knowledge(place: Place, agent: Subject, sight: Sight) -> Iterator[Sighting]:
    source = place.table.get("source")
    inner = Place(source if isinstance(source, Mapping) else place.table, ("source",), place.document)
    name = inner.text(*_SITES) or _own_name(sight.path)
    key = next((key for key in _SITES if inner.text(key) == name), "kind")
    data = Observation(
        subject=sight.local(Kind.DATASET, name[:200]),
        evidence=sight.at(inner.line(key), "source"),
        facts={"role": "knowledge-base"},
    )
    yield data
    yield sight.link(agent, RelationKind.READS_DATA, data.subject, inner.line(key))
