"""Exceptions that stand in the source: `# aibom: ignore[AIB105] reason`, as the BOM's remarks hand them over.

Such a comment covers a rule on its own lines only: a finding goes when all of its places are covered, else it keeps the
others. Without a reason it covers nothing. Each becomes facts like an exception of a file (aibom.policy.exceptions),
so that rules report the unused, the misspelt and those without reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from aibom.bom.evidence import places_of
from aibom.bom.facts import BomFacts
from aibom.core.json import Json
from aibom.model.finding import Location, Suppression
from aibom.model.kinds import Kind, Technique
from aibom.model.sighting import Remark
from aibom.policy.findings import Hit, places_of_hit
from aibom.policy.load import Policy

# What is declared in one place and used in many: a comment where it is declared is about the whole.
_DECLARED = frozenset({Kind.LIBRARY, Kind.CONTAINER})


@dataclass(frozen=True, slots=True)
class _Ignore:
    """One rule of one comment."""

    remark: Remark
    rule: str

    @property
    def suppression(self) -> Suppression:
        place = f"{self.remark.path}:{self.remark.line}"
        return Suppression(id=place, reason=self.remark.text, owner="", expires="", in_source=True)


def apply_remarks(
    facts: BomFacts, hits: Sequence[Hit], policy: Policy
) -> tuple[list[Hit], list[tuple[Hit, Suppression]], list[dict[str, Json]]]:
    """Hits that stay, those (or those of their places) that a comment covers, and the facts of every such comment."""
    ignores = [_Ignore(one, rule) for one in facts.remarks if one.verb == "ignore" for rule in one.rules or ("",)]
    if not ignores:
        return list(hits), [], []
    by_rule: dict[str, list[_Ignore]] = {}
    for ignore in ignores:
        if ignore.remark.text:
            by_rule.setdefault(ignore.rule, []).append(ignore)
    kept: list[Hit] = []
    taken: list[tuple[Hit, Suppression]] = []
    used: set[_Ignore] = set()
    for hit in hits:
        candidates = by_rule.get(hit.rule.info.id)
        if candidates is None:
            kept.append(hit)
        else:
            _divide(hit, facts, candidates, kept, taken, used)
    severities = {rule.info.id: str(rule.info.severity) for rule in policy.rules}
    return kept, taken, [_row(one, policy, severities.get(one.rule), one in used) for one in ignores]


def _divide(
    hit: Hit,
    facts: BomFacts,
    ignores: Sequence[_Ignore],
    kept: list[Hit],
    taken: list[tuple[Hit, Suppression]],
    used: set[_Ignore],
) -> None:
    """Put the covered places of a hit among `taken`, the others among `kept`."""
    places = places_of_hit(hit, facts)
    covered: dict[Location, _Ignore] = {}
    for place in places:
        ignore = next((one for one in ignores if one.remark.covers(place.path, place.line)), None)
        if ignore is not None and not place.in_bom:
            covered[place] = ignore
    used.update(covered.values())
    whole = bool(covered) and _decisive(hit, places) <= set(covered)
    left = () if whole else tuple(place for place in places if place not in covered)
    if left or not covered:
        kept.append(replace(hit, places=left) if covered else hit)
    for ignore in dict.fromkeys(covered.values()):
        own = tuple(place for place in places if covered.get(place) == ignore)
        taken.append((replace(hit, places=own), ignore.suppression))


def _decisive(hit: Hit, places: Sequence[Location]) -> set[Location]:
    """The places that must be covered for the whole to be: all, or where a library or an image is declared."""
    if hit.component is None or hit.component.kind not in _DECLARED:
        return set(places)
    declared = [one for one in places_of(hit.component.values) if one.get("technique") == Technique.MANIFEST]
    at = {(one.get("path"), one.get("line")) for one in declared}
    return {place for place in places if (place.path, place.line) in at} or set(places)


def _row(ignore: _Ignore, policy: Policy, severity: str | None, used: bool) -> dict[str, Json]:
    """What rules about exceptions are told of it; whether it is used only where that can be said."""
    remark = ignore.remark
    row: dict[str, Json] = {
        "id": ignore.suppression.id,
        "rule": ignore.rule,
        "state": "active",
        "inline": True,
        "hash_mismatch": False,
        # A comment has no end and no glob: what rules ask of these cannot hold of it.
        **dict.fromkeys(("lifetime_days", "matches", "match_share", "overlaps")),
        "known_rule": ignore.rule in policy.sources,
        "reason": remark.text or None,
        "path": remark.path,
        "line": remark.line,
    }
    if not remark.text or not row["known_rule"]:
        return row | {"used": None}  # it is told as that, and not as unused
    return row | ({"severity": severity, "used": used} if severity else {})
