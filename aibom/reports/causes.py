"""Groups findings by cause: one rule is shown once, however many components it touches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aibom.model.finding import Finding, FindingKind, Judgement, RuleInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """A rule's findings of one kind, worst first. `rule` is None when it is not among those that ran."""

    rule_id: str
    kind: FindingKind
    rule: RuleInfo | None
    findings: Sequence[Finding]

    @property
    def severity(self) -> str:
        """The severity of the worst finding, or `review`."""
        return str(self.findings[0].severity) if self.kind is FindingKind.FAIL else "review"

    @property
    def title(self) -> str:
        """The rule's id and name."""
        return f"{self.rule_id} {self.rule.name}" if self.rule else self.rule_id


def causes_of(judgement: Judgement) -> list[Cause]:
    """All causes in the order of the judgement."""
    rules = {rule.id: rule for rule in judgement.rules}
    return [
        Cause(rule_id=rule, kind=kind, rule=rules.get(rule), findings=findings)
        for (rule, kind), findings in _groups(judgement.findings).items()
    ]


def _groups(findings: Iterable[Finding]) -> dict[tuple[str, FindingKind], list[Finding]]:
    groups: dict[tuple[str, FindingKind], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.rule, finding.kind), []).append(finding)
    return groups
