"""Writes what an audit found as a CycloneDX document of its own (VDR), tied to the BOM by BOM-Link.

A BOM changes with what is built, its vulnerabilities with what is known; so they are two documents, and
BSI TR-03183-2 forbids the second inside the first. BOM-Link: cyclonedx.org/capabilities/bomlink.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

import orjson

from aibom.bom.properties import AUDIT_NAMESPACE, as_properties, compact
from aibom.bom.vulnerabilities import vulnerability_object
from aibom.core.clock import timestamp
from aibom.model.audit import Audit, AuditState, Vulnerability

# A verdict on one component, JSON {"ref", "state", "reason"}: so that "clean" is told apart from "not audited".
VERDICT = f"{AUDIT_NAMESPACE}verdict"
# The BOM that the document is about, `urn:cdx:<serial>/<version>`.
SUBJECT = f"{AUDIT_NAMESPACE}bom"
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "aibom.vdr")


def build_vdr(bom: Mapping[str, Any], audit: Audit, *, moment: datetime, tool_version: str) -> dict[str, Any]:
    """The document for a BOM (its parsed JSON) and the audit of its components. Its version of the specification
    is that of the BOM, at least 1.5."""
    spec_version = bom.get("specVersion")
    spec_version = spec_version if spec_version in ("1.5", "1.6", "1.7") else "1.6"
    link = bom_link(bom)
    content: dict[str, Any] = {
        "metadata": _metadata(bom, audit, link, tool_version),
        "vulnerabilities": [_entry(item, refs, link) for item, refs in _grouped(audit)],
    }
    digest = hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()
    content["metadata"] = {"timestamp": timestamp(moment), **content["metadata"]}
    return {
        "$schema": f"http://cyclonedx.org/schema/bom-{spec_version}.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": spec_version,
        "serialNumber": f"urn:uuid:{uuid.uuid5(_NAMESPACE, digest)}",
        "version": 1,
        **content,
    }


def bom_link(bom: Mapping[str, Any]) -> str:
    """`urn:cdx:<serial>/<version>` of a BOM; "" when it has no serial number, so that refs stand alone."""
    serial, version = bom.get("serialNumber"), bom.get("version", 1)
    if not isinstance(serial, str) or not serial.startswith("urn:uuid:") or not isinstance(version, int):
        return ""
    return f"urn:cdx:{serial.removeprefix('urn:uuid:')}/{version}"


def _metadata(bom: Mapping[str, Any], audit: Audit, link: str, tool_version: str) -> dict[str, Any]:
    metadata = bom.get("metadata")
    subject = metadata.get("component") if isinstance(metadata, dict) else None
    database = audit.database
    pairs = [(VERDICT, compact(_verdict(ref, audit))) for ref in sorted(audit.verdicts)]
    if link:
        pairs.append((SUBJECT, link))
    if database is not None:
        pairs += [
            (f"{AUDIT_NAMESPACE}database_date", timestamp(database.as_of)),
            (f"{AUDIT_NAMESPACE}stale", "true" if audit.stale else "false"),
            (f"{AUDIT_NAMESPACE}records", str(database.records)),
            *((f"{AUDIT_NAMESPACE}source", source.name) for source in database.sources),
        ]
    else:
        pairs.append((f"{AUDIT_NAMESPACE}failure", "the vulnerability database could not be used"))
    found: dict[str, Any] = {
        "tools": {"components": [{"type": "application", "name": "aibom", "version": tool_version}]}
    }
    if isinstance(subject, dict) and isinstance(subject.get("name"), str):
        kept = ("type", "bom-ref", "group", "name", "version", "purl")
        found["component"] = {name: subject[name] for name in kept if isinstance(subject.get(name), str)}
        found["component"].setdefault("type", "application")
    return found | {"properties": as_properties(pairs)}


def _verdict(ref: str, audit: Audit) -> dict[str, str]:
    verdict = audit.verdicts[ref]
    found = {"ref": ref, "state": str(verdict.state)}
    return found | {"reason": verdict.reason} if verdict.state is AuditState.NOT_AUDITED else found


def _grouped(audit: Audit) -> Iterable[tuple[Vulnerability, list[str]]]:
    """Equal vulnerabilities of several components are one entry."""
    refs: dict[Vulnerability, list[str]] = {}
    for ref, verdict in sorted(audit.verdicts.items()):
        for item in verdict.vulnerabilities:
            refs.setdefault(item, []).append(ref)
    return sorted(refs.items(), key=lambda pair: (pair[0].id, pair[1]))


def _entry(item: Vulnerability, refs: Iterable[str], link: str) -> dict[str, Any]:
    found = vulnerability_object(item.fact())
    if item.cwes:
        found["cwes"] = list(item.cwes)
    if item.summary:
        found["description"] = item.summary
    if item.urls:
        found["advisories"] = [{"url": url} for url in item.urls]
    if item.modified:
        found["updated"] = item.modified
    properties = [
        *found.pop("properties", []),
        *({"name": f"{AUDIT_NAMESPACE}record", "value": r} for r in item.records),
    ]
    found["affects"] = [{"ref": f"{link}#{quote(ref, safe='')}" if link else ref} for ref in refs]
    return found | {"properties": properties}
