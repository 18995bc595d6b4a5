"""Reads workflows of ComfyUI (docs.comfy.org): as drawn, with nodes and links, and as sent to the API.

A drawn node has a `type` and its settings as a list, `widgets_values`; in the API's form a node has a `class_type` and
named `inputs`. Settings that are files of weights, or names that tell a model of some provider, are models.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from aibom.core import re
from aibom.core.json import Json
from aibom.core.left_out import within
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Observation, Sighting, Subject
from aibom.scanners.configs.names.naming import WEIGHTS, Named, is_hub_id, name_model
from aibom.scanners.configs.names.services import NamedService, provider_service, service_of_url
from aibom.scanners.configs.names.values import known_model
from aibom.scanners.configs.rows import Rows
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.prompts import prompt_facts

MAX_NODES = 2_000
_MAX_TEXT = 200
_CLASSES = (
    (re.compile(r"lora|lycoris", re.IGNORECASE), "adapter"),
    (re.compile(r"clipvision|vision", re.IGNORECASE), "vision"),
    (re.compile(r"checkpoint|unet|diffusion|sampler|image", re.IGNORECASE), "image"),
)
# Nodes that ask a language model, by their type: OllamaGenerateV2, LLM_node, GeminiChat, QwenVL.
_SPEAKING = re.compile(
    r"ollama|llm|vlm|gpt|gemini|claude|openai|deepseek|qwen(?!.*(?:imageedit|textencode))|groq|llava|lmstudio|chat(?!glm)",
    re.IGNORECASE,
)
_LOADING = re.compile(rf"{_SPEAKING.pattern}|load|download|model|florence|whisper|clip", re.IGNORECASE)
_SENTENCE = re.compile(r"[A-Za-z][\w'-]*[,:]?\s+\S+\s+\S+\s+\S+\s+\S+")
_SYSTEM = re.compile(r"\s*(?:you are|you're|act as|your task|as an? )", re.IGNORECASE)
_MIN_PROMPT, _MAX_PROMPTS = 40, 10
_TAGGED = re.compile(r"[a-z][\w./-]*(?::[\w.-]+)?\Z")
_ADAPTER = re.compile(r"lora|lycoris", re.IGNORECASE)
_BASE = re.compile(r"checkpoint|unet|diffusion|model", re.IGNORECASE)


class _Node(NamedTuple):
    """A node of either form; `wired` are the ids of the nodes that lead into it."""

    id: str
    type: str
    settings: tuple[str, ...]
    wired: tuple[str, ...]
    said: tuple[str, ...] = ()


def is_comfyui(document: Mapping[str, Json]) -> bool:
    """Whether a JSON document is a workflow of ComfyUI."""
    nodes = document.get("nodes")
    if isinstance(nodes, list):
        first = [node for node in nodes[:20] if isinstance(node, Mapping)]
        drawn = any("widgets_values" in node and isinstance(node.get("type"), str) for node in first)
        return drawn and ("last_node_id" in document or "links" in document)
    inner = document.get("prompt")
    table = inner if isinstance(inner, Mapping) else document
    values = list(table.values())[:20]
    return bool(values) and any(isinstance(one, Mapping) and "class_type" in one and "inputs" in one for one in values)


def read_comfyui(document: Mapping[str, Json], text: str, path: str) -> Iterator[Sighting]:
    """The models of a workflow, and which adapter is put on which of them."""
    sight, rows = Sight(path), Rows(text)
    nodes = list(_drawn(document) if isinstance(document.get("nodes"), list) else _sent(document))
    found: dict[str, list[Observation]] = {}
    for node in nodes:
        yield from _prompts(node, sight, rows)
        serving = _serving(node)
        for setting in node.settings:
            named = _model(node, setting, serving)
            if named is None:
                continue
            written = setting.replace("\\", "\\\\")
            line = rows.find(f'"{written}"', 1, len(rows.rows))
            seen = sight.model(named, line, node.type)
            found.setdefault(node.id, []).append(seen)
            yield seen
            origin = named.subject.origin
            asked = serving if serving is not None else provider_service(origin)
            if origin not in ("", "file", "hf"):
                yield from sight.served(named.subject, asked, line, node.type)
    by_id = {node.id: node for node in nodes}
    for node in nodes:
        if _ADAPTER.search(node.type) and node.id in found:
            for base in _bases(node, by_id, found):
                for adapter in found[node.id]:
                    line = adapter.evidence.line or 1
                    yield sight.link(adapter.subject, RelationKind.DERIVED_FROM, base, line)


def _drawn(document: Mapping[str, Json]) -> Iterator[_Node]:
    sources: dict[str, list[str]] = {}
    links = document.get("links")
    for link in links[: MAX_NODES * 8] if isinstance(links, list) else ():
        if isinstance(link, list) and len(link) >= 5:  # id, from node, from slot, to node, to slot, type
            sources.setdefault(str(link[3]), []).append(str(link[1]))
    nodes = document.get("nodes")
    for node in within(nodes, MAX_NODES, "nodes of the workflow") if isinstance(nodes, list) else ():
        if isinstance(node, Mapping) and isinstance(type_ := node.get("type"), str):
            id_ = str(node.get("id"))
            given = node.get("widgets_values")
            yield _Node(id_, type_, tuple(_texts(given)), tuple(sources.get(id_, ())), tuple(_said(type_, given)))


def _sent(document: Mapping[str, Json]) -> Iterator[_Node]:
    inner = document.get("prompt")
    table = inner if isinstance(inner, Mapping) else document
    for id_, node in within(list(table.items()), MAX_NODES, "nodes of the workflow"):
        inputs = node.get("inputs") if isinstance(node, Mapping) else None
        if (
            isinstance(node, Mapping)
            and isinstance(inputs, Mapping)
            and isinstance(type_ := node.get("class_type"), str)
        ):
            wired = [str(one[0]) for one in inputs.values() if isinstance(one, list) and len(one) == 2]
            yield _Node(id_, type_, tuple(_texts(inputs)), tuple(wired), tuple(_said(type_, inputs)))


def _texts(value: Json) -> Iterator[str]:
    members = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    for member in members:
        if isinstance(member, str) and 0 < len(member) <= _MAX_TEXT:
            yield member
        elif isinstance(member, Mapping):  # stacks of adapters: {on: true, lora: file}
            yield from (one for one in member.values() if isinstance(one, str) and WEIGHTS.search(one))


def _said(type_: str, value: Json) -> Iterator[str]:
    """What a node that asks a language model says to it."""
    members = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    for member in members if _SPEAKING.search(type_) else ():
        if isinstance(member, str) and len(member) >= _MIN_PROMPT and _SENTENCE.search(member):
            yield member


def _prompts(node: _Node, sight: Sight, rows: Rows) -> Iterator[Sighting]:
    for number, text in enumerate(node.said[:_MAX_PROMPTS], 1):
        name = f"{node.type} prompt" if number == 1 else f"{node.type} prompt {number}"
        first = text.strip().split("\n", 1)[0][:80]
        line = rows.find(first.split('"', 1)[0], 1, len(rows.rows))
        role = "system" if _SYSTEM.match(text) else "user"
        yield sight.thing(sight.local(Kind.PROMPT, name), line, node.type, **prompt_facts(text, role))


def _serving(node: _Node) -> NamedService | None:
    """Whom a node asks: the server whose address is one of its settings, else the product that it is named for."""
    for setting in node.settings:
        if setting.startswith("http") and (found := service_of_url(setting)) is not None:
            return found
    return provider_service("ollama") if "ollama" in node.type.lower() else None


def _model(node: _Node, text: str, serving: NamedService | None = None) -> Named | None:
    class_ = next((class_ for pattern, class_ in _CLASSES if pattern.search(node.type)), "")
    if WEIGHTS.search(text) and "\n" not in text:
        return name_model(text.replace("\\", "/"), "label", class_)
    if " " in text or not re.search(r"[0-9]", text):
        return None
    if serving is not None and serving.subject.name == "Ollama":
        return name_model(text, "ollama") if _TAGGED.match(text) else None
    if _LOADING.search(node.type) and is_hub_id(text) and "/" in text and text[0].isalpha():
        return name_model(text, "hf", class_)
    return known_model(text)


def _bases(node: _Node, nodes: Mapping[str, _Node], found: Mapping[str, list[Observation]]) -> list[Subject]:
    """The models that wires lead from, through other nodes, into an adapter."""
    seen, ahead, bases = {node.id}, list(node.wired), list[Subject]()
    while ahead and len(seen) < 200:
        id_ = ahead.pop()
        if id_ in seen or id_ not in nodes:
            continue
        seen.add(id_)
        here = nodes[id_]
        if id_ in found and _BASE.search(here.type) and not _ADAPTER.search(here.type):
            bases += [one.subject for one in found[id_] if one.subject.kind is Kind.MODEL]
        else:
            ahead += here.wired
    return bases
