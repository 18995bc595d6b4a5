"""Reads the header of GGUF files (https://github.com/ggml-org/ggml, docs/gguf.md), versions 1 to 3, both byte orders.

Metadata arrays (vocabularies) are walked over, not kept; counts and lengths are checked against the bytes that
are there, so that a lying one costs nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import BinaryIO, NamedTuple

from aibom.core.json import Json
from aibom.formats.gguf_types import BLOCKS, FILE_TYPES, TYPE_NAMES
from aibom.formats.gguf_values import BrokenError, Cursor

MAX_PAIRS, MAX_TENSORS, MAX_RANK, MAX_PROBLEMS = 65_536, 1_000_000, 8, 20
_DEFAULT_ALIGNMENT = 32


class GgufTensor(NamedTuple):
    """One tensor; `kind` is its GGML type, `offset` counts from the start of the tensor data."""

    name: str
    shape: tuple[int, ...]
    kind: int
    offset: int

    @property
    def parameters(self) -> int:
        """The number of its elements."""
        return math.prod(self.shape)


class Gguf(NamedTuple):
    """A header. `metadata` holds scalars and texts; `problems` are short clauses; `end` is where the tensors end."""

    version: int = 0
    big_endian: bool = False
    metadata: Mapping[str, Json] = {}
    tensors: tuple[GgufTensor, ...] = ()
    problems: tuple[str, ...] = ()
    end: int = 0

    @property
    def architecture(self) -> str:
        """`general.architecture`, "" when it is not told."""
        return self._text("general.architecture")

    @property
    def name(self) -> str:
        """`general.name`, "" when it is not told."""
        return self._text("general.name")

    @property
    def context_length(self) -> int | None:
        """The trained context length in tokens."""
        value = self.metadata.get(f"{self.architecture}.context_length")
        return value if isinstance(value, int) else None

    @property
    def chat_templates(self) -> tuple[str, ...]:
        """Keys of the chat templates that the file ships."""
        return tuple(sorted(key for key in self.metadata if key.startswith("tokenizer.chat_template")))

    @property
    def parameters(self) -> int:
        """The number of elements of all tensors."""
        return sum(tensor.parameters for tensor in self.tensors)

    @property
    def licence(self) -> str:
        """`general.license`, "" when it is not told."""
        return self._text("general.license")

    @property
    def file_type(self) -> str:
        """`general.file_type` by name (Q4_K_M), "" when it is not told or not known."""
        return FILE_TYPES.get(_int(self.metadata.get("general.file_type"))) or ""

    @property
    def quantisation(self) -> str:
        """The file type by name, else the type of most elements; "" when neither is known."""
        named = self.file_type
        if named or not self.tensors:
            return named or ""
        counted: dict[int, int] = {}
        for tensor in self.tensors:
            counted[tensor.kind] = counted.get(tensor.kind, 0) + tensor.parameters
        return TYPE_NAMES.get(max(sorted(counted), key=lambda kind: counted[kind]), "")

    def _text(self, key: str) -> str:
        value = self.metadata.get(key)
        return value if isinstance(value, str) else ""


def read_gguf(stream: BinaryIO) -> Gguf:
    """The header of a GGUF stream, with the problems found; never raises on malformed content."""
    cursor = Cursor(stream)
    metadata: dict[str, Json] = {}
    tensors: list[GgufTensor] = []
    try:
        _start(cursor)
        if cursor.version not in (1, 2, 3):
            return Gguf(cursor.version, cursor.big, problems=(f"unknown version {cursor.version}",))
        tensor_count, pair_count = cursor.count(), cursor.count()
        _read_pairs(cursor, pair_count, metadata)
        _read_tensors(cursor, tensor_count, tensors)
    except BrokenError as broken:
        return Gguf(cursor.version, cursor.big, metadata, tuple(tensors), (broken.why,))
    size, layout = _layout(cursor, metadata, tensors)
    problems = _duplicates(tensors) + layout
    return Gguf(cursor.version, cursor.big, metadata, tuple(tensors), tuple(problems[:MAX_PROBLEMS]), size)


def _start(cursor: Cursor) -> None:
    if cursor.take(4) != b"GGUF":
        raise BrokenError("no GGUF file")
    raw = cursor.take(4)
    cursor.version = int.from_bytes(raw, "little")
    # Read in the wrong order, a version of the other byte order has its weight in the high bytes.
    if cursor.version & 0xFFFF == 0 and cursor.version:
        cursor.big = True
        cursor.version = int.from_bytes(raw, "big")


def _read_pairs(cursor: Cursor, count: int, metadata: dict[str, Json]) -> None:
    if count > MAX_PAIRS:
        raise BrokenError(f"claims {count} metadata pairs")
    for _ in range(count):
        key = cursor.text()
        if key in metadata:
            raise BrokenError(f"the key {key[:80]!r} stands twice")
        metadata[key] = cursor.value()


def _read_tensors(cursor: Cursor, count: int, tensors: list[GgufTensor]) -> None:
    if count > MAX_TENSORS:
        raise BrokenError(f"claims {count} tensors")
    for _ in range(count):
        name = cursor.text()
        rank = cursor.u32()
        if rank > MAX_RANK:
            raise BrokenError(f"tensor {name[:80]!r} claims {rank} dimensions")
        shape = tuple(cursor.count() for _ in range(rank))
        tensors.append(GgufTensor(name, shape, cursor.u32(), cursor.u64()))


def _duplicates(tensors: list[GgufTensor]) -> list[str]:
    names = [tensor.name for tensor in tensors]
    return ["a tensor's name stands twice"] if len(set(names)) < len(names) else []


def _layout(cursor: Cursor, metadata: Mapping[str, Json], tensors: list[GgufTensor]) -> tuple[int, list[str]]:
    """Where the last tensor ends, and tensors that overlap or reach past the end of the file."""
    alignment = _int(metadata.get("general.alignment", _DEFAULT_ALIGNMENT))
    if alignment <= 0 or alignment & (alignment - 1):
        return cursor.size, [f"the alignment {alignment} is no power of two"]
    start = -(-cursor.at // alignment) * alignment
    at, problems = _packed(tensors, alignment)
    if tensors and start + at > cursor.size:
        problems.append(f"truncated: the tensors need {at} bytes, {max(cursor.size - start, 0)} are there")
    return start + -(-at // alignment) * alignment, problems


def _packed(tensors: list[GgufTensor], alignment: int) -> tuple[int, list[str]]:
    """The size of the tensors' data, and what is wrong with their places."""
    problems: list[str] = []
    at = 0
    for tensor in sorted(tensors, key=lambda tensor: tensor.offset):
        block = BLOCKS.get(tensor.kind)
        if block is None:
            problems.append(f"tensor {tensor.name[:80]!r} has the unknown type {tensor.kind}")
            continue
        if tensor.offset % alignment:
            problems.append(f"tensor {tensor.name[:80]!r} does not begin at a multiple of {alignment}")
        if tensor.offset < at:
            problems.append(f"tensor {tensor.name[:80]!r} overlaps the one before it")
        at = max(at, tensor.offset + -(-tensor.parameters // block[0]) * block[1])
        if len(problems) >= MAX_PROBLEMS:
            break
    return at, problems


def _int(value: Json) -> int:
    return value if isinstance(value, int) else -1
