"""The completeness of a document as facts that rules read (`score.<profile>`), made only when one of them asks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aibom.bom.facts import BomFacts
    from aibom.bom.read import BomDocument
    from aibom.policy.load import Policy

# Beginning of their names, as model.vocabulary spells them.
_SCORE = "score."


def scored_profiles(policy: Policy) -> tuple[str, ...]:
    """The profiles whose score the policy's rules ask for, sorted."""
    from aibom.policy.paths import Subject

    names = sorted(policy.asks(Subject.BOM))
    return tuple(name.removeprefix(_SCORE) for name in names if name.startswith(_SCORE))


def with_scores(facts: BomFacts, document: BomDocument, profiles: Iterable[str]) -> BomFacts:
    """The facts with the document's completeness by these profiles."""
    names = tuple(profiles)
    if not names:
        return facts
    from aibom.exchange.score import scores_of

    scores = {f"{_SCORE}{one.profile}": one.score for one in scores_of(document, names)}
    return replace(facts, bom={**facts.bom, **scores})


def with_scores_of(facts: BomFacts, data: bytes, profiles: Iterable[str]) -> BomFacts:
    """with_scores, of a document in any form that can be read."""
    names = tuple(profiles)
    if not names:
        return facts
    from aibom.bom.read import load_document
    from aibom.bom.write import to_bytes
    from aibom.exchange.convert import read_bom

    return with_scores(facts, load_document(to_bytes(dict(read_bom(data, "BOM").document))), names)
