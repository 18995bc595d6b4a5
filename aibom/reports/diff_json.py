"""The machine-readable result of `aibom diff --json` and `aibom drift --json` (schemas/diff.schema.json)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any

import orjson

from aibom.core.text import printable
from aibom.model.change import Change, Comparison, Described, FactChange, FindingChange, PolicyDelta, Side
from aibom.model.change_classes import CHANGE_CLASSES
from aibom.model.finding import Judgement
from aibom.model.kinds import Severity
from aibom.reports.diff_text import line_of


def to_json(comparison: Comparison, *, fail_on: Collection[str] = (), failing: int = 0) -> bytes:
    """`{"changes": [...], "policy": {...} or null, "documents": {...}, "summary": {...}}`, quiet changes included.

    UTF-8 with a newline at the end. `failing` = how many changes are of the classes `fail_on`."""
    document = {
        "changes": [_change(change) for change in comparison.changes],
        "policy": _policy(comparison.policy) if comparison.policy else None,
        "documents": {"old": _document(comparison.old), "new": _document(comparison.new)},
        "summary": _summary(comparison) | {"fail_on": sorted(fail_on), "failing": failing},
    }
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _change(change: Change) -> dict[str, Any]:
    return {
        "class": change.cls,
        "severity": str(change.severity),
        "kind": change.kind,
        "old": _side(change.old) if change.old else None,
        "new": _side(change.new) if change.new else None,
        "tier": str(change.tier) if change.tier else None,
        "confidence": change.confidence,
        "message": line_of(change),
        "facts": [_fact(fact) for fact in change.facts],
        "path": [{"bom-ref": step.ref, "kind": step.kind, "name": step.name} for step in change.path],
        "quiet": change.is_quiet,
        "one_sided": change.one_sided,
        "fingerprint": change.fingerprint,
    }


def _side(side: Side) -> dict[str, Any]:
    place = side.locations[0]
    return {
        "bom-ref": side.ref,
        "kind": side.kind,
        "name": side.name,
        "version": side.version,
        "purl": side.purl,
        "source": side.source,
        "hashes": list(side.hashes),
        "location": None if place.in_bom or place.as_given else {"path": place.path, "line": max(place.line, 1)},
    }


def _fact(fact: FactChange) -> dict[str, Any]:
    return {
        "name": fact.name,
        "old": fact.old,
        "new": fact.new,
        "lost": list(fact.lost),
        "gained": list(fact.gained),
    }


def _document(one: Described) -> dict[str, Any]:
    return {
        "path": printable(one.path),
        "root": one.root,
        "tools": list(one.tools),
        "serial_number": one.serial_number,
        "timestamp": one.timestamp,
        "components": one.components,
    }


def _policy(delta: PolicyDelta) -> dict[str, Any]:
    return {
        "changes": [_finding(change) for change in delta.changes],
        "old": _judgement(delta.old),
        "new": _judgement(delta.new),
        "unchanged": delta.unchanged,
    }


def _finding(change: FindingChange) -> dict[str, Any]:
    finding = change.finding
    return {
        "movement": str(change.movement),
        "cause": str(change.cause),
        "rule": finding.rule,
        "severity": str(finding.severity),
        "old_severity": str(change.old_severity) if change.old_severity else None,
        "kind": str(finding.kind),
        "message": finding.message,
        "component": finding.component,
        "bom-ref": finding.ref,
        "fingerprint": finding.fingerprint,
    }


def _judgement(judgement: Judgement) -> dict[str, Any]:
    return {"packs": list(judgement.packs), "rules": len(judgement.rules), "findings": len(judgement.findings)}


def _summary(comparison: Comparison) -> dict[str, Any]:
    shown = comparison.shown
    classes, severities = Counter(one.cls for one in comparison.changes), Counter(one.severity for one in shown)
    return {
        "changes": len(shown),
        "quiet": len(comparison.changes) - len(shown),
        "matched": comparison.matched,
        "unchanged": comparison.unchanged,
        "classes": {name: classes[name] for name in CHANGE_CLASSES if classes[name]},
        "severities": {str(severity): severities[severity] for severity in reversed(Severity)},
        "notes": list(comparison.notes),
    }
