"""A model that only the form of its name tells in one place is the one that a surer reading names in another."""

from __future__ import annotations

from collections.abc import Iterable

from aibom.model.by_form import CONFIDENCE, plain_name
from aibom.model.kinds import Kind
from aibom.model.sighting import Observation


def without_told(observations: Iterable[Observation]) -> list[Observation]:
    """The observations without those by form alone of a model that a surer one names, however it is spelt there."""
    kept = list(observations)
    sure = {plain_name(one.subject.name) for one in kept if _is_model(one) and not _is_by_form(one)}
    return [one for one in kept if not (_is_by_form(one) and plain_name(one.subject.name) in sure)]


def _is_model(one: Observation) -> bool:
    return one.subject.kind is Kind.MODEL


def _is_by_form(one: Observation) -> bool:
    return _is_model(one) and one.evidence.confidence <= CONFIDENCE
