"""Reads the header of safetensors files (https://github.com/huggingface/safetensors, "Format").

A file is an unsigned 64-bit little-endian header length, the header (JSON), and the tensors' bytes. Whatever
the format forbids is a problem: overlaps, holes, sizes that do not follow from shape and type, trailing bytes,
names that stand twice.
"""

from __future__ import annotations

import json
import math
import struct
from collections import Counter
from collections.abc import Mapping
from typing import Any, BinaryIO, NamedTuple

import orjson

from aibom.core.json import nesting
from aibom.formats.stream import read_at, size_of

# The reference implementation's own bound.
MAX_HEADER = 100_000_000
MAX_RANK, MAX_DEPTH, MAX_PROBLEMS = 64, 8, 20
_BITS = {
    "BOOL": 8, "U8": 8, "I8": 8, "F8_E5M2": 8, "F8_E4M3": 8, "F8_E8M0": 8, "F8_E5M2FNUZ": 8, "F8_E4M3FNUZ": 8,
    "I16": 16, "U16": 16, "F16": 16, "BF16": 16, "I32": 32, "U32": 32, "F32": 32, "C64": 64, "F64": 64, "I64": 64,
    "U64": 64, "F4": 4, "F6_E2M3": 6, "F6_E3M2": 6,
}  # fmt: skip


class Tensor(NamedTuple):
    """One tensor; `begin` and `end` are byte offsets behind the header."""

    name: str
    dtype: str
    shape: tuple[int, ...]
    begin: int
    end: int

    @property
    def parameters(self) -> int:
        """The number of its elements."""
        return math.prod(self.shape)


class Safetensors(NamedTuple):
    """A header. `problems` are short clauses, none for a file that keeps the format."""

    tensors: tuple[Tensor, ...] = ()
    metadata: Mapping[str, str] = {}
    header_size: int = 0
    problems: tuple[str, ...] = ()

    @property
    def parameters(self) -> int:
        """The number of elements of all tensors."""
        return sum(tensor.parameters for tensor in self.tensors)

    @property
    def dtypes(self) -> dict[str, int]:
        """Elements by type, the most frequent first."""
        counted: dict[str, int] = {}
        for tensor in self.tensors:
            counted[tensor.dtype] = counted.get(tensor.dtype, 0) + tensor.parameters
        return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))


def looks_like_safetensors(head: bytes, size: int) -> bool:
    """Whether the first nine bytes can begin such a file: a length that is possible, and a JSON object."""
    if len(head) < 9 or head[8:9] != b"{":
        return False
    length: int = struct.unpack_from("<Q", head)[0]
    return 2 <= length <= min(size, MAX_HEADER)


def read_safetensors(stream: BinaryIO) -> Safetensors:
    """The header of a safetensors stream, with the problems found; never raises on malformed content."""
    size = size_of(stream)
    start = read_at(stream, 0, 8)
    if len(start) < 8:
        return Safetensors(problems=("shorter than the length of its header",))
    length: int = struct.unpack("<Q", start)[0]
    if length > MAX_HEADER:
        return Safetensors(header_size=length, problems=(f"the header claims {length} bytes, more than allowed",))
    raw = read_at(stream, 8, length)
    if len(raw) < length:
        return Safetensors(header_size=length, problems=("truncated in its header",))
    header, why = _parse(raw)
    if header is None:
        return Safetensors(header_size=length, problems=(why,))
    return _record(raw, header, size - 8 - length)


def _parse(raw: bytes) -> tuple[dict[str, Any] | None, str]:
    if not raw.startswith(b"{"):
        return None, "the header is not a JSON object, or does not begin with one"
    if nesting(raw) > MAX_DEPTH:
        return None, "the header is nested too deeply"
    try:
        header = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return None, "the header is not valid JSON"
    return (header, "") if isinstance(header, dict) else (None, "the header is not a JSON object")


def _record(raw: bytes, header: dict[str, Any], data_size: int) -> Safetensors:
    problems: list[str] = []
    metadata = header.pop("__metadata__", None) or {}
    if not isinstance(metadata, dict) or not all(isinstance(value, str) for value in metadata.values()):
        problems.append("__metadata__ is not an object of texts")
        metadata = {}
    tensors: list[Tensor] = []
    for name, entry in header.items():
        tensor = _tensor(name, entry)
        if tensor is None:
            problems.append(f"the entry of tensor {name[:80]!r} is malformed")
        else:
            tensors.append(tensor)
            problems += _size_problem(tensor)
    tensors.sort(key=lambda tensor: (tensor.begin, tensor.end))
    problems += _layout(tensors, data_size)
    problems += _duplicates(raw, len(header))
    return Safetensors(tuple(tensors), metadata, len(raw), tuple(problems[:MAX_PROBLEMS]))


def _tensor(name: str, entry: object) -> Tensor | None:
    if not isinstance(entry, dict):
        return None
    dtype, shape, offsets = entry.get("dtype"), _naturals(entry.get("shape")), _naturals(entry.get("data_offsets"))
    if not isinstance(dtype, str) or shape is None or offsets is None:
        return None
    if len(offsets) != 2 or offsets[1] < offsets[0]:
        return None
    return Tensor(name, dtype, shape, offsets[0], offsets[1])


def _naturals(value: Any) -> tuple[int, ...] | None:
    if not isinstance(value, list) or len(value) > MAX_RANK:
        return None
    return tuple(value) if all(type(item) is int and item >= 0 for item in value) else None


def _size_problem(tensor: Tensor) -> list[str]:
    bits = _BITS.get(tensor.dtype)
    if bits is None:
        return [f"tensor {tensor.name[:80]!r} has the unknown type {tensor.dtype[:20]!r}"]
    if tensor.parameters * bits != (tensor.end - tensor.begin) * 8:
        return [f"tensor {tensor.name[:80]!r} does not have the size that its shape and type need"]
    return []


def _layout(tensors: list[Tensor], data_size: int) -> list[str]:
    problems: list[str] = []
    at = 0
    for tensor in tensors:
        if tensor.begin < at:
            problems.append(f"tensor {tensor.name[:80]!r} overlaps the one before it")
        elif tensor.begin > at:
            problems.append(f"{tensor.begin - at} bytes before tensor {tensor.name[:80]!r} belong to no tensor")
        at = max(at, tensor.end)
        if len(problems) >= MAX_PROBLEMS:
            break
    if at > data_size:
        problems.append(f"truncated: the tensors need {at} bytes, {max(data_size, 0)} are there")
    elif at < data_size:
        problems.append(f"{data_size - at} bytes behind the last tensor belong to no tensor")
    return problems


def _duplicates(raw: bytes, entries: int) -> list[str]:
    """Names that stand twice. An honest header has the word once for each entry, so most need no second parse."""
    if raw.count(b'"data_offsets"') <= entries and raw.count(b'"__metadata__"') <= 1:
        return []
    twice: list[str] = []

    def note(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            twice.append(Counter(key for key, _ in pairs).most_common(1)[0][0])
        return found

    json.loads(raw, object_pairs_hook=note)
    return [f"the name {name[:80]!r} stands twice in one object" for name in twice[:MAX_PROBLEMS]]
