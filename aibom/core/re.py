"""The standard library's `re`, but that a pattern is compiled when it is first used.

The tool has more than a thousand patterns, and most trees need a quarter of them: compiling all took a quarter of the
time of a small scan. A pattern that is written wrongly is found by tests/core/test_re.py, which compiles every one.
"""

from __future__ import annotations

import re
from re import DOTALL as DOTALL
from re import IGNORECASE as IGNORECASE
from re import MULTILINE as MULTILINE
from re import VERBOSE as VERBOSE
from re import I as I
from re import Match as Match
from re import Pattern as Pattern
from re import S as S
from re import error as error
from re import escape as escape
from re import findall as findall
from re import fullmatch as fullmatch
from re import match as match
from re import search as search
from re import split as split
from re import sub as sub
from typing import Any, AnyStr, cast

# What is taken over from the compiled pattern, so that later uses cost nothing more than without this.
_TAKEN = (
    "match",
    "fullmatch",
    "search",
    "sub",
    "subn",
    "findall",
    "finditer",
    "split",
    "flags",
    "groups",
    "groupindex",
)


def compile(pattern: AnyStr, flags: int = 0) -> Pattern[AnyStr]:  # noqa: A001 - the name that it has there
    """A pattern that behaves like a compiled one; an error in it is raised when it is first used."""
    return cast("Pattern[AnyStr]", Waiting(pattern, flags))


class Waiting:
    """A pattern that is compiled by the first question for anything but its text."""

    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self.pattern, self._flags = pattern, flags

    def __getattr__(self, name: str) -> Any:
        if name not in _TAKEN:
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self._flags)
        for taken in _TAKEN:
            setattr(self, taken, getattr(compiled, taken))
        return getattr(compiled, name)
