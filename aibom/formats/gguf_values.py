"""Reads the typed values of a GGUF header from a stream, each length checked against what is there."""

from __future__ import annotations

import struct
from typing import BinaryIO

from aibom.core.json import Json
from aibom.formats.stream import TruncatedError, Window

MAX_TEXT = 16 << 20
MAX_ARRAY = 16 << 20
# Members of all arrays that must be walked one by one (texts, nested arrays); a vocabulary has some 10^5.
MAX_WALKED = 4_000_000
MAX_HEADER = 256 << 20
MAX_ARRAY_DEPTH = 4
_STRING, _ARRAY, _BOOL = 8, 9, 7
# Struct codes of the scalar types by their number in the format.
_SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "B", 10: "Q", 11: "q", 12: "d"}
_WIDTHS = {kind: struct.calcsize(code) for kind, code in _SCALARS.items()}


class BrokenError(Exception):
    """The header cannot be read on; `why` is a short clause."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


class Cursor:
    """A position in the header; `version` and `big` (byte order) decide how lengths are read."""

    def __init__(self, stream: BinaryIO) -> None:
        self._window = Window(stream)
        self.version, self.big = 0, False
        self._walked = 0

    @property
    def at(self) -> int:
        """The position in bytes."""
        return self._window.at

    @property
    def size(self) -> int:
        """The length of the file in bytes."""
        return self._window.size

    def take(self, count: int) -> bytes:
        """The next `count` bytes; BrokenError at the end of the file."""
        try:
            return self._window.take(count)
        except TruncatedError:
            raise BrokenError("truncated in its header") from None

    def skip(self, count: int) -> None:
        """Move on without reading; BrokenError past the end or past what a header may have."""
        try:
            self._window.skip(count)
        except TruncatedError:
            raise BrokenError("truncated in its header") from None
        if self.at > MAX_HEADER:
            raise BrokenError(f"the header is larger than {MAX_HEADER} bytes")

    def number(self, code: str, width: int) -> int | float:
        """One number by its struct code."""
        value: int | float = struct.unpack((">" if self.big else "<") + code, self.take(width))[0]
        return value

    def u32(self) -> int:
        """An unsigned 32-bit number."""
        return int(self.number("I", 4))

    def u64(self) -> int:
        """An unsigned 64-bit number."""
        return int(self.number("Q", 8))

    def count(self) -> int:
        """A count or length: 32 bits in version 1, 64 since."""
        return self.u32() if self.version == 1 else self.u64()

    def text(self) -> str:
        """A string; bytes that are not UTF-8 become U+FFFD."""
        length = self.count()
        if length > MAX_TEXT:
            raise BrokenError(f"a text claims {length} bytes")
        return self.take(length).decode("utf-8", "replace")

    def value(self) -> Json:
        """A typed value; of an array only its length is kept, as text."""
        kind = self.u32()
        if kind == _STRING:
            return self.text()
        if kind == _ARRAY:
            return f"array of {self._walk_array(0)}"
        code = _SCALARS.get(kind)
        if code is None:
            raise BrokenError(f"unknown value type {kind}")
        number = self.number(code, _WIDTHS[kind])
        if kind == _BOOL:
            return bool(number)
        return number if number == number and abs(number) != float("inf") else None

    def _walk_array(self, depth: int) -> int:
        kind, length = self.u32(), self.count()
        if depth >= MAX_ARRAY_DEPTH or length > MAX_ARRAY:
            raise BrokenError(f"an array claims {length} members")
        if kind in _WIDTHS:
            self.skip(length * _WIDTHS[kind])
            return length
        if kind not in (_STRING, _ARRAY):
            raise BrokenError(f"unknown value type {kind}")
        self._walked += length
        if self._walked > MAX_WALKED:
            raise BrokenError(f"arrays claim more than {MAX_WALKED} members")
        for _ in range(length):
            if kind == _STRING:
                self.skip(self.count())
            else:
                self._walk_array(depth + 1)
        return length
