"""Names of licences as people write them, and the SPDX identifiers that they mean (licences.json)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import orjson

from aibom.core import re

DATA = Path(__file__).with_name("licences.json")
_DROPPED = re.compile(r"\b(?:the|licen[cs]ed?|version|under|agreement)\b|[(),;]", re.IGNORECASE)
_VERSION = re.compile(r"\bv\.?\s*(?=\d)", re.IGNORECASE)


@cache
def _document() -> Mapping[str, Mapping[str, str]]:
    document: Mapping[str, Mapping[str, str]] = orjson.loads(DATA.read_bytes())
    return document


def folded(text: str) -> str:
    """The form in which names are looked up."""
    words = _VERSION.sub("", _DROPPED.sub(" ", text)).lower().split()
    half = len(words) // 2
    # "MIT License (MIT)"
    return " ".join(words[:half] if half and words[:half] == words[half:] else words)


def named_licence(text: str) -> str:
    """The SPDX identifier that a name or a Python classifier (`License :: ...`) stands for; "" when it is not
    known or stands for several."""
    if text.startswith("License ::"):
        return _document()["classifiers"].get(text, "")
    return _document()["names"].get(folded(text), "")
