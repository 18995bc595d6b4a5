"""Reads the index of a TensorFlow checkpoint (tensor_bundle.proto in a table of tensorflow/core/lib/io): tensors and
how long each file of data has to be."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import NamedTuple

from aibom.formats.blob import Blob
from aibom.formats.tensors import TensorInfo
from aibom.formats.wire import BYTES, Field, Wire, WireError

FOOTER = b"\x57\xfb\x80\x8b\x24\x75\x47\xdb"
FOOTER_SIZE, MAX_BLOCK, MAX_ENTRIES = 48, 64 << 20, 1_000_000
# DataType of tensorflow/core/framework/types.proto, as far as weights have them.
_TYPES = {1: "float32", 2: "float64", 3: "int32", 4: "uint8", 5: "int16", 6: "int8", 7: "string", 8: "complex64",
          9: "int64", 10: "bool", 14: "bfloat16", 17: "uint16", 19: "float16", 22: "uint32", 23: "uint64"}  # fmt: skip


class Checkpoint(NamedTuple):
    """`sizes` holds the bytes that each shard of data needs; `shards` is how many there are."""

    tensors: tuple[TensorInfo, ...] = ()
    shards: int = 0
    sizes: tuple[int, ...] = ()
    problem: str = ""


class _TableError(Exception):
    pass


def read_checkpoint(blob: Blob) -> Checkpoint:
    """The index; never raises on malformed content."""
    tensors: list[TensorInfo] = []
    needed: dict[int, int] = {}
    shards = 0
    try:
        for key, value in _entries(blob):
            fields = list(Wire(io.BytesIO(value)).fields())
            if not key:
                shards = next((one.value for one in fields if one.number == 1), 0)
                continue
            numbers = {one.number: one.value for one in fields if one.wire != BYTES}
            tensors.append(TensorInfo(key.decode("utf-8", "replace"), _type(numbers), _shape(value, fields)))
            shard, end = numbers.get(3, 0), numbers.get(4, 0) + numbers.get(5, 0)
            needed[shard] = max(needed.get(shard, 0), end)
    except (_TableError, WireError, IndexError) as error:
        return Checkpoint(tuple(tensors), problem=str(error) if isinstance(error, _TableError) else "malformed")
    if not 0 < shards <= 100_000 or any(one >= shards for one in needed):
        return Checkpoint(tuple(tensors), problem=f"claims {shards} files of data")
    return Checkpoint(tuple(tensors), shards, tuple(needed.get(one, 0) for one in range(shards)))


def _type(numbers: dict[int, int]) -> str:
    return _TYPES.get(numbers.get(1, 0), str(numbers.get(1, 0)))


def _shape(value: bytes, fields: list[Field]) -> tuple[int, ...]:
    """TensorShapeProto: repeated Dim (2) with a size (1)."""
    wire = Wire(io.BytesIO(value))
    dims = (one for field in fields if field.number == 2 and field.wire == BYTES for one in wire.inside(field))
    return tuple(
        next((part.value for part in wire.inside(dim) if part.number == 1), 0)
        for dim in dims
        if dim.number == 2 and dim.wire == BYTES
    )[:64]


def _entries(blob: Blob) -> Iterator[tuple[bytes, bytes]]:
    footer = blob.read(max(blob.size - FOOTER_SIZE, 0), FOOTER_SIZE)
    if not footer.endswith(FOOTER) or len(footer) < FOOTER_SIZE:
        raise _TableError("the index has no end")
    _, at = _handle(footer, 0)
    index, _ = _handle(footer, at)
    count = 0
    for _, value in _block(blob, index):
        for entry in _block(blob, _handle(value, 0)[0]):
            count += 1
            if count > MAX_ENTRIES:
                raise _TableError("more entries than are read")
            yield entry


def _handle(data: bytes, at: int) -> tuple[tuple[int, int], int]:
    offset, at = _varint(data, at)
    size, at = _varint(data, at)
    return (offset, size), at


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
    raise _TableError("malformed: a number has no end")


def _block(blob: Blob, handle: tuple[int, int]) -> Iterator[tuple[bytes, bytes]]:
    """Entries of one block: each key tells how much it shares with the one before."""
    offset, size = handle
    if size > MAX_BLOCK:
        raise _TableError(f"claims a block of {size} bytes")
    data = blob.read(offset, size + 1)
    if len(data) < size + 1 or size < 4:
        raise _TableError("truncated")
    if data[size]:
        raise _TableError("a block is compressed, which TensorFlow does not do")
    end = size - 4 - 4 * int.from_bytes(data[size - 4 : size], "little")
    at, key = 0, b""
    while at < end:
        shared, at = _varint(data, at)
        own, at = _varint(data, at)
        length, at = _varint(data, at)
        if shared > len(key) or at + own + length > end:
            raise _TableError("malformed: an entry is longer than its block")
        key = key[:shared] + data[at : at + own]
        yield key, data[at + own : at + own + length]
        at += own + length
