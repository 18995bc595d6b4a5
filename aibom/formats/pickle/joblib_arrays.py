"""The raw arrays that joblib writes between the opcodes of its pickles (joblib/numpy_pickle.py, NumpyArrayWrapper).

Behind the BUILD of a wrapper stands, for plain types, the padding (a length byte and that many bytes, in files of
joblib 1.2 and later) and the array's bytes; for objects a pickle of its own.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from aibom.core import re
from aibom.formats.pickle.state import State
from aibom.formats.pickle.values import Instance, Ref

ARRAYS = frozenset(
    {
        "joblib.numpy_pickle.NumpyArrayWrapper",
        "sklearn.externals.joblib.numpy_pickle.NumpyArrayWrapper",
        "externals.joblib.numpy_pickle.NumpyArrayWrapper",
    }
)
MAX_STATE = 1 << 14
_DTYPE = re.compile(r"[<>|=]?([a-zA-Z])(\d*)\Z")
_SIZES = {"?": 1, "b": 1, "B": 1}


class ArrayEnd(NamedTuple):
    """Where the stream goes on; `nested` = a pickle of objects begins there."""

    offset: int
    nested: bool


def array_end(state: State) -> ArrayEnd | None:
    """Where the raw data behind the wrapper that the machine stopped at ends; None when it cannot be told."""
    start = state.array_state[0] if state.array_state else None
    if not isinstance(start, int):
        return None
    end = state.end
    if end - start > MAX_STATE:
        return None
    entries = _Reader(state, state.blob.read(start, end - start), start).entries()
    if entries is None:
        return None
    dtype, shape = entries.get("dtype"), entries.get("shape")
    if isinstance(dtype, Instance) and dtype.args and isinstance(dtype.args[0], int):
        dtype = state.text_at(dtype.args[0])
    if not isinstance(dtype, str) or not isinstance(shape, tuple):
        return None
    return _end(state, dtype, shape, entries.get("numpy_array_alignment_bytes"), end)


def _end(state: State, dtype: str, shape: tuple[object, ...], aligned: object, end: int) -> ArrayEnd | None:
    match = _DTYPE.match(dtype)
    if match is None or not all(isinstance(one, int) and one >= 0 for one in shape):
        return None
    if match[1] == "O":
        return ArrayEnd(end, True)
    width = int(match[2] or _SIZES.get(match[1], 0)) * (4 if match[1] == "U" else 1)
    if isinstance(aligned, int):
        padding = state.blob.read(end, 1)
        if not padding:
            return None
        end += 1 + padding[0]
    return ArrayEnd(end + width * math.prod(one for one in shape if isinstance(one, int)), False)


_NUMBERS = {0x4B: 1, 0x4D: 2, 0x4A: 4}
_TEXTS = {0x8C: 1, 0x58: 4, 0x55: 1, 0x43: 1}


class _Number(int):
    """An integer of the stream; a plain int is the offset of a text."""


class _Reader:
    """Builds the state of a wrapper: a dict of texts, numbers, tuples and dtypes. Anything else gives None."""

    def __init__(self, state: State, data: bytes, base: int) -> None:
        self._state, self._data, self._base = state, data, base
        self._stack: list[object] = []
        self._marks: list[int] = []
        self._at = 0
        self._memo: dict[int, object] = {}
        self._local = 0

    def entries(self) -> dict[str, object] | None:
        try:
            while self._at < len(self._data):
                if not self._step():
                    break
        except (IndexError, ValueError):
            return None
        found = next((one for one in reversed(self._stack) if isinstance(one, dict)), None)
        if found is None:
            return None
        return {key: value for key, value in found.items() if isinstance(key, str)}

    def _step(self) -> bool:
        data, at = self._data, self._at
        code = data[at]
        if code in _NUMBERS:
            width = _NUMBERS[code]
            self._push(_Number(int.from_bytes(data[at + 1 : at + 1 + width], "little", signed=code == 0x4A)), 1 + width)
        elif code in _TEXTS:
            width = _TEXTS[code]
            length = int.from_bytes(data[at + 1 : at + 1 + width], "little")
            text = data[at + 1 + width : at + 1 + width + length].decode("utf-8", "replace")
            self._push(text, 1 + width + length)
        elif code == 0x8A:
            length = data[at + 1]
            self._push(_Number(int.from_bytes(data[at + 2 : at + 2 + length], "little", signed=True)), 2 + length)
        else:
            return self._structure(code)
        return True

    def _push(self, value: object, width: int) -> None:
        self._stack.append(value)
        self._at += width

    def _structure(self, code: int) -> bool:  # noqa: C901 - one branch for each opcode that a wrapper's state takes
        data, at, stack = self._data, self._at, self._stack
        if code == 0x28:
            self._marks.append(len(stack))
            self._at += 1
        elif code in (0x7D, 0x4E, 0x88, 0x89, 0x5D, 0x29):
            self._push({} if code == 0x7D else () if code == 0x29 else None, 1)
        elif code in (0x94, 0x71, 0x72):
            self._put(code)
        elif code in (0x68, 0x6A):
            width = 1 if code == 0x68 else 4
            number = int.from_bytes(data[at + 1 : at + 1 + width], "little")
            self._push(self._memo[number] if number in self._memo else self._known(number), 1 + width)
        elif code in (0x85, 0x86, 0x87):
            count = code - 0x84
            items = tuple(stack[-count:])
            del stack[-count:]
            self._push(items, 1)
        elif code == 0x74:
            mark = self._marks.pop()
            items = tuple(stack[mark:])
            del stack[mark:]
            self._push(items, 1)
        elif code in (0x75, 0x73):
            mark = self._marks.pop() if code == 0x75 else len(stack) - 2
            pairs = stack[mark:]
            del stack[mark:]
            target = stack[-1]
            if isinstance(target, dict):
                target.update(zip(pairs[::2], pairs[1::2], strict=False))
            self._at += 1
        elif code == 0x63:
            end = data.index(b"\n", data.index(b"\n", at) + 1) + 1
            self._push(data[at + 1 : end - 1].decode("utf-8", "replace").replace("\n", "."), end - at)
        elif code == 0x93:
            name, module = stack.pop(), stack.pop()
            self._push(f"{module}.{name}", 1)
        elif code == 0x52:
            args, function = stack.pop(), stack.pop()
            made = function == "numpy.dtype" and isinstance(args, tuple) and args
            self._push(args[0] if made and isinstance(args, tuple) else None, 1)
        elif code == 0x62:
            if self._at == len(data) - 1:
                return False
            stack.pop()
            self._at += 1
        else:
            raise ValueError("an opcode that no wrapper needs")
        return True

    def _put(self, code: int) -> None:
        """The numbers of MEMOIZE go on from where the machine's memo stood when the wrapper was made; the machine
        knows what they became, only what is made here has to be kept."""
        if code == 0x94:
            self._local += 1
            self._at += 1
            return
        width = 1 if code == 0x71 else 4
        number = int.from_bytes(self._data[self._at + 1 : self._at + 1 + width], "little")
        self._memo[number] = self._stack[-1]
        self._at += 1 + width

    def _known(self, number: int) -> object:
        """What the machine remembers under a number: a text, a global, or a dtype with its arguments."""
        value = self._state.get(number)
        if isinstance(value, int):
            return self._state.text_at(value)
        if isinstance(value, Ref):
            return value.full
        return value
