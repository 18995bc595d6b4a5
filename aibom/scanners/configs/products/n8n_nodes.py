"""What the type and the parameters of an n8n node say: its provider, its texts, what it sends and what it sets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from aibom.catalog.loader import load_catalogue
from aibom.core.json import Json

_NO_PROVIDER = re.compile(r"(?:Inference|Cloud|Insert|Load|Chat|Model|VertexAi$)")
_PREFIXED = {
    "AwsBedrock": "bedrock",
    "GoogleVertex": "vertex",
    "GooglePaLM": "google",
    "GoogleGemini": "gemini",
    "HuggingFaceInference": "huggingface",
}


def vendor_of(own: str) -> str:
    """The provider of AI whose own node it is (`perplexity`, `mistralAiTool`), "" for any other node."""
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
