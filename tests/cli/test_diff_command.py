"""`aibom diff` and `aibom drift` as a user runs them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt
from runner import ROOT, aibom

from aibom.core.resources import schema_path
from aibom.model.change_classes import CHANGE_CLASSES

SCHEMA = json.loads(schema_path("diff").read_bytes())
BOM = ROOT / "samples" / "rag-agent.expected" / "bom.cdx.json"
HOSTILE = '<img src=x onerror="alert(1)">\x1b[31m](http://evil.example)'


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """The sample's BOM with a replaced model, a wider tool, another licence, a new service and a package less."""
    document = json.loads(BOM.read_bytes())
    for one in document["components"]:
        if one["name"] == "models/priority.pkl":
            one["hashes"] = [{"alg": "SHA-256", "content": "a" * 64}]
        elif one["name"] == "handbook-files":
            one["properties"].append({"name": "aibom:mounts", "value": "/"})
        elif one["name"] == "BAAI/bge-small-en-v1.5":
            one["licenses"] = [{"license": {"id": "AGPL-3.0-only"}}]
    document["components"] = [one for one in document["components"] if one["name"] != "httpx"]
    document["services"].append({"bom-ref": "svc:x", "name": HOSTILE, "endpoints": ["http://x.example/v1"]})
    root = document["metadata"]["component"]["properties"]
    root.append({"name": "aibom:relation:calls-service", "value": "svc:x"})
    path = tmp_path / "new.cdx.json"
    path.write_text(json.dumps(document))
    return path


def result(*arguments: str | Path) -> dict[str, Any]:
    done = aibom(*arguments, "--json", "-")
    document: dict[str, Any] = json.loads(done.out)
    Draft202012Validator(SCHEMA).validate(document)
    return document


def test_the_schema_names_every_class() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert sorted(SCHEMA["$defs"]["class"]["enum"]) == sorted(CHANGE_CLASSES)


def test_json_keeps_the_contract(changed: Path) -> None:
    document = result("diff", BOM, changed)
    by_class = {one["class"]: one for one in document["changes"]}
    assert {"substituted", "permissions-widened", "new-data-flow", "licence-changed", "added", "removed"} <= set(
        by_class
    )
    assert by_class["added"]["old"] is None
    assert by_class["added"]["tier"] is None
    assert by_class["removed"]["new"] is None
    assert by_class["licence-changed"]["tier"] == "purl"
    assert [step["name"] for step in by_class["new-data-flow"]["path"]] == ["helpdesk-agent", HOSTILE]
    assert {one["cause"] for one in document["policy"]["changes"]} == {"bom"}


def test_findings_of_the_rules_are_kept_apart() -> None:
    policy = result("diff", BOM, BOM, "--policy", "baseline", "--new-policy", "strict")["policy"]
    assert policy["changes"]
    assert {one["cause"] for one in policy["changes"]} == {"rules"}


def test_a_finding_that_takes_both_says_so(changed: Path) -> None:
    policy = result("diff", BOM, changed, "--policy", "baseline", "--new-policy", "strict")["policy"]
    assert {"bom", "rules", "both"} == {one["cause"] for one in policy["changes"]}


def test_fail_on_chooses_the_exit_code(changed: Path) -> None:
    assert aibom("diff", BOM, changed).code == 0
    assert aibom("diff", BOM, changed, "--fail-on", "renamed,substituted", "--no-policy").code == 1
    assert aibom("diff", BOM, changed, "--fail-on", "renamed", "--no-policy").code == 0
    assert aibom("diff", BOM, BOM, "--fail-on", "any", "--no-policy").code == 0
    wrong = aibom("diff", BOM, changed, "--fail-on", "substitute")
    assert wrong.code == 2
    assert "did you mean 'substituted'" in wrong.err


def test_every_report_tells_the_change_and_escapes_names(changed: Path, tmp_path: Path) -> None:
    places = {name: tmp_path / f"c.{name}" for name in ("html", "markdown", "sarif")}
    options = [text for name, place in places.items() for text in (f"--{name}", str(place))]
    done = aibom("diff", BOM, changed, *options)
    page, markdown = places["html"].read_text(), places["markdown"].read_text()
    for text in (done.out, page, markdown):
        assert "substituted" in text
        assert "because the BOM changed" in text
        assert "\x1b" not in text
    assert "<img" not in page
    assert "default-src 'none'" in page
    assert "<img" not in MarkdownIt("commonmark", {"html": True}).render(markdown)
    assert "evil.example" not in "".join(
        str(token.attrs) for block in MarkdownIt().parse(markdown) for token in block.children or ()
    )


def test_sarif_says_what_is_new_absent_and_updated(changed: Path) -> None:
    log = json.loads(aibom("diff", BOM, changed, "--sarif", "-").out)
    states = {one["ruleId"]: one["baselineState"] for one in log["runs"][0]["results"]}
    assert states["AIBOM-DIFF-added"] == "new"
    assert states["AIBOM-DIFF-removed"] == "absent"
    assert states["AIBOM-DIFF-substituted"] == "updated"
    assert states["AIB101"] == "unchanged"


@pytest.mark.parametrize("content", ["", "{}", "[1]", "<bom/>", "not a BOM", '{"bomFormat": "CycloneDX"'])
def test_what_is_no_bom_is_one_plain_sentence(content: str, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(content)
    report = tmp_path / "changes.json"
    done = aibom("diff", BOM, path, "--json", report)
    assert (done.code, done.err.count("\n"), report.exists()) == (2, 1, False)


def test_unrelated_boms_are_told(tmp_path: Path) -> None:
    other = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library", "name": "left-pad"}]}
    path = tmp_path / "other.json"
    path.write_text(json.dumps(other))
    done = aibom("diff", BOM, path)
    assert done.code == 2
    assert "nothing in common" in done.err


def test_a_report_does_not_overwrite_what_is_compared(changed: Path) -> None:
    before = changed.read_bytes()
    assert aibom("diff", BOM, changed, "--json", changed).code == 2
    assert changed.read_bytes() == before


def test_an_unchanged_tree_has_not_drifted(tmp_path: Path) -> None:
    tree = tmp_path / "checkout-of-a-job"
    shutil.copytree(ROOT / "samples" / "rag-agent", tree)
    assert aibom("drift", tree, BOM, "--no-cache", "--no-policy").code == 0
    (tree / "helpdesk" / "more.py").write_text('import openai\nopenai.OpenAI().chat.completions.create(model="o3")\n')
    done = aibom("drift", tree, BOM, "--no-cache", "--no-policy")
    assert done.code == 1
    assert "model 'o3'" in done.out
    assert aibom("drift", tree, BOM, "--no-cache", "--no-policy", "--fail-on", "removed").code == 0
