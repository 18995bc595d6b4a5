"""Fractal heaps of HDF5 (HDF5 File Format Specification 3.0, III.G), where large groups keep links and attributes.

The objects of a heap are found through the B-tree that indexes them by name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from aibom.formats.hdf5_bytes import UNDEFINED, Bytes, Hdf5Error

MAX_DEPTH = 16


class Heap(NamedTuple):
    """The numbers of a heap's header that finding an object needs."""

    id_length: int
    offset_width: int
    length_width: int
    blocks: tuple[tuple[int, int, int], ...]


def heap_objects(raw: Bytes, address: int, index: int) -> Iterator[bytes]:
    """Every object of the heap that the B-tree at `index` names."""
    heap = _heap(raw, address)
    for identifier in _records(raw, index, heap.id_length):
        yield _object(raw, heap, identifier)


def _heap(raw: Bytes, address: int) -> Heap:
    size = 26 + 12 * raw.length_size + 3 * raw.offset_size
    head = raw.take(address, size)
    if not head.startswith(b"FRHP"):
        raise Hdf5Error("malformed: no heap where an object points")
    id_length, filters = int.from_bytes(head[5:7], "little"), int.from_bytes(head[7:9], "little")
    if filters:
        raise Hdf5Error("a heap with filters, which is not read")
    most_managed = int.from_bytes(head[10:14], "little")
    at = 14 + raw.length_size + raw.offset_size + raw.length_size + raw.offset_size + 8 * raw.length_size
    width = int.from_bytes(head[at : at + 2], "little")
    start = raw.length(head, at + 2)
    largest = raw.length(head, at + 2 + raw.length_size)
    bits = int.from_bytes(head[at + 2 + 2 * raw.length_size :][:2], "little")
    root = raw.offset(head, at + 6 + 2 * raw.length_size)
    rows = int.from_bytes(head[at + 6 + 2 * raw.length_size + raw.offset_size :][:2], "little")
    if not width or not start or width > 4096 or rows > 4096:
        raise Hdf5Error("malformed: a heap's table")
    offset_width = (bits + 7) // 8
    length_width = min((largest.bit_length() + 7) // 8, (most_managed.bit_length() + 7) // 8)
    if root == UNDEFINED:
        blocks: tuple[tuple[int, int, int], ...] = ()
    elif rows:
        table = _Table(raw, width, start, largest, offset_width)
        blocks = tuple(table.blocks(root, rows, 0))
    else:
        blocks = ((root, start, 0),)
    return Heap(id_length, offset_width, length_width, blocks)


class _Table:
    """A doubling table: rows 0 and 1 have blocks of the starting size, every further row doubles it."""

    def __init__(self, raw: Bytes, width: int, start: int, largest: int, offset_width: int) -> None:
        self.raw, self.width, self.start, self.largest, self.offset_width = raw, width, start, largest, offset_width

    def row_size(self, row: int) -> int:
        return self.start << max(row - 1, 0)

    def blocks(self, address: int, rows: int, depth: int) -> Iterator[tuple[int, int, int]]:
        """Address, size and heap offset of every direct block below an indirect one."""
        if depth > MAX_DEPTH:
            raise Hdf5Error("malformed: a heap goes in circles")
        raw = self.raw
        begin = 5 + raw.offset_size + self.offset_width
        data = raw.take(address, begin + rows * self.width * raw.offset_size)
        if not data.startswith(b"FHIB"):
            raise Hdf5Error("malformed: no block where a heap points")
        place = int.from_bytes(data[5 + raw.offset_size : begin], "little")
        for row in range(rows):
            size = self.row_size(row)
            for column in range(self.width):
                child = raw.offset(data, begin + (row * self.width + column) * raw.offset_size)
                if child != UNDEFINED:
                    if size <= self.largest:
                        yield child, size, place
                    else:
                        yield from self.blocks(child, self._rows_of(size), depth + 1)
                place += size

    def _rows_of(self, size: int) -> int:
        return max(size.bit_length() - (self.start * self.width).bit_length() + 1, 1)


def _object(raw: Bytes, heap: Heap, identifier: bytes) -> bytes:
    """An object by its heap identifier (III.G.b): managed or tiny."""
    kind = identifier[0] >> 4 & 3
    if kind == 2:
        return identifier[1 : 2 + (identifier[0] & 0x0F)]
    if kind != 0:
        raise Hdf5Error("a huge object of a heap, which is not read")
    middle = 1 + heap.offset_width
    offset = int.from_bytes(identifier[1:middle], "little")
    length = int.from_bytes(identifier[middle : middle + heap.length_width], "little")
    for at, size, place in heap.blocks:
        if place <= offset < place + size:
            return raw.take(at + offset - place, length)
    raise Hdf5Error("malformed: an object is in no block of its heap")


def _records(raw: Bytes, address: int, id_length: int) -> Iterator[bytes]:
    """Heap identifiers in a version 2 B-tree (III.A.2) of links by name (type 5) or attributes by name (type 8)."""
    head = raw.take(address, 16 + raw.offset_size + 2 + raw.length_size)
    if not head.startswith(b"BTHD"):
        raise Hdf5Error("malformed: no tree where a heap's index should be")
    kind, node = head[5], int.from_bytes(head[6:10], "little")
    record, depth = int.from_bytes(head[10:12], "little"), int.from_bytes(head[12:14], "little")
    root = raw.offset(head, 16)
    count = int.from_bytes(head[16 + raw.offset_size :][:2], "little")
    start = {5: 4, 8: 0}.get(kind)
    if start is None or not record or depth > MAX_DEPTH or record < start + id_length:
        raise Hdf5Error("malformed: a heap's index is of another kind")
    if root != UNDEFINED:
        for data in _nodes(raw, root, count, depth, node, record):
            yield data[start : start + id_length]


def _nodes(raw: Bytes, address: int, count: int, depth: int, node: int, record: int) -> Iterator[bytes]:
    if count * record > node:
        raise Hdf5Error("malformed: a tree's node claims more than it holds")
    data = raw.take(address, node)
    if data[:4] != (b"BTIN" if depth else b"BTLF"):
        raise Hdf5Error("malformed: no node where a tree points")
    for one in range(count):
        yield data[6 + one * record : 6 + (one + 1) * record]
    if not depth:
        return
    at = 6 + count * record
    most = (node - 10) // record
    wide = _width(most)
    total = 0 if depth == 1 else _width(_most_below(raw, node, record, depth - 1))
    for _ in range(count + 1):
        child = raw.offset(data, at)
        below = int.from_bytes(data[at + raw.offset_size : at + raw.offset_size + wide], "little")
        yield from _nodes(raw, child, below, depth - 1, node, record)
        at += raw.offset_size + wide + total


def _width(number: int) -> int:
    return max((number.bit_length() + 7) // 8, 1)


def _most_below(raw: Bytes, node: int, record: int, depth: int) -> int:
    """The most records that a node of this depth can have below it and in it."""
    most = (node - 10) // record
    wide, total = _width(most), most
    for level in range(1, depth + 1):
        pointer = raw.offset_size + wide + (0 if level == 1 else _width(total))
        here = (node - 10 - pointer) // (record + pointer)
        total = (here + 1) * total + here
    return total
