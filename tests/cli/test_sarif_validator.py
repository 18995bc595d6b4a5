"""Our SARIF passes Microsoft's validator with the rules of GitHub code scanning, without an error or a warning.

The validator is the npm package @microsoft/sarif-multitool-linux (a native binary); it exits 0 whatever it finds, so
its output is read.
"""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from runner import ROOT, aibom

VERSION = "5.7.0"
FOLDER = Path(__file__).parent.parent / ".cache" / f"sarif-multitool-{VERSION}"
BINARY = FOLDER / "node_modules" / "@microsoft" / "sarif-multitool-linux" / "Sarif.Multitool"
_RESULT = re.compile(r": (error|warning|note) [A-Z]+\d+:")

pytestmark = [
    pytest.mark.package_index,
    pytest.mark.skipif(
        shutil.which("npm") is None or platform.system() != "Linux" or platform.machine() != "x86_64",
        reason="the validator is a native binary that npm installs on Linux x86_64",
    ),
]


@pytest.fixture(scope="module")
def validator() -> Path:
    if not BINARY.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        package = f"@microsoft/sarif-multitool-linux@{VERSION}"
        subprocess.run(
            ["npm", "install", "--silent", "--no-audit", "--prefix", FOLDER, package], check=True, timeout=300
        )
    BINARY.chmod(0o755)
    return BINARY


def complaints(validator: Path, file: Path) -> list[str]:
    config = Path(__file__).with_name("multitool.xml")
    done = subprocess.run(
        [validator, "validate", "--rule-kind", "Sarif;Ghas", "--config", config, file],
        env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    output = done.stdout + done.stderr
    assert "Analysis completed successfully" in output or _RESULT.search(output), output
    return [line for line in output.splitlines() if _RESULT.search(line) or "rror" in line]


def test_the_files_of_an_audit(validator: Path, tmp_path: Path) -> None:
    first, later, record = tmp_path / "first.sarif", tmp_path / "later.sarif", tmp_path / "record.sarif"
    bom = ROOT / "samples" / "rag-agent.expected" / "bom.cdx.json"
    everything = ("--policy", "strict", "--fail-on", "never")
    assert aibom("check", bom, *everything, "--sarif", first).code == 0
    narrower = ("--policy", "baseline", "--fail-on", "never", "--baseline", first)
    assert aibom("check", bom, *narrower, "--sarif", later, "--sarif-record", record).code == 0
    assert len(json.loads(first.read_bytes())["runs"][0]["results"]) > 50
    for file in (first, later, record):
        assert complaints(validator, file) == []


def test_the_file_of_a_diff(validator: Path, tmp_path: Path) -> None:
    bom, changed, file = (
        ROOT / "samples" / "rag-agent.expected" / "bom.cdx.json",
        tmp_path / "new.json",
        tmp_path / "d.sarif",
    )
    document = json.loads(bom.read_bytes())
    document["components"] = document["components"][5:]
    document["services"].append({"bom-ref": "svc:x", "name": "Search", "endpoints": ["https://x.example/v1"]})
    changed.write_text(json.dumps(document))
    assert aibom("diff", bom, changed, "--new-policy", "strict", "--all", "--sarif", file).code == 0
    assert {"new", "absent", "unchanged"} <= {
        one["baselineState"] for one in json.loads(file.read_bytes())["runs"][0]["results"]
    }
    assert complaints(validator, file) == []


def test_the_validator_does_complain(validator: Path, tmp_path: Path) -> None:
    bom = ROOT / "samples" / "rag-agent.expected" / "bom.cdx.json"
    file = tmp_path / "broken.sarif"
    assert aibom("check", bom, "--fail-on", "never", "--sarif", file).code == 0
    log = json.loads(file.read_bytes())
    del log["runs"][0]["results"][0]["message"]
    log["runs"][0]["results"][1]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] = "/etc/passwd"
    file.write_text(json.dumps(log))
    assert complaints(validator, file)
