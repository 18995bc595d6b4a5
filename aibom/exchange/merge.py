"""Several BOMs as one: the packages of a monorepo, an application and the models that it ships.

What is the same stands once, and says in `aibom:merge:from` which BOMs it came from (BOM-Links, where they have a
serial number). The same purl with other hashes is not the same: both stay, and the conflict is told.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote

from aibom.bom.properties import INFERRED_PREFIX, RELATION_PREFIX
from aibom.core.clock import timestamp
from aibom.core.errors import UsageError
from aibom.exchange.elements import Element, elements_of
from aibom.exchange.merge_same import Candidates, combine, name_of

FROM = "aibom:merge:from"
CONFLICT = "aibom:merge:conflict"
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "aibom-merge")
# Keys whose texts are bom-refs, wherever they stand.
_REFS = frozenset(
    "ref dependsOn provides assemblies dependencies vulnerabilities subjects claims target evidence".split()
)
_JOINED = ("vulnerabilities", "compositions", "annotations", "formulation", "externalReferences", "properties")
_LIST_METADATA = ("authors", "lifecycles", "licenses")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One BOM to merge: its CycloneDX document, and how messages call it."""

    document: Mapping[str, Any]
    name: str


@dataclass(slots=True)
class _Merge:
    """The growing result. `taken` holds every bom-ref that is given away, `candidates` finds elements
    again."""

    elements: list[Element] = field(default_factory=list)
    by_ref: dict[str, Element] = field(default_factory=dict)
    candidates: Candidates = field(default_factory=Candidates)
    edges: dict[str, set[str]] = field(default_factory=dict)
    roots: list[str] = field(default_factory=list)
    rests: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def merge(
    sources: list[Source], *, name: str | None, version: str | None, moment: datetime, tool_version: str
) -> tuple[dict[str, Any], list[str]]:
    """The document of all sources and plain sentences about conflicts and what was left out.

    With `name` a new application is the root and depends on the roots of all; without, the root of the first source
    is. Raises UsageError when a source gives a bom-ref twice, or there is no root and no name.
    """
    work = _Merge()
    for source in sources:
        _add(work, source)
    root = _root(work, name, version)
    spec = max([str(source.document.get("specVersion")) for source in sources] + ["1.5"])
    spec = spec if spec in ("1.5", "1.6", "1.7") else "1.6"
    content = _content(work, root, tool_version)
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False).encode("utf-8", "replace")
    serial = uuid.uuid5(_NAMESPACE, hashlib.sha256(spec.encode() + canonical).hexdigest())
    content["metadata"] = {"timestamp": timestamp(moment), **content["metadata"]}
    head = {
        "$schema": f"http://cyclonedx.org/schema/bom-{spec}.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": spec,
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
    }
    return head | content, work.notes


def _add(work: _Merge, source: Source) -> None:
    rest, elements = elements_of(source.document, called=source.name)
    links = {element.ref: _link(source, element.ref) for element in elements}
    renamed: dict[str, str] = {}
    fresh: list[Element] = []
    for element in elements:
        element.raw["bom-ref"] = element.ref
        known = _known(work, element)
        if known is not None:
            renamed[element.ref] = known.ref
            for conflict in combine(known.raw, element.raw):
                work.notes.append(f"{known.ref}: {conflict.said(source.name)}")
                _note(known.raw, CONFLICT, conflict.record(links[element.ref]))
            _note(known.raw, FROM, links[element.ref])
            work.candidates.add(known)  # which may have gained hashes
        else:
            renamed[element.ref] = _free(work, element.ref, source)
            _note(element.raw, FROM, links[element.ref])
            fresh.append(element)
        if element.is_root:
            work.roots.append(renamed[element.ref])
    changed = {old: new for old, new in renamed.items() if old != new}
    for element in fresh:
        _admit(work, element, changed)
    _remap(rest, changed)
    _take_edges(work, rest)
    work.rests.append(rest)


def _link(source: Source, ref: str) -> str:
    """The BOM-Link of an element (cyclonedx.org/capabilities/bomlink), or the name of the file and its bom-ref."""
    serial, version = source.document.get("serialNumber"), source.document.get("version")
    if isinstance(serial, str) and serial.startswith("urn:uuid:"):
        number = version if isinstance(version, int) else 1
        return f"urn:cdx:{serial.removeprefix('urn:uuid:')}/{number}#{quote(ref, safe='')}"
    return f"{source.name}#{ref}"


def _known(work: _Merge, element: Element) -> Element | None:
    """The element of an earlier source that is the same thing; a conflict of hashes is told."""
    found, conflict = work.candidates.find(element)
    if conflict is not None:
        work.notes.append(f"{conflict.ref}: another BOM has other hashes for {name_of(element)}; both stay.")
    return found


def _free(work: _Merge, ref: str, source: Source) -> str:
    if ref not in work.by_ref:
        return ref
    number = len(work.rests) + 1
    while f"{number}/{ref}" in work.by_ref:
        number += 1
    return f"{number}/{ref}"


def _admit(work: _Merge, element: Element, changed: Mapping[str, str]) -> None:
    """Take an element over; `changed` are the bom-refs of its document that got another name."""
    element.ref = changed.get(element.ref, element.ref)
    element.parent = changed.get(element.parent, element.parent)
    _remap(element.raw, changed)
    element.raw["bom-ref"] = element.ref
    work.elements.append(element)
    work.by_ref[element.ref] = element
    work.candidates.add(element)


def _note(raw: dict[str, Any], name: str, value: str) -> None:
    properties = raw.get("properties")
    if not isinstance(properties, list):  # a document of another tool may say anything there
        properties = raw["properties"] = []
    entry = {"name": name, "value": value}
    if entry not in properties:
        properties.append(entry)


def _remap(raw: Any, changed: Mapping[str, str]) -> None:
    """Replace bom-refs that got another name, wherever a key says that one stands there."""
    todo = [raw] if changed else []
    while todo:
        one = todo.pop()
        if isinstance(one, list):
            todo += one
        elif isinstance(one, dict):
            if str(one.get("name", "")).startswith((RELATION_PREFIX, INFERRED_PREFIX)) and one.get("value") in changed:
                one["value"] = changed[one["value"]]
            for key, value in one.items():
                if key in _REFS and isinstance(value, str):
                    one[key] = changed.get(value, value)
                elif key in _REFS and isinstance(value, list):
                    one[key] = [changed.get(v, v) if isinstance(v, str) else v for v in value]
            todo += one.values()


def _take_edges(work: _Merge, rest: dict[str, Any]) -> None:
    listed = rest.pop("dependencies", None)
    for node in listed if isinstance(listed, list) else ():
        if isinstance(node, dict) and isinstance(node.get("ref"), str):
            targets = node.get("dependsOn")
            known = {one for one in targets if isinstance(one, str)} if isinstance(targets, list) else set()
            work.edges.setdefault(node["ref"], set()).update(known - {node["ref"]})


def _root(work: _Merge, name: str | None, version: str | None) -> dict[str, Any]:
    """The raw root; it is no longer among the elements."""
    if name is not None:
        ref = "application:" + name
        while ref in work.by_ref:
            ref += "#merged"
        work.edges.setdefault(ref, set()).update(work.roots)
        return {"type": "application", "bom-ref": ref, "name": name} | ({"version": version} if version else {})
    if not work.roots:
        raise UsageError("None of the BOMs says what it is about (metadata.component); name the whole with --name.")
    first = work.by_ref[work.roots[0]]
    work.elements.remove(first)
    if version:
        first.raw["version"] = version
    work.edges.setdefault(first.ref, set()).update(set(work.roots) - {first.ref})
    return first.raw


def _content(work: _Merge, root: dict[str, Any], tool_version: str) -> dict[str, Any]:
    refs = {*work.by_ref, str(root["bom-ref"])}
    dangling = sum(len(targets - refs) for targets in work.edges.values())
    if dangling:
        work.notes.append(f"{dangling} dependencies name a bom-ref that no BOM has; they were left out.")
    edges = {ref: sorted(targets & refs) for ref, targets in work.edges.items() if ref in refs}
    content: dict[str, Any] = {
        "metadata": _metadata(work, root, tool_version),
        "components": _nested(work, root, services=False),
        "services": _nested(work, root, services=True),
        "dependencies": [
            {"ref": ref} | ({"dependsOn": targets} if targets else {}) for ref, targets in sorted(edges.items())
        ],
    }
    content |= _joined(work)
    return {name: part for name, part in content.items() if part or name == "components"}


def _nested(work: _Merge, root: dict[str, Any], *, services: bool) -> list[dict[str, Any]]:
    """The flat list as it was nested; what stood inside a root stands beside it when that is no longer the root."""
    name = "services" if services else "components"
    top = []
    for element in sorted(work.elements, key=lambda one: one.ref):
        if element.is_service is not services:
            continue
        parent = work.by_ref.get(element.parent)
        if parent is None or parent is element or parent.raw is root:
            top.append(element.raw)
        else:
            parent.raw.setdefault(name, []).append(element.raw)
    return top


def _metadata(work: _Merge, root: dict[str, Any], tool_version: str) -> dict[str, Any]:
    parts = [rest["metadata"] for rest in work.rests if isinstance(rest.get("metadata"), dict)]
    metadata: dict[str, Any] = {}
    for name in _LIST_METADATA:
        if found := _union([part.get(name) for part in parts]):
            metadata[name] = found
    metadata["tools"] = {"components": _tools(parts, tool_version)}
    metadata["component"] = root
    for name in ("manufacturer", "manufacture", "supplier"):
        stated = _union([[part[name]] for part in parts if name in part])
        if len(stated) == 1:
            metadata[name] = stated[0]
        elif stated:
            work.notes.append(f"The BOMs name different values of metadata.{name}; none is taken over.")
    properties = _properties(work, parts)
    return metadata | ({"properties": properties} if properties else {})


def _tools(parts: list[dict[str, Any]], tool_version: str) -> list[dict[str, Any]]:
    listed: list[Any] = []
    for part in parts:
        tools = part.get("tools")
        found = tools.get("components") if isinstance(tools, dict) else tools
        for one in found if isinstance(found, list) else ():
            if isinstance(one, dict) and isinstance(one.get("name"), str):
                kept = {name: one[name] for name in ("type", "name", "version") if isinstance(one.get(name), str)}
                listed.append({"type": "application"} | kept)
    return _union([listed, [{"type": "application", "name": "aibom", "version": tool_version}]])


def _properties(work: _Merge, parts: list[dict[str, Any]]) -> list[Any]:
    """Properties of all; how a tree was scanned (`aibom:scan:`) only where all say the same."""
    lists = [part["properties"] for part in parts if isinstance(part.get("properties"), list)]
    everything = _union(lists)
    kept = [one for one in everything if not _is_scan(one) or all(one in listed for listed in lists)]
    if len(kept) < len(everything):
        work.notes.append("How each tree was scanned (aibom:scan:...) differs, and was left out.")
    return sorted(kept, key=lambda one: json.dumps(one, sort_keys=True))


def _is_scan(one: Any) -> bool:
    return isinstance(one, dict) and str(one.get("name", "")).startswith("aibom:scan:")


def _union(lists: list[Any]) -> list[Any]:
    """The elements of lists, each once, in the order in which they first stand."""
    found: dict[str, Any] = {}
    for listed in lists:
        for one in listed if isinstance(listed, list) else ():
            found.setdefault(json.dumps(one, sort_keys=True, default=str), one)
    return list(found.values())


def _joined(work: _Merge) -> dict[str, Any]:
    """The other lists of the documents one behind the other; objects only where no two BOMs have one."""
    content: dict[str, Any] = {name: _union([rest.get(name) for rest in work.rests]) for name in _JOINED}
    known = {*_JOINED, "metadata", "components", "services", "dependencies", "bomFormat", "specVersion", "$schema"}
    known |= {"serialNumber", "version", "signature"}
    if any("signature" in rest for rest in work.rests):
        work.notes.append("Signatures hold for the single BOMs and were left out; sign the merged one.")
    for rest in work.rests:
        for name in sorted(set(rest) - known):
            if name in content:
                work.notes.append(f"More than one BOM has {name}; only that of the first is taken over.")
            else:
                content[name] = rest[name]
    return content
