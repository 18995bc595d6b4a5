"""On which line each member of a TOML document stands: a walk over its tokens along the parsed value.

The text has already been accepted by tomli, so the walk relies on its grammar and only keeps track of places.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

import tomli

from aibom.core import re

_TOKEN = re.compile(
    r"""
      (?P<skip>[ \t]++|\#[^\n]*+)
    | (?P<newline>\n)
    | (?P<string>\"{3}(?:[^"\\]|\\.|"{1,2}(?!"))*+"{3,5}|'{3}(?:[^']|'{1,2}(?!'))*+'{3,5}
                |"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')
    | (?P<mark>[\[\]{}=,.])
    | (?P<bare>[^\s\[\]{}=,.\#"']++)
    """,
    re.VERBOSE | re.DOTALL,
)


class _Token(NamedTuple):
    kind: str
    text: str
    line: int


def member_lines(text: str, value: dict[str, Any]) -> dict[int, dict[str | int, int]]:
    """Lines of the members of each container of `value`, by the container's id (see aibom.core.lined)."""
    walker = _Walker(text, value)
    walker.statements()
    return walker.lines


def _tokens(text: str) -> Iterator[_Token]:
    line = 1
    for match in _TOKEN.finditer(text):
        kind, token = match.lastgroup or "", match.group()
        if kind != "skip":
            yield _Token(kind, token, line)
        line += token.count("\n") if kind in ("newline", "string") else 0
    yield _Token("newline", "\n", line)
    yield _Token("end", "", line)


class _Walker:
    def __init__(self, text: str, root: dict[str, Any]) -> None:
        self.tokens = _tokens(text)
        self.token = next(self.tokens)
        self.root: Any = root
        self.table: Any = root
        self.lines: dict[int, dict[str | int, int]] = defaultdict(dict)
        self.last: dict[int, int] = defaultdict(lambda: -1)

    def statements(self) -> None:
        """Walk the whole document: table headers and key-value lines."""
        while self.token.kind != "end":
            if self.token.text == "[":
                self._header()
            elif self.token.kind == "newline":
                self._next()
            else:
                self._member(self.table)

    def _next(self) -> _Token:
        token = self.token
        self.token = next(self.tokens, token)
        return token

    def _skip_newlines(self) -> None:
        while self.token.kind == "newline":
            self._next()

    def _header(self) -> None:
        line = self._next().line
        array = self.token.text == "["
        if array:
            self._next()
        keys = self._keys("]")
        while self.token.kind != "newline":
            self._next()
        here = self._descend(self.root, keys[:-1], line)
        self.lines[id(here)].setdefault(keys[-1], line)
        here = here[keys[-1]]
        if array:
            self.last[id(here)] += 1
            self.lines[id(here)][self.last[id(here)]] = line
        self.table = self._into(here)

    def _descend(self, here: Any, keys: list[str], line: int) -> Any:
        for key in keys:
            self.lines[id(here)].setdefault(key, line)
            here = self._into(here[key])
        return here

    def _into(self, here: Any) -> Any:
        """The table meant by a header: of an array of tables the one that was opened last."""
        return here[self.last[id(here)]] if isinstance(here, list) else here

    def _keys(self, end: str) -> list[str]:
        keys = []
        while self.token.text != end or self.token.kind == "string":
            token = self._next()
            if token.text != "." or token.kind == "string":
                keys.append(_key(token))
        self._next()
        return keys

    def _member(self, table: Any) -> None:
        line = self.token.line
        keys = self._keys("=")
        here = self._descend(table, keys[:-1], line)
        self.lines[id(here)].setdefault(keys[-1], line)
        self._value(here[keys[-1]])

    def _value(self, value: Any) -> None:
        opening = self.token
        if opening.text == "[" and isinstance(value, list):
            self._array(value)
        elif opening.text == "{" and isinstance(value, dict):
            self._inline_table(value)
        elif opening.kind == "string":
            self._next()
        else:
            while self.token.kind != "newline" and self.token.text not in (",", "]", "}"):
                self._next()

    def _array(self, value: list[Any]) -> None:
        self._next()
        self._skip_newlines()
        number = 0
        while self.token.text != "]" or self.token.kind == "string":
            self.lines[id(value)][number] = self.token.line
            self._value(value[number])
            number += 1
            self._skip_newlines()
            if self.token.text == ",":
                self._next()
            self._skip_newlines()
        self._next()

    def _inline_table(self, value: dict[str, Any]) -> None:
        self._next()
        self._skip_newlines()
        while self.token.text != "}" or self.token.kind == "string":
            self._member(value)
            self._skip_newlines()
            if self.token.text == ",":
                self._next()
            self._skip_newlines()
        self._next()


def _key(token: _Token) -> str:
    if token.kind != "string":
        return token.text
    if "\\" in token.text:
        return str(tomli.loads(f"key = {token.text}")["key"])
    return token.text[1:-1]
