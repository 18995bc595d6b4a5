"""Golden files: expected output kept beside the tests.

`AIBOM_REGENERATE=1 pytest` writes them anew; that is the one switch. Look at the difference before committing.
"""

from __future__ import annotations

import difflib
import os
from pathlib import Path

SWITCH = "AIBOM_REGENERATE"


def check_golden(path: Path, actual: bytes) -> None:
    """Fail with a readable difference unless the file at `path` holds exactly `actual`."""
    if os.environ.get(SWITCH) == "1":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(actual)
        return
    if not path.exists():
        raise AssertionError(f"{path.name} does not exist; run the test with {SWITCH}=1 to write it")
    expected = path.read_bytes()
    if expected != actual:
        lines = difflib.unified_diff(_lines(expected), _lines(actual), "expected", "actual", lineterm="", n=2)
        shown = "\n".join(list(lines)[:80])
        raise AssertionError(f"{path.name} differs; run with {SWITCH}=1 to accept it\n{shown}")


def _lines(data: bytes) -> list[str]:
    return data.decode("utf-8", "replace").splitlines()
