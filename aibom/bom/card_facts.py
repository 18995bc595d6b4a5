"""What a CycloneDX model card tells beyond task and architecture (modelCard of 1.5 to 1.7): the `card.*` facts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aibom.bom.draft import Draft
from aibom.core.json import Json

# Fact -> the way to a list in the card, and the fields of an item that may name it (none: the item is a text).
_LISTS: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("card.use_cases", ("considerations", "useCases"), ()),
    ("card.users", ("considerations", "users"), ()),
    ("card.limitations", ("considerations", "technicalLimitations"), ()),
    ("card.ethics", ("considerations", "ethicalConsiderations"), ("name",)),
    ("card.fairness", ("considerations", "fairnessAssessments"), ("groupAtRisk", "benefits", "harms")),
    ("card.metrics", ("quantitativeAnalysis", "performanceMetrics"), ("type", "value")),
    ("card.datasets", ("modelParameters", "datasets"), ("name", "ref")),
    ("card.inputs", ("modelParameters", "inputs"), ("format",)),
    ("card.outputs", ("modelParameters", "outputs"), ("format",)),
)

_APPROACHES = frozenset({"supervised", "unsupervised", "reinforcement-learning", "semi-supervised", "self-supervised"})
# Data sets that a card only names stay a property: written out in the card they would be components of their own.
_NOT_WRITTEN = frozenset({"card.datasets"})


def add_card(draft: Draft, card: dict[str, Any]) -> None:
    """Move the `card.*` facts that the card can hold without loss from the draft into it."""
    for fact, way, names in _LISTS:
        texts = draft.texts(fact)
        if texts and all(texts) and fact not in _NOT_WRITTEN:
            holder = card.setdefault(way[0], {})
            holder[way[1]] = [{names[0]: text} for text in texts] if names else texts
            del draft.left[fact]
    approach = draft.left.get("card.approach")
    if isinstance(approach, str) and approach in _APPROACHES:
        card.setdefault("modelParameters", {})["approach"] = {"type": approach}
        del draft.left["card.approach"]


def read_card(card: Mapping[str, Any]) -> dict[str, Json]:
    """The facts of a model card; a part that it leaves out gives no fact."""
    facts: dict[str, Json] = {}
    for fact, way, names in _LISTS:
        found = _at(card, way)
        if isinstance(found, list):
            facts[fact] = [text for item in found if (text := _name(item, names))]
    approach = _at(card, ("modelParameters", "approach", "type"))
    if isinstance(approach, str) and approach:
        facts["card.approach"] = approach
    if isinstance(card.get("considerations"), dict):
        energy = _at(card, ("considerations", "environmentalConsiderations", "energyConsumptions"))
        facts["card.energy"] = isinstance(energy, list) and bool(energy)
    return facts


def _at(value: Any, way: tuple[str, ...]) -> Any:
    for step in way:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _name(item: Any, fields: tuple[str, ...]) -> str:
    if not fields:
        return item if isinstance(item, str) else ""
    if not isinstance(item, dict):
        return ""
    return next((item[field] for field in fields if isinstance(item.get(field), str) and item[field]), "")
