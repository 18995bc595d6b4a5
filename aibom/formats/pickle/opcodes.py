"""What each opcode does to the state of the abstract machine; see Lib/pickletools.py of CPython for their list."""

from __future__ import annotations

from _compat_pickle import IMPORT_MAPPING, NAME_MAPPING
from collections.abc import Callable
from functools import partial

from aibom.formats.pickle.content import LOOK, MIN_LENGTH, is_interesting
from aibom.formats.pickle.state import MAX_CALLS, MAX_NAMES, State, StopWalk
from aibom.formats.pickle.texts import unescaped, unicode_escaped
from aibom.formats.pickle.values import Call, Instance, Ref, Run, Use, Value

Handler = Callable[[State], None]
GETATTR = frozenset({"builtins.getattr", "__builtin__.getattr"})
# Results of these keep their arguments: they say what raw data in the stream is made of.
_KEPT = frozenset({"numpy.dtype"})


def handlers(state: State) -> list[Callable[[], None]]:
    """A table by opcode byte; a byte that is no opcode breaks the pickle."""
    return [partial(_HANDLERS.get(code, _unknown), state) for code in range(256)]


def _unknown(state: State) -> None:
    state.pos -= 1
    raise StopWalk("broken", f"byte {state.buf[state.pos]:#04x} is no opcode")


def _at(state: State) -> int:
    """Where the present opcode stands: its operand is not yet taken."""
    return state.base + state.pos - 1


# -- globals and calls ---------------------------------------------------------------------------------------------


def ref(state: State, module: str, name: str, offset: int) -> Ref:
    """The global of this name, as Python 3 would look it up."""
    written = f"{module}.{name}"
    if state.protocol < 3:
        module, name = NAME_MAPPING.get((module, name)) or (IMPORT_MAPPING.get(module, module), name)
    found = state.refs.get((module, name))
    if found is None:
        if len(state.refs) >= MAX_NAMES:
            raise StopWalk("limit", "more names than are followed")
        found = state.refs[module, name] = Ref(module, name, offset)
        found.py2 = written if written != found.full else ""
    return found


def _global(state: State) -> None:
    offset = _at(state)
    module, name = state.line().decode("utf-8", "replace"), state.line().decode("utf-8", "replace")
    state.stack.append(ref(state, module, name, offset))


def _stack_global(state: State) -> None:
    offset = _at(state)
    name, module = state.pop(), state.pop()
    if isinstance(name, int) and isinstance(module, int):
        state.stack.append(ref(state, state.text_at(module), state.text_at(name), offset))
        return
    state.note("computed-name", offset)
    state.stack.append(Instance(None, None))


def _extension(width: int, state: State) -> None:
    offset = _at(state)
    state.stack.append(ref(state, "copyreg", f"extension {state.number(width)}", offset))


def call(state: State, function: Value, args: Value, use: Use, offset: int) -> Value:
    """What calling `function` gives; its use, and arguments that matter, are recorded."""
    if not isinstance(function, Ref):
        owner = function.ref.full if isinstance(function, Instance) and function.ref else ""
        state.note("calls-no-global", offset, owner)
        return Instance(None, None)
    function.uses.setdefault(use, offset)
    known = args if isinstance(args, tuple) else None
    if function.full in state.watched:
        _record(state, function, known, offset)
        if function.full in GETATTR and known and len(known) >= 2:
            attribute = _attribute(state, known[0], known[1], offset)
            if attribute is not None:
                return attribute
    if function.full in _KEPT:
        return Instance(function, known)
    if function.full in state.arrays:
        return Instance(function, (state.base + state.pos,))
    return function.instance


def _attribute(state: State, owner: object, name: object, offset: int) -> Ref | None:
    if not isinstance(owner, Ref) or not isinstance(name, int):
        return None
    key = (owner.module, f"{owner.name}.{state.text_at(name)}")
    if key not in state.refs and len(state.refs) < MAX_NAMES:
        state.refs[key] = Ref(*key, offset)
    return state.refs.get(key)


def _record(state: State, function: Ref, args: tuple[object, ...] | None, offset: int) -> None:
    told = None if args is None else tuple(_told(state, value) for value in args[:8])
    if len(state.calls) >= MAX_CALLS:
        raise StopWalk("limit", "more calls of functions that are judged by their arguments than are followed")
    state.calls.setdefault((function.full, told), Call(function.full, told, offset))


def _told(state: State, value: object, depth: int = 0) -> object:
    if isinstance(value, int):
        return state.text_at(value)
    if isinstance(value, tuple):
        return tuple(_told(state, one, depth + 1) for one in value[:8]) if depth < 3 else None
    return None if isinstance(value, Run) else value


def _reduce(state: State) -> None:
    args = state.pop()
    function = state.pop()
    state.stack.append(call(state, function, args, Use.CALLED, _at(state)))


def _new_object(state: State) -> None:
    args = state.pop()
    function = state.pop()
    state.stack.append(call(state, function, args, Use.INSTANTIATED, _at(state)))


def _new_object_ex(state: State) -> None:
    state.pop()
    _new_object(state)


def _inst(state: State) -> None:
    offset = _at(state)
    module, name = state.line().decode("utf-8", "replace"), state.line().decode("utf-8", "replace")
    args = tuple(state.to_mark())
    state.stack.append(call(state, ref(state, module, name, offset), args, Use.CALLED, offset))


def _obj(state: State) -> None:
    items = state.to_mark()
    if not items:
        raise StopWalk("broken", "OBJ without a class")
    state.stack.append(call(state, items[0], tuple(items[1:]), Use.CALLED, _at(state)))


def _build(state: State) -> None:
    state.pop()
    target = state.stack[-1]
    if isinstance(target, Ref):
        target.uses.setdefault(Use.PATCHED, _at(state))
    elif isinstance(target, Instance) and target.ref is not None:
        target.ref.uses.setdefault(Use.BUILT, _at(state))
        if target.ref.full in state.arrays:
            state.array_state = target.args
            raise StopWalk("array")


def _append(state: State) -> None:
    state.pop()
    state.fill_target(_at(state))


def _set_item(state: State) -> None:
    state.pop()
    state.pop()
    state.fill_target(_at(state))


def _items(state: State) -> None:
    state.to_mark()
    state.fill_target(_at(state))


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
    state.persistent_first = state.persistent_first or _at(state) == state.start
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
    at = _at(state)
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
    at = _at(state)
    line = state.line(LOOK * 4)
    state.stack.append(at)
    if len(line) >= MIN_LENGTH:
        content = unescaped(line) if kind == "escaped" else unicode_escaped(line)
        if is_interesting(content[:LOOK]):
            end = state.base + state.pos - 1
            state.operand(at + 1, end - at - 1, kind)


def _proto(state: State) -> None:
    offset = _at(state)
    state.protocol = state.number(1)
    if state.protocol > 5:
        state.note("protocol", offset, str(state.protocol))


def _frame(state: State) -> None:
    offset = _at(state)
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
    ord("c"): _global,
    0x93: _stack_global,
    0x82: partial(_extension, 1),
    0x83: partial(_extension, 2),
    0x84: partial(_extension, 4),
    ord("R"): _reduce,
    0x81: _new_object,
    0x92: _new_object_ex,
    ord("i"): _inst,
    ord("o"): _obj,
    ord("b"): _build,
    ord("a"): _append,
    ord("s"): _set_item,
    ord("e"): _items,
    ord("u"): _items,
    0x90: _items,
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
