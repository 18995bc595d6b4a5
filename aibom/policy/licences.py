"""Reads SPDX licence expressions (SPDX 2.3, annex D) and asks whether a choice of licences satisfies them.

`A OR B` offers a choice, `A AND B` binds to both, `A WITH E` is one licence with an exception. An expression
is satisfied by a set of licences when some choice of it needs no other licence.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TypeAlias

from aibom.core import re
from aibom.policy.kleene import Truth, conjunction, disjunction

MAX_LENGTH = 4000
_TOKEN = re.compile(r"\s*(?:(\()|(\))|([^\s()]+))")
_PRECEDENCE = {"OR": 1, "AND": 2, "WITH": 3}
# Ids that say that nobody said which licence it is.
_UNSAID = frozenset({"NOASSERTION", "UNKNOWN", "OTHER", "SEE LICENSE", ""})

# ("OR" | "AND", left, right) or the text of one licence.
Expression: TypeAlias = "str | tuple[str, Expression, Expression]"


@lru_cache(maxsize=4096)
def parse_licence(text: str) -> Expression | None:
    """The tree of an expression, or None when it is none."""
    if len(text) > MAX_LENGTH:
        return None
    output: list[Expression] = []
    operators: list[str] = []
    expect_name = True
    for opened, closed, word in _TOKEN.findall(text.strip()):
        upper = word.upper()
        is_operator = upper in _PRECEDENCE
        if is_operator == expect_name and not opened and not closed:
            return None
        if (opened and not expect_name) or (closed and expect_name):
            return None
        if word and not is_operator:
            output.append(word)
            expect_name = False
        elif is_operator:
            _reduce(output, operators, _PRECEDENCE[upper])
            operators.append(upper)
            expect_name = True
        elif opened:
            operators.append("(")
        elif not _close(output, operators):
            return None
    if expect_name:
        return None
    _reduce(output, operators, 0)
    return output[0] if len(output) == 1 and not operators else None


def _reduce(output: list[Expression], operators: list[str], precedence: int) -> None:
    while operators and operators[-1] != "(" and _PRECEDENCE[operators[-1]] >= precedence:
        operator = operators.pop()
        right, left = output.pop(), output.pop()
        if operator == "WITH":
            # An exception belongs to one licence; `(A OR B) WITH E` names nothing that is known.
            output.append(f"{left} WITH {right}" if isinstance(left, str) and isinstance(right, str) else "")
        else:
            output.append((operator, left, right))


def _close(output: list[Expression], operators: list[str]) -> bool:
    _reduce(output, operators, 0)
    if not operators:
        return False
    operators.pop()
    return True


def satisfied(expression: str, allowed: Callable[[str], bool]) -> Truth:
    """Whether some choice of the expression needs only licences that `allowed` accepts; None when the
    expression cannot be read or says NOASSERTION where it matters."""
    tree = parse_licence(expression)
    return None if tree is None else _evaluate(tree, allowed)


def _evaluate(tree: Expression, allowed: Callable[[str], bool]) -> Truth:
    """Evaluates without recursion: expressions come from outside and may be one long chain."""
    todo: list[tuple[Expression, bool]] = [(tree, False)]
    values: list[Truth] = []
    while todo:
        node, seen = todo.pop()
        if isinstance(node, str):
            values.append(None if node.upper() in _UNSAID else allowed(node))
        elif not seen:
            todo += [(node, True), (node[1], False), (node[2], False)]
        else:
            pair = (values.pop(), values.pop())
            values.append(disjunction(pair) if node[0] == "OR" else conjunction(pair))
    return values[0]
