"""What the settings of one node of a drawn flow hold: texts that are said to a model, chosen tools, knowledge.

Flowise keeps the parts of an agent within its node (docs.flowiseai.com/using-flowise/agentflowv2): `llmMessages`,
`agentMessages`, `agentTools`, `agentToolsBuiltInOpenAI`, `agentKnowledgeVSEmbeddings`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import orjson

from aibom.core import re
from aibom.core.json import Json
from aibom.core.left_out import within
from aibom.scanners.server_names import derived_name

MAX_PARTS = 100
_MAX_TEXT = 200_000
_TEXTS = (
    "systemMessage",
    "systemMessagePrompt",
    "system_prompt",
    "systemPrompt",
    "template",
    "instructions",
    "rephrasePrompt",
    "responsePrompt",
    "humanMessagePrompt",
    "conditionAgentInstructions",
    "conditionAgentSystemPrompt",
    "humanInputModelPrompt",
)
_ONE_OF_SEVERAL = frozenset({"rephrasePrompt", "responsePrompt", "humanMessagePrompt"})
_MESSAGES = re.compile(r"\w*[mM]essages\Z")
_TOOLS = ("agentTools", "tools", "selectedTools")
_BUILT_IN = re.compile(r"agentToolsBuiltIn\w*\Z")
_SERVER = re.compile(r"mcp", re.IGNORECASE)
_LAUNCHES = frozenset({"command", "url"})
_STORES = ("agentKnowledgeDocumentStores", "retrieverKnowledgeDocumentStores", "llmKnowledgeDocumentStores")


class Said(NamedTuple):
    """A text that a node says to its model; `part` tells several texts of one node apart, "" for the only one."""

    key: str
    text: str
    part: str = ""


class ChosenTool(NamedTuple):
    """A tool that a node is given by its settings; `server` says that it is a whole MCP server."""

    name: str
    key: str
    server: bool = False
    named: str = ""  # the server that its settings start or connect to


class Knowledge(NamedTuple):
    """A store and an embedding model behind a name in an agent's settings, as the product spells their nodes."""

    store: str
    embedding: str
    embedding_settings: Mapping[str, Json]


def said_in(given: Mapping[str, Json]) -> Iterator[Said]:
    """The system messages, instructions and templates of an agent or chain."""
    for key in _TEXTS:
        text = given.get(key)
        if isinstance(text, str):
            yield Said(key, text, key.removesuffix("Prompt") if key in _ONE_OF_SEVERAL else "")
    for key, value in given.items():
        if not _MESSAGES.match(key):
            continue
        for message in within(_listed(value), MAX_PARTS, "entries of one setting"):
            role, text = (message.get("role"), message.get("content")) if isinstance(message, Mapping) else ("", "")
            if isinstance(text, str) and role in ("system", "developer", "user"):
                yield Said("system" if role != "user" else "content", text)


def tools_in(given: Mapping[str, Json]) -> Iterator[ChosenTool]:
    """Tools chosen in the settings of an agent: `agentTools: [{agentSelectedTool: braveSearchAPI}]`."""
    for key, value in given.items():
        if key in _TOOLS or _BUILT_IN.match(key):
            for item in within(_listed(value), MAX_PARTS, "entries of one setting"):
                name = item if isinstance(item, str) and _BUILT_IN.match(key) else _selected(item)
                if name:
                    yield ChosenTool(name, key, bool(_SERVER.search(name)), _server_of(item))


def _server_of(item: Json) -> str:
    """What the settings of a chosen tool run as an MCP server, as JSON text in `mcpServerConfig`."""
    config = item.get("agentSelectedToolConfig") if isinstance(item, Mapping) else None
    raw = config.get("mcpServerConfig") if isinstance(config, Mapping) else None
    if isinstance(raw, str) and len(raw) < _MAX_TEXT:
        try:
            raw = orjson.loads(raw)
        except orjson.JSONDecodeError:
            return ""
    if not isinstance(raw, Mapping):
        return ""
    listed = raw.get("mcpServers")
    if isinstance(listed, Mapping) and listed:
        return str(next(iter(listed)))[:100]
    return derived_name(raw) if _LAUNCHES.intersection(raw) else ""


def documents_in(given: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    """Stores of documents that a node searches, each with how it is written: `{documentStore: "<id>:<name>"}`."""
    for key in _STORES:
        for item in within(_listed(given.get(key)), MAX_PARTS, "entries of one setting"):
            text = item.get("documentStore") if isinstance(item, Mapping) else None
            if isinstance(text, str) and text:
                yield (text.partition(":")[2] or text)[:200], text


def knowledge_in(given: Mapping[str, Json]) -> Iterator[Knowledge]:
    """Stores that an agent searches: `agentKnowledgeVSEmbeddings: [{vectorStore: pinecone, embeddingModel: ...}]`."""
    for item in within(_listed(given.get("agentKnowledgeVSEmbeddings")), MAX_PARTS, "entries of one setting"):
        if isinstance(item, Mapping):
            settings = item.get("embeddingModelConfig")
            yield Knowledge(
                str(item.get("vectorStore") or ""),
                str(item.get("embeddingModel") or ""),
                settings if isinstance(settings, Mapping) else {},
            )


def servers_of(given: Mapping[str, Json]) -> list[str]:
    """The MCP servers that a node of Langflow names: `mcp_server: {name: docs}`, one or the other."""
    value = given.get("mcp_server")
    name = value.get("name") if isinstance(value, Mapping) else value
    return [name] if isinstance(name, str) and name else []


def _listed(value: Json) -> list[Json]:
    """A list, or one that is kept as JSON text."""
    if isinstance(value, str) and value[:1] == "[" and len(value) < _MAX_TEXT:
        try:
            value = orjson.loads(value)
        except orjson.JSONDecodeError:
            return []
    return value if isinstance(value, list) else []


def _selected(item: Json) -> str:
    """The tool that an entry of an agent's settings chooses."""
    for key, value in item.items() if isinstance(item, Mapping) else ():
        if key.endswith("SelectedTool") and isinstance(value, str):
            return value
    return ""
