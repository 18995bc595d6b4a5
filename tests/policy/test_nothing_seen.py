"""A check that has looked at nothing, or not at all that a document says, does not pass."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from aibom.pipeline.judging import Terms, check_bom

BASE = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1}
TOOL = {"type": "library", "name": "requests", "bom-ref": "a", "purl": "pkg:pypi/requests@2.32.0"}


def rules(document: dict[str, Any] | bytes) -> set[str]:
    """The rules of baseline that find something."""
    data = document if isinstance(document, bytes) else json.dumps(BASE | document).encode()
    terms = Terms(policies=("baseline",), as_of=date(2026, 1, 1))
    return {one.rule for one in check_bom(data, name="bom.json", terms=terms).judgement.findings}


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"components": []},
        {"metadata": {"component": TOOL}},
        {"components": [None, "x", []]},
        {"components": {"a": TOOL}},
    ],
)
def test_no_component_is_no_pass(document: dict[str, Any]) -> None:
    assert "AIB721" in rules(document)


def test_one_component_is_enough() -> None:
    assert rules({"components": [TOOL]}) == set()


@pytest.mark.parametrize(
    "document",
    [
        b'{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "file", "name": "x.pkl"}],'
        b' "components": [{"type": "library", "name": "y", "bom-ref": "y"}]}',
        {"components": [TOOL], "services": {"name": "x"}},
        {"components": [TOOL, ["hidden"]]},
        {"components": [TOOL, TOOL | {"name": "httpx"}]},
    ],
)
def test_what_was_passed_over_is_no_pass(document: dict[str, Any] | bytes) -> None:
    assert rules(document) == {"AIB722"}


def test_a_rule_that_cannot_match_is_told_by_its_own_tests(tmp_path: Path) -> None:
    path = tmp_path / "never.yaml"
    path.write_text(
        "id: ACME001\nname: never\nseverity: low\ntags: [acme]\nwhy: Because.\nfix: Repair.\nmessage: m\n"
        "when: {kind: library, all: [{kind: model}]}\n"
        "tests:\n- {name: a library, component: {kind: library, name: x}, expect: finding}\n"
        "- {name: a tool, component: {kind: tool, name: x}, expect: pass}\n"
    )
    terms = Terms(policies=(str(path),), as_of=date(2026, 1, 1))
    checked = check_bom(json.dumps(BASE | {"components": [TOOL]}).encode(), name="bom.json", terms=terms)
    (warning,) = checked.judgement.warnings
    assert "rule ACME001 fails its own test 'a library': expected finding, got pass." in warning
