"""Scans deployment files in memory, and asks what was seen."""

from __future__ import annotations

from collections.abc import Mapping

from memory_tree import Seen, run

from aibom.model.kinds import RelationKind
from aibom.model.sighting import Observation
from aibom.model.vocabulary import FACT_BY_NAME
from aibom.scanners.deployments.scanner import DeploymentScanner


def deployed(files: Mapping[str, str | bytes]) -> Seen:
    """Everything that the deployment scanner sees; every fact must be one of the vocabulary."""
    seen = run(DeploymentScanner(), files)
    for one in seen.observations:
        for name in one.facts:
            fact = FACT_BY_NAME[name]
            assert not fact.kinds or one.subject.kind in fact.kinds, f"{name} of a {one.subject.kind}"
    return seen


def names(seen: Seen, kind: str) -> set[str]:
    """The names of one kind."""
    return set(seen.named(kind))


def facts(seen: Seen, kind: str, name: str) -> dict[str, object]:
    """All facts of a component, later ones winning."""
    found: dict[str, object] = {}
    for one in of(seen, kind, name):
        found |= one.facts
    return found


def of(seen: Seen, kind: str, name: str) -> list[Observation]:
    """The observations of a component."""
    return [one for one in seen.observations if one.subject.kind == kind and one.subject.name == name]


def lines(seen: Seen, kind: str, name: str) -> set[int | None]:
    """The lines on which a component was seen."""
    return {one.evidence.line for one in of(seen, kind, name)}


def edges(seen: Seen, kind: RelationKind) -> set[tuple[str, str]]:
    """The links of one kind by name; "" is the application."""
    return {(link.source.name if link.source else "", link.target.name) for link in seen.links if link.kind is kind}
