"""Reads the structure of HDF5 files (HDF5 File Format Specification 3.0): groups, links, attributes, data sets.

Values of data sets are never read, attributes are when they are texts or numbers. Nothing outside the file is
opened. Work is bounded by steps and bytes; what could not be read is a problem, and what was read before is kept.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from typing import BinaryIO

from aibom.core.json import Json
from aibom.formats.hdf5_bytes import (
    UNDEFINED,
    Bytes,
    Datatype,
    Hdf5Error,
    read_dataspace,
    read_datatype,
)
from aibom.formats.hdf5_objects import (
    ATTRIBUTE,
    ATTRIBUTE_INFO,
    DATASPACE,
    DATATYPE,
    EXTERNAL_FILES,
    LAYOUT,
    Entry,
    Message,
    dense_objects,
    group_entries,
    read_messages,
    symbol_table,
)
from aibom.formats.hdf5_types import Dataset, Hdf5, Link
from aibom.formats.stream import read_at

SIGNATURE = b"\x89HDF\r\n\x1a\n"
MAX_OBJECTS, MAX_LINKS, MAX_PATH = 200_000, 200_000, 4096
MAX_VALUES, MAX_ATTRIBUTE, MAX_PROBLEMS = 50_000, 64 << 20, 20


def superblock_at(stream: BinaryIO) -> int:
    """Where the file's superblock stands: 0, or behind a user block of 512 * 2^n bytes; -1 when there is none."""
    for place in (0, *(512 << shift for shift in range(12))):
        if read_at(stream, place, 8) == SIGNATURE:
            return place
    return -1


def read_hdf5(stream: BinaryIO) -> Hdf5:
    """The structure of a stream, with the problems found; never raises on malformed content."""
    reader = _Reader()
    try:
        reader.file(stream)
    except Hdf5Error as error:
        reader.problems.append(error.why)
    return Hdf5(
        reader.attributes,
        tuple(reader.datasets),
        tuple(reader.links),
        len(reader.seen),
        tuple(dict.fromkeys(reader.problems))[:MAX_PROBLEMS],
    )


class _Reader:
    def __init__(self) -> None:
        self.attributes: dict[str, dict[str, Json]] = {}
        self.datasets: list[Dataset] = []
        self.links: list[Link] = []
        self.problems: list[str] = []
        self.seen: set[int] = set()
        self.attribute_bytes = 0

    def file(self, stream: BinaryIO) -> None:
        base = superblock_at(stream)
        if base < 0:
            raise Hdf5Error("no HDF5 file")
        self.raw = Bytes(stream, base)
        todo = [("/", entry) for entry in self._root()]
        while todo:
            path, entry = todo.pop()
            if entry.kind != "hard":
                self._linked(path, entry)
            elif entry.address not in self.seen:
                self.seen.add(entry.address)
                todo += reversed(self._opened(path, entry.address))

    def _root(self) -> list[Entry]:
        head = read_at(self.raw._stream, self.raw.base, 128)
        if len(head) < 48:
            raise Hdf5Error("truncated in its superblock")
        version = head[8]
        if version in (0, 1):
            return self._old_root(head, 24 + (4 if version == 1 else 0))
        if version not in (2, 3):
            raise Hdf5Error(f"unknown superblock version {version}")
        self._sizes(head[9], head[10])
        self._check_end(head, 12 + 2 * self.raw.offset_size)
        return [Entry("", self.raw.offset(head, 12 + 3 * self.raw.offset_size))]

    def _old_root(self, head: bytes, at: int) -> list[Entry]:
        self._sizes(head[13], head[14])
        width = self.raw.offset_size
        self._check_end(head, at + 2 * width)
        place = at + 4 * width
        address = self.raw.offset(head, place + width)
        cached = int.from_bytes(head[place + 2 * width : place + 2 * width + 4], "little")
        if address == UNDEFINED and cached == 1:
            tree, heap = (self.raw.offset(head, place + 2 * width + 8 + one * width) for one in (0, 1))
            return list(symbol_table(self.raw, tree, heap))
        return [Entry("", address)]

    def _sizes(self, offsets: int, lengths: int) -> None:
        if offsets not in (2, 4, 8) or lengths not in (2, 4, 8):
            raise Hdf5Error("malformed: sizes in the superblock")
        self.raw.offset_size, self.raw.length_size = offsets, lengths

    def _check_end(self, head: bytes, at: int) -> None:
        end = self.raw.offset(head, at)
        if end != UNDEFINED and end > self.raw.size:
            self.problems.append(f"truncated: {end} bytes were written, {self.raw.size} are there")

    def _linked(self, path: str, entry: Entry) -> None:
        if len(self.links) >= MAX_LINKS:
            raise Hdf5Error("more links than are read")
        self.links.append(Link(path, entry.name, entry.kind, entry.file, entry.target))

    def _opened(self, path: str, address: int) -> list[tuple[str, Entry]]:
        """Read one object; the links of a group, with its path."""
        if len(self.seen) > MAX_OBJECTS or len(path) > MAX_PATH:
            raise Hdf5Error("more objects than are read")
        try:
            messages = read_messages(self.raw, address)
            self._attributes(path, messages)
            self._dataset(path, messages)
            return [(_join(path, entry), entry) for entry in group_entries(self.raw, messages)]
        except (Hdf5Error, struct.error, IndexError) as error:
            self.problems.append(error.why if isinstance(error, Hdf5Error) else "malformed: a header message")
            return []

    def _dataset(self, path: str, messages: list[Message]) -> None:
        kinds = {one.kind: one.data for one in messages}
        if LAYOUT not in kinds or DATATYPE not in kinds or DATASPACE not in kinds:
            return
        shared = any(one.kind in (DATATYPE, DATASPACE) and one.flags & 2 for one in messages)
        dtype = "shared" if shared else read_datatype(kinds[DATATYPE]).name
        shape = () if shared else read_dataspace(self.raw, kinds[DATASPACE])
        external = tuple(self._external(kinds[EXTERNAL_FILES])) if EXTERNAL_FILES in kinds else ()
        layout = kinds[LAYOUT]
        if layout[0] >= 4 and layout[1] == 3:
            external += tuple(self._virtual(layout))
        self.datasets.append(Dataset(path, dtype, shape, external))

    def _external(self, data: bytes) -> Iterator[str]:
        """External data files message (IV.A.2.h)."""
        raw = self.raw
        used = int.from_bytes(data[6:8], "little")
        heap = raw.offset(data, 8)
        head = raw.take(heap, 8 + 2 * raw.length_size + raw.offset_size)
        names = raw.offset(head, 8 + 2 * raw.length_size)
        width = 3 * raw.length_size
        for one in range(min(used, 4096)):
            at = names + raw.length(data, 8 + raw.offset_size + one * width)
            yield raw.heap_text(at).decode("utf-8", "replace")

    def _virtual(self, layout: bytes) -> Iterator[str]:
        """Source files of a virtual data set (III.E, VII.B); "." is the file itself."""
        collection, index = self.raw.offset(layout, 2), int.from_bytes(layout[2 + self.raw.offset_size :][:4], "little")
        block = self.raw.global_object(collection, index) if collection != UNDEFINED else b""
        name = block[1 + self.raw.length_size :].partition(b"\0")[0].decode("utf-8", "replace")
        yield name if name else "a virtual data set"

    def _attributes(self, path: str, messages: list[Message]) -> None:
        found: dict[str, Json] = {}
        for message in messages:
            pieces: list[bytes] = []
            if message.kind == ATTRIBUTE and not message.flags & 2:
                pieces = [message.data]
            elif message.kind == ATTRIBUTE_INFO:
                pieces = list(dense_objects(self.raw, message.data, 2))
            for data in pieces:
                name, value = self._attribute(data)
                found[name] = value
        if found:
            self.attributes[path] = found

    def _attribute(self, data: bytes) -> tuple[str, Json]:
        """An attribute message (IV.A.2.m), versions 1 to 3."""
        version, flags = data[0], data[1]
        sizes = struct.unpack_from("<HHH", data, 2)
        at = 9 if version == 3 else 8
        pieces: list[bytes] = []
        for size in sizes:
            pieces.append(data[at : at + size])
            at += -(-size // 8) * 8 if version == 1 else size
        name = pieces[0].partition(b"\0")[0].decode("utf-8", "replace")
        if version not in (1, 2, 3) or (version > 1 and flags & 3):
            self.problems.append("an attribute with a shared type, which is not read")
            return name, None
        return name, self._value(read_datatype(pieces[1]), read_dataspace(self.raw, pieces[2]), data[at:])

    def _value(self, kind: Datatype, shape: tuple[int, ...], data: bytes) -> Json:
        count = math.prod(shape)
        if count > MAX_VALUES or not kind.size:
            return None
        values: list[Json] = [self._single(kind, data[one * kind.size : (one + 1) * kind.size]) for one in range(count)]
        return values if shape else next(iter(values), None)

    def _single(self, kind: Datatype, data: bytes) -> Json:
        if len(data) < kind.size:
            raise Hdf5Error("malformed: an attribute is shorter than its type")
        if kind.is_text:
            return self._text(kind, data)
        if kind.kind == 0 and not kind.flags & 1 and kind.size <= 8:
            return int.from_bytes(data, "little", signed=bool(kind.flags & 8))
        if kind.kind == 1 and not kind.flags & 1 and kind.size in (2, 4, 8):
            number = struct.unpack({2: "<e", 4: "<f", 8: "<d"}[kind.size], data)[0]
            return float(number) if math.isfinite(number) else None
        return None

    def _text(self, kind: Datatype, data: bytes) -> str:
        if kind.kind == 3:
            found = data.rstrip(b"\0")
        else:
            length = int.from_bytes(data[:4], "little")
            collection = self.raw.offset(data, 4)
            index = int.from_bytes(data[4 + self.raw.offset_size :][:4], "little")
            found = self.raw.global_object(collection, index)[:length] if length and collection else b""
        self.attribute_bytes += len(found)
        if self.attribute_bytes > MAX_ATTRIBUTE:
            raise Hdf5Error("more texts in attributes than are read")
        return found.decode("utf-8", "replace")


def _join(path: str, entry: Entry) -> str:
    return f"{path.rstrip('/')}/{entry.name}" if entry.kind == "hard" else path
