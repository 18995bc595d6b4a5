"""What a component states beside the facts that rules read: properties of other tools, references, its copyright."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aibom.bom.evidence import is_place
from aibom.bom.properties import PREFIX, QUANTIZATION, pairs_of
from aibom.core.json import Json


def same_details(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Whether the fields that hold details are equal as they are written; costs nothing next to `details_of`."""
    return (
        old.get("properties") == new.get("properties")
        and old.get("externalReferences") == new.get("externalReferences")
        and old.get("copyright") == new.get("copyright")
    )


def details_of(raw: Mapping[str, Any]) -> dict[str, Json]:
    """`copyright`, and of `external_references` and `properties` one text for each, of those that are there; without
    properties that are facts or places, which are read as such."""
    found: dict[str, Json] = {}
    if isinstance(raw.get("copyright"), str) and raw["copyright"]:
        found["copyright"] = raw["copyright"]
    if references := sorted(set(_references(raw.get("externalReferences")))):
        found["external_references"] = list(references)
    pairs = [(name, value) for name, value in pairs_of(raw.get("properties")) if not _is_read(name)]
    if pairs:
        found["properties"] = [f"{name}={value}" for name, value in sorted(set(pairs))]
    return found


def document_details(data: Mapping[str, Any]) -> dict[str, Json]:
    """The same of the document itself."""
    metadata = data.get("metadata")
    properties = metadata.get("properties") if isinstance(metadata, dict) else None
    return details_of({"externalReferences": data.get("externalReferences"), "properties": properties})


def _references(listed: Any) -> list[str]:
    found = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return [f"{one.get('type')} {one['url']}" for one in found if isinstance(one.get("url"), str)]


def _is_read(name: str) -> bool:
    return name.startswith(PREFIX) or name == QUANTIZATION or is_place(name)
