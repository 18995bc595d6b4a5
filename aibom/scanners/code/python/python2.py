"""Python 2 idioms written as Python 3, line for line, so that an old file can still be read.

The result means the same for whoever looks for calls and literals; it is never run. It is used on files that do
not parse as they are. `print x` becomes the tuple `print, x`, which stays right over several lines.
"""

from __future__ import annotations

import re

from aibom.scanners.code.python.lexical import COMMENT, STRING

_IDIOM = re.compile(
    rf"""
      {COMMENT} | {STRING}
    | (?P<say>(?:^|(?<=[:;]))[ \t]*+(?:print|exec))(?=[ \t]*+["'`]|[ \t]++(?!(?:in|is|if|and|or|for|else)\b)[-\w\[{{~])
    | (?P<caught>\bexcept[ \t]++(?:[\w.]++|\([^()\n]*+\)))[ \t]*+,[ \t]*+(?P<as>\w++)(?=[ \t]*+:)
    | (?P<raised>\braise[ \t]++[\w.]++)[ \t]*+,
    | (?P<octal>(?<![\w.])0(?=[0-7]++(?![\w.])))
    | (?P<long>(?<![\w.])(?:0[xX])?[0-9a-fA-F]++)[lL]\b
    | (?P<unequal><>)
    | (?P<raw>\b[uU](?=[rR]["']))
    | `(?P<repr>[^`\n]*+)`
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)


def modernised(text: str) -> tuple[str, int]:
    """The text with the idioms rewritten, and the line of the first one; 0 when there is none."""
    first = 0

    def rewrite(match: re.Match[str]) -> str:
        nonlocal first
        new = _rewritten(match)
        if new is None:
            return match.group()
        first = first or text.count("\n", 0, match.start()) + 1
        return new

    return _IDIOM.sub(rewrite, text), first


def _rewritten(match: re.Match[str]) -> str | None:
    kind = match.lastgroup
    if kind == "say":
        return match["say"] + ","
    if kind == "as":
        return f"{match['caught']} as {match['as']}"
    if kind == "raised":
        return match["raised"] + ";"
    if kind == "octal":
        return "0o"
    if kind == "unequal":
        return "!="
    if kind == "raw":
        return ""
    return match[kind] if kind in ("long", "repr") else None
