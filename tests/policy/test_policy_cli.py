"""`aibom policy` on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aibom.cli.app import run

BOM = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "version": 1,
    "components": [
        {
            "type": "machine-learning-model",
            "bom-ref": "m1",
            "name": "churn",
            "properties": [
                {"name": "aibom:kind", "value": "model"},
                {"name": "aibom:format", "value": "pickle"},
                {"name": "aibom:source", "value": "hf:nobody-known/churn"},
            ],
        }
    ],
}


def test_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "list", "--json"]) == 0
    packs = {pack["id"]: pack for pack in json.loads(capsys.readouterr().out)["packs"]}
    assert set(packs["baseline"]) == {"id", "version", "rules"}
    assert packs["strict"]["rules"] > packs["baseline"]["rules"] >= 12
    assert run(["policy", "list"]) == 0
    assert "baseline" in capsys.readouterr().out


def test_lint_and_test_of_what_ships(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "lint"]) == 0
    assert "0 problems" in capsys.readouterr().out
    assert run(["policy", "test"]) == 0
    assert "0 failed" in capsys.readouterr().out


def test_new_gives_a_rule_that_lints_and_passes_its_tests(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "rule.yaml"
    assert run(["policy", "new", "ACME001", "allowed-licences", "-o", str(path)]) == 0
    assert run(["policy", "lint", str(path)]) == 0
    assert run(["policy", "test", "-v", str(path)]) == 0
    assert "3 tests of 1 rule: 0 failed." in capsys.readouterr().out
    assert run(["policy", "new", "ACME001", "allowed-licences", "-o", str(path)]) == 2
    assert run(["policy", "new", "acme", "x"]) == 2
    assert run(["policy", "new", "ACME001", "Not A Name"]) == 2


def test_lint_goes_on_after_the_first_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["policy", "new", "ACME001", "one", "-o", str(tmp_path / "one.yaml")])
    text = (tmp_path / "one.yaml").read_text()
    (tmp_path / "one.yaml").write_text(text.replace("kind: model}\nwhen", "kind: modle}\nwhen"))
    (tmp_path / "two.yaml").write_text(text.replace("ACME001", "ACME002").replace("expect: pass", "expect: finding"))
    (tmp_path / "three.yaml").write_text("id: [")
    assert run(["policy", "lint", str(tmp_path)]) == 1
    output = capsys.readouterr().out
    assert "one.yaml:12:16: kind is never 'modle' (did you mean 'model'?)" in output
    assert "two.yaml:1:1: rule ACME002 has no test that expects 'pass'" in output
    assert "three.yaml:2:1: not valid YAML" in output


def test_a_failing_example_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "one.yaml"
    run(["policy", "new", "ACME001", "one", "-o", str(path)])
    path.write_text(path.read_text().replace("licences: [MIT]", "licences: [GPL-2.0-only]"))
    assert run(["policy", "test", str(path)]) == 1
    assert "ACME001 an allowed licence: FAILED: expected pass, got finding" in capsys.readouterr().out


def test_explain(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bom.cdx.json"
    path.write_text(json.dumps(BOM))
    assert run(["policy", "explain", "AIB101", "churn", "--bom", str(path)]) == 0
    output = capsys.readouterr().out
    assert output.startswith("AIB101 of churn: true\n")
    assert "source none_glob [hf:google/*" in output
    assert '<- "hf:nobody-known/churn"' in output
    assert run(["policy", "explain", "libraries-not-audited", "--bom", str(path)]) == 0
    assert "of the document: false" in capsys.readouterr().out
    assert run(["policy", "explain", "AIB110", "churn", "--bom", str(path)]) == 0
    assert "scan.verdict present true   <- (not stated)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["untrusted-pickel", "churn"], "(did you mean 'untrusted-pickle-model'?)"),
        (["AIB101", "chrun"], "The BOM has no component 'chrun' (did you mean 'churn'?)"),
        (["AIB101"], "name a component"),
        (["AIB901", "churn"], "is about the exceptions file"),
    ],
)
def test_explain_says_what_is_missing(
    arguments: list[str], sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bom.cdx.json"
    path.write_text(json.dumps(BOM))
    assert run(["policy", "explain", *arguments, "--bom", str(path)]) == 2
    assert sentence in capsys.readouterr().err


def test_docs(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["policy", "docs", "--policy", "baseline"]) == 0
    assert b'### <a id="aib101"></a>AIB101 untrusted-pickle-model' in capsysbinary.readouterr().out


@pytest.mark.parametrize("command", ["lint", "test"])
def test_a_name_that_is_nothing(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", command, "nowhere/at-all"]) == 2
    assert "nowhere/at-all" in capsys.readouterr().err
