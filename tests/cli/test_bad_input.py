"""Bad input gives one clear sentence and the right exit code, never a traceback, and damages nothing."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from runner import ROOT, aibom

from aibom.cli.app import run

VALID = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": []}


def one_sentence(text: str) -> str:
    """The single complaint of stderr."""
    assert "Traceback" not in text
    (line,) = [line for line in text.splitlines() if line.startswith("aibom: ")]
    return line


def unknowns(bom: Path) -> list[dict[str, object]]:
    properties = json.loads(bom.read_bytes())["metadata"]["properties"]
    return [json.loads(one["value"]) for one in properties if one["name"] == "aibom:unknown"]


def scanned(tree: Path, name: str, data: bytes) -> list[dict[str, object]]:
    """The unknowns about one file after a scan that must succeed."""
    path = tree / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    bom = tree.parent / "bom.json"
    result = aibom("scan", tree, "-o", bom)
    assert result.code == 0, result.err
    assert aibom("validate", bom).code == 0
    return [one for one in unknowns(bom) if one["path"] == name]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "tree"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("command", ["scan", "audit"])
def test_a_path_that_is_no_folder(command: str, tmp_path: Path) -> None:
    (tmp_path / "file.txt").write_text("")
    output = ("-o", tmp_path / "bom.json") if command == "scan" else ("--out", tmp_path / "out")
    for name, words in (("missing", "There is no folder"), ("file.txt", "is not a folder")):
        result = aibom(command, tmp_path / name, *output)
        assert result.code == 2
        assert words in one_sentence(result.err)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file.txt"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything; run as a user to see it")
def test_an_unreadable_file_is_an_unknown_for_users(tree: Path) -> None:
    path = tree / "agent.py"
    path.write_text("import openai\n")
    path.chmod(0)
    assert scanned(tree, "other.py", b"") == []
    assert [one["reason"] for one in unknowns(tree.parent / "bom.json")] == ["permission denied"]


def test_a_file_that_cannot_be_opened_is_an_unknown(tree: Path) -> None:
    os.mkfifo(tree / "agent.py")
    scanned(tree, "other.py", b"")
    assert [one["path"] for one in unknowns(tree.parent / "bom.json")] == ["agent.py"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        (".mcp.json", b'{"mcpServers": {"files": '),
        ("package.json", b"{'name': 'chat'}"),
        ("pyproject.toml", b"[project\nname = "),
        ("uv.lock", b"[[package]]\nname = 'openai\n"),
        ("compose.yaml", b"services:\n  a: [1,\n b: {"),
        ("agent.py", b"import openai\nclient = openai.OpenAI(\nmodel = = 3\n"),
        ("agent.py", b"\x7fELF\x02\x01\x00\x00openai" + bytes(range(256)) * 20),
        (".mcp.json", b'{"mcpServers": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
        ("agent.py", b"import openai\nx = " + b"(" * 100_000 + b")" * 100_000),
    ],
)
def test_what_cannot_be_read_stands_in_the_bom(tree: Path, name: str, data: bytes) -> None:
    found = scanned(tree, name, data)
    assert found
    assert all(one["reason"] for one in found)


def test_a_line_of_ten_megabytes_is_an_unknown(tree: Path) -> None:
    found = scanned(tree, "agent.py", b"import openai; data = '" + b"x" * 10_000_000 + b"'\n")
    assert "larger than" in str(found[0]["reason"])


def test_links_in_circles_end(tree: Path) -> None:
    (tree / "a.py").symlink_to("b.py")
    (tree / "b.py").symlink_to("a.py")
    (tree / "self").symlink_to(".")
    assert scanned(tree, "agent.py", b"import openai\n") == []


def test_an_empty_repository_gives_an_empty_bom_which_is_told_and_passes_no_gate(tree: Path, tmp_path: Path) -> None:
    result = aibom("audit", tree, "--out", tmp_path / "out")
    assert (result.code, result.err) == (0, "")
    assert "AIB721" in result.out
    assert aibom("audit", tree, "--out", tmp_path / "out", "--policy", "production-gate").code == 1
    assert json.loads((tmp_path / "out" / "bom.cdx.json").read_bytes())["components"] == []


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b" ", "there is nothing in it"),
        (b"{", "JSON"),
        (b"[]", "CycloneDX"),
        (b'{"name": "a package"}', "CycloneDX"),
        (b"[" * 100_000, "nested"),
        (b"\x89PNG\r\n", "it is not UTF-8 text"),
    ],
)
@pytest.mark.parametrize("command", ["check", "validate"])
def test_what_is_no_bom_is_refused(command: str, data: bytes, words: str, tmp_path: Path) -> None:
    bom = tmp_path / "bom.json"
    bom.write_bytes(data)
    for argument, stdin in ((bom, b""), ("-", data)):
        result = aibom(command, argument, stdin=stdin)
        assert result.code == 2
        assert words in one_sentence(result.err)


def test_a_command_before_the_pipe_that_failed_is_thought_of() -> None:
    result = aibom("check", "-")
    assert (result.code, one_sentence(result.err)) == (
        2, "aibom: Standard input is empty; the command before it may have failed.",
    )  # fmt: skip


def test_a_byte_order_mark_makes_no_bom_invalid(tmp_path: Path) -> None:
    bom = tmp_path / "bom.json"
    bom.write_bytes(b"\xef\xbb\xbf" + json.dumps(VALID).encode())
    assert aibom("validate", bom).code == 0


def test_an_spdx_document_is_judged_in_plain_words(tmp_path: Path) -> None:
    bom = tmp_path / "bom.spdx"
    bom.write_text("SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\nSPDXID: SPDXRef-DOCUMENT\n")
    result = aibom("validate", bom)
    assert result.code == 1
    assert "$: 'name' is missing" in result.out
    assert "spdx_tools" not in result.out


def test_a_folder_without_rules_is_no_clean_bill(tmp_path: Path) -> None:
    result = aibom("policy", "lint", tmp_path)
    assert (result.code, "No policy files (*.yaml) in" in one_sentence(result.err)) == (2, True)


def test_an_invalid_bom_is_listed_with_paths(tmp_path: Path) -> None:
    bom = tmp_path / "bom.json"
    bom.write_text(json.dumps({**VALID, "components": [{"type": "modle", "name": "m"}, {"type": "library"}]}))
    result = aibom("validate", bom)
    assert result.code == 1
    assert "components[0].type" in result.out
    assert "components[1]" in result.out


def test_a_missing_bom_is_refused(tmp_path: Path) -> None:
    result = aibom("check", tmp_path / "nowhere.json")
    assert result.code == 2
    assert "There is no file" in one_sentence(result.err)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("id: AIB900\nname: x\nselct: {kind: model}\n", ["rule.yaml:3:1", "select"]),
        ("id: AIB900\nname: [", ["rule.yaml:", "not valid YAML"]),
        ("\tid: AIB900\n", ["rule.yaml:1"]),
        ("- not\n- a rule\n", ["rule.yaml:1:1"]),
    ],
)
def test_a_policy_with_a_typo_is_refused_with_its_place(text: str, words: list[str], tmp_path: Path) -> None:
    bom, rule = tmp_path / "bom.json", tmp_path / "rule.yaml"
    bom.write_text(json.dumps(VALID))
    rule.write_text(text)
    result = aibom("check", bom, "--policy", rule, "--sarif", tmp_path / "findings.sarif")
    assert result.code == 2
    complaint = one_sentence(result.err)
    assert all(word in complaint for word in words), complaint
    assert not (tmp_path / "findings.sarif").exists()


def test_an_unknown_pack_is_refused_with_a_suggestion(tmp_path: Path) -> None:
    bom = tmp_path / "bom.json"
    bom.write_text(json.dumps(VALID))
    result = aibom("check", bom, "--policy", "basline")
    assert result.code == 2
    assert "baseline" in one_sentence(result.err)


def test_a_failed_run_leaves_what_was_written_before(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "bom.cdx.json").write_text("earlier")
    result = aibom("audit", tmp_path / "missing", "--out", out)
    assert result.code == 2
    assert (out / "bom.cdx.json").read_text() == "earlier"


def test_an_output_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = aibom("scan", ROOT / "samples" / "rag-agent", "-o", tmp_path / "file" / "bom.json")
    assert result.code == 2
    assert "Cannot write" in one_sentence(result.err)


@pytest.mark.parametrize(
    "arguments", [("scan",), ("scna", "."), ("check",), ("check", "x", "--fail-on", "sometimes"), ("audit", "--nope")]
)
def test_wrong_usage_exits_with_2(arguments: tuple[str, ...]) -> None:
    result = aibom(*arguments)
    assert result.code == 2
    assert result.err.startswith("aibom: ")


@pytest.mark.parametrize("day", ["tomorrow", "2026-13-01", ""])
def test_a_date_that_is_none_is_refused(day: str, tmp_path: Path) -> None:
    bom = tmp_path / "bom.json"
    bom.write_text(json.dumps(VALID))
    result = aibom("check", bom, "--as-of", day)
    assert result.code == 2
    assert "YYYY-MM-DD" in one_sentence(result.err)


def test_a_closed_standard_output_is_one_sentence_and_files_are_written(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    assert run(["scan", str(tree), "--no-cache", "-o", "-"]) == 2
    assert "Standard output is closed" in one_sentence(capsys.readouterr().err)
    monkeypatch.setattr(sys, "stdout", None)
    assert run(["audit", str(tree), "--no-cache", "--out", str(tmp_path / "out")]) in (0, 1)


def test_a_cache_in_the_tree_is_no_part_of_it(tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIBOM_CACHE_DIR", str(tree / ".cache"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764201600")
    boms = [tmp_path / f"{name}.json" for name in ("first", "second", "without")]
    for bom in boms:
        assert run(["scan", str(tree), "-o", str(bom), *(["--no-cache"] if bom is boms[2] else [])]) == 0
    assert (tree / ".cache" / "scan-1.sqlite").exists()
    assert len({bom.read_bytes() for bom in boms}) == 1
