"""What is shown of texts from outside."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aibom.core.text import printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u2028b\u2029c", "a\\u2028b\\u2029c"),
        ("a\u061cb", "a\\u061cb"),
        ("hi\U000e0041\U000e007f", "hi\\U000e0041\\U000e007f"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("gnp\u202egpj.exe", "gnp\\u202egpj.exe"),
    ],
)
def test_what_hides_or_reorders_is_spelt_out(text: str, shown: str) -> None:
    assert printable(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("desk ##vso[task.setvariable variable=PATH]x", "desk #\\x23vso[task.setvariable variable=PATH]x"),
        ("##[error]x", "#\\x23[error]x"),
        ("###teamcity[message]", "##\\x23teamcity[message]"),
        ("::error file=x::y", "\\x3a:error file=x::y"),
        ("\n ::add-mask::y", "  \\x3a:add-mask::y"),
        ("## Title of desk::clerk", "## Title of desk::clerk"),
    ],
)
def test_no_text_gives_a_command_to_a_build_server(text: str, shown: str) -> None:
    assert printable(text) == shown


_PIECES = st.lists(st.sampled_from(["##", "vso[", "teamcity[", "[", "::", " ", "x", "\n", "\x1b"])).map("".join)


@given(st.text(max_size=60) | _PIECES, st.integers(2, 40))
def test_cutting_first_shows_the_same(text: str, limit: int) -> None:
    whole = printable(text)
    assert printable(text, limit) == (whole if len(whole) <= limit else whole[: limit - 1] + "…")
