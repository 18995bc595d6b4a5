"""Known vulnerabilities between the fact (a list of objects) and the `vulnerabilities` of a document."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote

from aibom.bom.properties import compact, pairs_of
from aibom.core.json import Json

_SEVERITIES = ("critical", "high", "medium", "low", "info", "none", "unknown")
_STATES = frozenset(
    "resolved resolved_with_pedigree exploitable in_triage false_positive not_affected".split()  # analysis.state
)
_FLAGS = ("kev", "malicious", "unbounded")
_MEMBERS = frozenset({"id", "cvss", "severity", "vex_state", "vector", "aliases", "fixed", "epss", *_FLAGS})
# Properties of a vulnerability for what CycloneDX has no field for.
NAMESPACE = "aibom:vulnerability:"
_SOURCES = (("CVE-", "NVD"), ("GHSA-", "GitHub Advisories"))


def fits(value: Json) -> bool:
    """Whether the fact's value can stand in a document's `vulnerabilities` without loss."""
    return isinstance(value, list | tuple) and bool(value) and all(_fits(item) for item in value)


def _fits(item: Any) -> bool:
    if not isinstance(item, dict) or not isinstance(item.get("id"), str) or not set(item) <= _MEMBERS:
        return False
    return (
        _is_number(item.get("cvss", 0.0))
        and _is_number(item.get("epss", 0.0))
        and str(item.get("severity", "none")) in _SEVERITIES
        and str(item.get("vex_state", "resolved")) in _STATES
        and isinstance(item.get("vector", ""), str)
        and ("vector" not in item or "cvss" in item)
        and all(isinstance(item.get(name, False), bool) for name in _FLAGS)
        and all(_are_texts(item.get(name, ["text"])) for name in ("aliases", "fixed"))
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, str) and item for item in value)


def to_vulnerabilities(stated: Iterable[tuple[str, Json]]) -> list[dict[str, Any]]:
    """The `vulnerabilities` of a document from (bom-ref, value of the fact that `fits`); equal statements about
    several components are written once."""
    affected: dict[tuple[str, str], list[str]] = {}
    originals: dict[tuple[str, str], Mapping[str, Any]] = {}
    for ref, value in stated:
        for item in value if isinstance(value, list | tuple) else ():
            if isinstance(item, dict):
                key = (str(item["id"]), compact(item))
                originals[key] = item
                affected.setdefault(key, []).append(ref)
    return [
        vulnerability_object(originals[key]) | {"affects": [{"ref": ref} for ref in sorted(set(affected[key]))]}
        for key in sorted(affected)
    ]


def vulnerability_object(item: Mapping[str, Any]) -> dict[str, Any]:
    """An item of the fact as a CycloneDX vulnerability, without what it affects."""
    name = str(item["id"])
    found: dict[str, Any] = {"id": name, "source": source_of(name)}
    if "aliases" in item:
        found["references"] = [{"id": alias, "source": source_of(alias)} for alias in item["aliases"]]
    rating = {field: item[member] for field, member in (("score", "cvss"), ("severity", "severity")) if member in item}
    if "vector" in item:
        rating |= {"method": _method(item["vector"]), "vector": item["vector"]}
    if rating:
        found["ratings"] = [rating]
    if "fixed" in item:
        found["recommendation"] = f"Update to {' or '.join(item['fixed'])}."
    if "vex_state" in item:
        found["analysis"] = {"state": item["vex_state"]}
    pairs = [(NAMESPACE + flag, "true" if item[flag] else "false") for flag in _FLAGS if flag in item]
    pairs += [(f"{NAMESPACE}epss", json.dumps(item["epss"]))] if "epss" in item else []
    pairs += [(f"{NAMESPACE}fixed", version) for version in item.get("fixed", ())]
    if pairs:
        found["properties"] = [{"name": name, "value": value} for name, value in pairs]
    return found


def source_of(name: str) -> dict[str, str]:
    """Who gives ids of this form."""
    return {"name": next((source for prefix, source in _SOURCES if name.startswith(prefix)), "OSV")}


def _method(vector: str) -> str:
    prefixes = (("CVSS:4", "CVSSv4"), ("CVSS:3.1", "CVSSv31"), ("CVSS:3", "CVSSv3"), ("AV:", "CVSSv2"))
    return next((name for prefix, name in prefixes if vector.startswith(prefix)), "other")


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
    scored = [r for r in ratings if _is_score(r)]
    if scored:
        worst = max(scored, key=lambda rating: float(rating["score"]))
        fact["cvss"] = worst["score"]
        if isinstance(worst.get("vector"), str) and worst["vector"]:
            fact["vector"] = worst["vector"]
    severities = [r["severity"] for r in ratings if str(r.get("severity")) in _SEVERITIES]
    if severities:
        fact["severity"] = min(severities, key=_SEVERITIES.index)
    analysis = item.get("analysis")
    if isinstance(analysis, dict) and isinstance(analysis.get("state"), str):
        fact["vex_state"] = analysis["state"]
    aliases = [other["id"] for other in _mappings(item.get("references")) if isinstance(other.get("id"), str)]
    if aliases:
        fact["aliases"] = list(dict.fromkeys(aliases))
    return fact | _own(item)


def _own(item: Mapping[str, Any]) -> dict[str, Json]:
    """What our properties say."""
    pairs = [(name.removeprefix(NAMESPACE), value) for name, value in pairs_of(item.get("properties"))]
    facts: dict[str, Json] = {name: value == "true" for name, value in pairs if name in _FLAGS}
    fixed = [value for name, value in pairs if name == "fixed"]
    if fixed:
        facts["fixed"] = fixed
    for name, value in pairs:
        if name == "epss":
            with contextlib.suppress(ValueError):
                facts["epss"] = float(value)
    return facts


def _is_score(rating: Mapping[str, Any]) -> bool:
    """A CVSS score, or one whose method is not told; EPSS, SSVC and OWASP scores have other scales."""
    score, method = rating.get("score"), rating.get("method")
    return _is_number(score) and (not isinstance(method, str) or method.startswith("CVSS"))


def _mappings(raw: Any) -> list[Mapping[str, Any]]:
    return [item for item in raw if isinstance(item, dict)] if isinstance(raw, list) else []
