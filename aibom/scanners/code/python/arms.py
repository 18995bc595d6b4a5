"""The arms of Python's statements that choose or repeat: which lines run instead of which."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from itertools import chain, repeat

from aibom.scanners.code.facts import Arm
from aibom.scanners.code.python.asking import Conditions
from aibom.scanners.code.python.state import State

_LEAVING = (ast.Return, ast.Raise, ast.Continue)
_EXITS = ("exit", "_exit", "quit", "abort")


def choice(
    state: State,
    node: ast.stmt | ast.ExceptHandler,
    *bodies: list[ast.stmt],
    whole: bool = False,
    asks: Iterable[Conditions] = (),
) -> None:
    """State the arms of a statement; one of them is always taken when they are the whole of it."""
    last = node.end_lineno or node.lineno
    for body, (given, taken) in zip(bodies, chain(asks, repeat(((), ()))), strict=False):
        if body:
            end, leaves = body[-1].end_lineno or body[-1].lineno, _leaves(body[-1])
            lines = body[0].lineno, end, node.lineno, last
            state.arms.append(Arm(state.scope, *lines, leaves, whole, given=given, taken=taken))


def repeated(state: State, node: ast.For | ast.AsyncFor | ast.While) -> None:
    """State that what a loop binds may never be bound, and is seen above it the next time."""
    last = node.end_lineno or node.lineno
    state.arms.append(Arm(state.scope, node.lineno, last, node.lineno, last, loop=True))


def is_never(test: ast.expr) -> bool:
    """Whether a condition is written as one that never holds: `if False:`, `while 0:`."""
    return isinstance(test, ast.Constant) and not test.value and test.value is not None


def is_always(test: ast.expr) -> bool:
    """Whether a condition is written as one that always holds: `if True:`, `if 1:`."""
    return isinstance(test, ast.Constant) and bool(test.value)


def _leaves(statement: ast.stmt) -> bool:
    """Whether nothing runs behind a statement: `return`, `raise`, `sys.exit()`."""
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        called = statement.value.func
        return getattr(called, "attr", getattr(called, "id", "")) in _EXITS
    return isinstance(statement, _LEAVING)
