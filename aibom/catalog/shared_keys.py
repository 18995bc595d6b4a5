"""Variables that hold the key of several products of one company, and what stands beside them tells which.

`GOOGLE_API_KEY` is the key of Gemini and of Custom Search; with the latter goes the id of a search engine
(developers.google.com/custom-search/v1/overview).
"""

from __future__ import annotations

from collections.abc import Iterable

from aibom.core import re

_BESIDE = {
    name: re.compile(r"GOOGLE_?(?:CSE|CX)|CUSTOM_?SEARCH|SEARCH_?ENGINE_?ID|GoogleSearch", re.IGNORECASE)
    for name in ("GOOGLE_API_KEY", "GOOGLE_KEY")
}


def is_shared_key(name: str) -> bool:
    """Whether a variable may hold the key of several products."""
    return name in _BESIDE


def is_of_another(name: str, beside: Iterable[str]) -> bool:
    """Whether texts of the same file say that a variable holds the key of another product than a model's."""
    told = _BESIDE.get(name)
    return told is not None and any(told.search(text) for text in beside)
