"""The files that docs/policy-language.md shows are files that work."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from aibom.core.resources import data_root
from aibom.policy.approvals import load_approvals
from aibom.policy.exceptions import load_exceptions
from aibom.policy.lint import lint_policies
from aibom.policy.load import load_policy
from aibom.policy.selftest import run_rule_tests

TEXT = (data_root() / "docs" / "policy-language.md").read_text()
BLOCKS = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)


def block(schema: str) -> str:
    """The one block of a file with this schema."""
    found: str
    (found,) = [one for one in BLOCKS if f"{schema}.schema.json" in one]
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "no-copyleft-models.yaml").write_text(block("rule"))
    (tmp_path / "acme-gate.yaml").write_text(block("pack"))
    return tmp_path


def test_rule_and_pack(folder: Path) -> None:
    pack = str(folder / "acme-gate.yaml")
    report = lint_policies([pack])
    assert (report.problems, report.rules, report.packs) == ((), 1, 1)
    assert lint_policies([str(folder)]).problems == ()
    policy = load_policy([pack])
    assert {"ACME001", "AIB101", "AIB104"} <= {rule.info.id for rule in policy.rules}
    assert [one.detail for one in run_rule_tests(policy) if not one.passed] == []


@pytest.mark.parametrize(
    "number", [number for number, one in enumerate(BLOCKS) if one.startswith(("subject:", "when:"))]
)
def test_predicates(number: int, tmp_path: Path) -> None:
    head = "id: ACME002\nname: x\nseverity: low\ntags: [acme]\nwhy: Because.\nfix: Repair.\nmessage: m\n"
    path = tmp_path / "rule.yaml"
    path.write_text(head + BLOCKS[number])
    assert load_policy([str(path)]).rules


def test_exceptions_and_approvals(tmp_path: Path) -> None:
    (tmp_path / "exceptions.yaml").write_text(block("exceptions"))
    (tmp_path / "approved.yaml").write_text(block("approved"))
    assert [one.rule for one in load_exceptions(tmp_path / "exceptions.yaml").entries] == ["AIB101"]
    assert [one.id for one in load_approvals(tmp_path / "approved.yaml").entries] == ["APR-001"]
