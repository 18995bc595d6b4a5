"""What the type and the parameters of an n8n node say: its provider, its texts, what it sends and what it sets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.catalog.loader import load_catalogue
from aibom.core import re
from aibom.core.json import Json

_MAX_MESSAGES = 10
# Providers of models whose own nodes are for something else.
_FOR_MORE = frozenset("github gitlab snowflake databricks cloudflare azure aws google oracle ibm alibaba".split())
_NO_PROVIDER = re.compile(r"(?:Inference|Cloud|Insert|Load|Chat|Model|VertexAi$)")
_PREFIXED = {
    "AwsBedrock": "bedrock",
    "GoogleVertex": "vertex",
    "GooglePaLM": "google",
    "GoogleGemini": "google",
    "HuggingFaceInference": "huggingface",
}

# What a node takes when its export names no model, by node and by its version before which that holds (the nodes'
# own descriptions in n8n-io/n8n, packages/@n8n/nodes-langchain, 2026-11). Defaults that changed without a new version
# of the node are left out.
_DEFAULTS: Mapping[str, tuple[tuple[float, str], ...]] = {
    "lmChatOpenAi": ((1.2, "gpt-4o-mini"),),
    "embeddingsOpenAi": ((1.1, "text-embedding-ada-002"), (9, "text-embedding-3-small")),
    "embeddingsMistralCloud": ((9, "mistral-embed"),),
    "lmChatMistralCloud": ((9, "mistral-small"),),
    "embeddingsCohere": ((9, "embed-english-v2.0"),),
    "rerankerCohere": ((9, "rerank-v3.5"),),
    "lmChatDeepSeek": ((9, "deepseek-chat"),),
    "embeddingsHuggingFaceInference": ((9, "sentence-transformers/distilbert-base-nli-mean-tokens"),),
}
# Of OpenAI's own node what it does says it: these take one model.
_OPERATIONS = {
    ("audio", "transcribe"): "whisper-1",
    ("audio", "translate"): "whisper-1",
    ("audio", "generate"): "tts-1",
    ("image", "generate"): "dall-e-3",
}


def default_model(own: str, node: Mapping[str, Json], given: Mapping[str, Json]) -> str:
    """The model that a node asks for when its parameters name none, "" when that cannot be told."""
    if own in ("openAi", "openAiTool"):
        return _OPERATIONS.get((str(given.get("resource")), str(given.get("operation"))), "")
    version = node.get("typeVersion")
    number = float(version) if isinstance(version, int | float) else 1.0
    return next((name for before, name in _DEFAULTS.get(own, ()) if number < before), "")


def vendor_of(own: str) -> str:
    """The provider of AI whose own node it is (`perplexity`, `mistralAiTool`), "" for any other node."""
    if own.removesuffix("Tool").lower() in _FOR_MORE:
        return ""  # a node for its repositories or tables
    found = load_catalogue().provider_of_name(own.removesuffix("Tool"))
    return found.id if found is not None and found.service_type in ("ai-api", "gateway") else ""


def body_of(given: Mapping[str, Json]) -> str:
    """What a plain HTTP node sends: its JSON text, or its list of names and values as one."""
    text = text_of(given, "jsonBody", "body", "bodyParametersJson", "rawBody")
    pairs = [
        f'"{name}": "{value}"'
        for table in (given.get("bodyParameters"), given.get("bodyParametersUi"), given.get("parametersBody"))
        for name, value in _pairs(table)
    ]
    return "\n".join([text, *pairs])


def messages_of(given: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    """The messages of a chat as (`system` or `content`, text), in each of the forms that nodes keep them in:
    `messages.values`, `messages.messageValues`, `responses.values`, and `prompt.messages` of the older node.
    """
    for outer, inner in (
        ("messages", "values"),
        ("messages", "messageValues"),
        ("responses", "values"),
        ("prompt", "messages"),
    ):
        table = given.get(outer)
        said = table.get(inner) if isinstance(table, Mapping) else None
        for message in said[:_MAX_MESSAGES] if isinstance(said, list) else ():
            if isinstance(message, Mapping):
                text = message.get("content", message.get("message"))
                system = message.get("role") in ("system", "developer") or inner == "messageValues"
                if isinstance(text, str):
                    yield "system" if system else "content", text


def _pairs(table: Json) -> Iterator[tuple[str, str]]:
    """Names and values of a list below `parameters`, `parameter` or `values`."""
    for key in ("parameters", "parameter", "values"):
        items = table.get(key) if isinstance(table, Mapping) else None
        for item in items if isinstance(items, list) else ():
            if isinstance(item, Mapping) and isinstance(item.get("value"), str):
                yield str(item.get("name")), str(item["value"])


def assigned(given: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    """The texts that a node sets: `assignments.assignments`, or `values.string` of older ones."""
    for outer, inner in (("assignments", "assignments"), ("values", "string"), ("fields", "values")):
        table = given.get(outer)
        items = table.get(inner) if isinstance(table, Mapping) else None
        for item in items if isinstance(items, list) else ():
            if isinstance(item, Mapping):
                value = item.get("value", item.get("stringValue"))
                if isinstance(value, str) and isinstance(item.get("name"), str):
                    yield str(item["name"]), value


def text_of(given: Mapping[str, Json], *names: str) -> str:
    """A parameter that is a text, or a resource locator with the text in `value`."""
    for name in names:
        value = given.get(name)
        if isinstance(value, Mapping):
            value = value.get("value")
        if isinstance(value, str) and value:
            return value
    return ""


def provider_of(word: str) -> str:
    """The provider that a node type names: `OpenAi` -> openai, `MistralCloud` -> mistral."""
    if word in _PREFIXED:
        return _PREFIXED[word]
    for spelling in (
        word,
        _NO_PROVIDER.sub("", word),
        word.removeprefix("Google"),
        word.removeprefix("X").removeprefix("x"),
    ):
        found = load_catalogue().provider_of_name(spelling)
        if found is not None:
            return found.id
    return word.lower()
