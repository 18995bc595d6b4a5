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
from aibom.scanners.configs.products.flows import Flow
from aibom.scanners.configs.rows import Rows
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.models import named_model
from aibom.scanners.configs.told.prompts import prompt_facts

MAX_NODES = 5_000
_NODE = re.compile(r"\[(?P<id>[^\]]{1,80})\]:(?P<type>\w{1,60})(?:[ \t]+\"(?P<title>[^\"]{0,120})\")?")
_CHAT = re.compile(r"(?:chat(?:[A-Z]\w*)?|assistant\w*|threadRun\w*)\Z")
_ASKS = re.compile(r"(?:chat(?:[A-Z]\w*)?|assistant\w*|threadRun\w*|getEmbedding)\Z")
_WIRE = re.compile(r"->(?:\"[^\"]{0,200}\")?\s*(?P<id>[^\s/\"]{1,80})/")
_MIN_PROMPT = 40
_SPOKEN = ("promptText", "text", "systemPrompt", "instructions")


class _Node(NamedTuple):
    id: str
    type: str
    title: str
    data: Mapping[str, Json]
    line: int
    leads_to: tuple[str, ...]


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
    flow = Flow(sight)
    for node in _nodes(graph, document):
        told = [*_model(node, document, sight), *_prompt(node, document, rows, sight), *_other(node, document, sight)]
        part = next((one for one in told if isinstance(one, Observation)), None)
        if part is not None:
            flow.add(node.id, part, *(one for one in told if one is not part))
        for target in node.leads_to:
            flow.wire(node.id, target)
    yield from flow.sightings()
    yield from _to_the_one_model(flow, sight)


def _to_the_one_model(flow: Flow, sight: Sight) -> Iterator[Sighting]:
    """Prompts that no wire leads to a model are said to the one of their graph."""
    models = {one.subject for one in flow.parts.values() if one.subject.kind is Kind.MODEL}
    for part in flow.parts.values() if len(models) == 1 else ():
        if part.subject.kind is Kind.PROMPT:
            yield sight.link(part.subject, RelationKind.USES_MODEL, next(iter(models)), part.line)


def _nodes(graph: Mapping[str, Json], document: Lined) -> Iterator[_Node]:
    nodes = graph["nodes"]
    for key, body in within(list(nodes.items()), MAX_NODES, "nodes of a graph") if isinstance(nodes, Mapping) else ():
        match = _NODE.match(key)
        data = body.get("data") if isinstance(body, Mapping) else None
        if match is not None and isinstance(data, Mapping):
            title, line = match["title"] or match["type"], document.line_of(nodes, key)
            yield _Node(match["id"], match["type"], title, data, line, tuple(_targets(body)))


def _targets(body: Json) -> Iterator[str]:
    """The nodes that the outputs of a node lead to: `response->"Chat" <id>/systemPrompt`."""
    wires = body.get("outgoingConnections") if isinstance(body, Mapping) else None
    for wire in within(wires, MAX_NODES, "connections of a node") if isinstance(wires, list) else ():
        match = _WIRE.search(wire) if isinstance(wire, str) else None
        if match is not None:
            yield match["id"]


def _model(node: _Node, document: Lined, sight: Sight) -> Iterator[Sighting]:
    text = node.data.get("model")
    if not _ASKS.match(node.type) or node.data.get("useModelInput") is True or not isinstance(text, str):
        return
    told = node.data.get("integration") if node.type == "getEmbedding" else node.type.removeprefix("chat")
    provider = load_catalogue().provider_of_name(str(told)) if told else None
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


def _other(node: _Node, document: Lined, sight: Sight) -> Iterator[Sighting]:
    """A function that a model may call, or the vector store that a node searches."""
    name, product = node.data.get("name"), node.data.get("integration")
    if node.type == "gptFunction" and isinstance(name, str) and name:
        line = document.line_of(node.data, "name")
        yield sight.thing(sight.local(Kind.TOOL, name), line, node.type, tool_type="function")
    store = load_catalogue().provider_of_name(product) if isinstance(product, str) else None
    service = provider_service(store.id) if store is not None and store.service_type == "vector-store" else None
    if service is not None:
        yield sight.service(service, document.line_of(node.data, "integration"), node.type)
