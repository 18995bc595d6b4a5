"""How much a text says, whatever its language: ideographs stand without blanks, and each says more than a letter."""

from __future__ import annotations

from aibom.core import re

_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_LETTERS, _OF_A_WORD = 3, 2  # letters that one ideograph stands for, and ideographs that make a word


def ideographs(text: str) -> int:
    """How many Chinese, Japanese or Korean characters a text has."""
    return 0 if text.isascii() else len(_IDEOGRAPH.findall(text))


def spoken_length(text: str) -> int:
    """The length of a text in letters, an ideograph counting for three."""
    return len(text) + (_LETTERS - 1) * ideographs(text)


def word_count(text: str) -> int:
    """The number of words: those between blanks or, if these are more, pairs of ideographs."""
    return max(len(text.split()), ideographs(text) // _OF_A_WORD)
