"""Texts put together of others: `f"{ROLE}\n{RULES}"`, `prompt += RULES`. Each named part is a text of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable

from aibom.scanners.code.resolving.types import Abstract, Const

TELLING = 40  # letters; shorter parts are names and labels
_WORDS = 6
_SHARED = re.compile(
    r"prompt|instruct|rules?\b|guide|style|system|persona|format|policy|template|example|addon", re.IGNORECASE
)
# Variables that texts for models are gathered in.
_GATHERED = re.compile(r"prompt|instruct|system|persona|preamble|context|messages?\b", re.IGNORECASE)


def is_shared(name: str) -> bool:
    """Whether a name says that its text is told to a model."""
    return _SHARED.search(name) is not None


def is_gathered(name: str) -> bool:
    """Whether texts that are added to a variable of this name are told to a model."""
    return _GATHERED.search(name) is not None


def named_parts(values: Iterable[Abstract]) -> list[Const]:
    """The texts among values that are known by a constant or by a name that says what they are."""
    return [one for one in values if isinstance(one, Const) and _is_told(one)]


def _is_told(text: Const) -> bool:
    value = text.value
    if not isinstance(value, str) or text.partial or text.joined or len(value) < TELLING:
        return False
    last = text.name.rpartition(".")[2]
    return (last.isupper() or is_shared(last)) and len(value.split(maxsplit=_WORDS)) >= _WORDS
