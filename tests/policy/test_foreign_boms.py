"""Every shipped rule runs on BOMs that other tools wrote, valid or not; see data/foreign/README.md."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from golden import check_golden

from aibom.bom.facts import facts_of
from aibom.bom.read import load_document
from aibom.bom.validate import validate
from aibom.model.finding import Judgement
from aibom.policy.evaluate import judge
from aibom.policy.load import load_policy

FOLDER = Path(__file__).parent / "data" / "foreign"
BOMS = sorted(FOLDER.glob("*.cdx.json"))
INVALID = {"wild-1.4.cdx.json"}


def judged(path: Path, pack: str) -> Judgement:
    facts = facts_of(load_document(path))
    return judge(facts, load_policy([pack]), as_of=date(2026, 11, 26))


def test_there_are_enough_of_them() -> None:
    assert len(BOMS) >= 8


@pytest.mark.parametrize("path", BOMS, ids=lambda path: path.name)
def test_what_is_found(path: Path) -> None:
    facts = facts_of(load_document(path))
    lines = [f"warning: {text}" for text in facts.warnings]
    lines += [f"{one.kind} {one.rule} {one.component}" for one in judged(path, "strict").findings]
    check_golden(path.with_suffix("").with_suffix(".findings.txt"), ("\n".join(lines) + "\n").encode())


@pytest.mark.parametrize("path", BOMS, ids=lambda path: path.name)
def test_the_baseline_says_little_of_what_it_cannot_know(path: Path) -> None:
    """A field that another tool does not write is unknown, and unknown is no finding of the baseline."""
    judgement = judged(path, "baseline")
    assert len(judgement.findings) <= max(3, judgement.components // 2)


@pytest.mark.parametrize("path", BOMS, ids=lambda path: path.name)
def test_invalid_documents_are_told_from_valid_ones(path: Path) -> None:
    document = load_document(path)
    assert bool(validate(document.data)) == (path.name in INVALID)
    assert bool(document.warnings) >= (path.name in INVALID)
