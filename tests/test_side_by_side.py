"""How the files of the largest scanner are shared by two processes."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from aibom import side_by_side

SIZE = 1_000


@pytest.mark.parametrize(
    ("others", "kept"),
    [
        (2_000, 5),  # never more than the other process can read meanwhile
        (9_500, 6),
        (12_500, 10),  # it has enough to do by itself
    ],
)
def test_the_other_process_reads_so_much_that_both_end_together(tmp_path: Path, others: int, kept: int) -> None:
    files = []
    for number in range(10):
        location = tmp_path / f"Order{number}.cs"
        location.write_bytes(b"x" * SIZE)
        files.append(SimpleNamespace(location=location))
    load = 10 * SIZE
    assert side_by_side._kept(files, load, load + others) == kept  # type: ignore[arg-type]
