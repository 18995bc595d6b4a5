"""Walks protocol buffers field by field (https://protobuf.dev/programming-guides/encoding), without a schema.

Payloads are places in the stream, never copies: who walks a model reads names and skips tensors. Work is counted
over the whole walk, so that no nesting or repetition costs more than MAX_FIELDS steps.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from aibom.formats.stream import size_of

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
MAX_FIELDS = 4_000_000
MAX_TEXT = 1 << 20
# Half of it is what a reader of many small fields takes per read; large payloads are skipped over.
CHUNK = 1 << 16
_WIDTH = {FIXED64: 8, FIXED32: 4}


class WireError(Exception):
    """The bytes are no message, end early, or cost too much; `why` is a short clause."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


class Field(NamedTuple):
    """One field: its number, wire type, value (of a number), and where its payload stands."""

    number: int
    wire: int
    value: int
    start: int
    end: int


class Wire:
    """A reader of messages in one stream; `size` is the end of the stream."""

    def __init__(self, stream: BinaryIO, limit: int = MAX_FIELDS) -> None:
        self._stream, self.size = stream, size_of(stream)
        self._left = limit
        self._base, self._chunk = 0, b""

    def fields(self, start: int = 0, end: int | None = None) -> Iterator[Field]:
        """The fields of the message between two places. Raises WireError."""
        at, last = start, self.size if end is None else end
        while at < last:
            self._left -= 1
            if self._left < 0:
                raise WireError("more fields than are read")
            key, at = self._varint(at, last)
            number, wire = key >> 3, key & 7
            if not number:
                raise WireError("malformed: a field has the number 0")
            value, begin, at = self._value(wire, at, last)
            yield Field(number, wire, value, begin, at)

    def _value(self, wire: int, at: int, last: int) -> tuple[int, int, int]:
        """The value and the payload's start and end."""
        if wire == VARINT:
            value, after = self._varint(at, last)
            return value, at, after
        if wire == BYTES:
            length, begin = self._varint(at, last)
        elif wire in _WIDTH:
            length, begin = _WIDTH[wire], at
        else:
            raise WireError(f"malformed: wire type {wire}")
        if begin + length > last:
            raise WireError("truncated: a field is longer than what is there")
        value = int.from_bytes(self.read(begin, begin + length), "little") if wire != BYTES else 0
        return value, begin, begin + length

    def _varint(self, at: int, last: int) -> tuple[int, int]:
        index = at - self._base
        if index < 0 or index + 10 > len(self._chunk):
            self._load(at)
            index = 0
        value = shift = 0
        for byte in self._chunk[index : index + min(10, last - at)]:
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value & 0xFFFFFFFFFFFFFFFF, at + shift // 7
        raise WireError("malformed: a number has no end" if shift == 70 else "truncated in a number")

    def _load(self, at: int) -> None:
        self._stream.seek(at)
        self._chunk, self._base = self._stream.read(CHUNK), at

    def read(self, start: int, end: int) -> bytes:
        """The bytes between two places; fewer at the end of the stream."""
        index = start - self._base
        if index >= 0 and index + end - start <= len(self._chunk):
            return self._chunk[index : index + end - start]
        if end - start <= CHUNK:
            self._load(start)
            return self._chunk[: end - start]
        self._stream.seek(start)
        return self._stream.read(end - start)

    def payload(self, field: Field, limit: int = MAX_TEXT) -> bytes:
        """The payload of a field; WireError when it is longer than `limit`."""
        if field.end - field.start > limit:
            raise WireError(f"a text of {field.end - field.start} bytes, more than is read")
        return self.read(field.start, field.end)

    def text(self, field: Field, limit: int = MAX_TEXT) -> str:
        """The payload as text; bytes that are not UTF-8 become U+FFFD."""
        return self.payload(field, limit).decode("utf-8", "replace")

    def inside(self, field: Field) -> Iterator[Field]:
        """The fields of a nested message; a number where a message belongs is malformed."""
        if field.wire != BYTES:
            raise WireError(f"malformed: field {field.number} is no message")
        return self.fields(field.start, field.end)

    def pair(self, field: Field) -> tuple[str, Field | None]:
        """An entry of a map: its key as text, and the field that holds the value."""
        key, value = "", None
        for one in self.inside(field):
            if one.number == 1 and one.wire == BYTES:
                key = self.text(one)
            elif one.number == 2:
                value = one
        return key, value

    def texts(self, field: Field, number: int) -> list[str]:
        """The texts of one number inside a nested message."""
        return [self.text(one) for one in self.inside(field) if one.number == number and one.wire == BYTES]

    def packed(self, field: Field) -> list[int]:
        """Numbers of a repeated field, packed or single; at most some thousands."""
        if field.wire == VARINT:
            return [field.value]
        found: list[int] = []
        at = field.start
        while at < field.end and len(found) < 4096:
            value, at = self._varint(at, field.end)
            found.append(value)
        return found
