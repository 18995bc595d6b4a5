"""Idioms of other Python versions, written for the one that runs, line for line, so that the file can be read.

Python 2: `print x`, `exec x`, `except E, e`, `raise E, x`, `<>`, `0777`, `10L`, backticks, `ur""`. Python 3.12 and
later: `def f[T](x)`, `class A[T]`, `type X = ...`. The result means the same for whoever looks for calls and
literals; it is never run. None of the idioms is valid elsewhere, so other code stays as it is. `print x` becomes
the tuple `print, x`, which stays right over several lines.
"""

from __future__ import annotations

from aibom.core import re
from aibom.scanners.code.python.lexical import COMMENT, STRING

_IDIOM = re.compile(
    rf"""
      {COMMENT} | {STRING}
    | (?P<say>(?:^|(?<=[:;]))[ \t]*+(?:print|exec))(?=[ \t]*+["'`]|[ \t]++(?!(?:in|is|if|and|or|for|else)\b)[-\w\[{{~])
    | (?P<caught>\bexcept[ \t]++(?:[\w.]++|\([^()\n]*+\)))[ \t]*+,[ \t]*+(?P<as>\w++)(?=[ \t]*+:)
    | (?P<raised>\braise[ \t]++[\w.]++)[ \t]*+,
    | (?P<octal>(?<![\w.])0(?=[0-7]++(?![\w.])))
    | (?P<long>(?<![\w.])(?:0[xX][0-9a-fA-F]++|[0-9]++))[lL]\b
    | (?P<unequal><>)
    | (?P<raw>\b[uU](?=[rR]["']))
    | (?P<generic>\b(?:def|class)[ \t]++\w++)[ \t]*+\[[^\[\]\n]*+(?:\[[^\[\]\n]*+\][^\[\]\n]*+)*+\]
    | (?P<margin>^[ \t]*+)type[ \t]++(?P<alias>[A-Za-z_]\w*+)[ \t]*+(?:\[[^\[\]\n]*+\])?[ \t]*+(?==[^=])
    | `(?P<repr>[^`\n]*+)`
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)


def translated(text: str) -> str:
    """The text with the idioms rewritten."""
    return _IDIOM.sub(_rewritten, text)


def _rewritten(match: re.Match[str]) -> str:
    kind = match.lastgroup
    if kind == "say":
        return match["say"] + ","
    if kind == "as":
        return f"{match['caught']} as {match['as']}"
    if kind == "raised":
        return match["raised"] + ";"
    if kind == "alias":
        return f"{match['margin']}{match['alias']} "
    return {"octal": "0o", "unequal": "!=", "raw": "", "long": match["long"], "generic": match["generic"]}.get(
        kind or "", match["repr"] if kind == "repr" else match.group()
    )
