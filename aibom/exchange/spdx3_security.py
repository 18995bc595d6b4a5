"""Known vulnerabilities of a CycloneDX document in the Security profile of SPDX 3.0.1."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from aibom.exchange.losses import put_back, take, take_text
from aibom.exchange.spdx3_maker import Maker, give
from aibom.exchange.spdx3_relations import relate
from aibom.exchange.spdx3_words import CVSS, JUSTIFICATIONS, VEX
from aibom.exchange.vulnerability_refs import Known, take_vulnerabilities

_SEVERITIES = frozenset({"critical", "high", "medium", "low", "none"})


def add_vulnerabilities(maker: Maker, rest: dict[str, Any], refs: Iterable[str]) -> None:
    """A Vulnerability for each entry, what it affects, its VEX statement and its CVSS assessments."""
    for one in take_vulnerabilities(rest, refs):
        made = _vulnerability(maker, one)
        targets = [maker.iri(ref) for ref in one.affects]
        for target in targets:
            relate(maker, target, "hasAssociatedVulnerability", [made.spdxId])
        _add_vex(maker, one, made.spdxId, targets)
        _add_ratings(maker, one, made.spdxId, targets)


def _vulnerability(maker: Maker, one: Known) -> Any:
    model = maker.model
    kind = model.ExternalIdentifierType.cve if one.id.startswith("CVE-") else model.ExternalIdentifierType.securityOther
    made = model.security_Vulnerability(
        spdxId=maker.base + maker.names.of(f"vulnerability-{one.id}"),
        creationInfo=maker.info,
        name=one.id,
        externalIdentifier=[model.ExternalIdentifier(externalIdentifierType=kind, identifier=one.id)],
        externalRef=[model.ExternalRef(externalRefType=model.ExternalRefType.securityAdvisory, locator=[one.url])],
    )
    give(made, description=take_text(one.raw, "description"))
    return maker.add(made, "Security")


def _assessment(maker: Maker, class_: str, source: str, kind: str, targets: list[str]) -> Any:
    """An assessment of a vulnerability for what it affects, put into the document."""
    local = source.removeprefix(maker.base)
    return maker.add(
        getattr(maker.model, class_)(
            spdxId=maker.base + maker.names.of(f"{local}-{kind}"),
            creationInfo=maker.info,
            from_=source,
            to=targets,
            relationshipType=getattr(maker.model.RelationshipType, kind),
        )
    )


def _add_vex(maker: Maker, one: Known, source: str, targets: list[str]) -> None:
    """A statement that says the state, and why where SPDX demands a reason."""
    if one.state not in VEX:
        return
    class_, kind = VEX[one.state]
    made = _assessment(maker, class_, source, kind, targets)
    take(one.raw, "analysis", "state")
    detail = take_text(one.raw, "analysis", "detail")
    if kind == "doesNotAffect":
        word = JUSTIFICATIONS.get(str(one.raw["analysis"].get("justification")))
        if word:
            made.security_justificationType = getattr(maker.model.security_VexJustificationType, word)
            take(one.raw, "analysis", "justification")
        stated = take_text(one.raw, "analysis", "justification")
        give(made, security_impactStatement=detail or stated or ("" if word else one.state))
        if detail and stated:
            put_back(one.raw, stated, "analysis", "justification")
    elif kind == "affects":
        made.security_actionStatement = detail or take_text(one.raw, "recommendation") or "NOASSERTION"
    else:
        give(made, security_statusNotes=detail)


def _add_ratings(maker: Maker, one: Known, source: str, targets: list[str]) -> None:
    listed = one.raw.get("ratings")
    for rating in listed if isinstance(listed, list) else ():
        class_ = CVSS.get(str(rating.get("method"))) if isinstance(rating, dict) else None
        score, vector, severity = (
            (rating.get(key) for key in ("score", "vector", "severity")) if class_ else (0, "", "")
        )
        known = severity in _SEVERITIES or class_ == CVSS["CVSSv2"]
        if not class_ or not isinstance(score, int | float) or not isinstance(vector, str) or not vector or not known:
            continue
        made = _assessment(maker, class_, source, "hasAssessmentFor", targets)
        made.security_score, made.security_vectorString = float(score), vector
        if class_ != CVSS["CVSSv2"]:
            made.security_severity = getattr(maker.model.security_CvssSeverityType, str(severity))
            del rating["severity"]
        for key in ("method", "score", "vector"):
            del rating[key]
