"""The prefilter: words that stand alone, words open at a side, other encodings."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aibom.scanners.code.prefilter import Prefilter

WORDS = Prefilter([b"openai", b"trl", b"gpt-*", b"*-embedding*", b"google.generativeai", b"c++"])


@pytest.mark.parametrize(
    "text",
    [
        "import openai",
        "openai",
        "from langchain_openai import x",
        "openai.OpenAI()",
        "trl\n",
        "model='gpt-4o'",
        "text-embedding-3",
        "import google.generativeai as g",
        "# c++ here",
    ],
)
def test_hits(text: str) -> None:
    assert WORDS.hit(text.encode())
    assert WORDS.hit(text.encode("utf-16"))
    assert WORDS.hit(text.encode("utf-32"))


@pytest.mark.parametrize(
    "text", ["", "import myopenai", "openai2", "ctrl-c", "trlx", "OPENAI", "megagpt-4", "google_generativeai", "c+ +"]
)
def test_misses(text: str) -> None:
    assert not WORDS.hit(text.encode())


def test_no_words_hit_nothing() -> None:
    assert not Prefilter([]).hit(b"anything \x00\xff")


@given(
    st.lists(st.sampled_from([b"openai", b"trl", b"a.b", b"x"]), max_size=3),
    st.binary(max_size=60).map(lambda b: b.replace(b"\0", b"")),
)
def test_agrees_with_a_plain_search(words: list[bytes], data: bytes) -> None:
    for word in words:
        data = data[: len(data) // 2] + word + data[len(data) // 2 :]
    expected = any(re.search(rb"(?<![A-Za-z0-9])" + re.escape(w) + rb"(?![A-Za-z0-9])", data) for w in words)
    assert Prefilter(words).hit(data) == expected
