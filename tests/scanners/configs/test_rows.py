"""Looking for the line of a text, and what that may cost."""

from __future__ import annotations

import pytest

from aibom.scanners.configs import rows
from aibom.scanners.configs.rows import LONG, Rows

LONG_ROW = "x" * LONG + "needle"


def test_a_text_is_found_from_its_line_on_within_the_span() -> None:
    found = Rows("needle\na\nb needle\n" + "c\n" * 400 + "far")
    assert (found.find("needle", 1), found.find("needle", 2), found.find("far", 1), found.find("", 2)) == (1, 3, 1, 2)


def test_long_rows_are_looked_at_until_there_is_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "MAX_LOOKED", 3 * len(LONG_ROW))
    found = Rows(f"a\n{LONG_ROW}\nshort needle\n")
    assert [found.find("needle", 1) for _ in range(5)] == [2, 2, 2, 1, 1]


def test_of_one_row_nothing_has_to_be_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "MAX_LOOKED", 0)
    assert Rows(LONG_ROW).find("needle", 1) == 1
