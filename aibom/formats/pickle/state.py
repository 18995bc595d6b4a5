"""The memory of the abstract machine for pickles: its window on the blob, stack, marks, memo, and what it records."""

from __future__ import annotations

from array import array
from collections.abc import Collection

from aibom.core import re
from aibom.formats.blob import Blob
from aibom.formats.pickle.texts import MAX_NAME, text_of
from aibom.formats.pickle.values import Call, Instance, Odd, Operand, Ref, Run, Use, Value

CHUNK = 1 << 18
# The longest opcode with its operand that stands wholly in a window: SHORT_BINUNICODE with 255 bytes.
GUARD = 272
MAX_MARKS, MAX_STACK, MAX_MEMO, MAX_OBJECTS = 100_000, 1_000_000, 6_000_000, 200_000
MAX_NAMES, MAX_CALLS, MAX_OPERANDS, MAX_TEXTS, MAX_ODD = 20_000, 20_000, 20_000, 50_000, 200

RUN = re.compile(rb"(?:K.|M..|J....|G.{8}|[N\x88\x89])+", re.DOTALL)
_RUN_ITEM = re.compile(rb"K.|M..|J....|G.{8}|[N\x88\x89]", re.DOTALL)
_CALL_AHEAD = re.compile(rb"(?:\x94|q.|r....|p[0-9]+\n)*[R\x81b]", re.DOTALL)
_CALLS, _PUTS = frozenset(b"R\x81b"), frozenset(b"\x94qrp")


class StopWalk(Exception):  # noqa: N818 - no error: it ends the walk
    """Ends the walk: `stop`, `truncated`, `broken` (CPython would fail here), `limit`."""

    def __init__(self, why: str, detail: str = "") -> None:
        self.why, self.detail = why, detail


class State:
    """One pickle, from `start` of the blob. After `walk()` the public attributes tell what was seen.

    `watched` are names whose calls are recorded with their arguments. `arrays` are classes whose BUILD is followed by
    raw data in the stream (joblib): the machine stops there with `ended` "array", and `resume(offset)` goes on.
    """

    def __init__(
        self, blob: Blob, start: int = 0, *, watched: Collection[str] = (), arrays: Collection[str] = (), opcodes: int
    ) -> None:
        self.blob, self.start, self.end = blob, start, start
        self.protocol, self.opcodes, self.left = 0, 0, opcodes
        self.ended = self.detail = ""
        self.refs: dict[tuple[str, str], Ref] = {}
        self.calls: dict[tuple[object, ...], Call] = {}
        self.operands: list[Operand] = []
        self.odd: list[Odd] = []
        self.persistent = 0
        self.persistent_first = False
        self.array_state: tuple[object, ...] | None = None
        self.watched, self.arrays = watched, arrays
        self.stack: list[Value] = []
        self.marks: list[list[Value]] = []
        self.memo = array("Q")
        self.far: dict[int, int] = {}
        self.objects: list[Value] = [None]
        self.texts: dict[int, str] = {}
        self.buf, self.base, self.pos = b"", start, 0
        self.final, self.real = False, 0
        self.frame = 0

    # -- the window -------------------------------------------------------------------------------------------

    def fill(self, offset: int) -> None:
        """Make the window begin at `offset`."""
        data = self.blob.read(offset, CHUNK)
        self.base, self.pos, self.real = offset, 0, len(data)
        self.final = len(data) < CHUNK
        self.buf = data + bytes(GUARD) if self.final else data

    def window_end(self) -> int:
        """Up to where opcodes may begin in the window; the end of a frame is stopped at."""
        end = self.real if self.final else len(self.buf) - GUARD
        return min(end, self.frame - self.base) if self.frame else end

    def leave_frame(self, pos: int) -> None:
        """The loop stands at or past the end of the frame. Where an opcode crosses it, readers of pickles disagree
        about what follows (CPython issue 154848)."""
        if pos + self.base >= self.frame > 0:
            if pos + self.base > self.frame:
                self.note("frame", self.frame)
            self.frame = 0

    def note(self, what: str, offset: int, detail: str = "") -> None:
        """Record what no pickler writes; beyond MAX_ODD of them nothing new is told."""
        if len(self.odd) < MAX_ODD:
            self.odd.append(Odd(what, offset, detail))

    def next_window(self, pos: int) -> None:
        if self.final and pos >= self.real:
            raise StopWalk("truncated")
        self.fill(self.base + pos)
        if not self.real:
            raise StopWalk("truncated")

    # -- stack and memo ----------------------------------------------------------------------------------------

    def pop(self) -> Value:
        value = self.stack.pop()
        if value.__class__ is Run:
            assert isinstance(value, Run)
            items = _RUN_ITEM.findall(self.blob.read(value.start, value.end - value.start))
            self.stack.extend([None] * (len(items) - 1))
            return None
        return value

    def to_mark(self) -> list[Value]:
        if not self.marks:
            raise StopWalk("broken", "a mark is missing")
        items = self.stack
        self.stack = self.marks.pop()
        return items

    def fill_target(self, offset: int) -> None:
        """The value on top takes items: no pickler fills a global itself."""
        target = self.stack[-1]
        if isinstance(target, Ref):
            target.uses.setdefault(Use.FILLED, offset)

    def slot(self, value: Value) -> int:
        """A number for the memo; 0 where the value does not matter."""
        if isinstance(value, Ref | Instance):
            if not value.slot:
                value.slot = self.new_slot(value)
            return value.slot << 1
        return self.new_slot(value) << 1 if isinstance(value, tuple) else 0

    def new_slot(self, value: Value) -> int:
        if len(self.objects) >= MAX_OBJECTS:
            return 0
        self.objects.append(value)
        return len(self.objects) - 1

    def put(self, number: int, value: Value) -> None:
        code = value << 1 | 1 if isinstance(value, int) else self.slot(value) if value is not None else 0
        memo, far = self.memo, self.far
        if number < len(memo):
            memo[number] = code
        elif number == len(memo) and number < MAX_MEMO:
            memo.append(code)
            while far and len(memo) in far:
                memo.append(far.pop(len(memo)))
        elif len(far) < MAX_OBJECTS:
            far[number] = code
        else:
            raise StopWalk("limit", "more memo entries than are followed")

    def get(self, number: int) -> Value:
        code = self.memo[number] if number < len(self.memo) else self.far.get(number, -1)
        if code < 0:
            raise StopWalk("broken", "a memo entry is missing")
        return code >> 1 if code & 1 else self.objects[code >> 1]

    def tuple_of(self, values: tuple[Value, ...], buf: bytes, pos: int) -> Value:
        """A tuple is kept where it holds globals, or where a call takes it at once; else it does not matter."""
        for value in values:
            if value is not None and value.__class__ is not int:
                return values
        code = buf[pos]
        if code == 0x94:
            code = buf[pos + 1]
        if code in _CALLS:
            return values
        return values if code in _PUTS and _CALL_AHEAD.match(buf, pos) else None

    # -- operands ----------------------------------------------------------------------------------------------

    def number(self, width: int) -> int:
        """The next `width` bytes as an unsigned number."""
        pos = self.pos
        if pos + width > self.limit_hard():
            self.ensure(width)
            pos = self.pos
        self.pos = pos + width
        return int.from_bytes(self.buf[pos : pos + width], "little")

    def limit_hard(self) -> int:
        return self.real if self.final else len(self.buf)

    def ensure(self, width: int) -> None:
        if self.final:
            raise StopWalk("truncated")
        self.fill(self.base + self.pos)
        if self.real < width:
            raise StopWalk("truncated")

    def skip(self, length: int) -> None:
        """Step over an operand; the end of the blob is only looked for where the window ends before it."""
        self.pos += length
        if self.pos > self.limit_hard():
            target = self.base + self.pos
            if self.final or not self.blob.read(target - 1, 1):
                self.pos = self.real if self.final else self.pos - length
                raise StopWalk("truncated")
            self.fill(target)

    def line(self, keep: int = MAX_NAME) -> bytes:
        """The bytes up to the next newline, at most `keep` of them; the position moves behind it."""
        found = self.buf.find(b"\n", self.pos, self.real)
        if found >= 0:
            line = self.buf[self.pos : min(found, self.pos + keep)]
            self.pos = found + 1
            return line
        line, at = self.buf[self.pos : self.real][:keep], self.base + self.real
        if self.final:
            raise StopWalk("truncated")
        while data := self.blob.read(at, CHUNK):
            found = data.find(b"\n")
            line += data[: max(min(keep - len(line), found if found >= 0 else len(data)), 0)]
            if found >= 0:
                self.fill(at + found + 1)
                return line
            at += len(data)
        raise StopWalk("truncated")

    def operand(self, offset: int, length: int, kind: str) -> None:
        if len(self.operands) >= MAX_OPERANDS:
            raise StopWalk("limit", "more encoded texts than are followed")
        self.operands.append(Operand(offset, length, kind))

    def text_at(self, offset: int) -> str:
        """The text of the opcode at `offset`, cut at MAX_NAME bytes."""
        text = self.texts.get(offset)
        if text is None:
            start = offset - self.base
            inside = start >= 0 and start + MAX_NAME + 16 <= self.real
            raw = self.buf[start : start + MAX_NAME + 16] if inside else self.blob.read(offset, MAX_NAME + 16)
            text = text_of(raw)
            self.remember(offset, text)
        return text

    def remember(self, offset: int, text: str) -> None:
        """Keep a text, so that a forward blob need not be read again from its start."""
        if len(self.texts) < MAX_TEXTS and len(text) <= 100:
            self.texts[offset] = text
