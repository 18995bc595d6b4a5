"""Recognises pickles and names the first globals that they ask for; it is not an analysis and never a verdict.

Opcodes as in Lib/pickletools.py of CPython (protocols 0 to 5). Nothing is built or resolved: operands are walked
over, and only strings that may name a global are remembered.
"""

from __future__ import annotations

from typing import BinaryIO, NamedTuple

from aibom.formats.stream import TruncatedError, Window

MAX_OPCODES, MAX_GLOBALS, MAX_NAME, MAX_LINE = 20_000, 200, 300, 1 << 20

# Bytes of a fixed operand.
_FIXED = {
    "K": 1, "M": 2, "J": 4, "h": 1, "j": 4, "q": 1, "r": 4, "\x82": 1, "\x83": 2, "\x84": 4, "G": 8, "\x80": 1,
    "\x95": 8,
}  # fmt: skip
# Bytes of the length that stands before a counted operand.
_COUNTED = {"T": 4, "U": 1, "X": 4, "\x8c": 1, "\x8d": 8, "B": 4, "C": 1, "\x8e": 8, "\x96": 8, "\x8a": 1, "\x8b": 4}
_LINES = {"I": 1, "F": 1, "L": 1, "S": 1, "V": 1, "P": 1, "g": 1, "p": 1, "c": 2, "i": 2}
_BARE = set("(.012NQRabd}elo]st)u") | {chr(code) for code in (*range(0x85, 0x8A), *range(0x8F, 0x95), 0x81, 0x97, 0x98)}
_STRINGS = frozenset("X\x8c\x8dTUSV")
# Modules whose pickles hold raw arrays between their opcodes, where no skim can go on.
_EMBEDDING = ("joblib.numpy_pickle", "sklearn.externals.joblib", "pandas.compat.pickle_compat")


class PickleSkim(NamedTuple):
    """What the first opcodes tell.

    `ended` is `stop` (the pickle's end), `limit` (enough was seen), `truncated`, `broken` (no opcode), or
    `embedded` (raw arrays follow). `end` is the offset behind the last opcode that was read.
    """

    protocol: int
    opcodes: int
    globals: tuple[tuple[str, str], ...]
    ended: str
    end: int


def skim_pickle(stream: BinaryIO, offset: int = 0) -> PickleSkim:
    """Read opcodes from `offset` until the end or a bound."""
    skim = _Skim(Window(stream, offset))
    ended = "limit"
    try:
        while skim.opcodes < MAX_OPCODES and len(skim.globals) < MAX_GLOBALS:
            verdict = skim.step()
            if verdict:
                ended = verdict
                break
    except TruncatedError:
        ended = "truncated"
    return PickleSkim(skim.protocol, skim.opcodes, tuple(skim.globals), ended, skim.window.at)


class _Skim:
    def __init__(self, window: Window) -> None:
        self.window = window
        self.protocol = self.opcodes = self.memoized = 0
        self.globals: dict[tuple[str, str], None] = {}
        # The last two texts that were pushed, and texts by memo number.
        self.recent: tuple[str, str] = ("", "")
        self.fresh = False
        self.memo: dict[int, str] = {}

    def step(self) -> str:
        """Read one opcode; why reading ends, or ""."""
        code = self.window.take(1).decode("latin-1")
        operand = self._operand(code)
        if operand is None:
            self.window.at -= 1
            return "broken"
        self.opcodes += 1
        if code == ".":
            return "stop"
        self._note(code, operand)
        last = next(reversed(self.globals), ("", ""))
        return "embedded" if last[0].startswith(_EMBEDDING) else ""

    def _operand(self, code: str) -> bytes | None:
        if code in _BARE:
            return b""
        if code in _FIXED:
            return self.window.take(_FIXED[code])
        if code in _LINES:
            return b"\n".join(self.window.line(MAX_LINE) for _ in range(_LINES[code]))
        if code in _COUNTED:
            return self._counted(_COUNTED[code])
        return None

    def _counted(self, width: int) -> bytes:
        length = int.from_bytes(self.window.take(width), "little")
        if length <= MAX_NAME:
            return self.window.take(length)
        self.window.skip(length)
        return b""

    def _note(self, code: str, operand: bytes) -> None:
        if code == "\x80":
            self.protocol = max(self.protocol, operand[0])
        elif code in "ci":
            module, _, name = operand.decode("utf-8", "replace").partition("\n")
            self._global(module, name)
        elif code == "\x93":
            self._global(*self.recent)
        elif code in _STRINGS:
            self._push(operand.decode("utf-8", "replace"))
            return
        else:
            self._memo(code, operand)
            if code not in "\x94qrp":
                self.fresh = False

    def _memo(self, code: str, operand: bytes) -> None:
        if code == "\x94":
            self._keep(self.memoized)
        elif code in "qr":
            self._keep(int.from_bytes(operand, "little"))
        elif code in "hj":
            text = self.memo.get(int.from_bytes(operand, "little"))
            if text is not None:
                self.recent = (self.recent[1], text)

    def _keep(self, number: int) -> None:
        self.memoized += 1
        if self.fresh:
            self.memo[number] = self.recent[1]

    def _push(self, text: str) -> None:
        self.recent = (self.recent[1], text)
        self.fresh = True

    def _global(self, module: str, name: str) -> None:
        self.globals[module[:MAX_NAME], name[:MAX_NAME]] = None
        self.fresh = False


def looks_like_pickle(head: bytes) -> bool:
    """Whether the first bytes can begin a pickle of protocol 2 or later."""
    return len(head) > 2 and head[0] == 0x80 and 2 <= head[1] <= 5 and chr(head[2]) in _FIRST


_FIRST = frozenset({*_BARE, *_FIXED, *_COUNTED, *_LINES})
TORCH_MAGIC = b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19."
