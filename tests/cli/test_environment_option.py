"""`--env` and `--verify-env` on the command line."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from runner import aibom

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scanners" / "environment"))
from environments import install, site, virtual_environment


def test_installed_packages_join_what_the_manifest_asks_for(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (project / "requirements.txt").write_text("anthropic>=0.40\n")
    prefix = virtual_environment(tmp_path)
    install(prefix, "anthropic", "0.49.0", headers=("License: MIT License",))
    assert aibom("scan", project, "-o", tmp_path / "bom.json", "--env", prefix, "--no-cache").code == 0
    document = json.loads((tmp_path / "bom.json").read_bytes())
    (library,) = document["components"]
    facts = {one["name"]: one["value"] for one in library["properties"]}
    assert (library["purl"], facts["aibom:declared_range"], facts["aibom:installed"]) == (
        "pkg:pypi/anthropic@0.49.0",
        ">=0.40",
        "true",
    )
    assert library["licenses"] == [{"license": {"id": "MIT"}}]


def test_a_changed_file_fails_the_audit(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    prefix = virtual_environment(tmp_path)
    install(prefix, "anthropic", "0.49.0")
    arguments = ("audit", project, "--out", tmp_path / "out", "--env", prefix, "--verify-env", "--no-cache")
    assert aibom(*arguments).code == 0
    (site(prefix) / "anthropic/__init__.py").write_bytes(b"import os\n")
    changed = aibom(*arguments)
    assert changed.code == 1
    assert "AIB530 installed-file-changed" in changed.out


def test_errors_are_one_sentence(tmp_path: Path) -> None:
    missing = aibom("scan", tmp_path, "-o", tmp_path / "bom.json", "--env", tmp_path / "none")
    assert (missing.code, missing.err.count("\n")) == (2, 1)
    alone = aibom("scan", tmp_path, "-o", tmp_path / "bom.json", "--verify-env")
    assert (alone.code, alone.err) == (
        2,
        "aibom: --verify-env compares an installed environment; name it with --env.\n",
    )
