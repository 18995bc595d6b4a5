"""pytest imports test files by their bare names: two files of one name would hide each other."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

TESTS = Path(__file__).parent.parent


def test_no_two_test_files_share_a_name() -> None:
    names = Counter(path.name for path in TESTS.rglob("test_*.py") if ".cache" not in path.parts)
    assert [name for name, count in names.items() if count > 1] == []
