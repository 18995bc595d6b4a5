"""Reads ExecuTorch programs (executorch/schema/program.fbs): operators, delegates, named data."""

from __future__ import annotations

from typing import BinaryIO, NamedTuple

from aibom.formats.flatbuffer import Flat, FlatError, Table
from aibom.formats.stream import read_at, size_of

IDENTIFIERS = (b"ET12",)


class ExecuTorch(NamedTuple):
    """A program: `operators` as `name.overload`, ids of the backends that it hands work to."""

    version: int
    operators: frozenset[str]
    delegates: frozenset[str]
    problems: tuple[str, ...] = ()


def read_executorch(stream: BinaryIO) -> ExecuTorch:
    """The program of a stream, with the problems found; never raises on malformed content."""
    operators: set[str] = set()
    delegates: set[str] = set()
    problems: list[str] = []
    version = 0
    try:
        program = Flat(stream).root()
        version = program.number(0, 4)
        for plan in program.tables(1):
            operators |= {_operator(one) for one in plan.tables(6)}
            delegates |= {one.text(0) for one in plan.tables(7)}
        problems += _extent(stream, program)
    except FlatError as error:
        problems.append(error.why)
    return ExecuTorch(version, frozenset(operators), frozenset(delegates), tuple(problems))


def _operator(one: Table) -> str:
    name, overload = one.text(0), one.text(1)
    return f"{name}.{overload}" if overload else name


def _extent(stream: BinaryIO, program: Table) -> list[str]:
    """The extended header (`eh00` at offset 8) says where segments begin; each must lie in the file."""
    head = read_at(stream, 8, 24)
    start = int.from_bytes(head[16:24], "little") if head.startswith(b"eh00") else 0
    for one in program.tables(4):
        if start + one.number(0, 8) + one.number(1, 8) > size_of(stream):
            return ["truncated: a segment reaches past the end of the file"]
    return []
