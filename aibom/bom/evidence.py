"""Evidence between its typed form and CycloneDX.

Components of 1.6 and later hold places in `evidence.occurrences` (location, line, symbol) and how they were
seen in `evidence.identity`. Services have no evidence and occurrences of 1.5 have no line, so there the
property `aibom:evidence:location` holds `path:line`, and `aibom:evidence:detail` the whole as JSON.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from aibom.bom.properties import EVIDENCE, EVIDENCE_LOCATION, USE, Pair, compact, from_json
from aibom.core import re
from aibom.core.json import Json
from aibom.model.sighting import Evidence, Use

_CONTEXT = re.compile(r"([a-z-]{3,30}) ([01](?:\.\d{1,20})?)")
# `app/main.py:12`, `app/main.py#12`, `app/main.py#L12`, each with an optional column or end.
_PLACE = re.compile(r"(?P<path>.+?)(?:#L?|:)(?P<line>\d{1,9})(?:[-:]L?\d{1,9})?", re.DOTALL)
# Properties in which other tools name a file: anchore syft, cdxgen, aquasecurity trivy.
_FOREIGN_PATH = re.compile(r"syft:location:\d{1,6}:path|SrcFile|aquasecurity:trivy:FilePath")


def to_evidence(evidence: Iterable[Evidence], field: str, spec_version: str) -> dict[str, Any]:
    """`component.evidence`; `field` is what was identified: "purl" or "name"."""
    places = _ordered(evidence)
    methods = _methods(places)
    identity: dict[str, Any] = {"field": field, "confidence": max(m["confidence"] for m in methods), "methods": methods}
    mixed = len({(place.technique, place.confidence) for place in places}) > 1
    if spec_version < "1.6":
        paths = sorted({place.path for place in places})
        return {"identity": identity, "occurrences": [{"location": path} for path in paths]}
    return {"identity": [identity], "occurrences": [_occurrence(place, mixed) for place in places]}


def _ordered(evidence: Iterable[Evidence]) -> list[Evidence]:
    return sorted(set(evidence), key=lambda e: (e.path, e.line or 0, e.symbol, e.technique, e.confidence))


def _methods(places: list[Evidence]) -> list[dict[str, Any]]:
    best: dict[str, float] = {}
    for place in places:
        best[place.technique] = max(best.get(place.technique, 0.0), _bounded(place.confidence))
    return [{"technique": str(technique), "confidence": best[technique]} for technique in sorted(best)]


def _bounded(confidence: float) -> float:
    return min(max(float(confidence), 0.0), 1.0) if math.isfinite(confidence) else 0.0


def _occurrence(place: Evidence, mixed: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"location": place.path}
    if place.line is not None and place.line >= 0:
        found["line"] = place.line
    if place.symbol:
        found["symbol"] = place.symbol
    if mixed:
        found["additionalContext"] = f"{place.technique} {_bounded(place.confidence)!r}"
    return found


def evidence_pairs(evidence: Iterable[Evidence]) -> list[Pair]:
    """The properties that hold evidence where CycloneDX has no field for it."""
    pairs: list[Pair] = []
    for place in _ordered(evidence):
        pairs.append((EVIDENCE_LOCATION, f"{place.path}:{place.line}" if place.line else place.path))
        pairs.append((EVIDENCE, compact(_record(place))))
    return pairs


def _record(place: Evidence) -> dict[str, Json]:
    record: dict[str, Json] = {"path": place.path, "technique": str(place.technique)}
    record["confidence"] = _bounded(place.confidence)
    if place.line is not None and place.line >= 0:
        record["line"] = place.line
    if place.symbol:
        record["symbol"] = place.symbol
    return record


def use_pairs(uses: Iterable[Use]) -> list[Pair]:
    """One property `aibom:use` for each use."""
    return [
        (USE, compact({"path": use.path, "line": use.line, "symbol": use.symbol, "args": dict(use.args)}))
        for use in uses
    ]


def read_uses(pairs: Iterable[Pair]) -> list[dict[str, Json]]:
    """The uses in properties, in order of place."""
    found = [from_json(value) for name, value in pairs if name == USE]
    uses = [dict(use) for use in found if isinstance(use, dict)]
    return uses if len(uses) < 2 else sorted(uses, key=lambda use: (*_place_key(use)[:3], compact(use)))


def read_evidence(raw: Any, pairs: list[Pair]) -> list[dict[str, Json]]:
    """All places that a component names, in order; each an object of path, line, symbol, technique,
    confidence, of which only path is always there."""
    ours = [from_json(value) for name, value in pairs if name == EVIDENCE]
    places = [dict(place) for place in ours if isinstance(place, dict) and isinstance(place.get("path"), str)]
    if not places and isinstance(raw, dict):
        places = _from_occurrences(raw)
    if not places:
        places = [place for text in _foreign_texts(pairs) if (place := split_place(text))]
    if len(places) < 2:
        return places
    unique = {_place_key(place): place for place in places}
    return [unique[key] for key in sorted(unique)]


def _foreign_texts(pairs: list[Pair]) -> Iterable[str]:
    for name, value in pairs:
        if name == EVIDENCE_LOCATION:
            yield value
        elif _FOREIGN_PATH.fullmatch(name):
            # syft counts paths from the scanned folder as if it were the root of a file system.
            yield value.lstrip("/") if name.startswith("syft:") else value


def is_place(name: str) -> bool:
    """Whether a property of that name says where a component was seen."""
    return name == EVIDENCE_LOCATION or _FOREIGN_PATH.fullmatch(name) is not None


def _from_occurrences(raw: Mapping[str, Any]) -> list[dict[str, Json]]:
    method = _sole_method(raw.get("identity"))
    places: list[dict[str, Json]] = []
    for occurrence in _listed(raw.get("occurrences")):
        if isinstance(occurrence, dict) and isinstance(occurrence.get("location"), str):
            place = split_place(occurrence["location"]) if "line" not in occurrence else None
            places.append({**(place or {"path": occurrence["location"]}), **method, **_details(occurrence)})
    return places


def _details(occurrence: Mapping[str, Any]) -> dict[str, Json]:
    found: dict[str, Json] = {}
    if isinstance(occurrence.get("line"), int):
        found["line"] = occurrence["line"]
    if isinstance(occurrence.get("symbol"), str):
        found["symbol"] = occurrence["symbol"]
    context = occurrence.get("additionalContext")
    if isinstance(context, str) and (match := _CONTEXT.fullmatch(context)):
        found["technique"], found["confidence"] = match[1], float(match[2])
    return found


def _sole_method(identity: Any) -> dict[str, Json]:
    """Technique and confidence when the component names exactly one: then they hold for every occurrence."""
    if identity is None:
        return {}
    listed = identity if isinstance(identity, list) else [identity]
    methods = [m for i in listed if isinstance(i, dict) for m in _listed(i.get("methods")) if isinstance(m, dict)]
    if len(methods) != 1:
        return {}
    return {key: methods[0][key] for key in ("technique", "confidence") if key in methods[0]}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def places_of(values: Mapping[str, Json]) -> list[Mapping[str, Json]]:
    """The places of a component's fact `evidence` that name a path."""
    evidence = values.get("evidence")
    if not evidence or not isinstance(evidence, list):
        return []
    return [place for place in evidence if isinstance(place, dict) and isinstance(place.get("path"), str)]


def split_place(text: str) -> dict[str, Json] | None:
    """`app/main.py:12` or `app/main.py#L12` -> path and line; None for a path outside of the scanned tree."""
    text = text.strip().replace("\\", "/")
    match = _PLACE.fullmatch(text)
    path = match["path"] if match else text
    if not path or path.startswith(("/", "~")) or re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", path):
        return None
    return {"path": path, "line": int(match["line"])} if match else {"path": path}


def _place_key(place: Mapping[str, Json]) -> tuple[str, int, str, str, str]:
    line = place.get("line")
    return (
        str(place.get("path")),
        line if isinstance(line, int) else 0,
        str(place.get("symbol", "")),
        str(place.get("technique", "")),
        str(place.get("confidence", "")),
    )
