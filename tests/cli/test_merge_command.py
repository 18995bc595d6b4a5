"""`aibom merge` end to end."""

from __future__ import annotations

import json
from pathlib import Path

from runner import ROOT, aibom

BOM = ROOT / "samples" / "rag-agent.expected" / "bom.cdx.json"


def test_an_application_and_a_vendors_spdx(tmp_path: Path) -> None:
    aibom("convert", BOM, "--to", "spdx2-json", "-o", tmp_path / "vendor.spdx.json")
    target = tmp_path / "all.cdx.json"
    result = aibom("merge", BOM, tmp_path / "vendor.spdx.json", "--name", "release", "--version", "7", "-o", target)
    assert result.code == 0
    assert aibom("validate", target).code == 0
    made = json.loads(target.read_bytes())
    assert made["metadata"]["component"] == {
        "type": "application",
        "bom-ref": "application:release",
        "name": "release",
        "version": "7",
    }
    purls = [one["purl"] for one in made["components"] if "purl" in one]
    assert len(purls) == len(set(purls))


def test_a_damaged_bom_stops_the_merge(tmp_path: Path) -> None:
    (tmp_path / "cut.json").write_bytes(BOM.read_bytes()[:9000])
    result = aibom("merge", BOM, tmp_path / "cut.json", "-o", tmp_path / "out.json")
    assert (result.code, result.err.count("\n")) == (2, 1)
    assert not (tmp_path / "out.json").exists()
