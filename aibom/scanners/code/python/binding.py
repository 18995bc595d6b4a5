"""Names that get values: targets of assignments and loops, parameters, imports made by a call."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from aibom.scanners.code.facts import (
    Binding,
    CallRef,
    Either,
    Import,
    Item,
    Lit,
    Member,
    Name,
    Opaque,
    Param,
    Seq,
    Value,
)
from aibom.scanners.code.python.state import State, hide, secret_name

_WRAPPERS = frozenset("list tuple sorted reversed iter tqdm trange track shuffled islice".split())
_MAX_WRAPPERS = 3
_LIGHT = frozenset((CallRef, Name, Item, Member))
_IMPORTERS = frozenset(("importlib.import_module", "import_module", "__import__", "pytest.importorskip"))


def bind(state: State, target: ast.expr, value: Value, line: int, form: str = "assign", annotation: str = "") -> None:
    """Bind a target of any form to a value; a tuple takes the value apart."""
    if isinstance(target, ast.Name):
        name: str | None = target.id
    elif isinstance(target, ast.Tuple | ast.List):
        _bind_each(state, target.elts, value, line, form)
        return
    else:
        name = spelled(target)
        if name is None:
            state.visit(target, 0)
            return
    assert name is not None
    if secret_name(name):
        value = hide(name, value)
    scope = state.elsewhere.get(name) if state.elsewhere else None
    certain = scope is None
    if state.missing and state.missing.get(name) == state.branches and scope is None:
        value = Either((Name(name, line), value), line)  # `if not model: model = DEFAULT`
    scope = state.scope if scope is None else scope
    state.bindings.append(Binding(name, scope, value, line, form, annotation, certain))
    _alias_import(state, name, value)


def _bind_each(state: State, targets: list[ast.expr], value: Value, line: int, form: str) -> None:
    """`a, b = ...`: element by element of a literal, else by index."""
    items: Sequence[Value] = value.items if type(value) is Seq else ()
    if len(items) != len(targets) or any(isinstance(target, ast.Starred) for target in targets):
        # A literal is not repeated once for each of its targets: that would grow with the square of the source.
        whole = value if type(value) in _LIGHT else Opaque("unpacked", line)
        items = [Item(whole, Lit(index, line), line) for index in range(len(targets))]
    for target, item in zip(targets, items, strict=True):
        bind(state, target.value if isinstance(target, ast.Starred) else target, item, line, form)


def spelled(target: ast.expr) -> str | None:
    """The spelling of an attribute or subscript target: `self.llm`, `d["key"]`, `os.environ["X"]`."""
    pieces: list[str] = []
    node = target
    while not isinstance(node, ast.Name):
        if isinstance(node, ast.Attribute):
            pieces.append("." + node.attr)
        elif isinstance(node, ast.Subscript) and (key := _key(node.slice)):
            pieces.append(key if key != _WHOLE else "")
        else:
            return None
        node = node.value
    pieces.append(node.id)
    return "".join(reversed(pieces))


_WHOLE = ":"  # `reader.input_path[:] = [...]` sets the list itself


def _key(node: ast.expr) -> str:
    if isinstance(node, ast.Slice) and node.lower is node.upper is node.step is None:
        return _WHOLE
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 200:
        return f'["{node.value}"]'
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return f"[{node.value:d}]" if abs(node.value) < 1 << 63 else ""
    if isinstance(node, ast.Name | ast.Attribute):
        name = spelled(node)
        return f"[{name}]" if name else ""
    return "[*]" if isinstance(node, ast.Call | ast.JoinedStr | ast.Subscript) else ""  # computed


def bind_loop(state: State, target: ast.expr, iterable: ast.expr, depth: int) -> None:
    """Bind what a loop or comprehension runs over."""
    bind_each(state, target, state.value(iterable, depth))


def bind_each(state: State, target: ast.expr, value: Value, form: str = "loop") -> None:
    """Bind a target to every element of a value; a tuple takes the elements apart."""
    line = target.lineno
    if not isinstance(target, ast.Tuple | ast.List):
        bind(state, target, value, line, form)
        return
    value = _bare(state, value)
    if len(target.elts) == 2 and (table := _items_of(state, value)):
        key = spelled(target.elts[0])
        bind(state, target.elts[0], table, line, "loop")
        bind(state, target.elts[1], Item(table, Name(key, line) if key else Lit(0, line), line), line)
        return
    columns, form = _columns(state, value, len(target.elts)), "column"
    if not columns and (columns := _crossed(state, value)):
        form = "loop"  # each takes its turns by itself
    for index, element in enumerate(target.elts):
        column = columns[index] if index < len(columns) else None
        if column is not None:
            bind_each(state, element, column, form)
        else:
            whole = value if type(value) in _LIGHT else Opaque("unpacked", line)
            bind(state, element, Item(Member(whole, "*", line), Lit(index, line), line), line)


def _bare(state: State, value: Value) -> Value:
    """What a loop runs over without what only orders, copies or counts it: `tqdm(list(zip(xs, ys)))`."""
    for _ in range(_MAX_WRAPPERS):
        made = state.calls[value.call] if type(value) is CallRef else None
        if (
            made is None
            or made.receiver is not None
            or made.callee.rpartition(".")[2] not in _WRAPPERS
            or not made.args
        ):
            break
        value = made.args[0]
    return value


def _crossed(state: State, value: Value) -> list[Value | None]:
    """What the targets range over in `itertools.product(xs, ys)`."""
    made = state.calls[value.call] if type(value) is CallRef else None
    return list(made.args) if made is not None and made.callee in ("itertools.product", "product") else []


def _items_of(state: State, value: Value) -> Value | None:
    """The dict in `dict.items()`."""
    if type(value) is not CallRef:
        return None
    made = state.calls[value.call]
    if made.args or made.kwargs:
        return None
    if made.callee.endswith(".items") and made.receiver is None:
        return Name(made.callee[: -len(".items")], made.line)
    return made.receiver if made.callee == "items" else None


def _columns(state: State, value: Value, width: int) -> list[Value | None]:
    """What each target of a tuple ranges over, where that can be told; None where it cannot."""
    if type(value) is Seq:
        rows = [row.items for row in value.items if type(row) is Seq and len(row.items) == width]
        if len(rows) == len(value.items):
            return [Seq(column, value.line) for column in zip(*rows, strict=True)]
    elif type(value) is CallRef:
        made = state.calls[value.call]
        if made.callee == "enumerate" and made.args:
            return [None, made.args[0]]
        if made.callee.rpartition(".")[2] in ("zip", "zip_longest"):
            return list(made.args)
    return []


def import_call(state: State, callee: str, args: tuple[Value, ...], line: int) -> None:
    """`importlib.import_module("x")` with a literal name is an Import without a local name."""
    if callee in _IMPORTERS and args and type(args[0]) is Lit and type(args[0].value) is str:
        state.imports.append(Import(args[0].value, None, "", line, state.scope, state.typing_only))


def _alias_import(state: State, name: str, value: Value) -> None:
    """`torch = importlib.import_module("torch")`: the import made last gets its local name."""
    if type(value) is CallRef and state.imports and state.calls[value.call].callee in _IMPORTERS:
        last = state.imports[-1]
        if not last.alias and last.line == value.line:
            state.imports[-1] = last._replace(alias=name)


def parameters(state: State, arguments: ast.arguments, scope: str, depth: int) -> tuple[Param, ...]:
    """The parameters as written; each default is bound in the scope of the function."""
    plain = [*arguments.posonlyargs, *arguments.args]
    first = len(plain) - len(arguments.defaults)
    params = [
        _parameter(state, arg, arguments.defaults[index - first] if index >= first else None, scope, depth)
        for index, arg in enumerate(plain)
    ]
    if arguments.vararg:
        params.append(_parameter(state, arguments.vararg, None, scope, depth, "*"))
    elif arguments.kwonlyargs:
        params.append(Param("*", None, "", arguments.kwonlyargs[0].lineno))
    for arg, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        params.append(_parameter(state, arg, default, scope, depth))
    if arguments.kwarg:
        params.append(_parameter(state, arguments.kwarg, None, scope, depth, "**"))
    return tuple(params)


def _parameter(state: State, arg: ast.arg, default: ast.expr | None, scope: str, depth: int, stars: str = "") -> Param:
    annotation = state.annotation(arg.annotation) if arg.annotation else ""
    value = None
    if default is not None:
        value = state.value(default, depth)
        if secret_name(arg.arg):
            value = hide(arg.arg, value)
        state.bindings.append(Binding(arg.arg, scope, value, arg.lineno, "param", annotation))
    return Param(stars + arg.arg, value, annotation, arg.lineno)
