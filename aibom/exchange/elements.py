"""The elements of a CycloneDX document as converters and merging see them: one flat list with unique refs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from aibom.core.errors import UsageError
from aibom.core.json import copy_json
from aibom.exchange.losses import take


@dataclass(slots=True, kw_only=True)
class Element:
    """A component or service. `raw` is a copy without nested elements, from which converters take; `ref` its bom-ref
    (made up when it has none); `parent` the ref of the component that it stands in; `properties` what
    it states in them, for reading."""

    raw: dict[str, Any]
    ref: str
    is_service: bool
    parent: str = ""
    is_root: bool = False
    raw_name: str = ""
    properties: list[dict[str, Any]] = field(default_factory=list)


def elements_of(document: Mapping[str, Any], *, called: str = "The BOM") -> tuple[dict[str, Any], list[Element]]:
    """A copy of the document without its components and services, and these as a flat list, the root first.

    Raises UsageError when two of them have the same bom-ref: then no relation can be told.
    """
    rest = copy_json(document)
    found: list[Element] = []
    root = take(rest, "metadata", "component")
    if isinstance(root, dict):
        found += _flat([root], is_service=False, parent="", is_root=True)
    for name, is_service in (("components", False), ("services", True)):
        listed = take(rest, name)
        found += _flat(listed if isinstance(listed, list) else [], is_service=is_service, parent="")
    _name(found, called)
    return rest, found


def _flat(listed: list[Any], *, is_service: bool, parent: str, is_root: bool = False) -> Iterator[Element]:
    todo = [(raw, parent) for raw in reversed(listed) if isinstance(raw, dict)]
    while todo:
        raw, above = todo.pop()
        inner = raw.pop("services" if is_service else "components", None)
        ref = raw.get("bom-ref")
        element = Element(
            raw=raw,
            ref=ref if isinstance(ref, str) else "",
            is_service=is_service,
            parent=above,
            is_root=is_root and above == parent,
            properties=_properties(raw),
        )
        yield element
        if isinstance(inner, list):
            todo += [(one, element.ref) for one in reversed(inner) if isinstance(one, dict)]


def _properties(raw: dict[str, Any]) -> list[dict[str, Any]]:
    listed = raw.get("properties")
    return (
        [one for one in listed if isinstance(one, dict) and isinstance(one.get("name"), str)]
        if isinstance(listed, list)
        else []
    )


def _name(found: list[Element], called: str) -> None:
    seen: set[str] = set()
    for element in found:
        if element.ref in seen:
            raise UsageError(
                f"{called} gives the bom-ref '{element.ref[:200]}' to two components; make the bom-refs unique first."
            )
        if element.ref:
            seen.add(element.ref)
    number = 0
    for element in found:
        while not element.ref:
            number += 1
            candidate = f"unnamed-{number}"
            element.ref = "" if candidate in seen else candidate


def dependencies_of(rest: dict[str, Any]) -> dict[str, list[str] | None]:
    """Take the dependency graph: for each ref the refs that it depends on, sorted; an empty list says that there are
    none. What else a node says (`provides`) stays."""
    edges: dict[str, list[str] | None] = {}
    for node in rest.get("dependencies") or () if isinstance(rest.get("dependencies"), list) else ():
        if not isinstance(node, dict) or not isinstance(node.get("ref"), str):
            continue
        targets = take(node, "dependsOn")
        listed = {one for one in targets if isinstance(one, str)} if isinstance(targets, list) else set()
        ref = node["ref"] if node.get("provides") else take(node, "ref")
        edges[ref] = sorted({*(edges.get(ref) or ()), *listed})
    return edges
