"""The completeness score of OWASP's AIBOM Generator (GenAI-Security-Project/aibom-generator, Apache-2.0), recomputed
from its published field registry and rules, so that a figure given here can be compared with one given there.

Each category's points are given by the share of its fields that are present, then many missing critical or important
fields take off a fifth, a tenth, a twentieth. Where a field stands is decided as that tool decides it: at the path of
its registry, else anywhere that its older look-up goes. It looks at the first component alone; for a BOM of several
models each is looked at in turn, and the document's figure is their mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aibom.bom.read import BomDocument
from aibom.catalog.score_profiles import Demand, OwaspField, owasp_fields, owasp_weights, profiles
from aibom.core import re
from aibom.exchange.score_result import Row, Score

_FILTER = re.compile(r"(.+)\[\?\(@\.(\w+)=='([^']+)'\)\](.*)")
_MODEL = "machine-learning-model"
_CONSIDERATIONS = {
    "technicalLimitations": ("technicalLimitations", "limitations"),
    "safetyRiskAssessment": ("ethicalConsiderations", "safetyRiskAssessment"),
    "energyConsumption": ("environmentalConsiderations", "energyConsumption"),
}
_REFERENCES = {
    "downloadLocation": ("distribution", "website"),
    "vcs": ("vcs",),
    "website": ("website",),
    "paper": ("documentation",),
}
_PER_MODEL = ("component_basic", "component_model_card", "external_references")


def owasp_score(document: BomDocument) -> Score:
    """The score, with a row for each field of the registry."""
    whole = dict(document.data)
    views = _views(whole)
    found = {ref: {field.id: is_present(view, field) for field in owasp_fields()} for ref, view in views.items()}
    totals = {ref: total_of(states) for ref, states in found.items()}
    score = round(sum(totals.values()) / len(totals), 1)
    notes = [] if len(totals) == 1 else [f"The mean of {len(totals)} models; OWASP's tool looks at one component only."]
    return Score(
        profile="owasp-aibom",
        title=profiles()["owasp-aibom"],
        score=score,
        answered=score,
        rows=tuple(_row(field, found) for field in owasp_fields() if _counts(field, found)),
        components=totals,
        notes=tuple(notes),
    )


def _views(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The document as it would be with each model as its first component."""
    listed = document.get("components")
    components = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    models = [one for one in components if one.get("type") == _MODEL] or components[:1]
    views = {str(one.get("bom-ref") or one.get("name")): document | {"components": [one]} for one in models}
    return views or {"": document}


def _counts(field: OwaspField, found: Mapping[str, Mapping[str, bool]]) -> bool:
    return not field.optional or any(states[field.id] for states in found.values())


def _row(field: OwaspField, found: Mapping[str, Mapping[str, bool]]) -> Row:
    present = tuple(ref for ref, states in found.items() if states[field.id])
    absent = tuple(ref for ref, states in found.items() if not states[field.id] and not field.optional)
    return Row(
        id=field.id,
        name=field.id,
        scope="model" if field.category in _PER_MODEL else "doc",
        demand=Demand(ref=f"{field.tier}, {field.category}"),
        demanded_by={"owasp-aibom": field.tier},
        fill=f"Write it at {field.path}.",
        present=present,
        unknown=(),
        absent=absent,
    )


def total_of(states: Mapping[str, bool]) -> float:
    """The figure, 0 to 100, of one model by which fields are present."""
    subtotal = sum(
        round(weight * _share([f for f in owasp_fields() if f.category == category], states), 1)
        for category, weight in owasp_weights().items()
    )
    missing = [field.tier for field in owasp_fields() if not states[field.id] and not field.optional]
    critical, important = missing.count("critical"), missing.count("important")
    factor = 0.8 if critical > 3 else 0.9 if critical >= 2 else 1.0
    factor *= 0.95 if important >= 5 else 1.0
    return max(0.0, min(round(subtotal * factor, 1), 100.0))


def _share(fields: list[OwaspField], states: Mapping[str, bool]) -> float:
    counted = [field for field in fields if not field.optional or states[field.id]]
    return sum(states[field.id] for field in counted) / len(counted) if counted else 0.0


def is_present(document: Mapping[str, Any], field: OwaspField) -> bool:
    """Whether a field is present as that tool sees it."""
    return _at(document, field.path) not in (None, "", []) or _anywhere(document, field.id)


def _at(document: Any, path: str) -> Any:
    path = path.removeprefix("$.")
    if "[?(@." in path:
        match = _FILTER.fullmatch(path)
        listed = _at(document, match[1]) if match else None
        if match is None or not isinstance(listed, list):
            return None
        item = next((one for one in listed if isinstance(one, dict) and str(one.get(match[2])) == match[3]), None)
        return _at(item, match[4].removeprefix(".")) if item is not None and match[4] else item
    for step in path.split("."):
        key, _, number = step.partition("[")
        document = document.get(key) if isinstance(document, dict) else None
        if number:
            index = int(number.rstrip("]"))
            document = document[index] if isinstance(document, list) and index < len(document) else None
    return document


def _anywhere(document: Mapping[str, Any], name: str) -> bool:
    """The older look-up: the name as a key of document, metadata, component, model card and its parts, or as a
    property; some fields under other names."""
    metadata = _mapping(document.get("metadata"))
    component = _mapping(next(iter(_listed(document.get("components"))), {}))
    card = _mapping(component.get("modelCard"))
    considerations = _mapping(card.get("considerations"))
    holders = (document, metadata, component, card, _mapping(card.get("modelParameters")), considerations)
    if any(name in holder for holder in holders):
        return True
    listed = [*_listed(metadata.get("properties")), *_listed(component.get("properties"))]
    if any(one.get("name") in (name, f"spdx:{name}") for one in listed):
        return True
    if any(considerations.get(part) for part in _CONSIDERATIONS.get(name, ())):
        return True
    references = _listed(component.get("externalReferences"))
    return any(one.get("type") in _REFERENCES.get(name, ()) and one.get("url") for one in references)


def _mapping(raw: Any) -> Mapping[str, Any]:
    return raw if isinstance(raw, dict) else {}


def _listed(raw: Any) -> list[Mapping[str, Any]]:
    return [one for one in raw if isinstance(one, dict)] if isinstance(raw, list) else []
