"""Reads tables of FlatBuffers (https://flatbuffers.dev/internals), every offset checked against the stream."""

from __future__ import annotations

from typing import BinaryIO

from aibom.formats.stream import read_at, size_of

MAX_STEPS, MAX_TEXT, CHUNK = 3_000_000, 1 << 20, 1 << 16


class FlatError(Exception):
    """The buffer is malformed, or reading it costs too much; `why` is a short clause."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


class Flat:
    """A buffer; places are absolute offsets."""

    def __init__(self, stream: BinaryIO, start: int = 0) -> None:
        self._stream, self.size, self.start = stream, size_of(stream), start
        self._steps, self._base, self._chunk = 0, 0, b""

    def root(self) -> Table:
        """The root table."""
        return Table(self, self.start + self.number(self.start, 4))

    def number(self, at: int, width: int, signed: bool = False) -> int:
        """A little-endian number."""
        return int.from_bytes(self.take(at, width), "little", signed=signed)

    def take(self, at: int, count: int) -> bytes:
        """Bytes at a place; FlatError when they are not there."""
        self._steps += 1
        if self._steps > MAX_STEPS:
            raise FlatError("more tables than are read")
        if at < 0 or at + count > self.size:
            raise FlatError("truncated: an offset points outside of the file")
        place = at - self._base
        if place < 0 or place + count > len(self._chunk):
            self._base = max(at - CHUNK // 4, 0)
            self._chunk = read_at(self._stream, self._base, max(CHUNK, count + at - self._base))
            place = at - self._base
        return self._chunk[place : place + count]


class Table:
    """One table: fields are asked for by their number in the schema."""

    def __init__(self, flat: Flat, at: int) -> None:
        self.flat, self.at = flat, at
        self._vtable = at - flat.number(at, 4, signed=True)
        self._length = flat.number(self._vtable, 2)
        if self._length < 4 or self._length % 2:
            raise FlatError("malformed: a table's list of fields")

    def place(self, field: int) -> int:
        """Where a field stands, 0 when it is absent."""
        slot = 4 + 2 * field
        offset = self.flat.number(self._vtable + slot, 2) if slot + 2 <= self._length else 0
        return self.at + offset if offset else 0

    def number(self, field: int, width: int, default: int = 0, signed: bool = False) -> int:
        """A scalar field."""
        at = self.place(field)
        return self.flat.number(at, width, signed) if at else default

    def _target(self, field: int) -> int:
        at = self.place(field)
        return at + self.flat.number(at, 4) if at else 0

    def table(self, field: int) -> Table | None:
        """A field that is a table (or the table of a union)."""
        at = self._target(field)
        return Table(self.flat, at) if at else None

    def text(self, field: int) -> str:
        """A string field, "" when it is absent."""
        at = self._target(field)
        return _text(self.flat, at) if at else ""

    def vector(self, field: int) -> tuple[int, int]:
        """Place of the first element and number of elements of a vector field."""
        at = self._target(field)
        return (at + 4, self.flat.number(at, 4)) if at else (0, 0)

    def numbers(self, field: int, width: int, limit: int = 64) -> tuple[int, ...]:
        """The elements of a vector of numbers, at most `limit`."""
        at, count = self.vector(field)
        return tuple(self.flat.number(at + one * width, width, signed=True) for one in range(min(count, limit)))

    def tables(self, field: int) -> list[Table]:
        """The elements of a vector of tables."""
        return [Table(self.flat, at) for at in self._targets(field)]

    def texts(self, field: int) -> list[str]:
        """The elements of a vector of strings."""
        return [_text(self.flat, at) for at in self._targets(field)]

    def _targets(self, field: int) -> list[int]:
        at, count = self.vector(field)
        if count > MAX_STEPS or at + 4 * count > self.flat.size:
            raise FlatError("truncated: a vector is longer than the file")
        return [at + 4 * one + self.flat.number(at + 4 * one, 4) for one in range(count)]


def _text(flat: Flat, at: int) -> str:
    length = flat.number(at, 4)
    if length > MAX_TEXT:
        raise FlatError(f"a text claims {length} bytes")
    return flat.take(at + 4, length).decode("utf-8", "replace")
