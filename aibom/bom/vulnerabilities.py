"""Known vulnerabilities between the fact (a list of objects) and the `vulnerabilities` of a document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote

from aibom.core.json import Json

_SEVERITIES = ("critical", "high", "medium", "low", "info", "none", "unknown")
_STATES = frozenset(
    "resolved resolved_with_pedigree exploitable in_triage false_positive not_affected".split()  # analysis.state
)
_MEMBERS = frozenset({"id", "cvss", "severity", "vex_state"})


def fits(value: Json) -> bool:
    """Whether the fact's value can stand in a document's `vulnerabilities` without loss."""
    return isinstance(value, list | tuple) and bool(value) and all(_fits(item) for item in value)


def _fits(item: Any) -> bool:
    if not isinstance(item, dict) or not isinstance(item.get("id"), str) or not set(item) <= _MEMBERS:
        return False
    cvss = item.get("cvss", 0.0)
    return (
        isinstance(cvss, int | float)
        and not isinstance(cvss, bool)
        and str(item.get("severity", "none")) in _SEVERITIES
        and str(item.get("vex_state", "resolved")) in _STATES
    )


def to_vulnerabilities(stated: Iterable[tuple[str, Json]]) -> list[dict[str, Any]]:
    """The `vulnerabilities` of a document from (bom-ref, value of the fact that `fits`); equal statements about
    several components are written once."""
    affected: dict[tuple[str, str, str, str], list[str]] = {}
    originals: dict[tuple[str, str, str, str], Mapping[str, Any]] = {}
    for ref, value in stated:
        for item in value if isinstance(value, list | tuple) else ():
            if isinstance(item, dict):
                key = (str(item["id"]), str(item.get("cvss")), str(item.get("severity")), str(item.get("vex_state")))
                originals[key] = item
                affected.setdefault(key, []).append(ref)
    return [_object(originals[key], affected[key]) for key in sorted(affected)]


def _object(item: Mapping[str, Any], refs: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {"id": item["id"]}
    rating = {field: item[member] for field, member in (("score", "cvss"), ("severity", "severity")) if member in item}
    if rating:
        found["ratings"] = [rating]
    if "vex_state" in item:
        found["analysis"] = {"state": item["vex_state"]}
    found["affects"] = [{"ref": ref} for ref in sorted(set(refs))]
    return found


def from_vulnerabilities(raw: Any) -> dict[str, list[Json]]:
    """What a document states for each bom-ref, sorted by id. A component whose every listed version is
    unaffected is not listed."""
    stated: dict[str, dict[tuple[str, str], Json]] = {}
    for item in raw if isinstance(raw, list) else ():
        if not isinstance(item, dict) or not isinstance(item.get("id"), str):
            continue
        fact = _fact(item)
        for affect in _mappings(item.get("affects")):
            if isinstance(affect.get("ref"), str) and not _unaffected(affect):
                stated.setdefault(_local_ref(affect["ref"]), {})[item["id"], repr(sorted(fact.items()))] = fact
    return {ref: [facts[key] for key in sorted(facts)] for ref, facts in stated.items()}


def _local_ref(ref: str) -> str:
    """The bom-ref that a BOM-Link (`urn:cdx:<serial>/<version>#<bom-ref>`) ends in, or the ref itself."""
    link, mark, local = ref.partition("#")
    return unquote(local) if mark and link.startswith("urn:cdx:") else ref


def _unaffected(affect: Mapping[str, Any]) -> bool:
    versions = _mappings(affect.get("versions"))
    return bool(versions) and all(version.get("status") == "unaffected" for version in versions)


def _fact(item: Mapping[str, Any]) -> dict[str, Json]:
    fact: dict[str, Json] = {"id": item["id"]}
    ratings = _mappings(item.get("ratings"))
    scores = [r["score"] for r in ratings if _is_score(r)]
    if scores:
        fact["cvss"] = max(scores)
    severities = [r["severity"] for r in ratings if str(r.get("severity")) in _SEVERITIES]
    if severities:
        fact["severity"] = min(severities, key=_SEVERITIES.index)
    analysis = item.get("analysis")
    if isinstance(analysis, dict) and isinstance(analysis.get("state"), str):
        fact["vex_state"] = analysis["state"]
    return fact


def _is_score(rating: Mapping[str, Any]) -> bool:
    """A CVSS score, or one whose method is not told; EPSS, SSVC and OWASP scores have other scales."""
    score, method = rating.get("score"), rating.get("method")
    is_number = isinstance(score, int | float) and not isinstance(score, bool)
    return is_number and (not isinstance(method, str) or method.startswith("CVSS"))


def _mappings(raw: Any) -> list[Mapping[str, Any]]:
    return [item for item in raw if isinstance(item, dict)] if isinstance(raw, list) else []
