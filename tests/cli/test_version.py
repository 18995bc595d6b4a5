"""The version, asked for as a command and as an option."""

from __future__ import annotations

import subprocess
import sys

import pytest

from aibom import __version__


@pytest.mark.parametrize("argument", ["version", "--version", "-V"])
def test_the_version_is_printed(argument: str) -> None:
    done = subprocess.run([sys.executable, "-m", "aibom", argument], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"aibom {__version__}\n", "")
