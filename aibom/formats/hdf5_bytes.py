"""Byte-level pieces of HDF5: bounded reading, heaps, datatypes, dataspaces (HDF5 File Format Specification 3.0)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from aibom.formats.stream import read_at, size_of

UNDEFINED = 0xFFFFFFFFFFFFFFFF
MAX_PIECE = 16 << 20
MAX_SPENT = 400 << 20
MAX_STEPS = 2_000_000


class Hdf5Error(Exception):
    """The file cannot be read on; `why` is a short clause."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


class Datatype(NamedTuple):
    """A datatype message: class, size in bytes, first flag byte, the base type of a variable-length one."""

    kind: int
    size: int
    flags: int
    base: int

    @property
    def name(self) -> str:
        """In NumPy's words."""
        if self.kind == 0:
            return ("int" if self.flags & 8 else "uint") + str(self.size * 8)
        if self.kind == 1:
            return f"float{self.size * 8}"
        named = {2: "time", 3: "string", 4: "bitfield", 5: "opaque", 6: "compound", 7: "reference", 8: "bool"}
        return named.get(self.kind, {9: "variable", 10: "array"}.get(self.kind, f"class-{self.kind}"))

    @property
    def is_text(self) -> bool:
        """Fixed text, or text of variable length."""
        return self.kind == 3 or (self.kind == 9 and self.flags & 0x0F == 1)


class Bytes:
    """The stream with its sizes of offsets and lengths; all reading and all steps are counted."""

    def __init__(self, stream: BinaryIO, base: int) -> None:
        self._stream, self.size, self.base = stream, size_of(stream), base
        self.offset_size = self.length_size = 8
        self._spent = self._steps = 0
        self._collections: dict[int, dict[int, tuple[int, int]]] = {}

    def step(self, count: int = 1) -> None:
        """Count work; Hdf5Error past the bound."""
        self._steps += count
        if self._steps > MAX_STEPS:
            raise Hdf5Error("more objects than are read")

    def take(self, at: int, count: int) -> bytes:
        """`count` bytes at an address of the file; Hdf5Error when they are not there."""
        self.step()
        self._spent += count
        if count < 0 or count > MAX_PIECE or self._spent > MAX_SPENT:
            raise Hdf5Error("more bytes of structure than are read")
        data = read_at(self._stream, self.base + at, count) if at != UNDEFINED else b""
        if len(data) < count:
            raise Hdf5Error("truncated: an address points past the end of the file")
        return data

    def number(self, data: bytes, at: int, width: int) -> int:
        """A little-endian number in a piece; all bits set in an address is UNDEFINED."""
        piece = data[at : at + width]
        if len(piece) < width:
            raise Hdf5Error("malformed: a message is shorter than its content")
        value = int.from_bytes(piece, "little")
        return UNDEFINED if width >= 2 and value == (1 << (8 * width)) - 1 else value

    def offset(self, data: bytes, at: int) -> int:
        """An address in a piece."""
        return self.number(data, at, self.offset_size)

    def length(self, data: bytes, at: int) -> int:
        """A length in a piece."""
        return self.number(data, at, self.length_size)

    def heap_text(self, at: int) -> bytes:
        """A text with its closing zero in the local heap's data at an address, without the zero."""
        found = b""
        while True:
            piece = read_at(self._stream, self.base + at + len(found), 256)
            self.step()
            end = piece.find(b"\0")
            if end >= 0:
                return found + piece[:end]
            found += piece
            if len(piece) < 256 or len(found) > 1 << 16:
                raise Hdf5Error("malformed: a name has no end")

    def global_object(self, collection: int, index: int) -> bytes:
        """An object of a global heap collection (III.E)."""
        if collection not in self._collections:
            self._collections[collection] = dict(self._walk_collection(collection))
        place = self._collections[collection].get(index)
        if place is None:
            raise Hdf5Error("malformed: a text's heap object is not there")
        return self.take(place[0], place[1])

    def _walk_collection(self, at: int) -> Iterator[tuple[int, tuple[int, int]]]:
        head = self.take(at, 8 + self.length_size)
        if not head.startswith(b"GCOL"):
            raise Hdf5Error("malformed: no global heap where a text points")
        end = at + self.length(head, 8)
        at += len(head)
        while at + 8 + self.length_size <= min(end, self.size):
            head = self.take(at, 8 + self.length_size)
            index, size = int.from_bytes(head[:2], "little"), self.length(head, 8)
            if not index:
                return
            yield index, (at + len(head), size)
            at += len(head) + -(-size // 8) * 8


def read_datatype(data: bytes) -> Datatype:
    """A datatype message (IV.A.2.d)."""
    if len(data) < 8:
        raise Hdf5Error("malformed: a datatype is too short")
    kind, flags, size = data[0] & 0x0F, data[1], struct.unpack_from("<I", data, 4)[0]
    return Datatype(kind, size, flags, data[8] & 0x0F if kind == 9 and len(data) > 8 else -1)


def read_dataspace(raw: Bytes, data: bytes) -> tuple[int, ...]:
    """The shape in a dataspace message (IV.A.2.b); a scalar has none."""
    if len(data) < 4:
        raise Hdf5Error("malformed: a dataspace is too short")
    rank, start = data[1], 8 if data[0] == 1 else 4
    if rank > 32:
        raise Hdf5Error(f"malformed: a dataspace claims {rank} dimensions")
    return tuple(raw.length(data, start + one * raw.length_size) for one in range(rank))
