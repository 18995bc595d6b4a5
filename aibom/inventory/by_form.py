"""A model, tool or agent that only its form tells in one place is the one that a surer reading names in another."""

from __future__ import annotations

from collections.abc import Iterable

from aibom.model.by_form import CONFIDENCE, plain_name
from aibom.model.kinds import Kind
from aibom.model.sighting import Observation

_KINDS = (Kind.AGENT, Kind.MODEL, Kind.TOOL)


def without_told(observations: Iterable[Observation]) -> list[Observation]:
    """The observations without those by form alone of what a surer one names, however it is spelt there."""
    kept = list(observations)
    sure = {_named(one) for one in kept if one.subject.kind in _KINDS and not _is_by_form(one)}
    return [one for one in kept if not (_is_by_form(one) and _named(one) in sure)]


def _named(one: Observation) -> tuple[Kind, str]:
    return one.subject.kind, plain_name(one.subject.name)


def _is_by_form(one: Observation) -> bool:
    return one.subject.kind in _KINDS and one.evidence.confidence <= CONFIDENCE
