"""The machine-readable result of `aibom check --json` (schemas/findings.schema.json)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import orjson

from aibom.model.finding import Excepted, Finding, FindingKind, Judgement, Location
from aibom.model.kinds import Severity
from aibom.reports.places import repository_path


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What was judged by what, so that the result can be attested: SHA-256 (hexadecimal) of the BOM and, with id and
    version, of each pack; the threshold and whether it was kept; which options changed what the packs say by
    themselves (parameters, exceptions, ...)."""

    bom_sha256: str
    packs: tuple[tuple[str, str, str], ...]
    fail_on: str
    passed: bool
    changed_by: tuple[str, ...]

    def document(self) -> dict[str, Any]:
        """As it stands in the summary."""
        packs = [{"id": name, "version": version, "sha256": digest} for name, version, digest in self.packs]
        return {
            "bom_sha256": self.bom_sha256,
            "packs": packs,
            "fail_on": self.fail_on,
            "passed": self.passed,
            "changed_by": list(self.changed_by),
        }


def to_json(judgement: Judgement, *, prefix: str, bom_path: str, basis: Basis | None = None) -> bytes:
    """`{"findings": [...], "excepted": [...], "summary": {...}}`, worst first, UTF-8 with a newline at the end.

    `prefix` = scanned folder relative to its repository, `bom_path` = the BOM file, for findings placed there.
    """
    document = {
        "findings": [_finding(finding, prefix, bom_path) for finding in judgement.findings],
        "excepted": [_excepted(excepted, prefix, bom_path) for excepted in judgement.excepted],
        "summary": _summary(judgement) | ({"basis": basis.document()} if basis else {}),
    }
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _finding(finding: Finding, prefix: str, bom_path: str) -> dict[str, Any]:
    places = finding.locations or (Location(path="", in_bom=True),)
    locations = [{"path": repository_path(p, prefix, bom_path), "line": max(p.line, 1)} for p in places]
    return {
        "rule": finding.rule,
        "severity": str(finding.severity),
        "kind": str(finding.kind),
        "message": finding.message,
        "component": finding.component,
        "bom-ref": finding.ref,
        "location": locations[0],
        "locations": locations,
        "witness": list(finding.witness),
        "fingerprint": finding.fingerprint,
    }


def _excepted(excepted: Excepted, prefix: str, bom_path: str) -> dict[str, Any]:
    suppression = excepted.suppression
    exception = {
        "id": suppression.id,
        "reason": suppression.reason,
        "owner": suppression.owner,
        "expires": suppression.expires,
        "approved_by": suppression.approved_by,
        "ticket": suppression.ticket,
        "in_source": suppression.in_source,
    }
    return _finding(excepted.finding, prefix, bom_path) | {"exception": exception}


def _summary(judgement: Judgement) -> dict[str, Any]:
    failing = Counter(f.severity for f in judgement.findings if f.kind is FindingKind.FAIL)
    return {
        "components": judgement.components,
        "packs": list(judgement.packs),
        "rules": len(judgement.rules),
        "findings": {str(severity): failing[severity] for severity in reversed(Severity)},
        "review": sum(f.kind is FindingKind.REVIEW for f in judgement.findings),
        "excepted": len(judgement.excepted),
        "excepted_in_source": sum(excepted.suppression.in_source for excepted in judgement.excepted),
        "warnings": list(judgement.warnings),
    }
