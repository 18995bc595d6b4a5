"""Walks UBJSON (https://ubjson.org, draft 12) without recursion, as XGBoost writes it: keys and texts."""

from __future__ import annotations

from typing import BinaryIO, NamedTuple

from aibom.formats.stream import MalformedError, Window, problems_of

MAX_ITEMS, MAX_DEPTH, MAX_TEXT = 20_000_000, 200, 4096
_WIDTHS = {b"Z": 0, b"N": 0, b"T": 0, b"F": 0, b"i": 1, b"U": 1, b"I": 2, b"l": 4, b"L": 8, b"d": 4, b"D": 8, b"C": 1}
_INTEGERS = {b"i": 1, b"U": 1, b"I": 2, b"l": 4, b"L": 8}


class Ubjson(NamedTuple):
    """Keys and short texts, in pairs where a text follows a key."""

    keys: frozenset[str]
    texts: tuple[tuple[str, str], ...]
    problems: tuple[str, ...] = ()


def read_ubjson(stream: BinaryIO) -> Ubjson:
    """The content of a stream that is one object; never raises on malformed content."""
    reader = _Reader(stream)
    problems = problems_of(reader.walk, reader.window)
    return Ubjson(frozenset(reader.keys), tuple(reader.texts), problems)


class _Reader:
    def __init__(self, stream: BinaryIO) -> None:
        self.window = Window(stream)
        self.keys: set[str] = set()
        self.texts: list[tuple[str, str]] = []
        self.key = ""
        self.items = 0

    def walk(self) -> None:
        stack: list[list[int | bytes]] = []
        self.value(self.marker(), stack)
        while stack:
            kind, left = stack[-1]
            self.items += 1
            if self.items > MAX_ITEMS or len(stack) > MAX_DEPTH:
                raise MalformedError("more or deeper objects than are read")
            if left == 0:
                stack.pop()
                continue
            first = self.marker() if left == -1 or kind == b"[" else b""
            if left == -1 and first == (b"}" if kind == b"{" else b"]"):
                stack.pop()
                continue
            if isinstance(left, int) and left > 0:
                stack[-1][1] = left - 1
            if kind == b"{":
                self.key = self.name(first or self.marker())
                self.keys.add(self.key)
                first = self.marker()
            self.value(first, stack)

    def marker(self) -> bytes:
        return self.window.take(1)

    def length(self, kind: bytes) -> int:
        if kind not in _INTEGERS:
            raise MalformedError("malformed: a length is no number")
        value = int.from_bytes(self.window.take(_INTEGERS[kind]), "big", signed=kind != b"U")
        if value < 0:
            raise MalformedError("malformed: a negative length")
        return value

    def name(self, kind: bytes) -> str:
        return self.take(self.length(kind))

    def take(self, length: int) -> str:
        if length > MAX_TEXT:
            self.window.skip(length)
            return ""
        return self.window.take(length).decode("utf-8", "replace")

    def value(self, kind: bytes, stack: list[list[int | bytes]]) -> None:
        if kind in _WIDTHS:
            self.window.skip(_WIDTHS[kind])
        elif kind in (b"S", b"H"):
            text = self.take(self.length(self.marker()))
            if len(self.texts) < 100_000:
                self.texts.append((self.key, text))
        elif kind in (b"[", b"{"):
            self.container(kind, stack)
        else:
            raise MalformedError("malformed: a byte that begins no value")

    def container(self, kind: bytes, stack: list[list[int | bytes]]) -> None:
        """`$` gives the type of all members, `#` their number; an array of typed numbers is skipped over."""
        at = self.window.at
        first = self.marker()
        typed, count = b"", -1
        if first == b"$":
            typed, first = self.marker(), self.marker()
        if first == b"#":
            count = self.length(self.marker())
        else:
            self.window.at = at
        if typed and count >= 0:
            if kind != b"[" or typed not in _WIDTHS:
                raise MalformedError("malformed: members of a type that is not read")
            self.window.skip(count * _WIDTHS[typed])
            return
        stack.append([kind, count])
