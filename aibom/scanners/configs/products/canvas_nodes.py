"""The nodes of flows drawn in Flowise and Langflow, in one form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from aibom.core.json import Json
from aibom.scanners.configs.products.flows import MAX_NODES


class Node(NamedTuple):
    """A node of either product in one form."""

    id: str
    type: str
    label: str
    category: str
    given: Mapping[str, Json]


def _drawn(document: Mapping[str, Json]) -> Mapping[str, Json]:
    """The part of a document that holds nodes and edges."""
    inner = document.get("data")
    return inner if isinstance(inner, Mapping) and "nodes" in inner else document


def listed(document: Mapping[str, Json], key: str) -> list[Json]:
    """The nodes or edges of a document."""
    value = _drawn(document).get(key)
    return value if isinstance(value, list) else []


def nodes_of(document: Mapping[str, Json]) -> Iterator[Node]:
    """The nodes of a flow; none of any other document."""
    top = _drawn(document)
    nodes = top.get("nodes")
    if not isinstance(nodes, list) or not isinstance(top.get("edges"), list):
        return
    for node in nodes[:MAX_NODES]:
        data = node.get("data") if isinstance(node, Mapping) else None
        if isinstance(data, Mapping) and isinstance(id_ := node.get("id"), str):
            if isinstance(data.get("inputs"), Mapping) and isinstance(name := data.get("name"), str):
                label, category = data.get("label"), data.get("category")
                yield Node(id_, name, str(label or name), str(category or ""), data["inputs"])
            elif isinstance(data.get("node"), Mapping) and isinstance(type_ := data.get("type"), str):
                yield _langflow(id_, type_, data["node"])


def _langflow(id_: str, type_: str, node: Mapping[str, Json]) -> Node:
    template = node.get("template")
    fields = template.items() if isinstance(template, Mapping) else ()
    given = {name: field.get("value") for name, field in fields if isinstance(field, Mapping) and name != "code"}
    return Node(id_, type_, str(node.get("display_name") or type_), "", given)
