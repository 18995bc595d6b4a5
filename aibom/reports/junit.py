"""Findings as JUnit XML, for CI systems that show tests: one test case for each rule that ran.

Form: the XSD of Apache Ant's JUnit task as Jenkins, GitLab and Azure read it (`testsuites`, `testsuite`,
`testcase`, `failure`, `skipped`).
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from aibom.core import re
from aibom.core.text import printable
from aibom.model.finding import Finding, FindingKind, Judgement, RuleInfo
from aibom.reports.places import repository_path

# XML 1.0 has no form for these, not even as a reference.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SHOWN = 100


def to_junit(judgement: Judgement, *, prefix: str, bom_path: str) -> bytes:
    """A rule with findings is a failed test case, one with nothing but questions a skipped one."""
    by_rule: dict[str, list[Finding]] = {rule.id: [] for rule in judgement.rules}
    for finding in judgement.findings:
        by_rule.setdefault(finding.rule, []).append(finding)
    rules = {rule.id: rule for rule in judgement.rules}
    cases = [_case(rule, rules.get(rule), found, prefix, bom_path) for rule, found in sorted(by_rule.items())]
    failed = sum(any(one.kind is FindingKind.FAIL for one in found) for found in by_rule.values())
    asked = sum(bool(found) and all(one.kind is FindingKind.REVIEW for one in found) for found in by_rule.values())
    counts = f'tests="{len(by_rule)}" failures="{failed}" errors="0" skipped="{asked}"'
    name = _attribute(f"aibom {', '.join(judgement.packs)}".strip())
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f"<testsuites {counts}>",
        f"  <testsuite name={name} {counts}>",
        *cases,
        "  </testsuite>",
        "</testsuites>",
    ]
    return ("\n".join(lines) + "\n").encode()


def _case(rule_id: str, rule: RuleInfo | None, found: Sequence[Finding], prefix: str, bom_path: str) -> str:
    name = _attribute(f"{rule_id} {rule.name}" if rule else rule_id)
    head = f'    <testcase classname="aibom" name={name}'
    if not found:
        return f"{head}/>"
    failing = [one for one in found if one.kind is FindingKind.FAIL]
    shown = failing or found
    lines = [_line(one, prefix, bom_path) for one in shown[:_SHOWN]]
    if len(shown) > _SHOWN:
        lines.append(f"and {len(shown) - _SHOWN:,} more")
    if rule and rule.fix:
        lines.append(f"Fix: {' '.join(rule.fix.split())}")
    message = _attribute(f"{len(shown):,} {'findings' if failing else 'to review'}, {shown[0].severity}")
    body = escape(_clean("\n".join(lines)))
    if not failing:
        return f"{head}><skipped message={message}>{body}</skipped></testcase>"
    kind = _attribute(str(shown[0].severity))
    return f"{head}><failure message={message} type={kind}>{body}</failure></testcase>"


def _line(finding: Finding, prefix: str, bom_path: str) -> str:
    message = printable(" ".join(finding.message.split()))
    if not finding.locations:
        return message
    first = finding.locations[0]
    return f"{printable(repository_path(first, prefix, bom_path))}:{max(first.line, 1)}: {message}"


def _attribute(text: str) -> str:
    return quoteattr(_clean(printable(text)))


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
