"""A cheap test over a file's bytes: can it be of interest at all, before it is decoded and parsed?

One RE2 automaton over all words. Measured on 50 MB of installed Python packages it runs at 650 MB/s with 80 words
and with 480; `re` with the same alternation makes 19 and 1 MB/s, a loop of `word in data` 33 and 11.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

_MAX_MEMORY = 64 << 20  # bytes of RE2's automaton; without enough of it RE2 falls back to a slower one
_HEAD = 1024


class Prefilter:
    """Words to look for, as bytes.

    A word stands alone: no letter or digit touches it ("_" and "." may, so `openai` is found in
    `langchain_openai.chat`). A `*` at its begin or end leaves that side open: `gpt-*`, `*-embedding*`.
    """

    def __init__(self, words: Iterable[bytes]) -> None:
        self._search = _compiled(sorted(set(words))).search

    def hit(self, data: bytes) -> bool:
        """Whether one of the words occurs. UTF-16 text is decoded for the test."""
        if b"\0" in data[:_HEAD]:
            data = data.replace(b"\0", b"")  # what remains of Latin text in UTF-16 and UTF-32
        return self._search(data) is not None


def _compiled(words: list[bytes]) -> Any:
    import re2

    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.never_capture = True
    options.max_mem = _MAX_MEMORY
    pattern = b"|".join(_pattern(word, re2.escape) for word in words)
    return re2.compile(pattern or rb"[^\x00-\xff]", options)


def _pattern(word: bytes, escape: Any) -> bytes:
    """RE2 has no look-around: a neighbour that may not be a letter or digit is matched, or is the text's edge."""
    begin = b"" if word.startswith(b"*") else rb"(?:^|[^A-Za-z0-9])"
    end = b"" if word.endswith(b"*") else rb"(?:$|[^A-Za-z0-9])"
    inner: bytes = escape(word.strip(b"*"))
    return begin + inner + end
