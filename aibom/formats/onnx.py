"""Reads ONNX models (https://github.com/onnx/onnx, onnx.proto3): operators, external data, functions, metadata.

Field numbers are those of onnx.proto3. Tensor data are skipped. A message that stands twice is merged by every
protobuf reader, so all occurrences are read.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from typing import BinaryIO, NamedTuple

from aibom.formats.tensors import MAX_TENSORS, TensorInfo
from aibom.formats.wire import BYTES, VARINT, Field, Wire, WireError

MAX_DEPTH = 32
MAX_EXTERNAL = 200_000
# TensorProto.DataType
DTYPES = (
    "undefined", "float32", "uint8", "int8", "uint16", "int16", "int32", "int64", "string", "bool", "float16",
    "float64", "uint32", "uint64", "complex64", "complex128", "bfloat16", "float8e4m3fn", "float8e4m3fnuz",
    "float8e5m2", "float8e5m2fnuz", "uint4", "int4", "float4e2m1", "float8e8m0",
)  # fmt: skip


# Bits of an element; the first number in a type's name tells them.
_WIDTHS = {name: int(match[0]) for name in DTYPES if (match := re.search(r"\d+", name))}


class ExternalData(NamedTuple):
    """A tensor whose bytes stand in another file; `offset` and `length` as written."""

    tensor: str
    location: str
    offset: str
    length: str


class Onnx(NamedTuple):
    """A model. `operators` counts (domain, type); `functions` are those that the model defines itself;
    `contexts` are the compiled contexts that nodes name as files or hold."""

    ir_version: int
    producer: str
    opsets: Mapping[str, int]
    operators: Mapping[tuple[str, str], int]
    functions: frozenset[tuple[str, str]]
    external: tuple[ExternalData, ...]
    tensors: tuple[TensorInfo, ...]
    metadata: Mapping[str, str]
    problems: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()


def read_onnx(stream: BinaryIO) -> Onnx:
    """The model of a stream, with the problems found; never raises on malformed content."""
    reader = _Reader(stream)
    problems: tuple[str, ...] = ()
    try:
        reader.model()
    except WireError as error:
        problems = (error.why,)
    return Onnx(
        reader.ir_version,
        reader.producer,
        reader.opsets,
        reader.operators,
        frozenset(reader.functions),
        tuple(reader.external),
        tuple(reader.tensors),
        reader.metadata,
        (*problems, *reader.lies[:20]),
        tuple(reader.contexts),
    )


class _Reader:
    def __init__(self, stream: BinaryIO) -> None:
        self.wire = Wire(stream)
        self.ir_version, self.producer = 0, ""
        self.opsets: dict[str, int] = {}
        self.operators: Counter[tuple[str, str]] = Counter()
        self.functions: set[tuple[str, str]] = set()
        self.external: list[ExternalData] = []
        self.tensors: list[TensorInfo] = []
        self.metadata: dict[str, str] = {}
        self.contexts: list[str] = []
        self.lies: list[str] = []

    def model(self) -> None:
        known = {2: self._producer, 7: self._main, 8: self._opset, 14: self._property, 20: self._training}
        known[25] = self._function
        for one in self.wire.fields():
            if one.number == 1 and one.wire == VARINT:
                self.ir_version = one.value
            elif one.number in known and one.wire == BYTES:
                known[one.number](one)

    def _producer(self, field: Field) -> None:
        self.producer = self.wire.text(field)

    def _main(self, field: Field) -> None:
        self._graph(field, 0)

    def _training(self, field: Field) -> None:
        for one in self.wire.inside(field):
            if one.number in (1, 2) and one.wire == BYTES:
                self._graph(one, 1)

    def _opset(self, field: Field) -> None:
        domain, version = "", 0
        for one in self.wire.inside(field):
            if one.number == 1 and one.wire == BYTES:
                domain = self.wire.text(one)
            elif one.number == 2:
                version = one.value
        self.opsets[domain] = version

    def _property(self, field: Field) -> None:
        key, value = self.wire.pair(field)
        if value is not None and value.wire == BYTES and value.end - value.start <= 1 << 16:
            self.metadata[key] = self.wire.text(value)

    def _function(self, field: Field) -> None:
        name = domain = ""
        for one in self.wire.inside(field):
            if one.number == 1:
                name = self.wire.text(one)
            elif one.number == 10:
                domain = self.wire.text(one)
            elif one.number == 7:
                self._node(one, 1)
            elif one.number == 11:
                self._attribute(one, 1)
        self.functions.add((domain, name))

    def _graph(self, field: Field, depth: int) -> None:
        if depth > MAX_DEPTH:
            raise WireError(f"graphs nested deeper than {MAX_DEPTH} levels")
        for one in self.wire.inside(field):
            if one.number == 1:
                self._node(one, depth)
            elif one.number == 5:
                self._tensor(one)
            elif one.number == 15:
                self._sparse(one)

    def _node(self, field: Field, depth: int) -> None:
        kind = domain = ""
        for one in self.wire.inside(field):
            if one.number == 4:
                kind = self.wire.text(one, 1 << 16)
            elif one.number == 7:
                domain = self.wire.text(one, 1 << 16)
            elif one.number == 5:
                self._attribute(one, depth)
        self.operators[(domain, kind)] += 1

    def _attribute(self, field: Field, depth: int) -> None:
        name = ""
        for one in self.wire.inside(field):
            if one.wire != BYTES:
                continue
            if one.number == 1:
                name = self.wire.text(one, 256)
            elif one.number == 4 and name == "ep_cache_context" and len(self.contexts) < MAX_EXTERNAL:
                self.contexts.append(self.wire.text(one, 4096))
            if one.number in (5, 10):
                self._tensor(one)
            elif one.number in (6, 11):
                self._graph(one, depth + 1)
            elif one.number in (22, 23):
                self._sparse(one)

    def _sparse(self, field: Field) -> None:
        for one in self.wire.inside(field):
            if one.number in (1, 2) and one.wire == BYTES:
                self._tensor(one)

    def _tensor(self, field: Field) -> None:
        name, kind, dims, raw = "", 0, list[int](), -1
        stated: dict[str, str] = {}
        for one in self.wire.inside(field):
            if one.number == 1:
                dims += self.wire.packed(one)
            elif one.number == 2:
                kind = one.value
            elif one.number == 8:
                name = self.wire.text(one)
            elif one.number == 9 and one.wire == BYTES:
                raw = one.end - one.start
            elif one.number == 13 and one.wire == BYTES:
                key, value = self.wire.pair(one)
                stated[key] = self.wire.text(value) if value is not None else ""
        self._add(name, kind, dims, stated)
        self._check(name, kind, dims, raw)

    def _check(self, name: str, kind: int, dims: list[int], raw: int) -> None:
        """Whether raw data (TensorProto.raw_data) has the size that shape and type need."""
        width = _WIDTHS.get(DTYPES[kind] if kind < len(DTYPES) else "", 0)
        if any(one < 0 or one > 1 << 62 for one in dims):
            self.lies.append(f"tensor {name[:80]!r} has a negative dimension")
        elif raw >= 0 and width and raw * 8 < math.prod(dims) * width:
            self.lies.append(f"tensor {name[:80]!r} has {raw} bytes, too few for its shape")

    def _add(self, name: str, kind: int, dims: list[int], stated: Mapping[str, str]) -> None:
        if len(self.tensors) >= MAX_TENSORS or len(self.external) >= MAX_EXTERNAL:
            raise WireError("more tensors than are read")
        dtype = DTYPES[kind] if kind < len(DTYPES) else str(kind)
        self.tensors.append(TensorInfo(name, dtype, tuple(dims[:64])))
        if stated:
            place = stated.get("location", ""), stated.get("offset", ""), stated.get("length", "")
            self.external.append(ExternalData(name, *place))
