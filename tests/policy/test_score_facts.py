"""The completeness score as facts of the document: the same figure as `aibom score`, made only when it is asked for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import aibom.exchange.score
from aibom.bom.read import BomDocument, load_document
from aibom.catalog.score_profiles import profiles
from aibom.exchange.score import scores_of
from aibom.exchange.score_result import Score
from aibom.model.vocabulary import BOM_FACTS
from aibom.pipeline.comparing import diff_boms
from aibom.pipeline.judging import Terms, check_bom

BOM = (Path(__file__).parent.parent / "bom" / "data" / "support-bot-1.6.cdx.json").read_bytes()
RULE = """
id: ACME001
name: complete-enough
severity: high
tags: [acme]
params: {least: {type: number, default: 99.5}}
subject: bom
when: {score.bsi-2.1: {lt: $least}}
message: "${score.bsi-2.1} of ${$least}"
why: Because.
fix: Fill it.
tests:
- {name: low, bom: {score.bsi-2.1: 10}, expect: finding}
- {name: high, bom: {score.bsi-2.1: 99.9}, expect: pass}
"""


def terms(policy: str) -> Terms:
    """Judge by one policy."""
    return Terms(policies=(policy,), as_of=date(2026, 1, 1))


def test_every_profile_is_a_fact() -> None:
    named = {fact.name for fact in BOM_FACTS if fact.name.startswith("score.")}
    assert named == {f"score.{profile}" for profile in profiles()}


def test_rules_see_the_score_that_the_command_shows(tmp_path: Path) -> None:
    (tmp_path / "rule.yaml").write_text(RULE)
    score = scores_of(load_document(BOM), ("bsi-2.1",))[0].score
    finding = check_bom(BOM, name="bom", terms=terms(str(tmp_path / "rule.yaml"))).judgement.findings[0]
    assert finding.message == f"{score} of 99.5"


def test_a_comparison_judges_by_the_same_facts(tmp_path: Path) -> None:
    (tmp_path / "rule.yaml").write_text(RULE)
    rules = terms(str(tmp_path / "rule.yaml"))
    compared = diff_boms(BOM, BOM, names=("old", "new"), rules=(rules, rules)).comparison.policy
    assert compared is not None
    assert [one.rule for one in compared.new.findings] == ["ACME001"]
    assert compared.unchanged == 1


def test_nobody_waits_for_a_score_that_no_rule_asks_for(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, ...]] = []

    def counted(document: BomDocument, names: tuple[str, ...]) -> list[Score]:
        asked.append(names)
        return scores_of(document, names)

    monkeypatch.setattr(aibom.exchange.score, "scores_of", counted)
    check_bom(BOM, name="bom", terms=terms("baseline"))
    assert asked == []
    check_bom(BOM, name="bom", terms=terms("g7-cisa-bsi"))
    assert asked == [("bsi-2.1", "cisa-2026", "g7-2026")]
