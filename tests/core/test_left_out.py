"""What bounds leave out reaches whoever listens, once, with its file."""

from __future__ import annotations

from aibom.core.left_out import LeftOut, about, leave_out, listening, within


def test_what_fits_is_given_whole_and_nothing_is_told() -> None:
    rows = ["a", "b"]
    with listening() as heard:
        assert within(rows, 2, "lines") is rows
    assert not heard


def test_more_is_cut_and_told_once_for_each_file() -> None:
    with listening() as heard:
        for _ in range(2):
            assert within([1, 2, 3], 2, "lines", "a.txt") == [1, 2]
        with about("b.txt"):
            leave_out(2_000, "lines")
        leave_out(2_000, "lines")
    assert list(heard) == [
        LeftOut("a.txt", "more than 2 lines: only the first 2 were read"),
        LeftOut("b.txt", "more than 2,000 lines: only the first 2,000 were read"),
        LeftOut("", "more than 2,000 lines: only the first 2,000 were read"),
    ]


def test_each_listener_hears_its_own() -> None:
    with listening() as outer:
        with listening() as inner:
            leave_out(1, "lines")
        leave_out(1, "rows")
    leave_out(1, "words")
    assert [one.reason.split()[3] for one in (*inner, *outer)] == ["lines:", "rows:"]
