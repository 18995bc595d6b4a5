"""Reads TensorFlow Lite models (tensorflow/compiler/mlir/lite/schema/schema.fbs): operators, tensors, metadata."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import BinaryIO, NamedTuple

from aibom.formats.flatbuffer import Flat, FlatError, Table
from aibom.formats.tensors import TensorInfo

IDENTIFIER = b"TFL3"
CUSTOM = 32
DTYPES = (
    "float32", "float16", "int32", "uint8", "int64", "string", "bool", "int16", "complex64", "int8", "float64",
    "complex128", "uint64", "resource", "variant", "uint32", "uint16", "int4", "bfloat16",
)  # fmt: skip


class TfLite(NamedTuple):
    """A model: operators by built-in number, names of custom operators, tensors that have bytes of their own."""

    version: int
    description: str
    builtin: Mapping[int, int]
    custom: Mapping[str, int]
    tensors: tuple[TensorInfo, ...]
    metadata: tuple[str, ...]
    problems: tuple[str, ...] = ()


def read_tflite(stream: BinaryIO) -> TfLite:
    """The model of a stream, with the problems found; never raises on malformed content."""
    builtin: Counter[int] = Counter()
    custom: Counter[str] = Counter()
    tensors: list[TensorInfo] = []
    version, description, metadata, problems = 0, "", list[str](), list[str]()
    try:
        model = Flat(stream).root()
        version, description = model.number(0, 4), model.text(3)
        _operators(model, builtin, custom)
        metadata = [one.text(0) for one in model.tables(6)]
        sizes = [_buffer_size(one) for one in model.tables(4)]
        for graph in model.tables(2):
            _used(graph, len(builtin) + len(custom))
            tensors += [_tensor(one) for one in graph.tables(0) if _has_bytes(one, sizes)]
    except FlatError as error:
        problems.append(error.why)
    return TfLite(version, description, builtin, custom, tuple(tensors), tuple(metadata), tuple(problems))


def _operators(model: Table, builtin: Counter[int], custom: Counter[str]) -> None:
    """OperatorCode: a built-in number, which outgrew its first field, or a custom name."""
    for one in model.tables(1):
        number = max(one.number(0, 1, signed=True), one.number(3, 4, signed=True))
        name = one.text(1)
        if number == CUSTOM or name:
            custom[name] += 1
        else:
            builtin[number] += 1


def _used(graph: Table, codes: int) -> None:
    """Every operator of a graph can be reached."""
    for one in graph.tables(3):
        one.number(0, 4)


def _buffer_size(buffer: Table) -> int:
    """Bytes of a buffer: inside, or (large models) behind the FlatBuffer, where `offset` and `size` point."""
    at, count = buffer.vector(0)
    outside, size = buffer.number(1, 8), buffer.number(2, 8)
    if at + count > buffer.flat.size or (outside > 1 and outside + size > buffer.flat.size):
        raise FlatError("truncated: a buffer is longer than the file")
    return count or (size if outside > 1 else 0)


def _has_bytes(tensor: Table, sizes: list[int]) -> bool:
    number = tensor.number(2, 4)
    if number >= len(sizes) and number:
        raise FlatError("malformed: a tensor names a buffer that is not there")
    return bool(sizes and sizes[number])


def _tensor(tensor: Table) -> TensorInfo:
    kind = tensor.number(1, 1)
    dtype = DTYPES[kind] if kind < len(DTYPES) else str(kind)
    return TensorInfo(tensor.text(3), dtype, tuple(max(one, 0) for one in tensor.numbers(0, 4)))
