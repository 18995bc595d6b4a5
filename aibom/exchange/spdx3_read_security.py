"""The Security profile of SPDX 3 as vulnerabilities of CycloneDX."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aibom.exchange.losses import take_text
from aibom.exchange.spdx3_graph import Graph, objects, source_of, texts, type_of
from aibom.exchange.spdx3_words import CVSS, JUSTIFICATIONS, VEX

VULNERABILITY = "security_Vulnerability"
# The state of each VEX statement; where several states have one word, the plainest.
_STATES = {
    class_: state for state, (class_, _) in VEX.items() if state not in ("resolved_with_pedigree", "false_positive")
}
_JUSTIFIED = {theirs: ours for ours, theirs in JUSTIFICATIONS.items()} | {
    "componentNotPresent": "code_not_present",
    "vulnerableCodeCannotBeControlledByAdversary": "protected_by_mitigating_control",
}
_METHODS = {class_: method for method, class_ in reversed(tuple(CVSS.items()))}
ASSESSMENTS = (*_STATES, *_METHODS)
_NOTES = ("security_impactStatement", "security_statusNotes", "security_actionStatement")


def take_vulnerabilities(graph: Graph, refs: Mapping[str, str]) -> list[dict[str, Any]]:
    """The vulnerabilities of a graph, in its order; `refs` are the bom-refs by identifier. What is taken is gone."""
    found = {key: _entry(key, raw) for key, raw in graph.of_type(VULNERABILITY)}
    affects: dict[str, set[str]] = {key: set() for key in found}
    for _, one in graph.of_type("Relationship"):
        if one.get("relationshipType") == "hasAssociatedVulnerability" and source_of(one) in refs:
            known = [target for target in texts(one.get("to")) if target in found]
            for target in known:
                affects[target].add(refs[source_of(one)])
            one["to"] = [target for target in texts(one.get("to")) if target not in found]
    for _, one in graph.of_type(*ASSESSMENTS):
        source = source_of(one)
        if source in found:
            affects[source] |= {refs[target] for target in texts(one.get("to")) if target in refs}
            _assess(found[source], one)
    for key, entry in found.items():
        if affects[key]:
            entry["affects"] = [{"ref": ref} for ref in sorted(affects[key])]
    return list(found.values())


def _entry(key: str, raw: dict[str, Any]) -> dict[str, Any]:
    identifiers = [str(one.get("identifier")) for one in objects(raw.pop("externalIdentifier", None))]
    name = take_text(raw, "name")
    entry: dict[str, Any] = {"bom-ref": key, "id": next(iter(identifiers), "") or name or key}
    urls = [url for one in objects(raw.pop("externalRef", None)) for url in texts(one.get("locator"))]
    if urls:
        entry["source"] = {"url": urls[0]}
        entry["advisories"] = [{"url": url} for url in urls[1:]]
    for field, theirs in (("description", "description"), ("detail", "summary")):
        if text := take_text(raw, theirs):
            entry[field] = text
    for field, theirs in (("published", "security_publishedTime"), ("updated", "security_modifiedTime")):
        if text := take_text(raw, theirs):
            entry[field] = text
    return {name: value for name, value in entry.items() if value}


def _assess(entry: dict[str, Any], one: dict[str, Any]) -> None:
    kind = type_of(one)
    for field in ("from", "to", "relationshipType"):
        one.pop(field, None)
    if kind in _METHODS:
        score, vector = one.pop("security_score", None), take_text(one, "security_vectorString")
        rating: dict[str, Any] = {"method": _method(kind, vector), "vector": vector}
        try:
            rating["score"] = float(str(score))
        except ValueError:
            one["security_score"] = score
        if severity := take_text(one, "security_severity"):
            rating["severity"] = severity
        entry.setdefault("ratings", []).append({name: value for name, value in rating.items() if value != ""})
        return
    analysis: dict[str, Any] = {"state": _STATES[kind]}
    if word := _JUSTIFIED.get(take_text(one, "security_justificationType")):
        analysis["justification"] = word
    notes = [text for field in _NOTES if (text := take_text(one, field)) not in ("", "NOASSERTION")]
    if notes:
        analysis["detail"] = "\n".join(notes)
    entry["analysis"] = analysis


def _method(kind: str, vector: str) -> str:
    return "CVSSv31" if vector.startswith("CVSS:3.1/") else _METHODS[kind]
