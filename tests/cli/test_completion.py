"""`aibom completion`: the scripts, and what a real bash completes with its one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from runner import aibom

BIN = Path(sys.executable).parent


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_for_each_shell(shell: str) -> None:
    result = aibom("completion", shell)
    assert (result.code, result.err) == (0, "")
    assert f"_AIBOM_COMPLETE={shell}_complete" in result.out
    program = shutil.which(shell)
    if program is not None:
        assert subprocess.run([program, "-n"], input=result.out, text=True).returncode == 0


def test_another_shell() -> None:
    assert aibom("completion", "tcsh").code == 2


@pytest.mark.parametrize(
    ("line", "expected"),
    [("aibom verify-", "verify-attestation"), ("aibom publish dep", "dependency-track"), ("aibom check --fail-", "--fail-on"),
     ("aibom check --fail-on crit", "critical")],
)  # fmt: skip
def test_bash_completes(line: str, expected: str) -> None:
    words = line.split(" ")
    script = (
        aibom("completion", "bash").out
        + f"""
COMP_WORDS=({" ".join(words)}); COMP_CWORD={len(words) - 1}; _aibom_completion aibom; echo "${{COMPREPLY[@]}}"
"""
    )
    env = {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}"}
    result = subprocess.run(["bash", "--norc", "-c", script], env=env, capture_output=True, text=True)
    assert expected in result.stdout.split(), result.stderr


@pytest.mark.skipif(shutil.which("fish") is None, reason="fish is not installed")
@pytest.mark.parametrize(
    ("line", "expected"), [("aibom verify-", "verify-attestation"), ("aibom check --fail-on crit", "critical")]
)
def test_fish_completes(line: str, expected: str, tmp_path: Path) -> None:
    script = tmp_path / "aibom.fish"
    script.write_text(aibom("completion", "fish").out)
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "HOME": str(tmp_path)}
    command = f"source {script}; complete -C '{line}'"
    found = subprocess.run(["fish", "-c", command], env=environment, capture_output=True, text=True, check=True)
    assert found.stdout.split()[0] == expected
