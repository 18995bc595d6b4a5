"""Walks R's serialised objects (R Internals, 1.8 "Serialization Formats"; src/main/serialize.c): code, promises, names.

Reading an RDS file makes its promises, which run when they are touched (CVE-2024-27322).
"""

from __future__ import annotations

import struct
from typing import BinaryIO, NamedTuple

from aibom.formats.stream import MalformedError, Window, problems_of

MAX_ITEMS, MAX_TEXT, MAX_NAMES = 4_000_000, 1 << 20, 100_000
_SYMBOL, _PAIRS, _CLOSURE, _ENVIRONMENT, _PROMISE, _CALL = 1, 2, 3, 4, 5, 6
_ATTRIBUTE_CALL, _ATTRIBUTE_PAIRS = 240, 239
_PAIRED = frozenset((_PAIRS, _CLOSURE, _PROMISE, _CALL, 17, _ATTRIBUTE_CALL, _ATTRIBUTE_PAIRS))
_EMPTY = frozenset((254, 253, 252, 251, 250, 242, 241))
_WIDTHS = {10: 4, 13: 4, 14: 8, 15: 16, 24: 1}


class Rds(NamedTuple):
    """Counts of closures, promises, calls, byte code, external pointers, vectors that a class of a package restores
    (ALTREP), and objects that a hook of the caller makes; names that calls use."""

    version: int
    closures: int
    promises: int
    calls: int
    bytecode: int
    pointers: int
    names: frozenset[str]
    problems: tuple[str, ...] = ()
    alternatives: int = 0
    persistent: int = 0


def read_rds(stream: BinaryIO) -> Rds:
    """The objects of a stream (unpacked); never raises on malformed content."""
    reader = _Reader(stream)
    problems = problems_of(reader.read, reader.window)
    counts = reader.counts
    return Rds(
        reader.version, counts.get(3, 0), counts.get(5, 0), counts.get(6, 0) + counts.get(240, 0), counts.get(21, 0),
        counts.get(22, 0), frozenset(reader.names), problems, counts.get(238, 0), counts.get(247, 0),
    )  # fmt: skip


class _Reader:
    def __init__(self, stream: BinaryIO) -> None:
        self.window = Window(stream)
        self.counts: dict[int, int] = {}
        self.names: set[str] = set()
        self.version, self.items, self.ascii = 0, 0, False

    def read(self) -> None:
        head = self.window.take(2)
        if head in (b"RD", b"RX"):
            self.window.take(3)
            head = self.window.take(2)
        if head == b"A\n":
            raise MalformedError("written as text, which is not read")
        if head not in (b"X\n", b"B\n"):
            raise MalformedError("no serialised object of R")
        self.order = ">" if head == b"X\n" else "<"
        self.version = self.number()
        self.number()
        self.number()
        if self.version == 3:
            self.window.skip(self.length())
        elif self.version != 2:
            raise MalformedError(f"unknown version {self.version}")
        self.walk()

    def number(self) -> int:
        value: int = struct.unpack(self.order + "i", self.window.take(4))[0]
        return value

    def length(self) -> int:
        first = self.number()
        if first == -1:
            high, low = self.number(), self.number()
            return (high << 32) + (low & 0xFFFFFFFF)
        if first < 0:
            raise MalformedError("malformed: a negative length")
        return first

    def walk(self) -> None:
        """All items, without recursion: what follows an item is counted on a stack."""
        todo: list[tuple[str, int]] = [("item", 1)]
        while todo:
            what, count = todo.pop()
            if count > 1:
                todo.append((what, count - 1))
            if count < 1:
                continue
            self.items += 1
            if self.items > MAX_ITEMS:
                raise MalformedError("more objects than are read")
            if what == "bytecode":
                todo += reversed(self.bytecode_item())
            elif what == "constants":
                todo += reversed(self.constants())
            else:
                todo += reversed(self.item())

    def item(self, flags: int | None = None) -> list[tuple[str, int]]:
        """Read one item's own bytes; give what follows it."""
        flags = self.number() if flags is None else flags
        kind, has_attributes, has_tag = flags & 0xFF, bool(flags & 0x200), bool(flags & 0x400)
        self.counts[kind] = self.counts.get(kind, 0) + 1
        after: list[tuple[str, int]] = [("item", 1)] if has_attributes else []
        if kind in _EMPTY or kind == 0:
            return []
        if kind in _PAIRED:
            return after + [("item", 1)] * has_tag + [("item", 2)]
        if kind == 255:
            if flags >> 8 == 0:
                self.number()
            return []
        return self.other(kind, flags, after)

    def other(self, kind: int, flags: int, after: list[tuple[str, int]]) -> list[tuple[str, int]]:
        if kind == _SYMBOL:
            self.symbol()
            return []
        if kind == 9 or kind in _WIDTHS:
            self.window.skip(max(self.number(), 0) if kind == 9 else self.length() * _WIDTHS[kind])
            return after
        if kind in (16, 19, 20):
            return [("item", self.length()), *after]
        if kind == _ENVIRONMENT:
            self.number()
            return [("item", 4)]
        if kind in (249, 248, 247):
            self.number()
            return [("item", self.number())]
        return self.rare(kind, after)

    def rare(self, kind: int, after: list[tuple[str, int]]) -> list[tuple[str, int]]:
        if kind in (7, 8):
            self.names.add(self.window.take(min(self.length(), 4096)).decode("utf-8", "replace"))
            return after
        if kind == 238:
            return [("item", 3)]
        if kind == 21:
            self.number()
            return [*self.bytecode_start(), *after]
        if kind == 22:
            return [("item", 2), *after]
        if kind in (23, 25):
            return after
        raise MalformedError(f"malformed: an object of kind {kind}")

    def symbol(self) -> None:
        flags = self.number()
        if flags & 0xFF != 9:
            if flags & 0xFF in (255, 254):
                return
            raise MalformedError("malformed: a symbol has no name")
        length = self.number()
        if length > MAX_TEXT:
            raise MalformedError(f"a name of {length} bytes")
        name = self.window.take(max(length, 0)).decode("utf-8", "replace")
        if len(self.names) < MAX_NAMES:
            self.names.add(name)

    def bytecode_start(self) -> list[tuple[str, int]]:
        """ReadBC1: the code (an integer vector), then constants."""
        return [("item", 1), ("constants", 1)]

    def constants(self) -> list[tuple[str, int]]:
        return [("bytecode", self.number())]

    def bytecode_item(self) -> list[tuple[str, int]]:
        """ReadBC: a constant, by the kind in front of it; calls and lists have a form of their own (ReadBCLang)."""
        kind = self.number()
        if kind == 21:
            return self.bytecode_start()
        if kind in (_CALL, _PAIRS, 240, 239, 244, 243):
            return self.language(kind)
        return [("item", 1)]

    def language(self, kind: int) -> list[tuple[str, int]]:
        """ReadBCLang, iteratively: a stack of what is still to come."""
        todo = [kind]
        while todo:
            self.items += 1
            if self.items > MAX_ITEMS:
                raise MalformedError("more objects than are read")
            kind = todo.pop()
            if kind < 0:
                kind = self.number()
            if kind == 243:
                self.number()
                continue
            if kind == 244:
                self.number()
                kind = self.number()
            if kind in (_CALL, _PAIRS, 240, 239):
                self.counts[kind] = self.counts.get(kind, 0) + 1
                if kind in (240, 239):
                    self.nested()
                self.nested()
                todo += [-1, -1]
            else:
                self.nested()
        return []

    def nested(self) -> None:
        todo: list[tuple[str, int]] = [("item", 1)]
        while todo:
            what, count = todo.pop()
            if count > 1:
                todo.append((what, count - 1))
            self.items += 1
            if self.items > MAX_ITEMS:
                raise MalformedError("more objects than are read")
            if count >= 1:
                todo += reversed(
                    self.item() if what == "item" else self.constants() if what == "constants" else self.bytecode_item()
                )
