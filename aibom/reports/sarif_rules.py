"""Rules as SARIF reporting descriptors, in the words that GitHub code scanning reads."""

from __future__ import annotations

from typing import Any

from aibom.core import re
from aibom.core.text import printable
from aibom.model.finding import RuleInfo
from aibom.model.kinds import Severity

MAX_TEXT = 1024
_MAX_NAME = 255
_MAX_TAGS = 20
_CWE = re.compile(r"CWE-(\d{1,6})", re.IGNORECASE)
_PRECISIONS = frozenset({"very-high", "high", "medium", "low"})

LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
    Severity.INFO: "note",
}
# Code scanning: above 9.0 is critical, from 7.0 high, from 4.0 medium, from 0.1 low.
_SCORES = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "8.0",
    Severity.MEDIUM: "5.5",
    Severity.LOW: "3.0",
    Severity.INFO: "0.0",
}


def descriptor(rule: RuleInfo) -> dict[str, Any]:
    """The `reportingDescriptor` of a rule."""
    found: dict[str, Any] = {
        "id": rule.id,
        "name": _pascal(rule.name)[:_MAX_NAME] or rule.id,
        "shortDescription": {"text": sentence(rule.name.replace("-", " ").capitalize())},
        "fullDescription": {"text": sentence(rule.why or rule.name)},
        "help": {"text": _help_text(rule), "markdown": _help_markdown(rule)},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {
            "precision": rule.confidence if rule.confidence in _PRECISIONS else "medium",
            "security-severity": _SCORES[rule.severity],
            "tags": _tags(rule),
        },
    }
    if rule.refs:
        found["helpUri"] = rule.refs[0]
    return found


def sentence(text: str) -> str:
    """One line of at most 1,024 characters that ends with a full stop."""
    flat = printable(" ".join(text.split()))
    if len(flat) >= MAX_TEXT:
        return f"{flat[: MAX_TEXT - 2]}…."
    return flat if flat.endswith((".", "!", "?")) else f"{flat}."


def _pascal(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[^A-Za-z0-9]+", name))


def _tags(rule: RuleInfo) -> list[str]:
    """GitHub wants `security`, and weaknesses as `external/cwe/cwe-502`; at most 20 in all."""
    tags = ["security"]
    for tag in rule.tags:
        match = _CWE.fullmatch(tag)
        spelled = f"external/cwe/cwe-{int(match[1]):03}" if match else tag
        if spelled not in tags:
            tags.append(spelled)
    return sorted(tags[:_MAX_TAGS])


def _help_text(rule: RuleInfo) -> str:
    parts = [rule.why.strip(), f"Fix: {rule.fix.strip()}" if rule.fix else "", *rule.refs]
    return "\n".join(part for part in parts if part) or rule.name


def _help_markdown(rule: RuleInfo) -> str:
    parts = [f"**{rule.id}: {rule.name}** (severity {rule.severity}, confidence {rule.confidence})"]
    if rule.why:
        parts.append(f"## Why it matters\n\n{rule.why.strip()}")
    if rule.fix:
        parts.append(f"## How to fix it\n\n{rule.fix.strip()}")
    if rule.refs:
        parts.append("## References\n\n" + "\n".join(f"- <{ref}>" for ref in rule.refs))
    return "\n\n".join(parts)
