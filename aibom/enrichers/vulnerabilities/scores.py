"""CVSS vectors scored by the `cvss` library, and the words for severity."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

# Worst first; the words of CycloneDX ratings[].severity.
SEVERITIES = ("critical", "high", "medium", "low", "info", "none", "unknown")
_WORDS = {"moderate": "medium", "important": "high", "negligible": "low", "informational": "info"}


class Score(NamedTuple):
    """A base score (0 to 10; None when there is no CVSS), its vector, and the severity in a word."""

    cvss: float | None
    vector: str
    severity: str


NO_SCORE = Score(None, "", "unknown")


def best_score(severities: Iterable[Any], words: Iterable[Any]) -> Score:
    """The worst of the CVSS vectors of an advisory (`severity[]`); its words count when no vector can be scored."""
    scored = [score for item in severities if isinstance(item, Mapping) and (score := _score(item.get("score")))]
    if scored:
        cvss, vector = max(scored)
        return Score(cvss, vector, severity_word(cvss))
    known = [word for text in words if (word := _word(text)) in SEVERITIES]
    return Score(None, "", min(known, key=SEVERITIES.index) if known else "unknown")


def severity_word(cvss: float) -> str:
    """The qualitative rating of a base score (CVSS v3.1 section 5, v4.0 section 6)."""
    for floor, word in ((9.0, "critical"), (7.0, "high"), (4.0, "medium"), (0.1, "low")):
        if cvss >= floor:
            return word
    return "none"


def method_of(vector: str) -> str:
    """The scoring method of a vector, as CycloneDX names it."""
    prefixes = (("CVSS:4", "CVSSv4"), ("CVSS:3.1", "CVSSv31"), ("CVSS:3", "CVSSv3"), ("AV:", "CVSSv2"))
    return next((name for prefix, name in prefixes if vector.startswith(prefix)), "other")


def _word(text: Any) -> str:
    word = text.strip().lower() if isinstance(text, str) else ""
    return _WORDS.get(word, word)


def _score(vector: Any) -> tuple[float, str] | None:
    return _scored(vector) if isinstance(vector, str) and len(vector) <= 400 else None


@lru_cache(maxsize=16384)
def _scored(vector: str) -> tuple[float, str] | None:
    from cvss import CVSS2, CVSS3, CVSS4, CVSSError

    make = {"CVSSv4": CVSS4, "CVSSv31": CVSS3, "CVSSv3": CVSS3, "CVSSv2": CVSS2}.get(method_of(vector))
    try:
        return (float(make(vector.rstrip("/")).base_score), vector) if make else None
    except (CVSSError, ArithmeticError, LookupError, ValueError):
        return None  # a vector that is no vector has no score; the advisory's word is asked instead
