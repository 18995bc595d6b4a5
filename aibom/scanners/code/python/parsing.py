"""Text -> syntax trees, with as much of a broken or oversized file as can be had.

A text that parses is one tree. Otherwise, and above CHUNK characters, its top-level statements are parsed in
groups, a group that fails one statement at a time, and a statement that fails is repaired: the lines the parser
stumbles over are blanked out, a few times. What is lost is told as Problems. Every character is parsed a bounded
number of times, so the cost stays linear.
"""

from __future__ import annotations

import ast
import itertools
import warnings
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import re2

from aibom.core import re
from aibom.scanners.code.facts import Problem
from aibom.scanners.code.python.dialects import translated
from aibom.scanners.code.python.fstrings import plain
from aibom.scanners.code.python.lexical import statement_starts

CHUNK = 256 << 10  # characters parsed at once; a syntax tree takes up to 700 bytes for each
MAX_STATEMENT = 512 << 10  # characters of one top-level statement
_MAX_FAILURES = 300  # statements of one file that may fail
_MAX_REPAIRS = 12
_MAX_REPAIRED = 1 << 20  # characters parsed again for the repairs of one statement
_MAX_PROBLEMS = 20
# CPython joins the parts of an imported name anew for each part: time and memory grow with the square. RE2 looks
# for such names ten times as fast as `re`.
_CHAIN = re2.compile(r"(?:\.[ \t\f\\\n]*[^ \t\f\\\n.()=]+[ \t\f\\\n]*){100}")
_HEADER = re.compile(r"after .* on line (\d+)")


class Piece(NamedTuple):
    """A syntax tree, and the text that its columns refer to, which begins on `line`."""

    tree: ast.Module
    text: str
    line: int


class Source:
    """A text under way to its trees; `parts` are its cells, or the whole of a file, each on lines of its own."""

    def __init__(self, parts: Sequence[str]) -> None:
        self.parts = parts
        self.problems: list[Problem] = []
        self.failures = 0

    def pieces(self) -> Iterator[Piece]:
        """The pieces of the text in order; `problems` is complete after the last one."""
        text = "\n".join(self.parts)
        if len(text) <= CHUNK and (piece := _parse_any(text, 1)[0]):
            yield piece
            return
        line = 1
        for part in self.parts:
            if self.failures <= _MAX_FAILURES:
                yield from self._part(part, line)
            line += part.count("\n") + 1

    def _part(self, text: str, line: int) -> Iterator[Piece]:
        starts = [*statement_starts(text), len(text)]
        begin = 0
        for index in range(1, len(starts)):
            if index + 1 < len(starts) and starts[index + 1] - starts[begin] <= CHUNK:
                continue
            yield from self._group(text, starts[begin : index + 1], line)
            line += text.count("\n", starts[begin], starts[index])
            begin = index

    def _group(self, text: str, starts: list[int], line: int) -> Iterator[Piece]:
        """The pieces of neighbouring statements: at once, else one by one."""
        if len(starts) > 2 and (piece := _parse_any(text[starts[0] : starts[-1]], line)[0]):
            yield piece
            return
        for start, end in itertools.pairwise(starts):
            if self.failures > _MAX_FAILURES:
                self._report("too many errors; the rest was not read", line)
                return
            if end - start > MAX_STATEMENT:
                self._report(f"a statement of {end - start} characters was not read", line)
            elif piece := self._statement(text[start:end], line):
                yield piece
            line += text.count("\n", start, end)

    def _statement(self, text: str, line: int) -> Piece | None:
        piece, error = _parse_any(text, line)
        if error is None:
            return piece
        self.failures += 1
        self._report(error.reason, error.line)
        lines = translated(plain(text)).split("\n")
        budget = _MAX_REPAIRED
        for _ in range(_MAX_REPAIRS):
            budget -= len(text)
            if budget < 0 or not _repair(lines, error, line):
                break
            piece, error = _parse("\n".join(lines), line)
            if error is None:
                return piece
        self._report("the rest of this statement was not read", error.line)
        return _prefix(lines, error, line)

    def _report(self, reason: str, line: int) -> None:
        if len(self.problems) < _MAX_PROBLEMS:
            self.problems.append(Problem(reason, line))


def _prefix(lines: list[str], error: Problem, line: int) -> Piece | None:
    """The statement up to the error, without the unfinished statements at its end."""
    end = min(max(error.line - line, 0), len(lines))
    for cut in range(end, max(end - 3, 0), -1):
        if piece := _parse("\n".join(lines[:cut]), line)[0]:
            return piece
    return None


def _parse_any(text: str, line: int) -> tuple[Piece | None, Problem | None]:
    """Parse a text as it is, else with the idioms of other versions of Python rewritten."""
    piece, error = _parse(text, line)
    if piece is None:
        older = plain(text)
        for other in (older, translated(older)):
            if other != text and (found := _parse(other, line)[0]):
                return found, None
    return piece, error


def _parse(text: str, line: int) -> tuple[Piece | None, Problem | None]:
    """The tree of a text whose first line is `line`, or what was wrong with it."""
    chain = _CHAIN.search(text)
    if chain:
        return None, Problem("a name of more than 100 parts", line + text.count("\n", 0, chain.start()))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except SyntaxError as error:
        return None, Problem(f"syntax error: {error.msg}"[:200], (error.lineno or 1) + line - 1)
    except (RecursionError, MemoryError):
        return None, Problem("nested too deeply to be parsed", line)
    except ValueError as error:
        return None, Problem(f"cannot be parsed: {error}"[:200], line)
    if line > 1:
        ast.increment_lineno(tree, line - 1)
    return Piece(tree, text, line), None


def _repair(lines: list[str], error: Problem, first: int) -> bool:
    """Blank the line of the error so that the blocks around it stay whole; False when there is nothing to blank."""
    header = _HEADER.search(error.reason)
    if header and "indented block" in error.reason:
        index = int(header[1]) - 1
        if index < len(lines) and not lines[index].endswith(" pass"):
            lines[index] = lines[index].split("#")[0].rstrip() + " pass"
            return True
    index = min(max(error.line - first, 0), len(lines) - 1)
    while index and not lines[index].strip():
        index -= 1
    text = lines[index]
    indent = text[: len(text) - len(text.lstrip())]
    following = next((after for after in lines[index + 1 :] if after.strip()), "")
    deeper = len(following) - len(following.lstrip()) > len(indent)
    blank = indent + ("if 1:" if deeper else "pass")
    if text == blank:
        blank = ""
    lines[index] = blank
    return text != blank
