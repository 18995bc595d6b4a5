"""The arms of statements that choose or repeat, in all languages but Python: which lines run instead of which.

The grammars name these statements much alike, so one table of node types serves all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from tree_sitter import Node

from aibom.scanners.code.facts import Arm
from aibom.scanners.code.treesitter.asking import NOTHING, Conditions, asked, of_case
from aibom.scanners.code.treesitter.reader import Grammar, Reader

_CHOICES = frozenset(("if_statement", "if_expression", "if", "unless", "elsif"))
_SWITCHES = frozenset(
    "switch_statement switch_expression expression_switch_statement type_switch_statement select_statement"
    " when_expression match_expression case".split()
)
_CASES = frozenset(
    "switch_case switch_default switch_block_statement_group switch_rule switch_section expression_case type_case"
    " default_case communication_case when_entry match_arm case_statement default_statement when else".split()
)
_LOOPS = frozenset(
    "for_statement for_in_statement enhanced_for_statement foreach_statement while_statement for_expression"
    " while_expression while until for".split()
)
_ALONE = frozenset(("catch_clause", "catch_block", "rescue", "if_modifier", "unless_modifier"))
_ASKED = frozenset(("condition", "initializer"))
_LEAVING = frozenset(
    "return_statement return_expression throw_statement throw_expression continue_statement continue_expression"
    " jump_expression return next".split()
)
_BLOCKS = frozenset(
    "block statement_block compound_statement then else else_clause statement_list expression_statement body_statement"
    " switch_case switch_default switch_block_statement_group switch_rule switch_section expression_case type_case"
    " default_case when_entry match_arm case_statement default_statement when catch_clause catch_block rescue".split()
)
_NESTED = 6  # blocks in blocks at the end of an arm
_ALWAYS = (b"default", b"else", b"_")


def with_arms(grammar: Grammar) -> Grammar:
    """The tables of a language, with its arms stated as they are met."""
    visits, values = dict(grammar.visits), dict(grammar.values)
    for kind in (*_CHOICES, *_SWITCHES, *_LOOPS, *_ALONE):
        if kind in values:
            values[kind] = _stating(values[kind])
        if kind in visits or kind not in values:
            visits[kind] = _stating(visits.get(kind, _children))
    return replace(grammar, visits=visits, values=values)


def _stating(read: Callable[[Reader, Node], Any]) -> Callable[[Reader, Node], Any]:
    def stated(r: Reader, node: Node) -> Any:
        r.arms += _arms(r, node)
        if node.type == "if_statement" and _never(r, node.child_by_field_name("condition")):
            return r.later(*node.children_by_field_name("alternative"))
        return read(r, node)

    return stated


def _never(r: Reader, condition: Node | None) -> bool:
    """Whether a condition is written as one that never holds: `if (false)`."""
    return condition is not None and r.text(condition).strip("() \t") in ("false", "False", "FALSE")


def _children(r: Reader, node: Node) -> None:
    r.later(*node.named_children)


def _arms(r: Reader, node: Node) -> Iterator[Arm]:
    if node.type in _LOOPS:
        yield _arm(r, node, node, loop=True)
    elif node.type in _ALONE:
        yield _arm(r, node, node)
    elif node.type in _SWITCHES:
        yield from _cases(r, node)
    else:
        ways = [child for index, child in enumerate(node.children) if _is_way(node, index, child)]
        whole = len(ways) > 1 and ways[-1].type != "else_if_clause"
        condition = node.child_by_field_name("condition")
        asks = (asked(r, condition), asked(r, condition, wanted=False)) if node.type != "unless" else ()
        for place, way in enumerate(ways):
            told = asks[place] if place < len(asks) and way.type != "else_if_clause" else NOTHING
            yield _arm(r, way, node, told, whole=whole)


def _cases(r: Reader, node: Node) -> Iterator[Arm]:
    cases = [one for one in (node.child_by_field_name("body") or node).named_children if one.type in _CASES]
    whole = node.type == "match_expression" or any(_is_default(r, one) for one in cases)
    before: list[Node] = []
    for case in cases:
        if case.named_child_count < 2 and case.type not in ("else", "switch_default"):
            before.append(case)
            continue
        yield _arm(r, case, node, of_case(r, node, case, before), whole=whole)
        before = []


def _is_way(node: Node, index: int, child: Node) -> bool:
    return child.is_named and not child.is_extra and node.field_name_for_child(index) not in _ASKED


def _is_default(r: Reader, case: Node) -> bool:
    return r.source[case.start_byte : case.start_byte + 8].startswith(_ALWAYS)


def _arm(
    r: Reader, arm: Node, statement: Node, told: Conditions = NOTHING, *, whole: bool = False, loop: bool = False
) -> Arm:
    first, start = r.line(arm), r.line(statement)
    end, last = first + _rows(arm), start + _rows(statement)
    return Arm(r.frame.scope, first, end, start, last, _leaves(r, arm), whole, loop, *told)


def _rows(node: Node) -> int:
    return node.end_point[0] - node.start_point[0]


def _leaves(r: Reader, node: Node | None) -> bool:
    """Whether an arm ends by leaving: `return`, `throw`, `raise`."""
    for _ in range(_NESTED):
        if node is None or node.type in _LEAVING:
            break
        if node.type not in _BLOCKS:
            return r.source[node.start_byte : node.start_byte + 6] == b"raise "
        node = next((child for child in reversed(node.named_children) if not child.is_extra), None)
    return node is not None and node.type in _LEAVING
