"""Reads PaddlePaddle programs (paddle/fluid/framework/framework.proto): operators of all blocks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import BinaryIO, NamedTuple

from aibom.formats.wire import BYTES, Wire, WireError


class Paddle(NamedTuple):
    """A program: operators counted."""

    operators: Mapping[str, int]
    problems: tuple[str, ...] = ()


def looks_like_program(head: bytes) -> bool:
    """A ProgramDesc begins with a block (1) whose index (1) is 0 and whose parent (2) is -1 or 0."""
    at = 1
    while at < 11 and head[at : at + 1] and head[at] >= 0x80:
        at += 1
    return head[:1] == b"\x0a" and head[at + 1 : at + 4] == b"\x08\x00\x10" and b"feed" in head[: 1 << 16]


def read_paddle(stream: BinaryIO) -> Paddle:
    """The operators of a stream, with the problems found; never raises on malformed content."""
    wire = Wire(stream)
    operators: Counter[str] = Counter()
    try:
        for block in wire.fields():
            if block.number == 1 and block.wire == BYTES:
                for one in wire.inside(block):
                    if one.number == 4 and one.wire == BYTES:
                        operators.update(wire.texts(one, 3))
    except WireError as error:
        return Paddle(operators, (error.why,))
    return Paddle(operators)
