"""What a component that another tool wrote is, and what its standard fields tell beyond their own names.

Only what the purl and CycloneDX specifications say is inferred; nothing is guessed from names.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aibom.bom.properties import KIND, PROMPT_TEMPLATE, Pair, kind_by_word
from aibom.bom.purls import Purl
from aibom.bom.references import source_from_page
from aibom.core import re
from aibom.core.json import Json
from aibom.model.kinds import Kind

_KINDS = {
    "machine-learning-model": Kind.MODEL,
    "library": Kind.LIBRARY,
    "framework": Kind.LIBRARY,
    "container": Kind.CONTAINER,
    "file": Kind.FILE,
    "dataset": Kind.DATASET,
    "data": Kind.DATASET,
}
# Types of the data that a component of type `data` or a model card holds; there they are data all the same.
_DATA_TYPES = frozenset({"source-code", "configuration", "definition", "other"})
_MODEL_PURLS = frozenset({"huggingface", "mlflow"})
# A file of a model's repository, or an application that is published on a model hub, is no model.
_NO_MODELS = frozenset({"application", "file"})
_IMAGE_PURLS = frozenset({"docker", "oci"})
_MCP = re.compile(r"(?:^|[^a-z])mcp(?:$|[^a-z])", re.IGNORECASE)
_COMMIT = re.compile(r"[0-9a-f]{40}")


def kind_of(raw: Mapping[str, Any], is_service: bool, pairs: list[Pair], purl: Purl | None) -> Kind:
    """The kind: stated by us, else inferred from type, model card, purl, data and tags."""
    stated = next((value for name, value in pairs if name == KIND), "")
    own = kind_by_word(stated)
    if own is not None:
        return own
    if is_service:
        return Kind.TOOL if _is_mcp(raw, pairs) else Kind.SERVICE
    type_ = str(raw.get("type"))
    if type_ == "data":
        return Kind.PROMPT if _is_prompt(raw, pairs) else Kind.DATASET
    if isinstance(raw.get("modelCard"), dict) or (purl and purl.type in _MODEL_PURLS and type_ not in _NO_MODELS):
        return Kind.DATASET if purl and purl.path.startswith("datasets/") else Kind.MODEL
    if type_ == "application" and _is_mcp(raw, pairs):
        return Kind.TOOL
    if type_ == "application" and purl and purl.type in _IMAGE_PURLS:
        return Kind.CONTAINER
    return _KINDS.get(type_, Kind.DATASET if type_ in _DATA_TYPES else Kind.APPLICATION)


def _is_mcp(raw: Mapping[str, Any], pairs: list[Pair]) -> bool:
    """Tags and properties that call it an MCP server or tool (Model Context Protocol)."""
    tags = raw.get("tags")
    words = [tag for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else []
    words += [f"{name} {value}" for name, value in pairs if len(value) < 200]
    return any(_MCP.search(word) for word in words)


def _is_prompt(raw: Mapping[str, Any], pairs: list[Pair]) -> bool:
    tags = raw.get("tags")
    tagged = isinstance(tags, list) and any(isinstance(tag, str) and "prompt" in tag.lower() for tag in tags)
    return tagged or any(name == PROMPT_TEMPLATE or name.startswith("cdx:ai-ml:prompt") for name, _ in pairs)


def full_name(raw: Mapping[str, Any], purl: Purl | None) -> str:
    """Name with its group, joined as the ecosystem joins them."""
    name, group = raw.get("name"), raw.get("group")
    text = name if isinstance(name, str) else ""
    if not isinstance(group, str) or not group or text.startswith(f"{group}/"):
        return text
    return f"{group}{':' if purl and purl.type == 'maven' else '/'}{text}"


def inferred_facts(raw: Mapping[str, Any], kind: Kind, purl: Purl | None) -> dict[str, Json]:
    """Facts that a foreign component tells through its purl, its hub page and its scope."""
    facts: dict[str, Json] = {}
    source = _source(raw, purl)
    if source:
        facts["source"] = source
    if purl is None:
        return facts
    if kind is Kind.LIBRARY:
        facts["ecosystem"] = purl.type
    if purl.type == "huggingface" and purl.version:
        facts["revision"] = purl.version
        facts["pinned"] = _COMMIT.fullmatch(purl.version) is not None
    if kind is Kind.CONTAINER and purl.version.startswith("sha256:"):
        facts |= {"digest": purl.version, "pinned": True}
    return facts | _scope(raw, kind)


def _source(raw: Mapping[str, Any], purl: Purl | None) -> str | None:
    if purl is not None:
        origin = {"huggingface": "hf", "oci": "docker"}.get(purl.type, purl.type)
        return f"{origin}:{purl.path.removeprefix('datasets/') if origin == 'hf' else purl.path}"
    references = raw.get("externalReferences")
    for reference in references if isinstance(references, list) else ():
        url = reference.get("url") if isinstance(reference, dict) else None
        if isinstance(url, str) and (source := source_from_page(url)):
            return source
    contents = raw.get("contents")
    url = contents.get("url") if isinstance(contents, dict) else None
    return source_from_page(url) if isinstance(url, str) else None


def _scope(raw: Mapping[str, Any], kind: Kind) -> dict[str, Json]:
    """`excluded` may mean dev, test or build, so it says nothing certain."""
    scope = {"required": "runtime", "optional": "optional"}.get(str(raw.get("scope")))
    return {"scope": scope} if scope and kind is Kind.LIBRARY else {}
