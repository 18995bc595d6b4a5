"""What an SPDX 3 document says of itself: who made it, when, with what, and what it describes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aibom.core import re
from aibom.exchange.spdx3_graph import Graph, take_properties, texts, type_of
from aibom.exchange.spdx3_words import PHASES

_TOOL = re.compile(r"(.+)-v?(\d[^-]*(?:-.+)?)")
_COLLECTIONS = ("SpdxDocument", "software_Sbom", "Bom", "Bundle")
_PHASES = {theirs: ours for ours, theirs in PHASES.items()}


def root_of(graph: Graph, refs: Mapping[str, str]) -> str | None:
    """The one element that the document is about, through the collections that it names; None for none or several."""
    found = [key for _, one in graph.of_type(*_COLLECTIONS) for key in texts(one.get("rootElement")) if key in refs]
    for _, one in graph.of_type("Relationship"):
        if one.get("relationshipType") == "describes":
            found += [key for key in texts(one.get("to")) if key in refs]
            one["to"] = [key for key in texts(one.get("to")) if key not in refs]
    unique = list(dict.fromkeys(found))
    return unique[0] if len(unique) == 1 else None


def metadata_of(graph: Graph) -> dict[str, Any]:
    """`metadata` without its component."""
    document = next((one for _, one in graph.of_type("SpdxDocument")), None)
    if document is None:
        document = next((one for _, one in graph.of_type(*_COLLECTIONS)), next(iter(graph.elements.values())))
    info = graph.info_of(document)
    metadata: dict[str, Any] = {}
    if isinstance(info.get("created"), str):
        metadata["timestamp"] = info["created"]
    tools = _tools(graph, info)
    if tools:
        metadata["tools"] = {"components": tools}
    for key in texts(info.get("createdBy")):
        _party(graph, key, metadata)
    phases = {phase for _, one in graph.of_type("software_Sbom") for phase in texts(one.get("software_sbomType"))}
    lifecycles = [{"phase": _PHASES[one]} for one in sorted(phases) if one in _PHASES]
    if lifecycles:
        metadata["lifecycles"] = lifecycles
    properties, _ = take_properties(document)
    if properties:
        metadata["properties"] = properties
    return metadata


def _tools(graph: Graph, info: Mapping[str, Any]) -> list[dict[str, str]]:
    names = [graph.name(key) for key in texts(info.get("createdUsing"))]
    made = []
    for name in names:
        match = _TOOL.fullmatch(name)
        named = {"name": match[1], "version": match[2]} if match else {"name": name}
        made += [{"type": "application", **named}] if name else []
    known = {one["name"] for one in made}
    agents = [key for key in texts(info.get("createdBy")) if type_of(graph.elements.get(key, {})) == "SoftwareAgent"]
    others = [graph.name(key) for key in agents if graph.name(key) not in known]
    return made + [{"type": "application", "name": name} for name in others if name]


def _party(graph: Graph, key: str, metadata: dict[str, Any]) -> None:
    kind, name = type_of(graph.elements.get(key, {})), graph.name(key)
    if not name or kind == "SoftwareAgent":
        return
    mail = next(
        (
            str(one.get("identifier"))
            for one in graph.elements[key].get("externalIdentifier", ())
            if isinstance(one, dict) and one.get("externalIdentifierType") == "email"
        ),
        "",
    )
    if kind == "Person":
        metadata.setdefault("authors", []).append({"name": name} | ({"email": mail} if mail else {}))
    else:
        metadata.setdefault("manufacturer", {"name": name} | ({"contact": [{"email": mail}]} if mail else {}))
