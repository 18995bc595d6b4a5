"""What each opcode does to the state of the abstract machine; see Lib/pickletools.py of CPython for their list."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from aibom.formats.pickle import calls
from aibom.formats.pickle.content import LOOK, MIN_LENGTH, is_interesting
from aibom.formats.pickle.state import State, StopWalk
from aibom.formats.pickle.texts import unescaped, unicode_escaped
from aibom.formats.pickle.values import Instance, Ref, Run, Value

Handler = Callable[[State], None]


def handlers(state: State) -> list[Callable[[], None]]:
    """A table by opcode byte; a byte that is no opcode breaks the pickle."""
    return [partial(_HANDLERS.get(code, _unknown), state) for code in range(256)]


def _unknown(state: State) -> None:
    state.pos -= 1
    raise StopWalk("broken", f"byte {state.buf[state.pos]:#04x} is no opcode")


# -- stack, memo, containers ---------------------------------------------------------------------------------------


def _pop(state: State) -> None:
    if state.stack:
        state.pop()
    else:
        state.to_mark()


def _pop_mark(state: State) -> None:
    state.to_mark()


def _dup(state: State) -> None:
    value = state.pop()
    state.stack += [value, value]


def _get(state: State) -> None:
    state.stack.append(state.get(_decimal(state.line(40))))


def _long_get(state: State) -> None:
    state.stack.append(state.get(state.number(4)))


def _put(state: State) -> None:
    state.put(_decimal(state.line(40)), state.stack[-1])


def _long_put(state: State) -> None:
    state.put(state.number(4), state.stack[-1])


def _decimal(line: bytes) -> int:
    try:
        number = int(line)
    except ValueError:
        raise StopWalk("broken", "a memo number is no number") from None
    if number < 0:
        raise StopWalk("broken", "a memo number is negative")
    return number


def _tuple(state: State) -> None:
    _tuple_from(state, state.to_mark())


def _tuple_of(count: int, state: State) -> None:
    items = [state.pop() for _ in range(count)]
    items.reverse()
    _tuple_from(state, items)


def _tuple2(state: State) -> None:
    second = state.pop()
    first = state.pop()
    state.stack.append(state.tuple_of((first, second), state.buf, state.pos))


def _tuple_from(state: State, items: list[Value]) -> None:
    kept = state.tuple_of(tuple(items), state.buf, state.pos)
    if isinstance(kept, tuple) and any(isinstance(item, Run) for item in kept):
        stack, state.stack = state.stack, items
        whole: list[Value] = []
        while state.stack:
            whole.append(state.pop())
        state.stack = stack
        kept = tuple(reversed(whole))
    state.stack.append(kept)


def _plain(state: State) -> None:
    state.stack.append(None)


def _from_mark(state: State) -> None:
    state.to_mark()
    state.stack.append(None)


def _persistent_line(state: State) -> None:
    state.persistent_first = state.persistent_first or calls.at(state) == state.start
    state.persistent += 1
    state.line()
    state.stack.append(Instance(None, None))


def _persistent(state: State) -> None:
    state.persistent += 1
    key = state.pop()
    state.stack.append(_persisted(state, key))


def _persisted(state: State, key: Value) -> Value:
    """torch.save before 1.6 stores a class with its source as ("module", class, file, source)."""
    whole = isinstance(key, tuple) and len(key) == 4
    if whole and isinstance(key, tuple) and isinstance(key[0], int) and isinstance(key[1], Ref):
        return key[1] if state.text_at(key[0]) == "module" else Instance(None, None)
    return Instance(None, None)


# -- operands ------------------------------------------------------------------------------------------------------


def _fixed(width: int, state: State) -> None:
    state.number(width)
    state.stack.append(None)


def _long(width: int, state: State) -> None:
    length = state.number(width)
    if width == 4 and length >= 1 << 31:
        raise StopWalk("broken", "a negative length")
    state.skip(length)
    state.stack.append(None)


def _number_line(state: State) -> None:
    state.line(1)
    state.stack.append(None)


def _counted(width: int, signed: bool, state: State) -> None:
    at = calls.at(state)
    length = state.number(width)
    if signed and length >= 1 << 31:
        raise StopWalk("broken", "a negative length")
    state.stack.append(at)
    if length >= MIN_LENGTH:
        pos, look = state.pos, min(length, LOOK)
        inside = pos + look <= state.real
        offset = state.base + pos
        head = state.buf[pos : pos + look] if inside else state.blob.read(offset, look)
        if is_interesting(head):
            state.operand(offset, length, "raw")
    state.skip(length)


def _text_line(kind: str, state: State) -> None:
    at = calls.at(state)
    line = state.line(LOOK * 4)
    state.stack.append(at)
    if len(line) >= MIN_LENGTH:
        content = unescaped(line) if kind == "escaped" else unicode_escaped(line)
        if is_interesting(content[:LOOK]):
            end = state.base + state.pos - 1
            state.operand(at + 1, end - at - 1, kind)


def _proto(state: State) -> None:
    offset = calls.at(state)
    state.protocol = state.number(1)
    if state.protocol > 5:
        state.note("protocol", offset, str(state.protocol))


def _frame(state: State) -> None:
    offset = calls.at(state)
    length = state.number(8)
    if state.frame:
        state.note("frame", offset)
    state.frame = state.base + state.pos + length


def _stop(state: State) -> None:
    if not state.stack:
        raise StopWalk("broken", "STOP with an empty stack")
    raise StopWalk("stop")


def _readonly(state: State) -> None:
    state.stack[-1]


_HANDLERS: dict[int, Handler] = {
    ord("c"): calls.global_,
    0x93: calls.stack_global,
    0x82: partial(calls.extension, 1),
    0x83: partial(calls.extension, 2),
    0x84: partial(calls.extension, 4),
    ord("R"): calls.reduce,
    0x81: calls.new_object,
    0x92: calls.new_object_ex,
    ord("i"): calls.inst,
    ord("o"): calls.obj,
    ord("b"): calls.build,
    ord("a"): calls.append,
    ord("s"): calls.set_item,
    ord("e"): calls.items,
    ord("u"): calls.items,
    0x90: calls.items,
    ord("0"): _pop,
    ord("1"): _pop_mark,
    ord("2"): _dup,
    ord("g"): _get,
    ord("j"): _long_get,
    ord("p"): _put,
    ord("r"): _long_put,
    ord("t"): _tuple,
    ord(")"): partial(_tuple_of, 0),
    0x85: partial(_tuple_of, 1),
    0x86: _tuple2,
    0x87: partial(_tuple_of, 3),
    ord("]"): _plain,
    ord("}"): _plain,
    0x8F: _plain,
    0x97: _plain,
    0x98: _readonly,
    ord("l"): _from_mark,
    ord("d"): _from_mark,
    0x91: _from_mark,
    ord("P"): _persistent_line,
    ord("Q"): _persistent,
    ord("I"): _number_line,
    ord("F"): _number_line,
    ord("L"): _number_line,
    0x8A: partial(_long, 1),
    0x8B: partial(_long, 4),
    ord("X"): partial(_counted, 4, False),
    0x8D: partial(_counted, 8, False),
    ord("U"): partial(_counted, 1, False),
    ord("T"): partial(_counted, 4, True),
    ord("C"): partial(_counted, 1, False),
    ord("B"): partial(_counted, 4, False),
    0x8E: partial(_counted, 8, False),
    0x96: partial(_counted, 8, False),
    ord("S"): partial(_text_line, "escaped"),
    ord("V"): partial(_text_line, "unicode"),
    0x80: _proto,
    0x95: _frame,
    ord("."): _stop,
}
