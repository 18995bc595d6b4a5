"""Walks the top-level fields of a protocol buffer (https://protobuf.dev/programming-guides/encoding), no schema needed.

It serves to recognise models: which field numbers of which wire types a message has tells ONNX, TensorFlow and
Core ML apart from each other and from what is no protocol buffer.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import BinaryIO, NamedTuple

from aibom.formats.stream import TruncatedError, Window

MAX_FIELDS, MAX_START = 5_000, 16
VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5


class Message(NamedTuple):
    """Fields seen: (number, wire type), the first value of each varint, the first bytes of each length-delimited
    one, and whether the walk met the end."""

    fields: frozenset[tuple[int, int]]
    varints: Mapping[int, int]
    starts: Mapping[int, bytes]
    whole: bool

    def has(self, number: int, wire: int) -> bool:
        """Whether a field of this number and type was seen."""
        return (number, wire) in self.fields


def walk_message(stream: BinaryIO) -> Message | None:
    """The top-level fields; None when the bytes cannot be a message. At most MAX_FIELDS are walked."""
    window = Window(stream)
    fields: set[tuple[int, int]] = set()
    varints: dict[int, int] = {}
    starts: dict[int, bytes] = {}
    count = 0
    while window.at < window.size and count < MAX_FIELDS:
        count += 1
        try:
            key = _varint(window)
            if key is None or key >> 3 == 0:
                return None
            number, wire = key >> 3, key & 7
            value = _value(window, wire)
        except TruncatedError:
            return Message(frozenset(fields), varints, starts, False) if count > 3 else None
        if value is None:
            return None
        fields.add((number, wire))
        if isinstance(value, bytes):
            starts.setdefault(number, value)
        elif wire == VARINT:
            varints.setdefault(number, value)
    return Message(frozenset(fields), varints, starts, True) if fields else None


def _value(window: Window, wire: int) -> int | bytes | None:
    """The value of a number, the first bytes of what has a length; None for a wire type that is none."""
    if wire == VARINT:
        return _varint(window)
    if wire == BYTES:
        length = _varint(window)
        if length is None:
            return None
        start = window.take(min(length, MAX_START))
        window.skip(length - len(start))
        return start
    if wire in (FIXED64, FIXED32):
        window.skip(8 if wire == FIXED64 else 4)
        return 0
    return None


def _varint(window: Window) -> int | None:
    value = 0
    for shift in range(0, 70, 7):
        byte = window.take(1)[0]
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value
    return None


def kind_of_message(message: Message) -> str:
    """onnx, tensorflow-savedmodel, tensorflow-graph or coreml, "" when it is none of these.

    Field numbers: ModelProto of onnx.proto3, SavedModel and GraphDef of TensorFlow, Model of Core ML.
    """
    numbers = {number for number, _ in message.fields}
    if message.has(1, VARINT) and message.has(2, BYTES) and any(200 <= number <= 3000 for number in numbers):
        return "coreml"
    if message.has(1, VARINT) and message.has(7, BYTES) and message.has(8, BYTES) and max(numbers) <= 30:
        return "onnx"
    # A message begins with its first field: of a MetaGraphDef and a NodeDef that is a message or text, number 1.
    if message.varints.get(1) == 1 and numbers == {1, 2} and message.starts.get(2, b"").startswith(b"\x0a"):
        return "tensorflow-savedmodel"
    graph = message.has(4, BYTES) and max(numbers) <= 5 and message.starts.get(1, b"").startswith(b"\x0a")
    return "tensorflow-graph" if graph else ""
