"""Facts of the document itself: who made it, when, of what, and what it says is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from aibom.bom.licences import from_choice
from aibom.bom.properties import AUDIT_NAMESPACE, REMARK, SCAN_NAMESPACE, UNKNOWN, from_json, pairs_of
from aibom.core.json import Json
from aibom.model.sighting import Remark, Unknown

# Fields of a composition that list bom-refs, and what is incomplete of each.
_PARTS = (("assemblies", "components"), ("dependencies", "dependencies"), ("vulnerabilities", "vulnerabilities"))


def read_document(
    data: Mapping[str, Any], spec_version: str, components: int, unknowns: tuple[Unknown, ...]
) -> dict[str, Json]:
    """The facts of model.vocabulary.BOM_FACTS; a missing field gives no fact."""
    metadata = _mapping(data.get("metadata"))
    facts: dict[str, Json] = {"spec_version": spec_version, "components": components, "signed": "signature" in data}
    for name, value in (
        ("serial_number", data.get("serialNumber")),
        ("timestamp", metadata.get("timestamp")),
        ("supplier", _mapping(metadata.get("supplier")).get("name")),
        ("manufacturer", _mapping(metadata.get("manufacturer") or metadata.get("manufacture")).get("name")),
        ("root", _mapping(metadata.get("component")).get("name")),
    ):
        if isinstance(value, str) and value:
            facts[name] = value
    facts |= _lists(metadata) | read_audit(metadata)
    if isinstance(data.get("compositions"), list):
        facts["incomplete"] = any(field == "components" for _, field in composition_gaps(data))
    facts["unknowns"] = [_unknown_object(unknown) for unknown in unknowns]
    return facts


def read_audit(metadata: Mapping[str, Any]) -> dict[str, Json]:
    """What is said of the vulnerability database that the document's components were looked up in."""
    pairs = dict(pairs_of(metadata.get("properties")))
    facts: dict[str, Json] = {}
    for name in ("database_date", "failure"):
        if f"{AUDIT_NAMESPACE}{name}" in pairs:
            facts[f"audit.{name}"] = pairs[f"{AUDIT_NAMESPACE}{name}"]
    if f"{AUDIT_NAMESPACE}stale" in pairs:
        facts["audit.stale"] = pairs[f"{AUDIT_NAMESPACE}stale"] == "true"
    return facts


def _lists(metadata: Mapping[str, Any]) -> dict[str, Json]:
    found: dict[str, Json] = {}
    if "tools" in metadata:
        found["tools"] = sorted(set(_tools(metadata["tools"])))
    if isinstance(metadata.get("authors"), list):
        found["authors"] = [author["name"] for author in _named(metadata["authors"])]
    if isinstance(metadata.get("lifecycles"), list):
        phases = (_mapping(item).get("phase") or _mapping(item).get("name") for item in metadata["lifecycles"])
        found["lifecycles"] = [phase for phase in phases if isinstance(phase, str)]
    licences = from_choice(metadata.get("licenses"))
    if licences is not None:
        found["licences"] = licences
    return found


def _tools(raw: Any) -> Iterator[str]:
    """Names of tools: an array until 1.4, components and services since 1.5."""
    parts = [raw.get("components"), raw.get("services")] if isinstance(raw, dict) else [raw]
    for part in parts:
        for tool in _named(part):
            version = tool.get("version")
            yield f"{tool['name']}@{version}" if isinstance(version, str) and version else tool["name"]


def read_unknowns(data: Mapping[str, Any]) -> tuple[Unknown, ...]:
    """What could not be read, from the metadata's properties."""
    pairs = pairs_of(_mapping(data.get("metadata")).get("properties"))
    records = (_mapping(from_json(value)) for name, value in pairs if name == UNKNOWN)
    return tuple(_unknown(record) for record in records)


def read_remarks(data: Mapping[str, Any]) -> tuple[Remark, ...]:
    """Comments to aibom that the scanned files hold, from the metadata's properties; damaged ones are passed over."""
    pairs = pairs_of(_mapping(data.get("metadata")).get("properties"))
    records = (_mapping(from_json(value)) for name, value in pairs if name == REMARK)
    return tuple(_remark(record) for record in records if isinstance(record.get("line"), int))


def _remark(record: Mapping[str, Any]) -> Remark:
    rules, last, call = (record.get(name) for name in ("rules", "last", "call"))
    return Remark(
        path=str(record.get("path", "")),
        line=record["line"],
        last=last if isinstance(last, int) else record["line"],
        verb=str(record.get("verb", "")),
        call=call if isinstance(call, int) else 0,
        rules=tuple(rule for rule in rules if isinstance(rule, str)) if isinstance(rules, list) else (),
        text=str(record.get("text", "")),
    )


def _unknown(record: Mapping[str, Any]) -> Unknown:
    line = record.get("line")
    return Unknown(
        topic=str(record.get("topic", "")),
        path=str(record.get("path", "")),
        reason=str(record.get("reason", "")),
        line=line if isinstance(line, int) else None,
        expression=str(record.get("expression", "")),
    )


def _unknown_object(unknown: Unknown) -> dict[str, Json]:
    found: dict[str, Json] = {"topic": unknown.topic, "path": unknown.path, "reason": unknown.reason}
    if unknown.line is not None:
        found["line"] = unknown.line
    if unknown.expression:
        found["expression"] = unknown.expression
    return found


def scan_prefix(data: Mapping[str, Any]) -> str:
    """The scanned folder relative to its repository."""
    pairs = pairs_of(_mapping(data.get("metadata")).get("properties"))
    return next((value for name, value in pairs if name == f"{SCAN_NAMESPACE}prefix"), "")


def composition_gaps(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(bom-ref, what is incomplete of it) of every composition whose aggregate begins with `incomplete`."""
    listed = data.get("compositions")
    for composition in listed if isinstance(listed, list) else ():
        if not str(_mapping(composition).get("aggregate")).startswith("incomplete"):
            continue
        for field, part in _PARTS:
            refs = composition.get(field)
            for ref in refs if isinstance(refs, list) else ():
                if isinstance(ref, str):
                    yield ref, part


def _named(raw: Any) -> list[Mapping[str, Any]]:
    items = raw if isinstance(raw, list) else []
    return [item for item in items if isinstance(item, dict) and isinstance(item.get("name"), str)]


def _mapping(raw: Any) -> Mapping[str, Any]:
    return raw if isinstance(raw, dict) else {}
