"""Small helpers on syntax nodes and values that every front end uses."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tree_sitter import Node

from aibom.scanners.code.facts import Lit, Member, Name, Template, Value

MAX_PATH = 500  # characters of a dotted name


def first(node: Node) -> Node | None:
    """The first named child that is no comment."""
    for child in node.named_children:
        if not child.is_extra:
            return child
    return None


def named(node: Node, field: str) -> list[Node]:
    """The named children of a field, without the signs between them."""
    return [child for child in node.children_by_field_name(field) if child.is_named]


def joined(node: Node, operands: Callable[[Node], tuple[Node | None, Node | None] | None]) -> list[Node]:
    """The operands of a left-leaning operator chain in written order; `operands` splits one node or gives None."""
    parts: list[Node] = []
    inner: Node | None = node
    while inner is not None and (pair := operands(inner)):
        inner, right = pair
        if right is not None:
            parts.append(right)
    if inner is not None:
        parts.append(inner)
    return parts[::-1]


def member(base: Value, name: str, line: int) -> Value:
    """`base.name`, joined with what base is already."""
    if isinstance(base, Name | Member) and len(base.path) > MAX_PATH:
        return base
    if type(base) is Name:
        return Name(f"{base.path}.{name}", base.line)
    if type(base) is Member:
        return Member(base.base, f"{base.path}.{name}", base.line)
    return Member(base, name, line)


def subscript(key: Value) -> str:
    """How a key is spelt in the name of a Binding to a subscript: `"k"`, `0`, `key`."""
    match key:
        case Lit(str(text), _):
            return f'"{text}"'
        case Lit(other, _):
            return str(other)
        case Name(path, _):
            return path
        case _:
            return "?"


def template(parts: Iterable[Value], line: int) -> Value:
    """A string of parts: neighbouring literals are merged, nested templates opened; a Lit when all is known."""
    flat: list[Value] = []
    for part in parts:
        for piece in part.parts if isinstance(part, Template) else (part,):
            last = flat[-1] if flat else None
            if isinstance(piece, Lit) and piece.value == "":
                continue
            if isinstance(piece, Lit) and isinstance(last, Lit):
                flat[-1] = Lit(f"{last.value}{piece.value}", last.line)
            else:
                flat.append(piece)
    if not flat:
        return Lit("", line)
    if len(flat) == 1 and isinstance(flat[0], Lit) and isinstance(flat[0].value, str):
        return flat[0]
    return Template(tuple(flat), line)
