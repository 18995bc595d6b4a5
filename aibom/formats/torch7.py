"""Walks Torch 7 files (torch7/File.lua), binary: class names, and functions, which are stored as Lua byte code."""

from __future__ import annotations

import struct
from typing import BinaryIO, NamedTuple

from aibom.formats.stream import MalformedError, Window, problems_of

MAX_ITEMS, MAX_TEXT = 2_000_000, 64 << 20
_NIL, _NUMBER, _STRING, _TABLE, _TORCH, _BOOLEAN = 0, 1, 2, 3, 4, 5
FUNCTIONS = (6, 7, 8)
_WIDTHS = {"Byte": 1, "Char": 1, "Short": 2, "Int": 4, "Long": 8, "Float": 4, "Double": 8, "Half": 2, "Cuda": 4,
           "CudaDouble": 8, "CudaHalf": 2, "CudaByte": 1, "CudaInt": 4, "CudaLong": 8}  # fmt: skip


class Torch7(NamedTuple):
    """Names of classes, texts (short ones), and how many functions there are."""

    classes: frozenset[str]
    functions: int
    texts: tuple[str, ...]
    problems: tuple[str, ...] = ()


def read_torch7(stream: BinaryIO) -> Torch7:
    """The objects of a stream; never raises on malformed content."""
    reader = _Reader(stream)
    problems = problems_of(reader.walk, reader.window)
    return Torch7(frozenset(reader.classes), reader.functions, tuple(reader.texts), problems)


class _Reader:
    def __init__(self, stream: BinaryIO) -> None:
        self.window = Window(stream)
        self.classes: set[str] = set()
        self.texts: list[str] = []
        self.functions = 0
        self.seen: set[int] = set()

    def integer(self) -> int:
        value: int = struct.unpack("<i", self.window.take(4))[0]
        return value

    def long_integer(self) -> int:
        value: int = struct.unpack("<q", self.window.take(8))[0]
        return value

    def text(self) -> bytes:
        length = self.integer()
        if not 0 <= length <= MAX_TEXT:
            raise MalformedError(f"malformed: a text of {length} bytes")
        if length > 1 << 16:
            self.window.skip(length)
            return b""
        return self.window.take(length)

    def walk(self) -> None:
        todo = 1
        items = 0
        while todo:
            todo -= 1
            items += 1
            if items > MAX_ITEMS:
                raise MalformedError("more objects than are read")
            todo += self.item()

    def item(self) -> int:
        """Read one object; how many follow that belong to it."""
        kind = self.integer()
        if kind == _NIL:
            return 0
        if kind == _NUMBER:
            self.window.skip(8)
        elif kind == _BOOLEAN:
            self.window.skip(4)
        elif kind == _STRING:
            self.texts.append(self.text()[:4096].decode("utf-8", "replace")) if len(
                self.texts
            ) < 100_000 else self.text()
        elif kind == _TABLE:
            return self.table()
        elif kind == _TORCH:
            return self.object()
        elif kind in FUNCTIONS:
            return self.function(kind)
        else:
            raise MalformedError(f"malformed: an object of kind {kind}")
        return 0

    def known(self) -> bool:
        index = self.integer()
        if index in self.seen:
            return True
        self.seen.add(index)
        return False

    def table(self) -> int:
        if self.known():
            return 0
        size = self.integer()
        if not 0 <= size <= MAX_ITEMS:
            raise MalformedError(f"malformed: a table of {size} members")
        return 2 * size

    def function(self, kind: int) -> int:
        self.functions += 1
        if kind != 6 and self.known():
            return 0
        self.window.skip(max(self.integer(), 0))
        return 1

    def object(self) -> int:
        if self.known():
            return 0
        version = self.text().decode("utf-8", "replace")
        name = self.text().decode("utf-8", "replace") if version.startswith("V ") else version
        self.classes.add(name[:200])
        root, _, kind = name.partition(".")
        if root == "torch" and kind.endswith("Tensor"):
            rank = self.integer()
            if not 0 <= rank <= 64:
                raise MalformedError(f"malformed: a tensor of {rank} dimensions")
            self.window.skip(16 * rank + 8)
            return 1
        if root == "torch" and kind.endswith("Storage") and kind.removesuffix("Storage") in _WIDTHS:
            self.window.skip(max(self.long_integer(), 0) * _WIDTHS[kind.removesuffix("Storage")])
            return 0
        return 1
