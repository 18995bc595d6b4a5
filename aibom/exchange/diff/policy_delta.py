"""Keeps findings that the BOM brought apart from those that the rules brought.

Four judgements are compared: the old and the new BOM, each under the old and the new policy. A finding that the new BOM
has under either policy came with the BOM; one that either BOM has under the new policy came with the rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.model.change import Cause, FindingChange, Movement, PolicyDelta
from aibom.model.finding import Finding, FindingKind, Judgement

_Findings = Mapping[str, Finding]


def policy_delta(*, old_old: Judgement, old_new: Judgement, new_old: Judgement, new_new: Judgement) -> PolicyDelta:
    """What became of findings from `old_old` to `new_new`; the names are <BOM>_<policy>. With one policy for both
    documents pass each judgement twice."""
    before, after = _by_fingerprint(old_old), _by_fingerprint(new_new)
    new_rules, new_bom = _by_fingerprint(old_new), _by_fingerprint(new_old)
    changes = sorted(_changes(before, after, new_rules, new_bom), key=_order)
    return PolicyDelta(changes=tuple(changes), old=old_old, new=new_new)


def _by_fingerprint(judgement: Judgement) -> dict[str, Finding]:
    return {finding.fingerprint: finding for finding in judgement.findings}


def _changes(before: _Findings, after: _Findings, new_rules: _Findings, new_bom: _Findings) -> Iterator[FindingChange]:
    for key in after.keys() - before.keys():
        cause = _cause(rules=key in new_rules, bom=key in new_bom)
        yield FindingChange(movement=Movement.APPEARED, cause=cause, finding=after[key])
    for key in before.keys() - after.keys():
        cause = _cause(rules=key not in new_rules, bom=key not in new_bom)
        yield FindingChange(movement=Movement.GONE, cause=cause, finding=before[key])
    for key in before.keys() & after.keys():
        step = _weight(after[key]) - _weight(before[key])
        if step:
            cause = _cause(
                rules=key in new_rules and _weight(new_rules[key]) == _weight(after[key]),
                bom=key in new_bom and _weight(new_bom[key]) == _weight(after[key]),
            )
            movement = Movement.WORSE if step > 0 else Movement.BETTER
            yield FindingChange(movement=movement, cause=cause, finding=after[key], old_severity=before[key].severity)


def _cause(*, rules: bool, bom: bool) -> Cause:
    """One of the two alone suffices, or it takes both (or either would have done)."""
    if rules is bom:
        return Cause.BOTH
    return Cause.RULES if rules else Cause.BOM


def _weight(finding: Finding) -> int:
    """What is to be reviewed weighs less than anything that fails."""
    return finding.severity.rank if finding.kind is FindingKind.FAIL else -1


_MOVEMENTS = {movement: number for number, movement in enumerate(Movement)}


def _order(change: FindingChange) -> tuple[int, int, str, str, str]:
    finding = change.finding
    return (_MOVEMENTS[change.movement], -_weight(finding), finding.rule, finding.component, finding.fingerprint)
