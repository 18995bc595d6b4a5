"""A comparison as SARIF 2.1.0 with `baselineState` (section 3.27.24): the old BOM is the baseline.

Each class of change is a rule. What was added is `new`, what is gone `absent`, any other change `updated`; findings of
the policy are `new`, `absent`, `updated` or `unchanged`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from aibom.model.change import Change, Comparison, Movement, PolicyDelta
from aibom.model.change_classes import ChangeClass
from aibom.model.finding import Finding, FindingKind, Judgement, Location, RuleInfo
from aibom.reports.diff_text import line_of
from aibom.reports.sarif import to_sarif

_PREFIX = "AIBOM-DIFF-"
_STATES = {"added": "new", "removed": "absent", "new-data-flow": "new", "data-flow-gone": "absent"}
_MOVED = {Movement.APPEARED: "new", Movement.GONE: "absent", Movement.WORSE: "updated", Movement.BETTER: "updated"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _States:
    """The state of each result by its fingerprint; takes the place of an earlier SARIF file."""

    by_fingerprint: Mapping[str, str]

    def state(self, result: Mapping[str, Any]) -> str:
        return self.by_fingerprint.get(result["partialFingerprints"]["primaryLocationLineHash"], "unchanged")

    def gone(self, fingerprints: Iterable[str]) -> Sequence[Mapping[str, Any]]:
        return ()


def to_diff_sarif(
    comparison: Comparison, *, prefix: str, bom_path: str, tool_version: str, show_all: bool = False
) -> bytes:
    """The log. `prefix` = scanned folder relative to its repository, `bom_path` = the new BOM relative to it."""
    changes = comparison.changes if show_all else comparison.shown
    results = [(_finding(change), _STATES.get(change.cls, "updated")) for change in changes]
    rules = {change.cls: _rule(change.info) for change in changes}
    if comparison.policy:
        results += _policy_results(comparison.policy)
    results = _distinct(results)
    results.sort(key=lambda one: (-one[0].severity.rank, one[0].rule, one[0].fingerprint))
    judgement = Judgement(
        packs=comparison.policy.new.packs if comparison.policy else (),
        rules=(*rules.values(), *_policy_rules(comparison.policy, results)),
        findings=tuple(finding for finding, _ in results),
        components=comparison.new.components,
        warnings=comparison.notes,
    )
    states = _States(by_fingerprint={finding.fingerprint: state for finding, state in results})
    return to_sarif(
        judgement, prefix=prefix, bom_path=bom_path, tool_version=tool_version, category="aibom-diff", baseline=states
    )


def _distinct(results: list[tuple[Finding, str]]) -> list[tuple[Finding, str]]:
    """One result for each fingerprint: several versions of one thing that changed alike are told by JSON."""
    found: dict[str, tuple[Finding, str]] = {}
    for finding, state in results:
        known = found.get(finding.fingerprint)
        if known is None:
            found[finding.fingerprint] = (finding, state)
        elif known[0].message != finding.message:
            joined = replace(known[0], message=f"{known[0].message.rstrip('.')}; {finding.message}")
            found[finding.fingerprint] = (joined, known[1])
    return list(found.values())


def _finding(change: Change) -> Finding:
    side = change.side
    return Finding(
        rule=_PREFIX + change.cls,
        severity=change.severity,
        kind=FindingKind.FAIL,
        message=f"{change.info.title}: {line_of(change)}.",
        component=side.name if side else "",
        identity=side.identity if side else "",
        ref=side.ref if side else "",
        fingerprint=change.fingerprint,
        locations=side.locations if side else (Location(path="", in_bom=True),),
    )


def _rule(row: ChangeClass) -> RuleInfo:
    return RuleInfo(
        id=_PREFIX + row.name,
        name=row.name,
        severity=row.severity,
        confidence="high",
        audience="auditor",
        tags=("diff",),
        why=row.why,
        fix=row.fix,
        refs=(),
    )


def _policy_results(delta: PolicyDelta) -> list[tuple[Finding, str]]:
    moved = {change.finding.fingerprint for change in delta.changes if change.movement is not Movement.GONE}
    results = [(change.finding, _MOVED[change.movement]) for change in delta.changes]
    return results + [(one, "unchanged") for one in delta.new.findings if one.fingerprint not in moved]


def _policy_rules(delta: PolicyDelta | None, results: Iterable[tuple[Finding, str]]) -> list[RuleInfo]:
    """The rules of the results, from the new policy where it has them."""
    if delta is None:
        return []
    wanted = {finding.rule for finding, _ in results if not finding.rule.startswith(_PREFIX)}
    known = {rule.id: rule for rule in (*delta.old.rules, *delta.new.rules)}
    return [known[rule] for rule in sorted(wanted & known.keys())]
