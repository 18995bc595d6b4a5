"""A bounded reader of JSON with comments that keeps the line of every member.

It takes what editors and agent clients take in their settings: JSON (RFC 8259), `//` and `/* */` comments,
trailing commas, a byte-order mark. It is iterative, so that nesting costs no stack, and every word is matched
with possessive quantifiers, so that no input costs more than linear time.
"""

from __future__ import annotations

import json

from aibom.core import re
from aibom.core.errors import LimitError, UnreadableError
from aibom.core.json import MAX_DEPTH, Json
from aibom.core.lined import Lined, Step
from aibom.core.text import decode

MAX_MEMBERS = 500_000

_SPACE = re.compile(r"(?:[ \t\r\n\f\v\ufeff]++|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+\*/)*+")
_WORD = re.compile(r'"(?:[^"\\\n]|\\.)*+"|[{}\[\]:,]|[-+.\w]++')
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][-+]?[0-9]++)?")
_NAMED: dict[str, Json] = {"true": True, "false": False, "null": None}
_STRINGS = json.JSONDecoder(strict=False)
_CLOSER = {dict: "}", list: "]"}
_MAX_DIGITS = 18


def parse_jsonc(data: bytes, path: str, max_depth: int = MAX_DEPTH, *, partial: bool = False) -> Lined:
    """Parse a JSON or JSONC document; an empty one (or only comments) is null.

    Of keys that stand twice the last one counts, and they are named in `duplicates`. Integers beyond 64 bits
    become floats, lone surrogates U+FFFD. Raises UnreadableError with a line, LimitError past a bound. With
    `partial`, a syntax error inside the top container ends reading instead: what stands before it is kept and
    `error` says why and where.
    """
    return _Reader(decode(data), path, max_depth).document(partial)


class _Reader:
    """One pass over the text with an explicit stack of open containers."""

    def __init__(self, text: str, path: str, max_depth: int) -> None:
        self.text, self.path, self.max_depth = text, path, max_depth
        self.at = self.counted = self.members = 0
        self.line = 1
        # True where a member or a closer may stand: after an opening bracket or a comma.
        self.fresh = False
        self.stack: list[dict[str, Json] | list[Json]] = []
        self.lines: dict[int, dict[Step, int]] = {}
        self.duplicates: list[tuple[str, int]] = []

    def document(self, partial: bool = False) -> Lined:
        word = self._next()
        if not word:
            return Lined(value=None)
        top_line, error = self.line, None
        root = self._value(word)
        try:
            self._rest()
        except LimitError:
            raise
        except UnreadableError as stop:
            if not partial:
                raise
            error = (stop.why, stop.line or top_line)
        return Lined(value=root, line=top_line, lines=self.lines, duplicates=tuple(self.duplicates), error=error)

    def _rest(self) -> None:
        while self.stack:
            self._step(self.stack[-1])
        if self._next():
            raise self._error("text after the end of the document")

    def _next(self) -> str:
        """The next word, "" at the end; `line` becomes the line that it starts on."""
        start = _skip_space(self.text, self.at)
        self.line += self.text.count("\n", self.counted, start)
        self.counted = start
        match = _WORD.match(self.text, start)
        if match is None:
            if start < len(self.text):
                raise self._error(_complaint(self.text[start : start + 2]))
            return ""
        self.at = match.end()
        return match.group()

    def _step(self, container: dict[str, Json] | list[Json]) -> None:
        word = self._next()
        if word == _CLOSER[type(container)]:
            self.stack.pop()
            self.fresh = False
        elif self.fresh:
            self._member(container, word)
        elif word == ",":
            self.fresh = True
        else:
            raise self._error("expected a comma or a closing bracket")

    def _member(self, container: dict[str, Json] | list[Json], word: str) -> None:
        self.members += 1
        if self.members > MAX_MEMBERS:
            raise LimitError(self.path, f"more than {MAX_MEMBERS} members", self.line)
        lines = self.lines[id(container)]
        if isinstance(container, list):
            lines[len(container)] = self.line
            container.append(self._value(word))
            return
        key = self._key(word)
        if key in container:
            self.duplicates.append((key, self.line))
        lines[key] = self.line
        if self._next() != ":":
            raise self._error("expected a colon after the key")
        container[key] = self._value(self._next())

    def _key(self, word: str) -> str:
        if not word.startswith('"'):
            raise self._error("expected a key in double quotes")
        return self._string(word)

    def _value(self, word: str) -> Json:
        if word in ("{", "["):
            return self._open({} if word == "{" else [])
        self.fresh = False
        if word.startswith('"'):
            return self._string(word)
        if word in _NAMED:
            return _NAMED[word]
        if _NUMBER.fullmatch(word):
            return _number(word)
        raise self._error("expected a value" if word else "the document ends early")

    def _open(self, container: dict[str, Json] | list[Json]) -> Json:
        if len(self.stack) >= self.max_depth:
            raise LimitError(self.path, f"nested deeper than {self.max_depth} levels", self.line)
        self.stack.append(container)
        self.lines[id(container)] = {}
        self.fresh = True
        return container

    def _string(self, word: str) -> str:
        try:
            value: str = _STRINGS.decode(word)
        except ValueError:
            raise self._error("a string has an escape that JSON does not know") from None
        if value.isascii() or not any("\ud800" <= character <= "\udfff" for character in value):
            return value
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    def _error(self, why: str) -> UnreadableError:
        return UnreadableError(self.path, f"not valid JSON ({why})", self.line)


def _skip_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _complaint(rest: str) -> str:
    if rest.startswith('"'):
        return "a string has no end on its line"
    return "a comment has no end" if rest == "/*" else "unexpected character"


def _number(word: str) -> Json:
    if len(word) <= _MAX_DIGITS and word.lstrip("-").isdigit():
        return int(word)
    number = float(word)
    return number if abs(number) < float("inf") else word
