"""Strings joined of parts: f-strings, `+`, `/` of paths, `%`, `.format` and `"".join` on literals."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Sequence

from aibom.core import re
from aibom.scanners.code.facts import Call, CallRef, Either, Lit, Map, Member, Name, Opaque, Seq, Template, Value
from aibom.scanners.code.python.state import MAX_TEXT, State

_PERCENT = re.compile(r"%(?:\((?P<key>[^()]*+)\))?[#0 +-]*+(?:\d++)?(?:\.\d++)?[hlL]?(?P<kind>[a-zA-Z%])")
_BRACE = re.compile(r"\{\{|\}\}|\{(?P<field>[^{}!:]*+)(?P<rest>(?:![^{}:]*+)?(?::[^{}]*+)?)\}")
# What gives a path, and the ends of names that hold one: only such are divided by `/` where no text says that it joins.
_MAKING_PATHS = frozenset("Path PurePath joinpath resolve absolute expanduser cwd home files with_suffix".split())
_PATH_NAME = re.compile(r"(?:dir|dirs|directory|folder|path|root|base|home|parent|here|cwd)\Z")
MAX_PARTS = 1000  # of one template


def template(parts: Sequence[Value], line: int) -> Value:
    """The Template of these parts; neighbouring literals are joined, and literals alone make one Lit.

    Opaque when it grows past MAX_PARTS or MAX_TEXT: places can be repeated, and nested, without end.
    """
    flat: list[Value] = []
    for part in parts:
        flat.extend(part.parts if type(part) is Template else (part,))
        if len(flat) > MAX_PARTS:
            return Opaque(f"text of more than {MAX_PARTS} parts", line)
    if sum(len(_text(part)) for part in flat if type(part) is Lit) > MAX_TEXT:
        return Opaque(f"text of more than {MAX_TEXT} characters", line)
    joined: list[Value] = []
    for literal, group in itertools.groupby(flat, lambda part: type(part) is Lit):
        if not literal:
            joined.extend(group)
        elif text := "".join(_text(part) for part in group if type(part) is Lit):
            joined.append(Lit(text, line))
    if not joined:
        return Lit("", line)
    return joined[0] if len(joined) == 1 and type(joined[0]) is Lit else Template(tuple(joined), line)


def _text(literal: Lit) -> str:
    return literal.value if isinstance(literal.value, str) else str(literal.value)


def joined_string(state: State, node: ast.JoinedStr, depth: int) -> Value:
    """An f-string; a place with a format other than `!s` stays as its source text."""
    parts: list[Value] = []
    for piece in node.values:
        if isinstance(piece, ast.FormattedValue):
            parts.append(_place(state, piece, depth))
        else:
            parts.append(state.value(piece, depth))
    return template(parts, node.lineno)


def _place(state: State, piece: ast.FormattedValue, depth: int) -> Value:
    value = state.value(piece.value, depth)
    if piece.format_spec is not None:
        state.visit(piece.format_spec, depth)
    elif piece.conversion in (-1, ord("s")):
        return value
    return Opaque(state.source(piece.value), piece.lineno)


def binary(state: State, node: ast.BinOp, depth: int) -> Value:
    """`+` joins strings or lists, `/` joins paths, `%` fills a literal; all else is arithmetic, and opaque."""
    kind = type(node.op)
    if kind is ast.Mod:
        return _percent(state, node, depth)
    if kind is ast.BitOr:
        return _piped(state, node, depth)
    if kind is not ast.Add and kind is not ast.Div:
        return state.opaque(node, depth)
    parts = [state.value(operand, depth) for operand in _operands(node, kind)]
    if any(type(part) is Lit and type(part.value) is not str for part in parts) or len(parts) > MAX_PARTS:
        return Opaque(state.source(node), node.lineno)
    if kind is ast.Add:
        return _concatenated(parts, node.lineno)
    if not any(type(part) is Lit or type(part) is Template for part in parts[1:]) and not _is_path(state, parts[0]):
        return Opaque(state.source(node), node.lineno)
    slash = Lit("/", node.lineno)
    return template([piece for part in parts for piece in (part, slash)][:-1], node.lineno)


def _is_path(state: State, value: Value) -> bool:
    """Whether what is divided is a path: `Path("prompts") / name`, `PROMPT_DIR / name`, and no number."""
    if isinstance(value, Template):
        return True
    if isinstance(value, CallRef):
        return state.calls[value.call].callee.rpartition(".")[2] in _MAKING_PATHS
    return isinstance(value, Name | Member) and _PATH_NAME.search(value.path.lower()) is not None


def _piped(state: State, node: ast.BinOp, depth: int) -> Value:
    """`prompt | model | parser` as calls of `__or__`, each on what stands left of it; numbers stay opaque."""
    operands = _operands(node, ast.BitOr)
    values = [state.value(operand, depth) for operand in operands]
    if len(operands) > MAX_PARTS or any(type(value) is Lit for value in values):
        return Opaque(state.source(node), node.lineno)
    left, last = values[0], node.end_lineno or node.lineno
    for operand, right in zip(operands[1:], values[1:], strict=True):
        state.calls.append(Call("__or__", left, (right,), (), operand.lineno, last, state.scope))
        left = CallRef(len(state.calls) - 1, operand.lineno)
    return left


def _operands(node: ast.BinOp, kind: type[ast.operator]) -> list[ast.expr]:
    """The operands of a left-deep chain of one operator, in written order, without recursion."""
    operands: list[ast.expr] = []
    left: ast.expr = node
    while isinstance(left, ast.BinOp) and type(left.op) is kind:
        operands.append(left.right)
        left = left.left
    operands.append(left)
    operands.reverse()
    return operands


def _concatenated(parts: list[Value], line: int) -> Value:
    if not any(_is_list(part) for part in parts):
        return template(parts, line)
    items: list[Value] = []
    for part in parts:
        items.extend(part.items if type(part) is Seq else (Member(part, "*", line),))
    return Seq(tuple(items), line)


def _is_list(part: Value) -> bool:
    """Whether an operand is a list that is written out, or one of those by a condition."""
    return type(part) is Seq or (isinstance(part, Either) and any(type(option) is Seq for option in part.options))


def _percent(state: State, node: ast.BinOp, depth: int) -> Value:
    left, right = state.value(node.left, depth), state.value(node.right, depth)
    filled = None
    if type(left) is Lit and isinstance(left.value, str):
        filled = _fill_percent(left.value, right, node.lineno)
    return filled or Opaque(state.source(node), node.lineno)


def _fill_percent(text: str, right: Value, line: int) -> Value | None:
    places = iter(right.items if type(right) is Seq else (right,))
    named = _by_key(right)
    parts: list[Value] = []
    end = 0
    for match in _PERCENT.finditer(text):
        parts.append(Lit(text[end : match.start()], line))
        end = match.end()
        if match["kind"] == "%":
            parts.append(Lit("%", line))
            continue
        value = named.get(match["key"]) if match["key"] is not None else next(places, None)
        if value is None or len(parts) > MAX_PARTS:
            return None
        parts.append(value)
    return template([*parts, Lit(text[end:], line)], line)


def _by_key(value: Value) -> dict[str, Value]:
    pairs = value.pairs if type(value) is Map else ()
    return {key.value: item for key, item in pairs if type(key) is Lit and isinstance(key.value, str)}


def format_call(state: State, node: ast.Call, method: str, depth: int) -> Value | None:
    """`"...".format(...)` and `"sep".join([...])` on a literal as a Template; None when it is another call."""
    text = node.func.value.value if isinstance(node.func, ast.Attribute) else None  # type: ignore[attr-defined]
    if not isinstance(text, str):
        return None
    if method == "join":
        return _join(state, node, text, depth)
    return _format(state, node, text, depth) if method == "format" else None


def _join(state: State, node: ast.Call, separator: str, depth: int) -> Value | None:
    argument = node.args[0] if len(node.args) == 1 else None
    if not isinstance(argument, ast.List | ast.Tuple) or any(isinstance(item, ast.Starred) for item in argument.elts):
        return None
    parts: list[Value] = []
    for item in argument.elts:
        parts += [state.value(item, depth), Lit(separator, node.lineno)]
    return template(parts[:-1], node.lineno)


def _format(state: State, node: ast.Call, text: str, depth: int) -> Value | None:
    names = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg is not None}
    if len(names) < len(node.keywords) or any(isinstance(arg, ast.Starred) for arg in node.args):
        return None
    pieces = _format_pieces(text, node.args, names)
    if pieces is None:
        return None
    known = {id(arg): state.value(arg, depth) for arg in [*node.args, *names.values()]}
    line = node.lineno
    return template([Lit(p, line) if isinstance(p, str) else known[id(p)] for p in pieces], line)


def _format_pieces(text: str, args: Sequence[ast.expr], names: dict[str, ast.expr]) -> list[str | ast.expr] | None:
    """The text's pieces with an expression for each place; None when a place cannot be told."""
    pieces: list[str | ast.expr] = []
    end = position = 0
    for match in _BRACE.finditer(text):
        pieces.append(text[end : match.start()])
        end = match.end()
        field = match["field"]
        if field is None:
            pieces.append(match.group()[0])
            continue
        key = field or str(position)
        position += not field
        value = args[int(key)] if key.isascii() and key.isdigit() and int(key) < len(args) else names.get(key)
        if value is None or match["rest"] or len(pieces) > MAX_PARTS:
            return None
        pieces.append(value)
    return [*pieces, text[end:]]
