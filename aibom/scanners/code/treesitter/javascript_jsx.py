"""JSX: an element is a Call of form "jsx"; attributes are its kwargs, children its args."""

from __future__ import annotations

from tree_sitter import Node

from aibom.scanners.code.facts import Lit, Member, Name, Opaque, Value
from aibom.scanners.code.treesitter.nodes import first
from aibom.scanners.code.treesitter.parts import Arguments
from aibom.scanners.code.treesitter.reader import Reader


def element(r: Reader, node: Node) -> Value:
    opening = node
    if node.type == "jsx_element":
        opening = node.child_by_field_name("open_tag") or node
    args: list[Value] = []
    for child in node.named_children if node.type == "jsx_element" else ():
        if child.type not in ("jsx_opening_element", "jsx_closing_element"):
            args += _child(r, child)
    kwargs, spread = _attributes(r, opening)
    name = opening.child_by_field_name("name")
    target: Value = Name(r.text(name), r.line(node))
    return r.call(target, node, Arguments(tuple(args), kwargs, spread), "jsx")


def _child(r: Reader, node: Node) -> list[Value]:
    if node.type in ("jsx_text", "html_character_reference"):
        text = " ".join(r.text(node).split())
        return [Lit(text, r.line(node))] if text else []
    return [expression(r, node) if node.type == "jsx_expression" else r.value(node)]


def expression(r: Reader, node: Node) -> Value:
    """`{x}`: the value of x."""
    inner = next((child for child in node.named_children if not child.is_extra), None)
    if inner is None:
        return Opaque("", r.line(node))
    if inner.type == "spread_element":
        return Member(r.value(first(inner)), "*", r.line(node))
    return r.value(inner)


def _attributes(r: Reader, node: Node) -> tuple[tuple[tuple[str, Value], ...], bool]:
    kwargs: list[tuple[str, Value]] = []
    spread = False
    for child in node.named_children:
        if child.type == "jsx_attribute" and child.named_children:
            key, *rest = child.named_children
            value = _attribute(r, rest[0]) if rest else Lit(True, r.line(child))
            kwargs.append((r.text(key), value))
        elif child.type == "jsx_expression":
            spread = True
            value = expression(r, child)
            kwargs.append(("**", value.base if isinstance(value, Member) and value.path == "*" else value))
    return tuple(kwargs), spread


def _attribute(r: Reader, node: Node) -> Value:
    return expression(r, node) if node.type == "jsx_expression" else r.value(node)
