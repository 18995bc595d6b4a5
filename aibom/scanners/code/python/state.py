"""What the reader of one Python file carries along: the facts so far, the scope, and the source text."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, TypeAlias

from aibom.core.secrets import MASK, is_literal_secret, is_secret_name, mask_tokens
from aibom.scanners.code.facts import (
    Arm,
    Binding,
    Call,
    Class,
    Function,
    Import,
    Lit,
    ModuleFacts,
    Opaque,
    Problem,
    Value,
)

MAX_DEPTH = 80  # of nested expressions; each level costs at most four Python frames
MAX_BLOCKS = 100  # of nested statements; the tokenizer allows no more either
MAX_SCOPE = 400  # characters of a scope's name; deeper definitions count to that scope
MAX_TEXT = 100_000  # characters of one string literal; a longer one is data, and stands as Opaque
MAX_OPAQUE = 200
_MAX_LINES = 40  # of an opaque expression that are looked at
MIN_TOKEN = 14  # no published form of a token, and no URL with a password in it, is shorter
_LEAVING = frozenset((ast.Return, ast.Raise, ast.Continue, ast.Break))  # nothing of their block runs behind them
MAX_DOC = 2000

Handler: TypeAlias = "Callable[[State, ast.expr, int], Value]"
StatementHandler: TypeAlias = "Callable[[State, ast.stmt], None]"

# Nodes that hold no call, and nodes whose handler must see them (they leave a fact or bind a name).
_INERT = frozenset(
    {ast.Name, ast.Constant, ast.Load, ast.Store, ast.Del, str, int, type(None)}
    | set(ast.operator.__subclasses__())
    | set(ast.unaryop.__subclasses__())
    | set(ast.cmpop.__subclasses__())
    | set(ast.boolop.__subclasses__())
)
_SPEAKING = frozenset(
    (
        ast.Call,
        ast.Lambda,
        ast.NamedExpr,
        ast.ListComp,
        ast.SetComp,
        ast.GeneratorExp,
        ast.DictComp,
        ast.Yield,
        ast.YieldFrom,
    )
)


class State:
    """The facts of one file while it is read. The two tables say which function reads which type of node."""

    __slots__ = (
        "arms",
        "bindings",
        "branches",
        "calls",
        "classes",
        "depth",
        "elsewhere",
        "expressions",
        "first",
        "functions",
        "imports",
        "in_class",
        "lambdas",
        "lines",
        "missing",
        "problems",
        "returns",
        "scope",
        "statements",
        "typing_only",
    )

    def __init__(
        self,
        expressions: Mapping[type[ast.AST], Handler],
        statements: Mapping[type[ast.AST], StatementHandler],
    ) -> None:
        self.expressions, self.statements = expressions, statements
        self.lines: list[bytes] = []
        self.first = 1
        self.imports: list[Import] = []
        self.arms: list[Arm] = []
        self.bindings: list[Binding] = []
        self.calls: list[Call] = []
        self.functions: list[Function] = []
        self.classes: list[Class] = []
        self.problems: list[Problem] = []
        self.lambdas: set[str] = set()
        self.returns: list[Value] = []
        self.scope = ""
        self.elsewhere: dict[str, str] = {}  # names of the function that are bound in another scope
        self.in_class = self.typing_only = False
        self.branches = 0  # branches and loops around the present statement, inside its function
        self.missing: dict[str, int] = {}  # names that a branch is for the lack of, and how deep it lies
        self.depth = 0

    def begin(self, text: str, line: int) -> None:
        """The nodes that follow stand in this text, whose first line is `line`."""
        self.lines, self.first = text.encode("utf-8", "replace").split(b"\n"), line

    def value(self, node: ast.expr, depth: int) -> Value:
        """The value of an expression; the calls in it are recorded. `depth` is that of the node."""
        handler = self.expressions.get(type(node))
        if handler is None:
            return self.opaque(node, depth)
        if depth > MAX_DEPTH:
            return self._too_deep(node)
        return handler(self, node, depth + 1)

    def visit(self, node: ast.AST, depth: int) -> None:
        """Record the calls in an expression whose own value is of no interest, in written order."""
        stack: list[Any] = [node]
        while stack:
            node = stack.pop()
            kind = type(node)
            if kind in _SPEAKING:
                self.value(node, depth)  # type: ignore[arg-type]  # every speaking node is an expression
            elif kind not in _INERT:
                for field in reversed(getattr(kind, "_fields", ())):
                    child = getattr(node, field, None)
                    if type(child) is list:
                        stack.extend(reversed(child))
                    elif child is not None:
                        stack.append(child)

    def opaque(self, node: ast.expr, depth: int) -> Opaque:
        """The source text of an expression that has no form of its own; its calls are recorded."""
        self.visit(node, depth)
        return Opaque(self.source(node), node.lineno)

    def block(self, body: list[ast.stmt]) -> None:
        """Read the statements of one block, as far as they can be come to."""
        if body and self.depth >= MAX_BLOCKS:
            self.problems.append(Problem(f"statements nested deeper than {MAX_BLOCKS} levels", body[0].lineno))
            return
        self.depth += 1
        statements = self.statements
        left = 0  # the line on which the block is left; a `raise` of Python 2 goes on behind a semicolon
        for statement in body:
            if 0 < left < statement.lineno:
                break
            handler = statements.get(type(statement))
            if handler is None:
                self.visit(statement, 0)
            else:
                handler(self, statement)
            if type(statement) in _LEAVING:
                left = statement.end_lineno or statement.lineno
        self.depth -= 1

    def source(self, node: ast.expr) -> str:
        """The text of a node on one line, cut at MAX_OPAQUE characters, tokens masked."""
        first, last = node.lineno - self.first, (node.end_lineno or node.lineno) - self.first
        lines = self.lines[first : min(last, first + _MAX_LINES) + 1] if first >= 0 else []
        if not lines:
            return ""  # older Pythons place some parts of f-strings outside of the text
        if first + len(lines) > last:
            lines[-1] = lines[-1][: node.end_col_offset]
        lines[0] = lines[0][node.col_offset :]
        text = " ".join(line[: 4 * MAX_OPAQUE].decode("utf-8", "ignore").strip() for line in lines)
        if len(text) >= MIN_TOKEN:
            text = mask_tokens(text)
        return text if len(text) <= MAX_OPAQUE else text[: MAX_OPAQUE - 1] + "…"

    def annotation(self, node: ast.expr | None) -> str:
        """An annotation as text; calls in it (`Annotated[str, Field(...)]`) are recorded."""
        if node is None:
            return ""
        if isinstance(node, ast.Name):
            return node.id
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return clean_text(node.value[:MAX_OPAQUE])
        self.visit(node, 0)
        return self.source(node)

    def inner_scope(self, name: str) -> str:
        """The scope of a definition of this name in the present scope."""
        scope = f"{self.scope}.{name}" if self.scope else name
        return scope if len(scope) <= MAX_SCOPE else self.scope

    def facts(self, path: str) -> ModuleFacts:
        """All facts that were read; directives are added by the caller."""
        return ModuleFacts(
            path=path,
            language="python",
            imports=tuple(self.imports),
            bindings=tuple(self.bindings),
            calls=tuple(self.calls),
            functions=tuple(self.functions),
            classes=tuple(self.classes),
            problems=tuple(self.problems),
            arms=tuple(self.arms),
        )

    def _too_deep(self, node: ast.expr) -> Opaque:
        reason = f"expressions nested deeper than {MAX_DEPTH} levels"
        if not self.problems or self.problems[-1].reason != reason:
            self.problems.append(Problem(reason, node.lineno))
        return Opaque(self.source(node), node.lineno)


def clean_text(text: str) -> str:
    """The text with lone surrogates (legal in Python literals, not in UTF-8) replaced."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def first_paragraph(body: list[ast.stmt]) -> str:
    """The docstring's first paragraph on one line, or ""."""
    first = body[0] if body else None
    if not isinstance(first, ast.Expr) or not isinstance(first.value, ast.Constant):
        return ""
    text = first.value.value
    if not isinstance(text, str):
        return ""
    paragraph: list[str] = []
    for line in text[: 4 * MAX_DOC].strip().split("\n"):
        if not line.strip():
            break
        paragraph.append(line.strip())
    return mask_tokens(clean_text(" ".join(paragraph)[:MAX_DOC]))


# Under these pydantic and FastAPI describe requests and answers by examples, which nobody sends.
_EXAMPLES = frozenset(("json_schema_extra", "schema_extra", "openapi_examples"))


@lru_cache(maxsize=4096)
def secret_name(name: str) -> bool:
    """Whether a literal written for this name must be looked at before it is kept."""
    return name in _EXAMPLES or is_secret_name(name)


def hide(name: str, value: Value) -> Value:
    """The value written for `name`; a literal secret as `***`, and nothing of what is shown in a schema only."""
    if name in _EXAMPLES:
        return Opaque(name, value.line)
    if type(value) is Lit and type(value.value) is str and is_literal_secret(name, value.value):
        return Lit(MASK, value.line)
    return value
