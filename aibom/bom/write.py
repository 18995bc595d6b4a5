"""Writes the inventory as a CycloneDX document (1.5, 1.6, 1.7) of plain dicts.

The same inventory gives the same bytes: everything is sorted, and the serial number is a UUIDv5 of the content
without serial number and timestamp.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import orjson

from aibom.bom import vulnerabilities
from aibom.bom.components import component_object
from aibom.bom.properties import AUDIT_NAMESPACE, REMARK, SCAN_NAMESPACE, UNKNOWN, as_properties, compact
from aibom.bom.services import is_service, service_object
from aibom.core import re
from aibom.core.clock import timestamp
from aibom.core.errors import UsageError
from aibom.model.component import Component, Inventory, Relation
from aibom.model.sighting import Remark, Unknown

SPEC_VERSIONS = ("1.5", "1.6", "1.7")
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "aibom")
# What XML 1.0 cannot carry: the BOM must survive conversion. Lone surrogates have no UTF-8 form either.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
# Signs of them in serialised JSON, where control characters are escaped.
_SIGNS = (b"\\u00", b"\\b", b"\\f", b"\xef\xbf\xbe", b"\xef\xbf\xbf")


def build_document(
    inventory: Inventory, *, spec_version: str = "1.6", moment: datetime, tool_version: str
) -> dict[str, Any]:
    """The document of an inventory; schema-valid whatever names and values the inventory holds.

    Raises UsageError when spec_version is none of SPEC_VERSIONS.
    """
    if spec_version not in SPEC_VERSIONS:
        raise UsageError(f"CycloneDX {spec_version} cannot be written; choose one of {', '.join(SPEC_VERSIONS)}.")
    content, canonical = _cleaned(_content(inventory, spec_version, tool_version))
    serial = uuid.uuid5(_NAMESPACE, hashlib.sha256(spec_version.encode() + canonical).hexdigest())
    document = {
        "$schema": f"http://cyclonedx.org/schema/bom-{spec_version}.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": spec_version,
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
    }
    content["metadata"] = {"timestamp": timestamp(moment), **content["metadata"]}
    return document | content


def to_bytes(document: Mapping[str, Any]) -> bytes:
    """The document as UTF-8 JSON, indented by two, with a newline at the end."""
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _content(inventory: Inventory, spec_version: str, tool_version: str) -> dict[str, Any]:
    """The document without what names it: everything that the serial number depends on."""
    everything = (inventory.root, *inventory.components)
    edges = _edges(everything, inventory.relations)
    components = [c for c in inventory.components if not is_service(c)]
    services = [c for c in inventory.components if is_service(c)]
    stated = [(c.ref, c.facts.get("vulnerabilities")) for c in everything]
    content: dict[str, Any] = {
        "metadata": _metadata(inventory, edges, spec_version, tool_version),
        "components": [component_object(c, edges[c.ref], spec_version) for c in _by_ref(components)],
        "services": [service_object(c, edges[c.ref], spec_version) for c in _by_ref(services)],
        "dependencies": [_dependency(ref, edges[ref]) for ref in sorted(edges)],
        "compositions": [_composition(inventory)],
        "vulnerabilities": vulnerabilities.to_vulnerabilities((r, v) for r, v in stated if vulnerabilities.fits(v)),
    }
    # An empty list of components says that nothing was found; the other lists are left out when empty.
    return {name: part for name, part in content.items() if part or name == "components"}


def _by_ref(components: Iterable[Component]) -> list[Component]:
    return sorted(components, key=lambda component: component.ref)


def _edges(components: Iterable[Component], relations: Iterable[Relation]) -> dict[str, list[Relation]]:
    """The relations that start at each component, sorted; those to or from nothing known are left out."""
    edges: dict[str, list[Relation]] = {component.ref: [] for component in components}
    for relation in sorted(set(relations), key=lambda r: (r.source, r.target, r.kind)):
        if relation.source in edges and relation.target in edges:
            edges[relation.source].append(relation)
    return edges


def _dependency(ref: str, relations: list[Relation]) -> dict[str, Any]:
    targets = sorted({relation.target for relation in relations})
    return {"ref": ref, "dependsOn": targets} if targets else {"ref": ref}


def _metadata(
    inventory: Inventory, edges: Mapping[str, list[Relation]], spec_version: str, tool_version: str
) -> dict[str, Any]:
    root, summary = inventory.root, inventory.summary
    tool = {"type": "application", "name": "aibom", "version": tool_version}
    pairs = [
        (f"{SCAN_NAMESPACE}listed-by", summary.listed_by),
        (f"{SCAN_NAMESPACE}files", str(summary.files)),
        (f"{SCAN_NAMESPACE}files-read", str(summary.files_read)),
        (f"{SCAN_NAMESPACE}ignored-files", str(summary.ignored_files)),
        (f"{SCAN_NAMESPACE}mentioned", str(summary.mentioned)),
        (f"{SCAN_NAMESPACE}prefix", summary.prefix),
        *((f"{SCAN_NAMESPACE}note", note) for note in summary.notes),
        *((REMARK, compact(_remark(remark))) for remark in inventory.remarks),
        *((f"{AUDIT_NAMESPACE}{name}", text) for name, text in summary.audit),
        *((UNKNOWN, compact(_unknown(unknown))) for unknown in inventory.unknowns),
    ]
    return {
        "lifecycles": [{"phase": "pre-build"}],
        "tools": {"components": [tool]},
        "component": component_object(root, edges[root.ref], spec_version),
        "properties": as_properties(pairs),
    }


def _unknown(unknown: Unknown) -> dict[str, Any]:
    record = {
        "topic": unknown.topic,
        "path": unknown.path,
        "line": unknown.line,
        "reason": unknown.reason,
        "expression": unknown.expression,
    }
    return {name: value for name, value in record.items() if value not in (None, "")}


def _remark(remark: Remark) -> dict[str, Any]:
    record = {"path": remark.path, "line": remark.line, "verb": remark.verb, "text": remark.text}
    record |= {"last": remark.last} if remark.last != remark.line else {}
    record |= {"call": remark.call} if remark.call else {}
    return record | ({"rules": list(remark.rules)} if remark.verb == "ignore" else {})


def _composition(inventory: Inventory) -> dict[str, Any]:
    """Incomplete where it is known that something was not seen; otherwise unknown, for no static reading can
    promise that nothing else exists."""
    known_gaps = bool(inventory.unknowns) or inventory.summary.ignored_files > 0
    composition: dict[str, Any] = {"aggregate": "incomplete" if known_gaps else "unknown"}
    composition["assemblies"] = [inventory.root.ref]
    if any(unknown.topic == "dependencies" for unknown in inventory.unknowns):
        composition["dependencies"] = [inventory.root.ref]
    return composition


def _dump(content: Any) -> bytes:
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS)


def _cleaned(content: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """The content with characters that no document may hold written as `\\x00`, and its canonical form. The
    common case, in which there is none, costs one search of that form."""
    try:
        canonical = _dump(content)
        if not any(sign in canonical for sign in _SIGNS):
            return content, canonical
    except TypeError:  # a lone surrogate, from a file name that is not UTF-8
        pass
    visible: dict[str, Any] = _visible(content)
    return visible, _dump(visible)


def _visible(value: Any) -> Any:
    if isinstance(value, str):
        return _NOT_XML.sub(_escape, value)
    if isinstance(value, list):
        return [_visible(item) for item in value]
    if isinstance(value, dict):
        return {key: _visible(item) for key, item in value.items()}
    return value


def _escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    # Python keeps a byte of a file name that is not UTF-8 as U+DC80 and above (PEP 383).
    code = code - 0xDC00 if 0xDC80 <= code <= 0xDCFF else code
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"
