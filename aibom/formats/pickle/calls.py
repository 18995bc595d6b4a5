"""Globals and calls: the opcodes by which a pickle imports, calls, makes, builds and fills."""

from __future__ import annotations

from _compat_pickle import IMPORT_MAPPING, NAME_MAPPING

from aibom.formats.pickle.state import MAX_CALLS, MAX_NAMES, State, StopWalk
from aibom.formats.pickle.values import Call, Instance, Ref, Run, Use, Value

GETATTR = frozenset({"builtins.getattr", "__builtin__.getattr"})
# Results of these keep their arguments: they say what raw data in the stream is made of.
_KEPT = frozenset({"numpy.dtype"})


def at(state: State) -> int:
    """Where the present opcode stands: its operand is not yet taken."""
    return state.base + state.pos - 1


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


def global_(state: State) -> None:
    offset = at(state)
    module, name = state.line().decode("utf-8", "replace"), state.line().decode("utf-8", "replace")
    state.stack.append(ref(state, module, name, offset))


def stack_global(state: State) -> None:
    offset = at(state)
    name, module = state.pop(), state.pop()
    if isinstance(name, int) and isinstance(module, int):
        state.stack.append(ref(state, state.text_at(module), state.text_at(name), offset))
        return
    state.note("computed-name", offset)
    state.stack.append(Instance(None, None))


def extension(width: int, state: State) -> None:
    offset = at(state)
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


def reduce(state: State) -> None:
    args = state.pop()
    function = state.pop()
    state.stack.append(call(state, function, args, Use.CALLED, at(state)))


def new_object(state: State) -> None:
    args = state.pop()
    function = state.pop()
    state.stack.append(call(state, function, args, Use.INSTANTIATED, at(state)))


def new_object_ex(state: State) -> None:
    state.pop()
    new_object(state)


def inst(state: State) -> None:
    offset = at(state)
    module, name = state.line().decode("utf-8", "replace"), state.line().decode("utf-8", "replace")
    args = tuple(state.to_mark())
    state.stack.append(call(state, ref(state, module, name, offset), args, Use.CALLED, offset))


def obj(state: State) -> None:
    items = state.to_mark()
    if not items:
        raise StopWalk("broken", "OBJ without a class")
    state.stack.append(call(state, items[0], tuple(items[1:]), Use.CALLED, at(state)))


def build(state: State) -> None:
    state.pop()
    target = state.stack[-1]
    if isinstance(target, Ref):
        target.uses.setdefault(Use.PATCHED, at(state))
    elif isinstance(target, Instance) and target.ref is not None:
        target.ref.uses.setdefault(Use.BUILT, at(state))
        if target.ref.full in state.arrays:
            state.array_state = target.args
            raise StopWalk("array")


def append(state: State) -> None:
    state.pop()
    state.fill_target(at(state))


def set_item(state: State) -> None:
    state.pop()
    state.pop()
    state.fill_target(at(state))


def items(state: State) -> None:
    state.to_mark()
    state.fill_target(at(state))
