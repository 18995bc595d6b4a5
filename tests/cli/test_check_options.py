"""`aibom check`: parameters, confidence, baseline, reports, strict reading."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from runner import aibom

MODEL = {
    "type": "machine-learning-model",
    "name": "acme/sentiment",
    "bom-ref": "model:hf/acme/sentiment",
    "purl": "pkg:huggingface/acme/sentiment@main",
    "properties": [
        {"name": "aibom:kind", "value": "model"},
        {"name": "aibom:format", "value": "pickle"},
        {"name": "aibom:source", "value": "hf:acme/sentiment"},
    ],
}


@pytest.fixture
def bom(tmp_path: Path) -> Path:
    document = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": [MODEL]}
    path = tmp_path / "bom.cdx.json"
    path.write_text(json.dumps(document))
    return path


def rules(*arguments: str | Path) -> set[str]:
    result = aibom("check", *arguments, "--json", "-", "--fail-on", "never")
    assert result.code == 0, result.err
    return {one["rule"] for one in json.loads(result.out)["findings"]}


def test_parameters_of_file_environment_and_command_line(
    bom: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "AIB101" in rules(bom)
    ours, none = tmp_path / "ours.yaml", tmp_path / "none.yaml"
    ours.write_text('AIB101:\n  trusted_sources: ["hf:acme/*"]\n')
    none.write_text("AIB101:\n  trusted_sources: []\n")
    assert "AIB101" not in rules(bom, "--params", ours)
    assert "AIB101" in rules(bom, "--params", ours, "--params", none)
    assert "AIB101" not in rules(bom, "--params", none, "--param", 'AIB101.trusted_sources=["hf:acme/*"]')
    monkeypatch.setenv("AIBOM_PARAMS", str(ours))
    assert "AIB101" not in rules(bom)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("AIB101", "RULE.NAME=VALUE"),
        ("AIB101.trusted_source=[x]", "trusted_sources"),
        ("AIB999.x=1", "AIB999"),
        ("AIB101.trusted_sources=7", "list"),
    ],
)
def test_a_parameter_that_is_none_is_an_error(bom: Path, value: str, words: str) -> None:
    result = aibom("check", bom, "--param", value)
    assert result.code == 2
    assert words in result.err
    assert result.err.count("\n") == 1


def test_less_sure_rules_can_be_left_out(bom: Path) -> None:
    everything = json.loads(aibom("check", bom, "--policy", "strict", "--json", "-").out)["summary"]["rules"]
    sure = json.loads(aibom("check", bom, "--policy", "strict", "--min-confidence", "high", "--json", "-").out)[
        "summary"
    ]["rules"]
    assert 0 < sure < everything


def test_an_older_bom_without_a_page_that_tells_of_it_is_refused(bom: Path) -> None:
    result = aibom("check", bom, "--compare", bom)
    assert result.code == 2
    assert "--html" in result.err


def test_every_report_in_one_run(bom: Path, tmp_path: Path) -> None:
    names = {
        "--sarif": "a.sarif",
        "--markdown": "a.md",
        "--junit": "a.xml",
        "--json": "a.json",
        "--sarif-record": "r.sarif",
    }
    arguments = [part for option, name in names.items() for part in (option, tmp_path / name)]
    result = aibom("check", bom, *arguments)
    assert result.code == 1
    assert all((tmp_path / name).stat().st_size > 100 for name in names.values())
    assert all(name in result.out for name in names.values())
    later = aibom("check", bom, "--baseline", tmp_path / "a.sarif", "--sarif", "-")
    states = {one["baselineState"] for one in json.loads(later.out)["runs"][0]["results"]}
    assert states == {"unchanged"}


def test_two_reports_in_one_place_are_refused(bom: Path, tmp_path: Path) -> None:
    same = tmp_path / "out.txt"
    result = aibom("check", bom, "--junit", same, "--markdown", same)
    assert (result.code, same.exists()) == (2, False)


def test_strict_refuses_what_is_only_warned_of_otherwise(bom: Path) -> None:
    assert aibom("check", bom, "--strict", "--fail-on", "never").code == 0
    document = json.loads(bom.read_text())
    document["metadata"] = {"timestamp": "yesterday"}
    bom.write_text(json.dumps(document))
    assert aibom("check", bom, "--fail-on", "never").code == 0
    strict = aibom("check", bom, "--strict", "--fail-on", "never")
    assert strict.code == 2
    assert "metadata.timestamp" in strict.err


def test_a_shipped_rule_can_be_checked_by_its_file() -> None:
    from aibom.core.resources import policies_dir

    (path,) = policies_dir().rglob("untrusted-pickle*.yaml")
    assert aibom("policy", "lint", path).code == 0
    assert aibom("policy", "test", path).code == 0
