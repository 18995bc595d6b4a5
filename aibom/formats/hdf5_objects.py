"""Object headers, groups and attributes of HDF5 (HDF5 File Format Specification 3.0, III and IV)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from aibom.formats.hdf5_bytes import UNDEFINED, Bytes, Hdf5Error
from aibom.formats.hdf5_heap import heap_objects

MAX_BLOCKS, MAX_MESSAGES, MAX_TREE_DEPTH = 10_000, 200_000, 24
NIL, DATASPACE, LINK_INFO, DATATYPE, LINK, EXTERNAL_FILES, LAYOUT = 0, 1, 2, 3, 6, 7, 8
ATTRIBUTE, CONTINUATION, SYMBOL_TABLE, ATTRIBUTE_INFO, SHARED_TABLE = 0x0C, 0x10, 0x11, 0x15, 0x0F


class Message(NamedTuple):
    """A header message: its type, flags, and content."""

    kind: int
    flags: int
    data: bytes


class Entry(NamedTuple):
    """A link of a group: to an object of the file (address), or soft or external (texts)."""

    name: str
    address: int = UNDEFINED
    kind: str = "hard"
    file: str = ""
    target: str = ""


def read_messages(raw: Bytes, address: int) -> list[Message]:
    """All messages of the object header at an address, continuations followed."""
    head = raw.take(address, 4)
    return list(_second(raw, address) if head == b"OHDR" else _first(raw, address))


def _first(raw: Bytes, address: int) -> Iterator[Message]:
    """Version 1 (IV.A.1.a)."""
    head = raw.take(address, 16)
    if head[0] != 1:
        raise Hdf5Error("malformed: no object header where a link points")
    left, size = int.from_bytes(head[2:4], "little"), int.from_bytes(head[8:12], "little")
    blocks = [(address + 16, size)]
    seen = 0
    while blocks and left > 0:
        at, size = blocks.pop(0)
        data = raw.take(at, size)
        seen += 1
        if seen > MAX_BLOCKS:
            raise Hdf5Error("an object header has more parts than are read")
        place = 0
        while place + 8 <= len(data) and left > 0:
            kind, length = (
                int.from_bytes(data[place : place + 2], "little"),
                int.from_bytes(data[place + 2 : place + 4], "little"),
            )
            body = data[place + 8 : place + 8 + length]
            if len(body) < length:
                raise Hdf5Error("malformed: a header message is longer than its block")
            left -= 1
            raw.step()
            if kind == CONTINUATION:
                blocks.append((raw.offset(body, 0), raw.length(body, raw.offset_size)))
            else:
                yield Message(kind, data[place + 4], body)
            place += 8 + length


def _second(raw: Bytes, address: int) -> Iterator[Message]:
    """Version 2 (IV.A.1.b)."""
    head = raw.take(address, 6)
    flags, at = head[5], address + 6
    at += 16 if flags & 0x20 else 0
    at += 4 if flags & 0x10 else 0
    width = 1 << (flags & 3)
    size = int.from_bytes(raw.take(at, width), "little")
    blocks = [(at + width, size)]
    seen = 0
    while blocks:
        at, size = blocks.pop(0)
        seen += 1
        if seen > MAX_BLOCKS:
            raise Hdf5Error("an object header has more parts than are read")
        for message in _block(raw, raw.take(at, size), 6 if flags & 4 else 4):
            if message.kind == CONTINUATION:
                start, length = raw.offset(message.data, 0), raw.length(message.data, raw.offset_size)
                if raw.take(start, 4) != b"OCHK" or length < 8:
                    raise Hdf5Error("malformed: a continuation has no signature")
                blocks.append((start + 4, length - 8))
            else:
                yield message


def _block(raw: Bytes, data: bytes, width: int) -> Iterator[Message]:
    place = 0
    while place + width <= len(data):
        kind, length = data[place], int.from_bytes(data[place + 1 : place + 3], "little")
        body = data[place + width : place + width + length]
        if len(body) < length:
            raise Hdf5Error("malformed: a header message is longer than its block")
        raw.step()
        yield Message(kind, data[place + 3], body)
        place += width + length


def group_entries(raw: Bytes, messages: list[Message]) -> Iterator[Entry]:
    """The links of a group: of its symbol table, its header, or its heap."""
    for message in messages:
        if message.kind == SYMBOL_TABLE:
            tree, heap = raw.offset(message.data, 0), raw.offset(message.data, raw.offset_size)
            yield from symbol_table(raw, tree, heap)
        elif message.kind == LINK:
            yield _link(raw, message.data)
        elif message.kind == LINK_INFO:
            for data in dense_objects(raw, message.data, 8):
                yield _link(raw, data)


def dense_objects(raw: Bytes, data: bytes, order_width: int) -> Iterator[bytes]:
    """What a link info or attribute info message (IV.A.2.c, IV.A.2.v) keeps in a heap."""
    at = 2 + (order_width if raw.number(data, 1, 1) & 1 else 0)
    heap, index = raw.offset(data, at), raw.offset(data, at + raw.offset_size)
    if heap != UNDEFINED and index != UNDEFINED:
        yield from heap_objects(raw, heap, index)


def symbol_table(raw: Bytes, tree: int, heap: int) -> Iterator[Entry]:
    """A group as HDF5 1.0 to 1.6 wrote it, and 1.8 and later by default (III.A.1, III.B, III.D)."""
    head = raw.take(heap, 8 + 2 * raw.length_size + raw.offset_size)
    if not head.startswith(b"HEAP"):
        raise Hdf5Error("malformed: no local heap where a group points")
    names = raw.offset(head, 8 + 2 * raw.length_size)
    for node in _leaves(raw, tree, 0, set()):
        data = raw.take(node, 8)
        if not data.startswith(b"SNOD"):
            raise Hdf5Error("malformed: no symbol node where a tree points")
        width = 2 * raw.offset_size + 24
        count = int.from_bytes(data[6:8], "little")
        data = raw.take(node + 8, count * width)
        for one in range(count):
            yield _symbol(raw, data[one * width : (one + 1) * width], names)


def _symbol(raw: Bytes, data: bytes, names: int) -> Entry:
    name = raw.heap_text(names + raw.offset(data, 0)).decode("utf-8", "replace")
    scratch = 2 * raw.offset_size + 8
    if int.from_bytes(data[scratch - 8 : scratch - 4], "little") == 2:
        target = raw.heap_text(names + int.from_bytes(data[scratch : scratch + 4], "little"))
        return Entry(name, kind="soft", target=target.decode("utf-8", "replace"))
    return Entry(name, raw.offset(data, raw.offset_size))


def _leaves(raw: Bytes, address: int, depth: int, seen: set[int]) -> Iterator[int]:
    if depth > MAX_TREE_DEPTH or address in seen:
        raise Hdf5Error("malformed: a group's tree goes in circles")
    seen.add(address)
    head = raw.take(address, 8 + 2 * raw.offset_size)
    if not head.startswith(b"TREE") or head[4] != 0:
        raise Hdf5Error("malformed: no tree where a group points")
    level, count = head[5], int.from_bytes(head[6:8], "little")
    width = raw.length_size + raw.offset_size
    data = raw.take(address + len(head), count * width)
    for one in range(count):
        child = raw.offset(data, one * width + raw.length_size)
        if level:
            yield from _leaves(raw, child, depth + 1, seen)
        else:
            yield child


def _link(raw: Bytes, data: bytes) -> Entry:
    """A link message (IV.A.2.g)."""
    if len(data) < 4 or data[0] != 1:
        raise Hdf5Error("malformed: a link message")
    flags, at = data[1], 2
    kind = 0
    if flags & 8:
        kind, at = data[at], at + 1
    at += 8 if flags & 4 else 0
    at += 1 if flags & 16 else 0
    width = 1 << (flags & 3)
    length = raw.number(data, at, width)
    at += width
    name = data[at : at + length].decode("utf-8", "replace")
    return _target(raw, name, kind, data[at + length :])


def _target(raw: Bytes, name: str, kind: int, data: bytes) -> Entry:
    if kind == 0:
        return Entry(name, raw.offset(data, 0))
    length = raw.number(data, 0, 2)
    body = data[2 : 2 + length]
    if kind == 1:
        return Entry(name, kind="soft", target=body.decode("utf-8", "replace"))
    file, _, rest = body[1:].partition(b"\0")
    target = rest.partition(b"\0")[0]
    texts = file.decode("utf-8", "replace"), target.decode("utf-8", "replace")
    return Entry(name, kind="external" if kind == 64 else f"user-defined-{kind}", file=texts[0], target=texts[1])
