"""Parameters set for one run."""

from __future__ import annotations

from pathlib import Path

import pytest

from aibom.core.errors import DocumentError, UsageError
from aibom.policy.load import load_policy
from aibom.policy.settings import load_settings


def value(rule: str, name: str, *assignments: str, files: tuple[Path, ...] = (), pack: str = "baseline") -> object:
    policy = load_policy([pack], load_settings(files, assignments))
    (found,) = [one for one in policy.rules if one.info.id == rule]
    return found.settings[name]


def test_files_and_assignments_win_over_packs_the_later_over_the_earlier(tmp_path: Path) -> None:
    first, second = tmp_path / "a.yaml", tmp_path / "b.yaml"
    first.write_text('AIB101: {trusted_sources: ["hf:a/*"]}\nAIB505: {max_cvss: 9}\n')
    second.write_text('AIB101:\n  trusted_sources: ["hf:b/*"]\n')
    assert value("AIB101", "trusted_sources", files=(first,)) == ["hf:a/*"]
    assert value("AIB101", "trusted_sources", files=(first, second)) == ["hf:b/*"]
    assert value("AIB505", "max_cvss", files=(first, second)) == 9
    assert value("AIB101", "trusted_sources", 'AIB101.trusted_sources=["hf:c/*"]', files=(first,)) == ["hf:c/*"]
    assert value("AIB505", "max_cvss", "AIB505.max_cvss=4.5") == 4.5


@pytest.mark.parametrize(
    ("assignment", "expected"),
    [
        ("AIB1O5.max_cvss=4", "no rule 'AIB1O5'"),
        ("AIB505.max_cvs=4", "rule AIB505 has no parameter 'max_cvs' (did you mean 'max_cvss'?)"),
        ("AIB505.max_cvss=high", "parameter 'max_cvss' must be a number"),
        ("AIB101.trusted_sources=x", "must be a list of globs"),
    ],
)
def test_what_does_not_fit(assignment: str, expected: str) -> None:
    with pytest.raises(DocumentError) as caught:
        value("AIB505", "max_cvss", assignment)
    assert expected in str(caught.value)


@pytest.mark.parametrize("assignment", ["max_cvss=4", "AIB505.max_cvss", "=4", "AIB505.max_cvss=[", "AIB505.=4"])
def test_what_is_no_assignment(assignment: str) -> None:
    with pytest.raises(UsageError):
        load_settings((), [assignment])


def test_a_locked_rule_keeps_its_parameters() -> None:
    with pytest.raises(DocumentError, match="rule AIB101 is locked by a pack"):
        value("AIB101", "trusted_sources", 'AIB101.trusted_sources=["*"]', pack="production-gate")


def test_a_missing_file() -> None:
    with pytest.raises(UsageError, match="Cannot read the parameters"):
        load_settings([Path("no/such.yaml")])
