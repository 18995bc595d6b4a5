"""Texts of wide characters are read as UTF-8."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aibom.core.text import as_utf8

WIDE = ["utf-16", "utf-16-le", "utf-16-be", "utf-32"]
TEXT = '{"model": "gpt-4o"}\r\n# Küche, 厨房 and 😀\n'


@pytest.mark.parametrize("encoding", WIDE)
def test_wide_characters_become_utf_8(encoding: str) -> None:
    assert as_utf8(TEXT.encode(encoding)) == TEXT.encode()


@pytest.mark.parametrize("encoding", WIDE)
@pytest.mark.parametrize("cut", [37, 38, 39, 83, 85])
def test_a_beginning_that_ends_within_a_character_is_text(encoding: str, cut: int) -> None:
    assert TEXT.encode().startswith(as_utf8(TEXT.encode(encoding)[:cut]))
    assert b"gpt-4o" in as_utf8(TEXT.encode(encoding)[:cut]) or cut < 80


@pytest.mark.parametrize(
    "data", [b"", b"\0", b"\xff\xfe\x00\xd8A\0", b"\0\0\0\0" * 9, b"a\0\0\0b\0\0\0", b"\x93NUMPY\x01\0v\0"]
)
def test_what_is_no_such_text_stays_as_it_is(data: bytes) -> None:
    assert as_utf8(data) == data


@given(st.text(max_size=200))
def test_utf_8_stays_as_it_is(text: str) -> None:
    data = text.replace("\0", "").encode()
    assert as_utf8(data) == data
