"""Reads graphs of Rivet (rivet.ironcladapp.com): `*.rivet-project` and `*.rivet-graph`, which are YAML.

A node's key says what it is (`[id]:chat "Chat"`); its settings stand in `data`. Chat nodes name a model and are
OpenAI's where their type names nobody else; prompt nodes hold a text and the role that says it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from aibom.catalog.loader import load_catalogue
from aibom.core import re
from aibom.core.json import Json
from aibom.core.left_out import within
from aibom.core.lined import Lined
from aibom.core.text import decode
from aibom.core.yaml import parse_yaml_with_lines
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Observation, Sighting
from aibom.scanners.configs.names.services import provider_service
from aibom.scanners.configs.rows import Rows
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.models import named_model
from aibom.scanners.configs.told.prompts import prompt_facts

MAX_NODES = 5_000
_NODE = re.compile(r"\[(?P<id>[^\]]{1,80})\]:(?P<type>\w{1,60})(?:[ \t]+\"(?P<title>[^\"]{0,120})\")?")
_CHAT = re.compile(r"(?:chat(?:[A-Z]\w*)?|assistant\w*|threadRun\w*)\Z")
_MIN_PROMPT = 40
_SPOKEN = ("promptText", "text", "systemPrompt", "instructions")


class _Node(NamedTuple):
    type: str
    title: str
    data: Mapping[str, Json]
    line: int


def read_rivet(data: bytes, path: str) -> Iterator[Sighting]:
    """The models, prompts and functions of all graphs; prompts are said to the one model of their graph."""
    rows = Rows(decode(data))
    for document in parse_yaml_with_lines(data, path, partial=True):
        top = document.value.get("data") if isinstance(document.value, Mapping) else None
        graphs = top.get("graphs") if isinstance(top, Mapping) else None
        for graph in [*graphs.values()] if isinstance(graphs, Mapping) else [top]:
            if isinstance(graph, Mapping) and isinstance(graph.get("nodes"), Mapping):
                yield from _graph(graph, document, rows, Sight(path))


def _graph(graph: Mapping[str, Json], document: Lined, rows: Rows, sight: Sight) -> Iterator[Sighting]:
    told: list[Sighting] = []
    for node in _nodes(graph, document):
        told += _model(node, document, sight)
        told += _prompt(node, document, rows, sight)
        told += _function(node, document, sight)
    yield from told
    seen = [one for one in told if isinstance(one, Observation)]
    models = {one.subject for one in seen if one.subject.kind is Kind.MODEL}
    for one in seen if len(models) == 1 else ():
        if one.subject.kind is Kind.PROMPT:
            yield sight.link(one.subject, RelationKind.USES_MODEL, next(iter(models)), one.evidence.line or 1)


def _nodes(graph: Mapping[str, Json], document: Lined) -> Iterator[_Node]:
    nodes = graph["nodes"]
    for key, body in within(list(nodes.items()), MAX_NODES, "nodes of a graph") if isinstance(nodes, Mapping) else ():
        match = _NODE.match(key)
        data = body.get("data") if isinstance(body, Mapping) else None
        if match is not None and isinstance(data, Mapping):
            yield _Node(match["type"], match["title"] or match["type"], data, document.line_of(nodes, key))


def _model(node: _Node, document: Lined, sight: Sight) -> Iterator[Sighting]:
    text = node.data.get("model")
    if not _CHAT.match(node.type) or node.data.get("useModelInput") is True or not isinstance(text, str):
        return
    provider = load_catalogue().provider_of_name(node.type.removeprefix("chat")) if node.type != "chat" else None
    named, line = named_model(text, provider.id if provider else "openai"), document.line_of(node.data, "model")
    if named is not None:
        yield sight.model(named, line, node.type)
        yield from sight.served(named.subject, provider_service(named.subject.origin), line, node.type)


def _prompt(node: _Node, document: Lined, rows: Rows, sight: Sight) -> Iterator[Sighting]:
    key = next((key for key in _SPOKEN if isinstance(node.data.get(key), str)), "")
    text = str(node.data[key]) if key else ""
    if len(text) < _MIN_PROMPT or " " not in text or not (node.type in ("prompt", "text") or _CHAT.match(node.type)):
        return
    line = document.line_of(node.data, key)
    begin = rows.find(text.strip().split("\n", 1)[0][:60], line) if "\n" in text.strip() else line
    role = "system" if node.data.get("type") == "system" or key == "systemPrompt" else "user"
    yield sight.thing(
        sight.local(Kind.PROMPT, f"{node.title} {node.line}"), begin, node.title, **prompt_facts(text, role)
    )


def _function(node: _Node, document: Lined, sight: Sight) -> Iterator[Sighting]:
    name = node.data.get("name")
    if node.type == "gptFunction" and isinstance(name, str) and name:
        line = document.line_of(node.data, "name")
        yield sight.thing(sight.local(Kind.TOOL, name), line, node.type, tool_type="function")
