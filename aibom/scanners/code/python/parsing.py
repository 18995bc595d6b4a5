"""Text -> syntax trees, with as much of a broken or oversized file as can be had.

A text that parses is one tree. Otherwise, and above CHUNK characters, its top-level statements are parsed in
groups, a group that fails one statement at a time, and a statement that fails is repaired: the lines the parser
stumbles over are blanked out, a few times. What is lost is told as Problems. Every character is parsed a bounded
number of times, so the cost stays linear.
"""

from __future__ import annotations

import ast
import itertools
import re
import warnings
from collections.abc import Iterator, Sequence

from aibom.scanners.code.facts import Problem
from aibom.scanners.code.python.lexical import statement_starts
from aibom.scanners.code.python.python2 import modernised

CHUNK = 1 << 20  # characters parsed at once; a syntax tree takes up to 100 bytes for each
MAX_STATEMENT = 1 << 20  # characters of one top-level statement that is part of a larger file
_MAX_REPAIRS = 12
_MAX_REPAIRED = 4 << 20  # characters parsed again for the repairs of one statement
_MAX_PROBLEMS = 20
_HEADER = re.compile(r"after .* on line (\d+)")


class Source:
    """A text under way to its trees; `parts` are its cells, or the whole of a file.

    Lines and columns of the trees refer to `text`, which is final after the first tree.
    """

    def __init__(self, parts: Sequence[str]) -> None:
        self.parts = parts
        self.text = "\n".join(parts)
        self.problems: list[Problem] = []

    def trees(self) -> Iterator[ast.Module]:
        """The syntax trees of the text, in order; `problems` is complete after the last one."""
        if len(self.text) <= CHUNK:
            tree, _ = _parse(self.text)
            if tree is None and self._modernise():
                tree, _ = _parse(self.text)
            if tree is not None:
                yield tree
                return
        line = 1
        for part in self.parts:
            yield from self._part(part, line)
            line += part.count("\n") + 1

    def _modernise(self) -> bool:
        changed = modernised(self.text)[1]
        if changed:
            self._report("Python 2 syntax", changed)
            self.parts = [modernised(part)[0] for part in self.parts]
            self.text = "\n".join(self.parts)
        return bool(changed)

    def _part(self, text: str, line: int) -> Iterator[ast.Module]:
        starts = [*statement_starts(text), len(text)]
        begin = 0
        for index in range(1, len(starts)):
            if index + 1 < len(starts) and starts[index + 1] - starts[begin] <= CHUNK // 4:
                continue
            yield from self._group(text, starts[begin : index + 1], line)
            line += text.count("\n", starts[begin], starts[index])
            begin = index

    def _group(self, text: str, starts: list[int], line: int) -> Iterator[ast.Module]:
        """The trees of neighbouring statements: at once, else one by one."""
        if len(starts) > 2:
            tree, _ = _parse(text[starts[0] : starts[-1]], line)
            if tree is not None:
                yield tree
                return
        for start, end in itertools.pairwise(starts):
            if end - start > MAX_STATEMENT:
                self._report(f"a statement of {end - start} characters was not read", line)
            elif (tree := self._statement(text[start:end], line)) is not None:
                yield tree
            line += text.count("\n", start, end)

    def _statement(self, text: str, line: int) -> ast.Module | None:
        tree, error = _parse(text, line)
        if tree is not None or error is None:
            return tree
        self._report(error.reason, error.line)
        lines = text.split("\n")
        budget = _MAX_REPAIRED
        for _ in range(_MAX_REPAIRS):
            budget -= len(text)
            if budget < 0 or not _repair(lines, error, line):
                break
            tree, error = _parse("\n".join(lines), line)
            if tree is not None or error is None:
                return tree
        self._report("the rest of this statement was not read", error.line)
        return self._prefix(lines, error, line)

    def _prefix(self, lines: list[str], error: Problem, line: int) -> ast.Module | None:
        """The statement up to the error, without the unfinished statements at its end."""
        end = min(max(error.line - line, 0), len(lines))
        for cut in range(end, max(end - 3, 0), -1):
            tree, _ = _parse("\n".join(lines[:cut]), line)
            if tree is not None:
                return tree
        return None

    def _report(self, reason: str, line: int) -> None:
        if len(self.problems) < _MAX_PROBLEMS:
            self.problems.append(Problem(reason, line))


def _parse(text: str, line: int = 1) -> tuple[ast.Module | None, Problem | None]:
    """The tree of a text whose first line is `line`, or what was wrong with it."""
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
    return tree, None


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
