"""Tells what a JSON file is by its content, and has it read: a drawn workflow, a prompt, metadata, settings."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

import orjson

from aibom.core import re
from aibom.core.errors import LimitError, UnreadableError
from aibom.core.json import Json, nesting
from aibom.core.limits import DEFAULT_LIMITS, MIB
from aibom.core.lined import Lined
from aibom.core.text import decode
from aibom.model.sighting import Sighting
from aibom.scanners.configs.documents import may_tell, read_documents
from aibom.scanners.configs.folders import folder_of, words_of_name
from aibom.scanners.configs.generic import read_generic
from aibom.scanners.configs.infrastructure.arm import MARK, is_template, read_template
from aibom.scanners.configs.paths import is_json_settings
from aibom.scanners.configs.products.autogen_json import is_autogen, read_autogen
from aibom.scanners.configs.products.canvas import is_custom_tool, read_custom_tool
from aibom.scanners.configs.products.cards import is_croissant, read_croissant
from aibom.scanners.configs.promptfiles import is_prompt_template, read_prompt_template
from aibom.scanners.configs.told.agents import is_listed_agent
from aibom.scanners.configs.told.tools import is_definition

MAX_FLOW = 8 * MIB
_SOME = 200
_KEYS = frozenset("api_key base_url api_base api_type".split())
_FIRST = 5  # entries of a list that say what it is
# Without one of these, JSON that is not named as settings is of no interest.
_MARKS = re.compile(
    rb'"prompt|"system|"template"|"instruction|recordSet|mlcommons|nodesAccess|Api"|"func"|"component_type"'
)

# Members of settings: a model by name, agents or providers as a table, an instruction.
_SETS_UP = re.compile(
    rb'"(?:default|chat|small|fast|embedding|base|llm)?[_-]?model(?:[_-]?(?:name|id|name_or_path|path))?"\s*:\s*"|"modelParameters"\s*:'
    rb'|"(?:agents?|subagents|assistants|llms?|embedd(?:ing|er)s?|providers?|models|mcp[._-]?servers)"\s*:\s*[{\[]'
    rb'|"(?:system_?prompt|systemMessage|system_message|systemRole|instructions)"\s*:\s*"'
    rb'|"url"\s*:\s*"https?://[^"\s]{1,300}/(?:mcp|sse)/?"|"default(?:Input|Output)Modes"\s*:\s*\[',
    re.IGNORECASE,
)
# Members of an answer, a log or a result.
_ANSWERS = re.compile(
    rb'"(?:choices|completion_tokens|prompt_tokens|finish_reason|stop_reason|output_text|accuracy|f1|score|messages'
    rb'|conversations?|timestamp|results)"\s*:'
)

# Members of the definition of a function that a model may call.
_DEFINES = re.compile(
    rb'"(?:parameters|input_schema|inputSchema|api_schema)"\s*:\s*\{\s*"(?:type|properties|\$schema|url)"\s*:'
)

# Exports of workflows that people draw, whatever they are called: Make, Voiceflow, Power Automate, Activepieces,
# Zapier, Typebot, Step Functions; models of Open WebUI that stand on another.
_DRAWN = re.compile(
    rb'"module"\s*:\s*"[\w-]{1,60}:\w|"diagrams"\s*:\s*\{|"pieceName"\s*:|"selected_api"\s*:|"base_model_id"\s*:\s*"'
    rb'|"blocks"\s*:\s*\[|"arn:aws:states:::bedrock:'
    rb'|"(?:apiId|connectionName)"\s*:\s*"[^"\n]{0,120}shared_|"operationId"\s*:\s*"(?:ChatCompletion|aibuilder)'
)
_SPEAKS_OF_AI = re.compile(rb'"model|openai|anthropic|gemini|"system|"prompt|deployment-id', re.IGNORECASE)
# What a configurator keeps in a store of its own, wherever that lies: `{"name": "LLMOllamaConfig", "value": {...}}`.
_STORED = re.compile(rb'"name"\s*:\s*"\w{1,60}(?:Config|Configuration|Settings)"\s*,\s*"value"\s*:\s*\{')
_EXPORTS = frozenset(("ChatFlow", "AgentFlow", "AgentFlowV2"))  # what Flowise writes of all its flows at once
_NO_SETTINGS = frozenset(
    "log logs chat history request response requests responses output outputs result results export record trace"
    " session metadata catalog catalogue registry pricing prices benchmark leaderboard".split()
)


def read_json(data: bytes, path: str) -> Iterator[Sighting]:
    """What a JSON file tells. Files that are not named as settings are not reported when they cannot be read."""
    flow = list(read_flow(data, path))
    defines = b'"description"' in data and _DEFINES.search(data) is not None
    if flow or not (defines or may_tell(data, path) or b'"func"' in data):
        yield from flow
        return
    drawn = bool(_DRAWN.search(data)) and bool(_SPEAKS_OF_AI.search(data))
    settings = drawn or MARK in data or is_json_settings(path) or sets_up_ai(data, path, defines)
    if not settings and not _MARKS.search(data):
        return
    try:
        documents = read_documents(data, path)
    except UnreadableError:
        if settings:
            raise
        return
    for document in documents:
        if drawn:
            yield from read_generic([document], path)
        else:
            yield from _document(document, data, path, settings)


def _document(document: Lined, data: bytes, path: str, settings: bool) -> Iterator[Sighting]:
    top = document.value
    if isinstance(top, Mapping) and is_croissant(top):
        yield from read_croissant(document, path)
    elif is_template(document):
        yield from read_template(document, path)
    elif is_autogen(document):
        yield from read_autogen(document, path)
    elif isinstance(top, Mapping) and is_prompt_template(top, path):
        yield from read_prompt_template(document, top, data, path)
    elif isinstance(top, Mapping) and "func" in top and is_custom_tool(top):
        yield from read_custom_tool(top, decode(data), path)
    elif _is_credentials(top):
        from aibom.scanners.configs.products.n8n import read_credentials

        yield from read_credentials(top if isinstance(top, list) else [top], decode(data), path)
    elif _is_wired(top) or (settings and (isinstance(top, Mapping) or _is_node_red(top) or _are_ours(top))):
        yield from read_generic([document], path)


def sets_up_ai(data: bytes, path: str, defines: bool = False) -> bool:
    """Whether a file sets up models or agents, or `defines` tools, whatever it is called; answers of an API and data do
    not."""
    if _STORED.search(data):
        return True
    folder, name = posixpath.split(path)
    if folder_of(folder).data or _NO_SETTINGS.intersection(words_of_name(posixpath.splitext(name)[0])):
        return False
    return (defines or bool(_SETS_UP.search(data))) and not _ANSWERS.search(data)


def _are_ours(top: Json) -> bool:
    """Whether a document is a list of agents or of tools alone."""
    first = top[:_FIRST] if isinstance(top, list) else []
    return bool(first) and all(is_definition(one) or is_listed_agent(one) or _is_client(one) for one in first)


def _is_client(one: Json) -> bool:
    """Whether an entry of a list says which model is asked with which key: of AutoGen's `OAI_CONFIG_LIST`."""
    return isinstance(one, Mapping) and isinstance(one.get("model"), str) and not _KEYS.isdisjoint(one)


def _is_node_red(top: Json) -> bool:
    """Whether it is the list of nodes by which Node-RED keeps its flows."""
    first = top[:_FIRST] if isinstance(top, list) else []
    return bool(first) and all(isinstance(one, Mapping) and {"id", "type"} <= set(one) for one in first)


def _is_wired(top: Json) -> bool:
    """Whether such a list says itself that it is drawn, whatever its file is called: its nodes have wires."""
    some = top[:_SOME] if isinstance(top, list) else []
    return _is_node_red(top) and any(isinstance(one, Mapping) and "wires" in one for one in some)


def _is_credentials(top: Json) -> bool:
    """Whether it is n8n's export of credentials."""
    first = top[0] if isinstance(top, list) and top else top
    if not isinstance(first, Mapping):
        return False
    return "nodesAccess" in first or ({"type", "data", "id", "name"} <= set(first) and str(first["type"])[-3:] == "Api")


def read_flow(data: bytes, path: str) -> Iterator[Sighting]:
    """A workflow of n8n (one or a list of them), Flowise, Langflow or ComfyUI; nothing when it is none."""
    if b'"nodes"' not in data and b'"class_type"' not in data and b'"flowData"' not in data:
        return
    if nesting(data) > DEFAULT_LIMITS.json_depth:
        raise LimitError(path, f"nested deeper than {DEFAULT_LIMITS.json_depth} levels")
    try:
        top: Json = orjson.loads(data)
    except orjson.JSONDecodeError:
        return  # read as settings, it is reported
    from aibom.scanners.configs.products.canvas import is_canvas, read_canvas
    from aibom.scanners.configs.products.comfyui import is_comfyui, read_comfyui
    from aibom.scanners.configs.products.n8n import is_n8n, read_n8n

    text = decode(data)
    for document in _unpacked(top):
        if isinstance(document, Mapping) and is_n8n(document):
            yield from read_n8n(document, text, path)
        elif isinstance(document, Mapping) and is_canvas(document):
            yield from read_canvas(document, text, path)
        elif isinstance(document, Mapping) and is_comfyui(document):
            yield from read_comfyui(document, text, path)


def _unpacked(top: Json) -> Iterator[Json]:
    """The documents of a file: one, a list of them, or flows as Flowise exports and stores them, whose nodes stand in
    `flowData`, also as text (`{"name": "Desk", "type": "CHATFLOW", "flowData": {...}}`, `{"ChatFlow": [...]}`)."""
    listed: list[Json] = list(top) if isinstance(top, list) else [top]
    if isinstance(top, Mapping) and _EXPORTS.intersection(top):
        listed = [one for value in top.values() if isinstance(value, list) for one in value]
    for document in listed:
        flow = document.get("flowData") if isinstance(document, Mapping) else None
        if isinstance(flow, str):
            flow = _flow_of(flow)
        if isinstance(flow, Mapping) and isinstance(document, Mapping):
            yield {**flow, "name": document.get("name")}
        else:
            yield document


def _flow_of(text: str) -> Json:
    data = text.encode("utf-8", "replace")
    if nesting(data) > DEFAULT_LIMITS.json_depth:
        return None
    try:
        flow: Json = orjson.loads(data)
    except orjson.JSONDecodeError:
        return None
    return flow
