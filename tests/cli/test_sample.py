"""The sample project end to end: its BOM and SARIF are golden files, and its audit says what a reader sees."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from golden import check_golden
from runner import ROOT, aibom

from aibom.bom.validate import validate

SAMPLE = ROOT / "samples" / "rag-agent"
EXPECTED = ROOT / "samples" / "rag-agent.expected"


@pytest.fixture
def sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy outside of any checkout; the folder becomes the current one."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    shutil.copytree(SAMPLE, tmp_path / "rag-agent")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "rag-agent"


def components(bom: Path) -> dict[str, dict[str, Any]]:
    document = json.loads(bom.read_bytes())
    return {one["bom-ref"]: one for one in (*document["components"], *document["services"])}


def test_bom_and_sarif_are_as_expected(sample: Path) -> None:
    result = aibom("audit", "rag-agent", "--fail-on", "never")
    assert result.code == 0, result.err
    for name in ("bom.cdx.json", "findings.sarif"):
        check_golden(EXPECTED / name, Path("aibom-out", name).read_bytes())


def test_a_second_run_gives_the_same_bytes(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(sample)
    outputs = []
    for _ in range(2):
        aibom("audit", ".", "--fail-on", "never")
        outputs.append([path.read_bytes() for path in sorted(Path("aibom-out").iterdir())])
    assert outputs[0] == outputs[1]


@pytest.mark.parametrize("version", ["1.5", "1.6", "1.7"])
def test_every_version_is_valid_and_tells_the_same(sample: Path, version: str) -> None:
    assert aibom("scan", "rag-agent", "-o", "bom.json", "--spec-version", version).code == 0
    assert validate(Path("bom.json").read_bytes()) == []
    assert json.loads(Path("bom.json").read_bytes())["specVersion"] == version
    checked = aibom("check", "bom.json", "--json", "-", "--fail-on", "never")
    rules = Counter(one["rule"] for one in json.loads(checked.out)["findings"])
    aibom("scan", "rag-agent", "-o", "default.json")
    default = aibom("check", "default.json", "--json", "-", "--fail-on", "never")
    assert rules == Counter(one["rule"] for one in json.loads(default.out)["findings"])


def test_what_the_application_is_made_of(sample: Path) -> None:
    aibom("scan", "rag-agent", "-o", "bom.json")
    found = components(Path("bom.json"))
    assert {
        "agent:helpdesk/agent.py/helpdesk_agent",
        "dataset:hf/acme/helpdesk-faq",
        "model:file/models/priority.pkl",
        "model:file/models/reranker.safetensors",
        "model:hf/BAAI/bge-small-en-v1.5",
        "model:hf/acme/mail-language",
        "model:openai/gpt-4o",
        "model:openai/gpt-4o-mini-2024-07-18",
        "service:OpenAI",
        "service:Qdrant",
        "tool:helpdesk/tools.py/open_ticket",
        "tool:helpdesk/tools.py/search_handbook",
        "tool:mcp/handbook-files",
        "tool:mcp/status-page",
        "tool:mcp/tickets",
    } <= set(found)


def test_the_threshold_decides_the_exit_code(sample: Path) -> None:
    aibom("scan", "rag-agent", "-o", "bom.json")
    codes = {
        level: aibom("check", "bom.json", "--fail-on", level).code for level in ("never", "medium", "high", "critical")
    }
    assert codes == {"never": 0, "medium": 1, "high": 1, "critical": 0}


def test_an_approval_and_an_exception_count(sample: Path) -> None:
    aibom("scan", "rag-agent", "-o", "bom.json")
    Path("exceptions.yaml").write_text(
        """exceptions:
- id: EXC-1
  rule: AIB106
  match: {name: acme/mail-language}
  reason: the code of the commit was read and is mirrored
  owner: mail-team
  approved_by: security
  ticket: SEC-12
  created: 2026-01-01
  expires: 2026-03-01
"""
    )

    def rules(*options: str) -> set[str]:
        result = aibom("check", "bom.json", "--json", "-", "--fail-on", "never", *options)
        return {one["rule"] for one in json.loads(result.out)["findings"]}

    assert "AIB106" in rules()
    assert "AIB106" not in rules("--exceptions", "exceptions.yaml", "--as-of", "2026-02-01")
    assert "AIB106" in rules("--exceptions", "exceptions.yaml", "--as-of", "2026-03-02")
