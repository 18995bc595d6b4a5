"""Scans configuration files in memory, and asks what was seen."""

from __future__ import annotations

from collections.abc import Mapping

from memory_tree import Seen, run

from aibom.model.kinds import RelationKind
from aibom.model.vocabulary import FACT_BY_NAME
from aibom.scanners.configs.scanner import ConfigScanner


def configured(files: Mapping[str, str | bytes], untracked: tuple[str, ...] = ()) -> Seen:
    """Everything that the configuration scanner sees; every fact must be one of the vocabulary."""
    seen = run(ConfigScanner(), files, untracked)
    for one in seen.observations:
        for name in one.facts:
            fact = FACT_BY_NAME[name]
            assert not fact.kinds or one.subject.kind in fact.kinds, f"{name} of a {one.subject.kind}"
    return seen


def names(seen: Seen, kind: str) -> set[str]:
    """The names of one kind."""
    return set(seen.named(kind))


def used(seen: Seen, kind: str) -> set[str]:
    """The names of one kind that are not only mentioned."""
    return {one.subject.name for one in seen.observations if one.subject.kind == kind and "usage" not in one.facts}


def origins(seen: Seen, kind: str = "model") -> set[tuple[str, str]]:
    """Origin and name of one kind."""
    return {(one.subject.origin, one.subject.name) for one in seen.observations if one.subject.kind == kind}


def places(seen: Seen, kind: str) -> set[tuple[str, int | None]]:
    """Name and line of one kind."""
    return {(one.subject.name, one.evidence.line) for one in seen.observations if one.subject.kind == kind}


def edges(seen: Seen, kind: RelationKind) -> set[tuple[str, str]]:
    """The links of one kind by name; "" is the application."""
    return {(link.source.name if link.source else "", link.target.name) for link in seen.links if link.kind is kind}
