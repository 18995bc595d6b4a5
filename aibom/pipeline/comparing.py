"""From two BOMs to their comparison, and to what each says under each policy."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from aibom.pipeline.judging import Terms, judge_of
from aibom.pipeline.scoring import with_scores_of

if TYPE_CHECKING:
    from aibom.bom.facts import BomFacts
    from aibom.model.change import Comparison, PolicyDelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Diffed:
    """A comparison; `prefix` = the scanned folder of the new document relative to its repository."""

    comparison: Comparison
    prefix: str


def diff_boms(
    old: bytes, new: bytes, *, names: tuple[str, str], rules: tuple[Terms, Terms] | None, same_tree: bool = False
) -> Diffed:
    """Compare two documents. `rules` = by what the old and the new one are judged; None judges neither. `same_tree`
    says that both describe one tree, so that days and the folder's name do not count (drift).

    Raises UsageError when one of them is no BOM, or they have nothing in common.
    """
    from aibom.exchange.diff import compare_boms, load_any

    before, after = load_any(old, names[0]), load_any(new, names[1])
    comparison = compare_boms(before, after, old_name=names[0], new_name=names[1], same_tree=same_tree)
    if rules is not None:
        comparison = replace(comparison, policy=_policy_delta((before, old), (after, new), rules))
    return Diffed(comparison=comparison, prefix=after.prefix)


def _policy_delta(
    old_document: tuple[BomFacts, bytes], new_document: tuple[BomFacts, bytes], rules: tuple[Terms, Terms]
) -> PolicyDelta:
    """Both documents (facts and bytes) under both policies; under one, when it is the same."""
    from aibom.exchange.diff import policy_delta

    before, after = judge_of(rules[0]), judge_of(rules[1])
    profiles = sorted({*before.profiles, *after.profiles})
    old, new = (with_scores_of(facts, data, profiles) for facts, data in (old_document, new_document))
    old_old, new_new = before.judge(old), after.judge(new)
    if rules[0] == rules[1]:
        return policy_delta(old_old=old_old, old_new=old_old, new_old=new_new, new_new=new_new)
    return policy_delta(old_old=old_old, old_new=after.judge(old), new_old=before.judge(new), new_new=new_new)
