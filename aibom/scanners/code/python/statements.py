"""Statements of Python: imports, assignments, definitions, loops, `with`, `match`, and the blocks in them."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any, cast

from aibom.scanners.code.facts import Binding, Call, Class, Function, Import, Name, Opaque, Value
from aibom.scanners.code.python.arms import choice, is_always, is_never, repeated
from aibom.scanners.code.python.asking import asked, of_case
from aibom.scanners.code.python.binding import bind, bind_loop, parameters, spelled
from aibom.scanners.code.python.expressions import call
from aibom.scanners.code.python.state import State, StatementHandler, first_paragraph

_IN_PLACE: dict[type[ast.operator], str] = {ast.Add: "__iadd__", ast.BitOr: "__ior__"}
MAX_TARGETS = 8  # of one chained assignment that keep its value


def import_(state: State, node: ast.Import) -> None:
    for alias in node.names:
        local = alias.asname or alias.name
        state.imports.append(Import(alias.name, None, local, node.lineno, state.scope, state.typing_only))


def import_from(state: State, node: ast.ImportFrom) -> None:
    module = "." * node.level + (node.module or "")
    for alias in node.names:
        local = alias.asname or alias.name
        line = getattr(alias, "lineno", node.lineno)
        state.imports.append(Import(module, alias.name, local, line, state.scope, state.typing_only))


def expression(state: State, node: ast.Expr) -> None:
    if type(node.value) is not ast.Constant:
        state.value(node.value, 0)


def assign(state: State, node: ast.Assign) -> None:
    value = state.value(node.value, 0)
    form = "field" if state.in_class else "assign"
    for target in node.targets[:MAX_TARGETS]:
        bind(state, target, value, node.lineno, form)
    for target in node.targets[MAX_TARGETS:]:
        bind(state, target, Opaque("chained assignment", node.lineno), node.lineno, form)


def annotated(state: State, node: ast.AnnAssign) -> None:
    annotation = state.annotation(node.annotation)
    form = "field" if state.in_class else "assign"
    if node.value is not None:
        bind(state, node.target, state.value(node.value, 0), node.lineno, form, annotation)
    elif state.in_class:
        default = _stated_default(node.annotation)
        value = state.value(default, 0) if default is not None else Opaque("", node.lineno)
        bind(state, node.target, value, node.lineno, form, annotation)


def _stated_default(annotation: ast.expr) -> ast.expr | None:
    """The default that stands in an annotation of pydantic: `Annotated[str, Field("gpt-4o", description=...)]`."""
    if not isinstance(annotation, ast.Subscript) or not isinstance(inner := annotation.slice, ast.Tuple):
        return None
    if (spelled(annotation.value) or "").rpartition(".")[2] != "Annotated":
        return None
    for field in inner.elts[1:]:
        if isinstance(field, ast.Call) and (spelled(field.func) or "").rpartition(".")[2] == "Field":
            given = [*field.args[:1], *(one.value for one in field.keywords if one.arg == "default")]
            made = any(one.arg == "default_factory" for one in field.keywords)
            return field if made else next(iter(given), None)
    return None


def augmented(state: State, node: ast.AugAssign) -> None:
    """`x += v` as a call of `x.__iadd__`, `x |= v` of `x.__ior__`; other operators leave only the calls in them."""
    value = state.value(node.value, 0)
    name = spelled(node.target)
    method = _IN_PLACE.get(type(node.op))
    if method and name:
        last = node.end_lineno or node.lineno
        state.calls.append(Call(f"{name}.{method}", None, (value,), (), node.lineno, last, state.scope))


def returned(state: State, node: ast.Return) -> None:
    if node.value is not None:
        state.returns.append(state.value(node.value, 0))


def function(state: State, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
    decorators = _decorators(state, node.decorator_list)
    scope, outer = state.inner_scope(node.name), state.scope
    params = parameters(state, node.args, scope, 0)
    gives = state.annotation(node.returns)
    place = len(state.functions)
    last = node.end_lineno or node.lineno
    doc = first_paragraph(node.body)
    state.functions.append(Function(node.name, outer, params, decorators, (), doc, node.lineno, last, gives))
    held = state.returns, state.in_class, state.branches, state.elsewhere
    state.scope, state.returns, state.in_class, state.branches, state.elsewhere = scope, [], False, 0, {}
    state.block(node.body)
    returns = tuple(state.returns)
    state.scope, (state.returns, state.in_class, state.branches, state.elsewhere) = outer, held
    if returns:
        state.functions[place] = state.functions[place]._replace(returns=returns)


def class_(state: State, node: ast.ClassDef) -> None:
    decorators = _decorators(state, node.decorator_list)
    bases = tuple([state.value(base, 0) for base in node.bases])
    for keyword in node.keywords:
        state.visit(keyword.value, 0)
    outer, held, doc = state.scope, state.in_class, first_paragraph(node.body)
    last = node.end_lineno or node.lineno
    state.classes.append(Class(node.name, outer, bases, decorators, doc, node.lineno, last))
    state.scope, state.in_class = state.inner_scope(node.name), True
    state.block(node.body)
    state.scope, state.in_class = outer, held


def global_(state: State, node: ast.Global) -> None:
    """`global client`: what the function binds under this name belongs to the module."""
    state.elsewhere = {**state.elsewhere, **dict.fromkeys(node.names, "")}


def nonlocal_(state: State, node: ast.Nonlocal) -> None:
    """`nonlocal client`: the name belongs to the enclosing function."""
    state.elsewhere = {**state.elsewhere, **dict.fromkeys(node.names, state.scope.rpartition(".")[0])}


def _decorators(state: State, nodes: list[ast.expr]) -> tuple[Value, ...]:
    return tuple(
        [call(state, node, 1, "decorator") if isinstance(node, ast.Call) else state.value(node, 0) for node in nodes]
    )


def if_(state: State, node: ast.If) -> None:
    """A chain of `elif` is one If inside the other without end; it is read in a loop."""
    while True:
        known = state.typing_only
        state.visit(node.test, 0)
        asks = (asked(node.test), asked(node.test, wanted=False))
        choice(state, node, node.body, node.orelse, whole=bool(node.orelse), asks=asks)
        state.typing_only = known or _is_type_checking(node.test)
        before, state.missing = state.missing, dict.fromkeys(_missing(node.test), state.branches)
        state.block([] if is_never(node.test) else node.body)
        state.missing = before
        state.typing_only = known or _is_not_type_checking(node.test)
        if is_always(node.test):
            state.typing_only = known
            return  # nothing else is ever taken
        if len(node.orelse) != 1 or not isinstance(node.orelse[0], ast.If):
            break
        state.typing_only = known
        node = node.orelse[0]
    if node.orelse:
        state.block(node.orelse)
    state.typing_only = known


def _missing(test: ast.expr) -> list[str]:
    """The name that a branch is for the lack of: `if not model:`, `if model is None:`."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return [test.operand.id] if isinstance(test.operand, ast.Name) else []
    if isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) and isinstance(test.ops[0], ast.Is | ast.Eq):
        other = test.comparators[0]
        return [test.left.id] if isinstance(other, ast.Constant) and not other.value else []
    return []


def _is_type_checking(test: ast.expr) -> bool:
    if isinstance(test, ast.Attribute):
        return test.attr == "TYPE_CHECKING"
    return isinstance(test, ast.Name) and test.id == "TYPE_CHECKING"


def _is_not_type_checking(test: ast.expr) -> bool:
    return isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not) and _is_type_checking(test.operand)


def loop(state: State, node: ast.For | ast.AsyncFor) -> None:
    repeated(state, node)
    bind_loop(state, node.target, node.iter, 0)
    state.block(node.body)
    if node.orelse:
        state.block(node.orelse)


def while_(state: State, node: ast.While) -> None:
    repeated(state, node)
    state.visit(node.test, 0)
    state.block([] if is_never(node.test) else node.body)
    if node.orelse:
        state.block(node.orelse)


def with_(state: State, node: ast.With | ast.AsyncWith) -> None:
    for item in node.items:
        value = state.value(item.context_expr, 0)
        if item.optional_vars is not None:
            bind(state, item.optional_vars, value, item.context_expr.lineno, "with")
    state.block(node.body)


def try_(state: State, node: ast.Try) -> None:
    state.block(node.body)
    state.branches += 1
    for handler in node.handlers:
        choice(state, handler, handler.body)
        state.block(handler.body)
    state.branches -= 1
    if node.orelse:
        state.block(node.orelse)
    if node.finalbody:
        state.block(node.finalbody)


def match(state: State, node: ast.Match) -> None:
    """A pattern that takes the whole subject (`case x:`, `case "a" as x:`) binds it."""
    subject = state.value(node.subject, 0)
    last = node.cases[-1]
    always = isinstance(last.pattern, ast.MatchAs) and last.pattern.pattern is None and last.guard is None
    asks = [of_case(node.subject, case.pattern) if case.guard is None else ((), ()) for case in node.cases]
    choice(state, node, *(case.body for case in node.cases), whole=always, asks=asks)
    for case in node.cases:
        pattern = case.pattern
        if isinstance(pattern, ast.MatchAs) and pattern.name and type(subject) is Name:
            state.bindings.append(Binding(pattern.name, state.scope, subject, pattern.lineno))
        if case.guard is not None:
            state.visit(case.guard, 0)
        state.block(case.body)


def _branching(handler: Callable[[State, Any], None]) -> StatementHandler:
    """A statement whose blocks may not run."""

    def read(state: State, node: ast.stmt) -> None:
        state.branches += 1
        handler(state, node)
        state.branches -= 1

    return read


STATEMENTS = cast(
    "dict[type[ast.AST], StatementHandler]",
    {
        ast.Import: import_,
        ast.ImportFrom: import_from,
        ast.Expr: expression,
        ast.Assign: assign,
        ast.AnnAssign: annotated,
        ast.AugAssign: augmented,
        ast.Return: returned,
        ast.FunctionDef: function,
        ast.AsyncFunctionDef: function,
        ast.ClassDef: class_,
        ast.Global: global_,
        ast.Nonlocal: nonlocal_,
        ast.If: _branching(if_),
        ast.For: _branching(loop),
        ast.AsyncFor: _branching(loop),
        ast.While: _branching(while_),
        ast.With: with_,
        ast.AsyncWith: with_,
        ast.Try: try_,
        ast.TryStar: try_,
        ast.Match: _branching(match),
    },
)
