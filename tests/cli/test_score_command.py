"""`aibom score` end to end."""

from __future__ import annotations

import json
from pathlib import Path

from runner import ROOT, aibom

BOM = ROOT / "samples" / "rag-agent.expected" / "bom.cdx.json"


def test_table_names_state_demand_and_remedy() -> None:
    result = aibom("score", BOM, "--profile", "g7-2026")
    assert result.code == 0
    lines = result.out.splitlines()
    place = next(number for number, line in enumerate(lines) if "author of the BOM" in line)
    assert lines[place].split()[:2] == ["absent", "0/1"]
    assert lines[place].endswith("MD-01")
    assert "metadata.authors" in lines[place + 1]


def test_fail_under_and_json(tmp_path: Path) -> None:
    target = tmp_path / "score.json"
    assert aibom("score", BOM, "--profile", "cisa-2026", "--json", target, "--fail-under", "99").code == 1
    record = json.loads(target.read_bytes())
    assert aibom("score", BOM, "--profile", "cisa-2026", "--fail-under", record["score"]).code == 0
    assert json.loads(aibom("score", BOM, "--profile", "cisa-2026", "--json", "-").out) == record


def test_a_limit_that_is_no_number_switches_nothing_off() -> None:
    result = aibom("score", BOM, "--profile", "cisa-2026", "--fail-under", "nan")
    assert result.code == 2
    assert "no number from 0 to 100" in result.err


def test_spdx_is_scored_too_and_no_bom_is_refused(tmp_path: Path) -> None:
    spdx = aibom("convert", BOM, "--to", "spdx2-json", "-o", "-").out
    result = aibom("score", "-", "--profile", "bsi-2.1", stdin=spdx.encode())
    assert result.code == 0
    assert "is spdx2-json" in result.err
    bad = aibom("score", "-", "--profile", "bsi-2.1", stdin=b"{}")
    assert (bad.code, bad.err.count("\n")) == (2, 1)
