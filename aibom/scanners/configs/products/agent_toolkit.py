"""Reads workflows of NVIDIA's NeMo Agent Toolkit (docs.nvidia.com/nemo/agent-toolkit, "Workflow configuration").

`functions`, `function_groups` and `workflow` are entries with a `_type`; those that call others by `tool_names` or run
a model by `llm_name` are agents, all that these name are their tools. What the sections `llms`, `embedders` and
`retrievers` say is read like any settings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.core.json import Json
from aibom.core.left_out import within
from aibom.core.lined import Lined
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Observation, Sighting, Subject
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.models import models_in
from aibom.scanners.configs.walk import Place, texts

_SECTIONS = ("functions", "function_groups")
_TOOLS = ("tool_names", "tools", "augmented_fn", "branches")
_MODELS = ("llm_name", "llm", "model_name")
_MCP = frozenset({"mcp_tool_wrapper", "mcp_client", "mcp_single_tool"})
_MAX = 500


def is_agent_toolkit(document: Lined) -> bool:
    """Whether a document is such a workflow: it has models, and a workflow of a type."""
    top = document.value
    workflow = top.get("workflow") if isinstance(top, Mapping) else None
    return isinstance(top, Mapping) and isinstance(workflow, Mapping) and "_type" in workflow and "llms" in top


def read_agent_toolkit(document: Lined, path: str) -> Iterator[Sighting]:
    """The agents and tools, and who of them uses what."""
    top, sight = document.value, Sight(path)
    if not isinstance(top, Mapping):
        return
    entries = dict(_entries(top, document))
    subjects = {name: _subject(name, place, sight) for name, place in entries.items()}
    models = _models(top, document, sight)
    for name, place in entries.items():
        seen = _seen(name, place, subjects[name], sight)
        yield seen
        yield from _uses(place, seen.subject, subjects, models, sight)


def _entries(top: Mapping[str, Json], document: Lined) -> Iterator[tuple[str, Place]]:
    for section in _SECTIONS:
        table = top.get(section)
        if not isinstance(table, Mapping):
            continue
        for name, one in within(list(table.items()), _MAX, section):
            if isinstance(one, Mapping) and "_type" in one:
                yield name, Place(one, (section, name), document, Place(table, (section,), document))
    if isinstance(workflow := top.get("workflow"), Mapping):
        yield "workflow", Place(workflow, ("workflow",), document, Place(top, (), document))


def _subject(name: str, place: Place, sight: Sight) -> Subject:
    """An agent where it has tools of its own or is the workflow, an MCP server, or a tool."""
    if (
        place.text("_type").endswith(("agent", "agents"))
        or any(key in place.table for key in _TOOLS)
        or place.keys == ("workflow",)
    ):
        return sight.local(Kind.AGENT, name)
    if place.text("_type") in _MCP:
        return Subject(kind=Kind.TOOL, name=name, origin="mcp")
    return sight.local(Kind.TOOL, name)


def _seen(name: str, place: Place, subject: Subject, sight: Sight) -> Observation:
    above = place.above
    line = above.line(name) if above is not None else 1
    facts: dict[str, Json] = {"framework": "nemo-agent-toolkit"}
    if told := place.text("description", "topic"):
        facts["description"] = " ".join(told.split())[:200]
    if subject.kind is Kind.TOOL:
        facts["tool_type"] = "mcp-server" if subject.origin == "mcp" else "function"
    return sight.thing(subject, line, place.text("_type"), **facts)


def _models(top: Mapping[str, Json], document: Lined, sight: Sight) -> dict[str, Subject]:
    """The models by the names that the document gives them."""
    table = top.get("llms")
    found: dict[str, Subject] = {}
    for name, one in within(list(table.items()), _MAX, "llms") if isinstance(table, Mapping) else ():
        for seen in models_in(Place(one, ("llms", name), document), sight) if isinstance(one, Mapping) else ():
            if isinstance(seen, Observation) and seen.subject.kind is Kind.MODEL:
                found.setdefault(name, seen.subject)
    return found


def _uses(
    place: Place, subject: Subject, known: Mapping[str, Subject], models: Mapping[str, Subject], sight: Sight
) -> Iterator[Sighting]:
    for key in _MODELS:
        if (model := models.get(place.text(key))) is not None:
            yield sight.link(subject, RelationKind.USES_MODEL, model, place.line(key))
    for key in _TOOLS:
        for name in texts(place.table.get(key)):
            other = known.get(name)
            if other is not None and other != subject:
                kind = RelationKind.CONTAINS if other.kind is Kind.AGENT else RelationKind.HAS_TOOL
                yield sight.link(subject, kind, other, place.line(key))
