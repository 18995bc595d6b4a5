"""Branches of JavaScript that a text chooses: `case "search":`, `if (name === "search")`.

Whoever serves tools by hand tells them apart so. Each such branch is stated as a call of `<case>` with the text, from
the first line of the branch to its last; aibom.scanners.code.matching.linking.tool_functions asks for them.
"""

from __future__ import annotations

from tree_sitter import Node

from aibom.scanners.code.facts import CASE, Call, Lit, Name
from aibom.scanners.code.treesitter.reader import Reader

_MAX_SHARED = 20  # cases above one another that share a branch
_EQUAL = ("===", "==")
_CHOSEN = ("name", "tool", "toolname", "tool_name", "functionname", "function_name", "action", "command", "method")


def case(r: Reader, node: Node) -> None:
    """`case "search":` of a switch; cases without statements share those of the next."""
    value = node.child_by_field_name("value")
    _state(r, value, _last_of(node))
    r.later(*node.named_children)


def condition(r: Reader, node: Node) -> None:
    """`if (name === "search") { ... }`."""
    asked, then = node.child_by_field_name("condition"), node.child_by_field_name("consequence")
    inner = next((child for child in asked.named_children if not child.is_extra), None) if asked is not None else None
    sign = inner.child_by_field_name("operator") if inner is not None and inner.type == "binary_expression" else None
    if inner is not None and then is not None and sign is not None and sign.type in _EQUAL:
        left, right = inner.child_by_field_name("left"), inner.child_by_field_name("right")
        told = r.text(left).rpartition(".")[2].lower() if left is not None else ""
        if told in _CHOSEN:
            _state(r, right, then)
    r.later(*node.named_children)


def _last_of(node: Node) -> Node:
    for _ in range(_MAX_SHARED):
        following = node.next_named_sibling
        if len(node.named_children) > 1 or following is None:
            break
        node = following
    return node


def _state(r: Reader, value: Node | None, last: Node) -> None:
    if value is None or value.type not in ("string", "member_expression", "identifier"):
        return
    line = r.line(value)
    chosen = Lit(r.text(value)[1:-1], line) if value.type == "string" else Name(r.text(value), line)
    r.calls.append(Call(CASE, None, (chosen,), (), line, r.line(last) + _rows(last), r.frame.scope, "case"))


def _rows(node: Node) -> int:
    return node.end_point[0] - node.start_point[0]
