"""The element graph of an SPDX 3 JSON-LD file: every element once, by its identifier, with its creation information.

Files are read in the compact form that the specification demands (its JSON Schema and one context); nothing is loaded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from aibom.core.errors import UsageError
from aibom.core.json import copy_json
from aibom.exchange.spdx3_words import CARRIED, TERMS

_VERSION = "https://spdx.org/rdf/3.0."
# Bookkeeping that is not told as lost.
_KEYS = ("type", "@type", "spdxId", "@id", "creationInfo")


@dataclass(slots=True, kw_only=True)
class Graph:
    """`elements` by identifier, in the order of the file; reading takes from them. `infos` are CreationInfo objects."""

    elements: dict[str, dict[str, Any]] = field(default_factory=dict)
    infos: dict[str, dict[str, Any]] = field(default_factory=dict)

    def of_type(self, *types: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """(identifier, element) of those types."""
        return ((key, one) for key, one in self.elements.items() if type_of(one) in types)

    def name(self, reference: Any) -> str:
        """The name of the element that a reference means; "" when it has none or says that nothing is asserted."""
        element = self.elements.get(reference) if isinstance(reference, str) else None
        name = element.get("name") if element else None
        return name if isinstance(name, str) and name != "NOASSERTION" else ""

    def info_of(self, element: Mapping[str, Any]) -> dict[str, Any]:
        """Who made the element with what, and when."""
        info = element.get("creationInfo")
        return self.infos.get(info, {}) if isinstance(info, str) else info if isinstance(info, dict) else {}


def type_of(element: Mapping[str, Any]) -> str:
    """The class of an element in compact form: `software_Package`."""
    stated = element.get("type", element.get("@type"))
    stated = stated[0] if isinstance(stated, list) and stated else stated
    text = stated if isinstance(stated, str) else ""
    return text.removeprefix(TERMS).replace("Core/", "").replace("/", "_")


def source_of(relationship: Mapping[str, Any]) -> str:
    """The identifier that a relationship goes out from; "" when it names none."""
    source = relationship.get("from")
    return source if isinstance(source, str) else ""


def texts(value: Any) -> list[str]:
    """A property's texts, which may stand alone or in a list."""
    listed = value if isinstance(value, list) else [value]
    return [one for one in listed if isinstance(one, str)]


def objects(value: Any) -> list[dict[str, Any]]:
    """A property's objects, which may stand alone or in a list."""
    listed = value if isinstance(value, list) else [value]
    return [one for one in listed if isinstance(one, dict)]


def graph_of(document: Mapping[str, Any], called: str) -> Graph:
    """The graph; elements that stand inside others are taken out of them.

    Raises UsageError when this is no SPDX 3.0 in its compact form, or an identifier is given to two elements.
    """
    context = texts(document.get("@context"))
    if not any(one.startswith(_VERSION) for one in context):
        raise UsageError(f"{called} is JSON-LD of another kind than SPDX 3.0, which its @context would name.")
    copied = copy_json(document)
    listed = copied.get("@graph", [copied])
    graph = Graph()
    todo = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    for one in todo:  # grows while it is walked: what stands inside comes after
        _hoist(one, todo)
        _add(graph, one, called)
    if not graph.elements:
        raise UsageError(f"{called} is SPDX 3 without any element.")
    return graph


def _add(graph: Graph, one: dict[str, Any], called: str) -> None:
    key = one.get("spdxId", one.get("@id"))
    if not isinstance(key, str):
        return
    if type_of(one) == "CreationInfo":
        graph.infos[key] = one
        return
    while key in graph.elements and type_of(one).endswith("Relationship"):
        key += "-again"  # nothing points to a relationship, so that two of one name do no harm
    if graph.elements.setdefault(key, one) is not one:
        raise UsageError(f"{called} gives the spdxId '{key[:200]}' to two elements; make each unique.")


def _hoist(one: dict[str, Any], todo: list[dict[str, Any]]) -> None:
    """Put the identifier in place of each element that stands inside another."""
    for name, value in one.items():
        listed = value if isinstance(value, list) else [value]
        for number, inner in enumerate(listed):
            if isinstance(inner, dict) and isinstance(inner.get("spdxId"), str):
                todo.append(inner)
                listed[number] = inner["spdxId"]
        if not isinstance(value, list):
            one[name] = listed[0]


def take_properties(element: dict[str, Any]) -> tuple[list[dict[str, str]], str]:
    """The CycloneDX properties in the extension of an element, and what this tool carried there (JSON or "")."""
    found: list[dict[str, str]] = []
    carried, left = "", []
    for extension in objects(element.pop("extension", None)):
        if type_of(extension) != "extension_CdxPropertiesExtension":
            left.append(extension)
            continue
        for entry in objects(extension.get("extension_cdxProperty")):
            name, value = entry.get("extension_cdxPropName"), entry.get("extension_cdxPropValue")
            if name == CARRIED and isinstance(value, str):
                carried = value
            elif isinstance(name, str):
                found.append({"name": name, "value": value if isinstance(value, str) else ""})
    if left:
        element["extension"] = left
    return found, carried


def rest_of(element: Mapping[str, Any]) -> dict[str, Any]:
    """What is left of an element, to be told as lost."""
    return {name: value for name, value in element.items() if name not in _KEYS}
