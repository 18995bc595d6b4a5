"""Walks MessagePack (https://github.com/msgpack/msgpack/blob/master/spec.md) without recursion; Flax's extension
types (flax/serialization.py): 1 an array, 2 a complex number, 3 a NumPy scalar."""

from __future__ import annotations

from typing import BinaryIO, NamedTuple

from aibom.formats.pickle.content import LOOK, MIN_LENGTH, is_interesting
from aibom.formats.stream import MalformedError, Window, problems_of
from aibom.formats.tensors import TensorInfo

MAX_ITEMS, MAX_TEXT, MAX_DEPTH = 4_000_000, 4096, 512
MAX_BINARIES = 10_000
_FIXED = {
    0xC0: 0,
    0xC2: 0,
    0xC3: 0,
    0xCA: 4,
    0xCB: 8,
    0xCC: 1,
    0xCD: 2,
    0xCE: 4,
    0xCF: 8,
    0xD0: 1,
    0xD1: 2,
    0xD2: 4,
    0xD3: 8,
}
_SIZED = {0xC4: 1, 0xC5: 2, 0xC6: 4, 0xD9: 1, 0xDA: 2, 0xDB: 4}
_BINARY = frozenset((0xC4, 0xC5, 0xC6))
_EXTENDED = {0xC7: 1, 0xC8: 2, 0xC9: 4}
_NESTED = {0xDC: 2, 0xDD: 4, 0xDE: 2, 0xDF: 4}


class MsgPack(NamedTuple):
    """Short texts, extension types counted, arrays of Flax, problems. `binaries` are the places (offset, length) of
    bytes that begin like a pickle or an archive."""

    texts: frozenset[str]
    extensions: frozenset[int]
    tensors: tuple[TensorInfo, ...]
    problems: tuple[str, ...] = ()
    binaries: tuple[tuple[int, int], ...] = ()


def read_msgpack(stream: BinaryIO) -> MsgPack:
    """The content of a stream that is one object; never raises on malformed content."""
    reader = _Reader(stream)
    problems = problems_of(reader.walk, reader.window)
    return MsgPack(
        frozenset(reader.texts), frozenset(reader.extensions), tuple(reader.tensors), problems, tuple(reader.binaries)
    )


class _Reader:
    def __init__(self, stream: BinaryIO) -> None:
        self.window = Window(stream)
        self.texts: set[str] = set()
        self.extensions: set[int] = set()
        self.tensors: list[TensorInfo] = []
        self.binaries: list[tuple[int, int]] = []
        self.last = ""

    def walk(self) -> None:
        stack = [1]
        items = 0
        while stack:
            if not stack[-1]:
                stack.pop()
                continue
            stack[-1] -= 1
            items += 1
            if items > MAX_ITEMS or len(stack) > MAX_DEPTH:
                raise MalformedError("more or deeper objects than are read")
            count = self.item()
            if count:
                stack.append(count)

    def item(self) -> int:
        """Read one object; how many follow that belong to it."""
        first = self.window.take(1)[0]
        if first <= 0x7F or first >= 0xE0:
            return 0
        if first <= 0x8F:
            return 2 * (first & 0x0F)
        if first <= 0x9F:
            return first & 0x0F
        if first <= 0xBF:
            self.text(first & 0x1F)
            return 0
        if first in _FIXED:
            self.window.skip(_FIXED[first])
            return 0
        if first in _NESTED:
            count = self.number(_NESTED[first])
            return 2 * count if first >= 0xDE else count
        self.payload(first)
        return 0

    def number(self, width: int) -> int:
        return int.from_bytes(self.window.take(width), "big")

    def payload(self, first: int) -> None:
        if first in _SIZED:
            length = self.number(_SIZED[first])
            if first in _BINARY and length >= MIN_LENGTH:
                self.binary(length)
            self.text(length)
        elif first in _EXTENDED or 0xD4 <= first <= 0xD8:
            length = self.number(_EXTENDED[first]) if first in _EXTENDED else 1 << (first - 0xD4)
            kind = int.from_bytes(self.window.take(1), "big", signed=True)
            self.extension(kind, length)
        else:
            raise MalformedError("malformed: a byte that begins no object")

    def text(self, length: int) -> None:
        if length > MAX_TEXT:
            self.window.skip(length)
            return
        self.last = self.window.take(length).decode("utf-8", "replace")
        if len(self.texts) < 200_000:
            self.texts.add(self.last)

    def binary(self, length: int) -> None:
        start = self.window.at
        if is_interesting(self.window.take(min(length, LOOK))) and len(self.binaries) < MAX_BINARIES:
            self.binaries.append((start, length))
        self.window.at = start

    def extension(self, kind: int, length: int) -> None:
        self.extensions.add(kind)
        start = self.window.at
        name = self.last
        if kind == 1 and length > 4:
            head = self.window.take(min(length, 256))
            shape, dtype = _array(head)
            self.tensors.append(TensorInfo(name, dtype, shape))
        self.window.at = start
        self.window.skip(length)


def _array(head: bytes) -> tuple[tuple[int, ...], str]:
    """(shape, type name, bytes) of an array, packed by MessagePack as well; what is odd gives an empty type."""
    if head[:1] != b"\x93" or not 0x90 <= head[1] <= 0x9F:
        return (), ""
    at, shape = 2, list[int]()
    for _ in range(head[1] & 0x0F):
        first = head[at] if at < len(head) else 0
        width = {0xCC: 1, 0xCD: 2, 0xCE: 4, 0xCF: 8}.get(first, 0)
        shape.append(int.from_bytes(head[at + 1 : at + 1 + width], "big") if width else first)
        at += 1 + width
    first = head[at] if at < len(head) else 0
    start = at + (2 if first == 0xD9 else 1)
    length = head[at + 1] if first == 0xD9 and at + 1 < len(head) else first & 0x1F
    return tuple(shape), head[start : start + length].decode("utf-8", "replace")
