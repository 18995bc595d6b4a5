"""`aibom convert` end to end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from runner import ROOT, aibom

BOM = ROOT / "samples" / "rag-agent.expected" / "bom.cdx.json"


@pytest.mark.parametrize("form", ["spdx2-json", "spdx2-tag-value", "spdx3-json", "cyclonedx-json", "cyclonedx-xml"])
def test_each_form_is_written_the_same_to_a_file_and_to_stdout(tmp_path: Path, form: str) -> None:
    target = tmp_path / "out"
    assert aibom("convert", BOM, "--to", form, "-o", target).code == 0
    streamed = aibom("convert", "-", "--to", form, "-o", "-", stdin=BOM.read_bytes())
    assert streamed.out == target.read_text()


def test_losses_are_summed_up_and_written_one_by_one(tmp_path: Path) -> None:
    result = aibom("convert", BOM, "--to", "spdx2-json", "-o", tmp_path / "b", "--losses", tmp_path / "losses.json")
    assert "Without a place in spdx2-json: component.evidence" in result.err
    record = json.loads((tmp_path / "losses.json").read_bytes())
    assert (record["from"], record["to"]) == ("cyclonedx-json", "spdx2-json")
    assert {
        "ref": "model:openai/gpt-4o",
        "field": "component.evidence.identity[].field",
        "count": 1,
        "why": "spdx2-json has no place for it",
    } in record["losses"]


def test_what_comes_back_can_be_judged(tmp_path: Path) -> None:
    spdx = aibom("convert", BOM, "--to", "spdx2-tag-value", "-o", "-").out
    back = aibom("convert", "-", "--to", "cyclonedx-json", "-o", "-", stdin=spdx.encode())
    assert back.code == 0
    assert aibom("validate", "-", stdin=back.out.encode()).code == 0
    findings = [
        json.loads(aibom("check", "-", "--json", "-", "--fail-on", "never", stdin=text.encode()).out)
        for text in (BOM.read_text(), back.out)
    ]
    rules = [{(one["rule"], one["component"]) for one in found["findings"]} for found in findings]
    assert {rule for rule, _ in rules[1]} >= {"AIB101", "AIB103"}
    assert {one for one in rules[1] if one[0] == "AIB101"} == {one for one in rules[0] if one[0] == "AIB101"}


@pytest.mark.parametrize("form", ["spdx2-json", "spdx3-json", "cyclonedx-xml"])
def test_other_commands_read_every_form(tmp_path: Path, form: str) -> None:
    other = tmp_path / "bom"
    assert aibom("convert", BOM, "--to", form, "-o", other).code == 0
    judged = aibom("check", other, "--json", "-", "--fail-on", "never")
    assert judged.code == 0
    assert f"is {form}; it is read as CycloneDX made of it" in judged.err
    rules = {one["rule"] for one in json.loads(judged.out)["findings"]}
    assert {"AIB101", "AIB302"} <= rules
    same = aibom("diff", BOM, other, "--no-policy", "--json", "-")
    changes = [one for one in json.loads(same.out)["changes"] if not one["quiet"]]
    # SPDX 2 has no word for the page of a data set; the others keep every fact.
    assert [one["facts"][0]["name"] for one in changes] == (["source_url"] if form == "spdx2-json" else [])
    assert aibom("score", other, "--profile", "cisa-2026").code == 0
    assert "graph" in aibom("graph", other, "--to", "mermaid", "-o", "-").out


def test_spdx_is_validated_by_the_reference_implementation(tmp_path: Path) -> None:
    target = tmp_path / "bom.spdx"
    assert aibom("convert", BOM, "--to", "spdx2-tag-value", "-o", target).code == 0
    assert aibom("validate", target).out.endswith("bom.spdx: valid (SPDX-2.3)\n")
    target.write_text(target.read_text().replace("\nCreated: ", "\nCreated: about "))
    result = aibom("validate", target)
    assert result.code == 1
    assert "does not match format" in result.out


def test_an_older_version_loses_what_it_does_not_have(tmp_path: Path) -> None:
    result = aibom("convert", BOM, "--to", "cyclonedx-json", "--spec-version", "1.5", "-o", tmp_path / "b.json")
    assert result.code == 0
    assert aibom("validate", tmp_path / "b.json").code == 0
    assert json.loads((tmp_path / "b.json").read_bytes())["specVersion"] == "1.5"


@pytest.mark.parametrize("content", [b"", b"{}", b"<html/>", BOM.read_bytes()[:5000], b"\xff\xfe\x00"])
def test_a_bad_file_is_told_in_one_sentence_and_nothing_is_written(tmp_path: Path, content: bytes) -> None:
    given, target = tmp_path / "given", tmp_path / "out"
    given.write_bytes(content)
    result = aibom("convert", given, "--to", "spdx2-json", "-o", target, "--losses", tmp_path / "losses")
    assert result.code == 2
    assert result.err.count("\n") == 1
    assert "Traceback" not in result.err
    assert not target.exists()
    assert not (tmp_path / "losses").exists()


def test_two_documents_do_not_go_to_one_place(tmp_path: Path) -> None:
    assert aibom("convert", BOM, "--to", "spdx2-json", "-o", tmp_path / "a", "--losses", tmp_path / "a").code == 2


def test_a_scan_in_other_forms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1760000000")
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "requirements.txt").write_text("openai==1.109.1\n")
    scanned = aibom("scan", tmp_path / "app", "-o", "-", "--no-cache", "--spec-version", "1.7").out
    for form in ("cyclonedx-xml", "spdx2-json", "spdx3-json"):
        result = aibom("scan", tmp_path / "app", "-o", "-", "--no-cache", "--spec-version", "1.7", "--format", form)
        assert result.code == 0
        converted = aibom("convert", "-", "--to", form, "-o", "-", stdin=scanned.encode())
        assert result.out == converted.out


def test_a_document_that_is_read_is_never_replaced(tmp_path: Path) -> None:
    given = tmp_path / "bom.json"
    given.write_bytes(BOM.read_bytes())
    for arguments in (
        ("convert", given, "--to", "spdx2-json", "-o", given),
        ("convert", given, "--to", "spdx2-json", "-o", tmp_path / "out", "--losses", given),
        ("merge", BOM, given, "-o", given),
    ):
        result = aibom(*arguments)
        assert (result.code, result.err.count("\n")) == (2, 1)
        assert "is what this run reads" in result.err
    assert given.read_bytes() == BOM.read_bytes()
    assert list(tmp_path.iterdir()) == [given]


@pytest.mark.parametrize("form", ["spdx2-json", "spdx2-tag-value", "spdx3-json", "cyclonedx-xml"])
@pytest.mark.parametrize(
    "members",
    [
        {"services": [{"name": "tickets", "endpoints": 1}]},
        {"services": [{"name": "tickets", "endpoints": [{}, "https://tickets.example", "https://tickets.example"]}]},
        {"components": [{"type": [None], "name": "triage"}]},
        {"dependencies": [{"ref": "triage", "dependsOn": 1, "provides": True}]},
        {"metadata": {"lifecycles": 1}},
    ],
)
def test_members_of_another_type_are_carried_or_told_as_lost(
    tmp_path: Path, form: str, members: dict[str, object]
) -> None:
    bom = tmp_path / "odd.cdx.json"
    bom.write_text(json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", **members}))
    result = aibom("convert", bom, "--to", form, "-o", "-")
    assert (result.code, "defect" in result.err) == (0, False)
