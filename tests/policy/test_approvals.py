"""Approvals: which decision fits a component, and what rules learn of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from policy_samples import bom, component

from aibom.core.errors import DocumentError
from aibom.policy.approvals import read_approvals, with_approvals
from aibom.policy.evaluate import judge
from aibom.policy.load import load_policy

FILE = b"""\
approvals:
- id: APR-001
  match: {kind: tool, package: "pkg:npm/%40acme/tickets*"}
  decision: approved
  versions: {gte: 1.2.0, lt: "2"}
  permissions: ["tickets:*"]
  reviewer: security
  reviewed: 2026-01-10
  expires: 2026-12-31
  evidence:
  - {type: soc2, url: "https://acme.example/soc2", issued: 2025-09-01, expires: 2026-09-01}
- id: APR-002
  match: {provider: shadyai}
  decision: denied
  reviewer: security
  reviewed: 2026-01-10
  expires: 2026-12-31
"""


def facts_of(day: str = "2026-06-01", **values: Any) -> Any:
    return with_approvals({"kind": "tool", **values}, read_approvals(FILE, "approved.yaml"), date.fromisoformat(day))


def tool(version: str | None = "1.3.0", **values: Any) -> dict[str, Any]:
    return {"package": "pkg:npm/%40acme/tickets-mcp", "ecosystem": "npm", "version": version, **values}


def test_the_decision_that_fits() -> None:
    values = facts_of(**tool(permissions=["tickets:read", "files:write"]))
    assert values["approval.state"] == "approved"
    assert values["approval.reviewed"] == "2026-01-10"
    assert values["approval.excess"] == ["files:write"]
    assert values["approval.evidence"][0]["type"] == "soc2"


@pytest.mark.parametrize(
    ("values", "day", "state"),
    [
        (tool(), "2026-12-31", "approved"),
        (tool(), "2027-01-01", "expired"),
        (tool(), "2026-01-10", "approved"),
        (tool(), "2026-01-09", "none"),
        (tool("2.0.0"), "2026-06-01", "other-version"),
        (tool(None), "2026-06-01", "other-version"),
        ({"package": "pkg:npm/other"}, "2026-06-01", "none"),
        ({"kind": "model", "provider": "shadyai"}, "2027-06-01", "denied"),
        ({"kind": "service", **tool()}, "2026-06-01", "none"),
    ],
)
def test_states(values: dict[str, Any], day: str, state: str) -> None:
    assert facts_of(day, **values)["approval.state"] == state


def test_the_rule_about_mcp_servers_reads_them() -> None:
    server = component("t", kind="tool", tool_type="mcp-server", **tool())
    facts, policy = bom(server), load_policy(["baseline"])
    approvals = read_approvals(FILE, "approved.yaml")
    for given, expected in ((None, ["t"]), (approvals, [])):
        judgement = judge(facts, policy, approvals=given, as_of=date(2026, 6, 1))
        assert [finding.component for finding in judgement.findings if finding.rule == "AIB301"] == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (b"decision: denied", b"decision: deny", "decision cannot be 'deny' (did you mean 'denied'?)"),
        (b"{provider: shadyai}", b"{kind: model}", "match must name what was reviewed"),
        (b'lt: "2"', b"lt: newest", "'newest' is not a version"),
        (b"APR-002", b"APR-001", "two approvals are called 'APR-001'"),
        (b"type: soc2", b"typ: soc2", "unknown key 'typ' in evidence"),
    ],
)
def test_errors(old: bytes, new: bytes, expected: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read_approvals(FILE.replace(old, new), "approved.yaml")
    assert expected in str(caught.value)
