"""What a Python text consists of, without a parser: strings, comments, and where top-level statements begin.

One linear pass of one regular expression. It serves broken and oversized files, where `ast` cannot be asked, and
finds comments without mistaking a `#` in a string for one.
"""

from __future__ import annotations

from collections.abc import Iterator

from aibom.core import re

COMMENT = r"(?P<comment>\#[^\n]*+)"
STRING = r"""(?P<string>'''(?:[^'\\]++|\\.|'(?!''))*+(?:'''|\Z)
        |\"\"\"(?:[^"\\]++|\\.|"(?!""))*+(?:\"\"\"|\Z)
        |'(?:[^'\\\n]++|\\.)*+'?
        |"(?:[^"\\\n]++|\\.)*+"?)"""
_TOKEN = re.compile(
    rf"""
      {COMMENT} | {STRING}
    | (?P<open>[(\[{{])
    | (?P<close>[)\]}}])
    | (?P<start>(?<=\n)[^\s\#'"()\[\]{{}}\\])
    """,
    re.VERBOSE | re.DOTALL,
)
# A line at the margin that begins so is a statement, whatever bracket was left open above it.
_SURE = re.compile(r"(?:def|class|import|from|async def)\b|@\w")
_CONTINUES = re.compile(r"(?:else|elif|except|finally)\b")


def comments(text: str) -> Iterator[tuple[str, int]]:
    """Each comment with its line."""
    line, seen = 1, 0
    for match in _TOKEN.finditer(text):
        if match.lastgroup == "comment":
            line += text.count("\n", seen, match.start())
            seen = match.start()
            yield match.group(), line


def statement_starts(text: str) -> list[int]:
    """Offsets at which a top-level statement begins (a decorator belongs to what follows); the first is 0."""
    starts = [0]
    depth = 0
    decorated = False
    for match in _TOKEN.finditer("\n" + text):
        kind = match.lastgroup
        if kind == "open":
            depth += 1
        elif kind == "close":
            depth = max(0, depth - 1)
        elif kind == "start":
            offset = match.start() - 1
            if depth and not _SURE.match(text, offset):
                continue
            depth = 0
            if not decorated and offset and not _CONTINUES.match(text, offset):
                starts.append(offset)
            decorated = text[offset] == "@"
    return starts


def lines_within_strings(text: str) -> set[int]:
    """Indices (from 0) of the lines that begin inside a string."""
    inside: set[int] = set()
    line = seen = 0
    for match in _TOKEN.finditer(text):
        if match.lastgroup == "string":
            line += text.count("\n", seen, match.start())
            seen = match.start()
            inside.update(range(line + 1, line + 1 + match.group().count("\n")))
    return inside
