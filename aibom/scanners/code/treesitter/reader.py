"""The machinery that all tree-sitter front ends share: one walk over a syntax tree that collects facts.

A language is data (`Grammar`): tables from node types to small functions. Two kinds of function exist. A visit
reads a statement or definition and states facts. An evaluation turns an expression into a Value, stating the
calls inside on its way. Every node is read once.

Nothing here recurses without a bound. Statements wait on a stack; an expression that nests deeper than MAX_DEPTH
becomes Opaque where it stands and waits on the stack as well, so that no call in it is lost; chains of members,
calls and subscripts, and chains of binary operators, are followed in loops.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from tree_sitter import Node

from aibom.scanners.code.facts import (
    Arm,
    Binding,
    Call,
    CallRef,
    Class,
    Function,
    Import,
    Item,
    Lit,
    Member,
    Name,
    Opaque,
    Param,
    Value,
)
from aibom.scanners.code.treesitter.conceal import masked, masked_args, without_tokens
from aibom.scanners.code.treesitter.grammars import parse_part
from aibom.scanners.code.treesitter.nodes import member, subscript
from aibom.scanners.code.treesitter.parts import Arguments, Draft, Frame, Step
from aibom.scanners.code.treesitter.source import doc_above

MAX_DEPTH = 80
MAX_EMBEDDED = 6
MAX_OPAQUE = 200
MAX_CUTS = 20_000  # Opaque texts of one file; the rest is ""
MAX_LITERAL = 100_000
MAX_SCOPE = 400  # characters; deeper definitions count to that scope

Visit: TypeAlias = Callable[["Reader", Node], None]
Evaluate: TypeAlias = Callable[["Reader", Node], Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """How one language is read."""

    visits: Mapping[str, Visit]
    values: Mapping[str, Evaluate]
    links: Mapping[str, Callable[[Reader, Node], Step | None]]
    arguments: Callable[[Reader, Node], Arguments]
    types: Callable[[Reader, Node], tuple[str, ...]]
    written: Callable[[str, tuple[Value, ...], int], Value | None] | None = None  # calls that write out a collection
    doc_lines: tuple[bytes, ...] = (b"//",)


class Reader:
    """The state of reading one file: the facts so far, and the nodes that still wait."""

    def __init__(self, grammar: Grammar, source: bytes) -> None:
        self.grammar = grammar
        self._handlers: dict[str, Visit | Evaluate] = {**grammar.values, **grammar.visits}
        self._open(source)
        self.imports: list[Import] = []
        self.bindings: list[Binding] = []
        self.calls: list[Call] = []
        self.arms: list[Arm] = []
        self.classes: list[Class] = []
        self.exports: list[tuple[str, Value]] = []
        self.package = ""
        self.expected = ""  # the type of the `new()` that is evaluated next
        self.frame = Frame()
        self._drafts: list[Draft] = []
        self._names: set[str] = set()
        self._locals: set[tuple[str, str]] = set()
        self.qualifiers: frozenset[str] = frozenset()  # Go: the names that stand before a dot
        self.own: dict[str, Mapping[str, Lit]] = {}  # JavaScript: what `this` holds in an object's methods
        self.notes: dict[int, list[Node]] = {}  # what stands before a node as its sibling: Rust's attributes
        self._todo: list[tuple[Node, Frame]] = []
        self._depth = 0
        self._row = 1  # what makes a row of the tree a line
        self._embedded = self._cuts = 0
        self._docs: dict[int, str] = {}
        self._class_at: dict[tuple[str, str], int] = {}

    def _open(self, source: bytes) -> None:
        self.source = source
        self._ascii = source.decode("ascii") if source.isascii() else None

    # -- the walk

    def run(self, root: Node) -> None:
        """Read everything below root."""
        self._todo.append((root, self.frame))
        self._drain()

    def _drain(self) -> None:
        todo, handlers = self._todo, self._handlers
        while todo:
            node, frame = todo.pop()
            handle = handlers.get(node.type, _descend)
            if handle is _descend:
                todo.extend([(child, frame) for child in node.named_children[::-1]])
            elif handle is not skip:
                self.frame = frame
                handle(self, node)

    def later(self, *nodes: Node | None, frame: Frame | None = None) -> None:
        """Let nodes wait for the walk, in this frame or another."""
        where = frame or self.frame
        self._todo.extend([(node, where) for node in reversed(nodes) if node is not None])

    def value(self, node: Node | None) -> Value:
        """The value of an expression; what has no form of its own is Opaque, and its children wait."""
        if node is None:
            return Opaque("", 0)
        evaluate = self.grammar.values.get(node.type)
        if evaluate is None:
            return self.opaque(node)
        if self._depth >= MAX_DEPTH:
            self.later(node)
            return Opaque(self.cut(node), self.line(node))
        self._depth += 1
        value = evaluate(self, node)
        self._depth -= 1
        return value

    def deeper(self) -> bool:
        """Enter one more level outside of `value`; False (and not entered) at the bound."""
        if self._depth >= MAX_DEPTH:
            return False
        self._depth += 1
        return True

    def shallower(self) -> None:
        """Leave a level that `deeper` entered."""
        self._depth -= 1

    def values(self, nodes: Iterable[Node]) -> tuple[Value, ...]:
        """The values of several expressions, comments left out."""
        return tuple([self.value(node) for node in nodes if not node.is_extra])

    def opaque(self, node: Node) -> Opaque:
        """The text of a node; its children wait."""
        self.later(*node.named_children)
        return Opaque(self.cut(node), self.line(node))

    def embedded(self, source: bytes, language: str, node: Node, read: Callable[[Node], Value | None]) -> Value | None:
        """What `read` makes of other source that begins where a node does: a macro's arguments, parsed again.

        None when it does not parse, or is embedded more than MAX_EMBEDDED deep.
        """
        if self._embedded >= MAX_EMBEDDED or (root := parse_part(source, language)) is None:
            return None
        kept = self.source, self._ascii, self._row, self._todo, self.frame
        self._embedded += 1
        self._row, self._todo = self.line(node), []
        self._open(source)
        value = read(root)
        self._drain()
        self.source, self._ascii, self._row, self._todo, self.frame = kept
        self._embedded -= 1
        return value

    # -- text and places

    def text(self, node: Node | None) -> str:
        """The source text of a node, "" for None."""
        if node is None:
            return ""
        if self._ascii is not None:
            return self._ascii[node.start_byte : node.end_byte]
        return self.source[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def cut(self, node: Node) -> str:
        """The source text of a node on one line, at most MAX_OPAQUE characters, tokens masked."""
        self._cuts += 1
        if self._cuts > MAX_CUTS:
            return ""
        end = min(node.end_byte, node.start_byte + 2 * MAX_OPAQUE)
        text = without_tokens(self.source[node.start_byte : end].decode("utf-8", "replace"))
        return (" ".join(text.split()) if "\n" in text else text)[:MAX_OPAQUE]

    def line(self, node: Node) -> int:
        """The line a node begins on, from 1."""
        return node.start_point[0] + self._row

    def doc(self, node: Node) -> str:
        """The first paragraph of the comment that stands right above a node."""
        start = self.source.rfind(b"\n", 0, node.start_byte)
        if start not in self._docs:
            self._docs[start] = without_tokens(doc_above(self.source, start, self.grammar.doc_lines))
        return self._docs[start]

    def literal(self, text: str, node: Node) -> Value:
        """A string literal, or Opaque when it is larger than any name or prompt."""
        line, text = self.line(node), without_tokens(text)
        return Lit(text, line) if len(text) <= MAX_LITERAL else Opaque(text[:MAX_OPAQUE], line)

    # -- chains

    def chain(self, node: Node) -> Value:
        """A chain of members, calls and subscripts: from the innermost base outwards, in a loop."""
        links, steps = self.grammar.links, []
        inner: Node | None = node
        while inner is not None and (link := links.get(inner.type)):
            step = link(self, inner)
            if step is None:
                break
            steps.append((inner, step))
            inner = step.inner
        if not steps:
            return self.opaque(node)
        value = self.value(inner) if inner is not None else None
        for outer, step in reversed(steps):
            value = self._apply(value, outer, step)
        return value or self.opaque(node)

    def _apply(self, base: Value | None, node: Node, step: Step) -> Value:
        line = self.line(node)
        if step.member:
            base = Name(step.member, line) if base is None else member(base, step.member, line)
        elif base is None:
            base = Opaque("", line)
        if step.call is not None:
            return self._called(base, step.call, step.at or step.inner)
        return base if step.key is None else Item(base, self.value(step.key), line)

    def _called(self, base: Value, node: Node, at: Node | None) -> Value:
        given, written = self.grammar.arguments(self, node), self.grammar.written
        if written is not None and type(base) is Name and not given.kwargs:
            value = written(base.path, given.args, self.line(node))
            if value is not None:
                return value
        if type(base) is Name or at is None:
            return self.call(base, node, given)
        return self.call(base, node, given, line=at.end_point[0] + self._row)

    # -- facts

    def call(self, target: Value, node: Node, given: Arguments, form: str = "", line: int = 0) -> CallRef:
        """State the call of `target`, and refer to it; `line` when it is not that on which the node begins."""
        receiver, callee = None, ""
        if type(target) is Name:
            callee = target.path
        elif type(target) is Member:
            receiver, callee = target.base, target.path
        else:
            receiver = target
        args, kwargs, spread, given_form = given
        if args:
            args = masked_args(callee, args)
        if kwargs:
            kwargs = tuple([(name, masked(name, value)) for name, value in kwargs])
        form = form or given_form
        line, end = line or node.start_point[0] + self._row, node.end_point[0] + self._row
        types, scope = self.grammar.types(self, node), self.frame.scope
        self.calls.append(Call(callee, receiver, args, kwargs, line, end, scope, form, spread, types))
        return CallRef(len(self.calls) - 1, line)

    def mark(self, value: Value, form: str) -> None:
        """Say of which form the call is that a value refers to."""
        if isinstance(value, CallRef):
            self.calls[value.call] = self.calls[value.call]._replace(form=form)

    def bind(self, name: str, value: Value, node: Node, form: str = "assign", annotation: str = "") -> None:
        """State that a name gets a value in this scope."""
        value = masked(name, value)
        self.bindings.append(Binding(name, self.frame.scope, value, self.line(node), form, annotation))

    def assign(self, target: Value, value: Value, node: Node, annotation: str = "") -> None:
        """State that what an expression names gets a value: `x = v`, `a.b = v`, `a["k"] = v`."""
        if isinstance(target, Name):
            self.bind(target.path, value, node, annotation=annotation)
        elif isinstance(target, Item) and isinstance(target.base, Name):
            self.bind(f"{target.base.path}[{subscript(target.key)}]", value, node)

    def declare(self, names: Iterable[str], scope: str) -> None:
        """Local names of a function, which hide the members of its class."""
        self._locals.update([(scope, name) for name in names])

    def is_local(self, name: str) -> bool:
        """Whether a name is declared in this function or one around it."""
        scope = self.frame.scope
        while scope:
            if (scope, name) in self._locals:
                return True
            scope = scope.rpartition(".")[0]
        return False

    def define(
        self,
        frame: Frame,
        node: Node,
        params: tuple[Param, ...],
        decorators: tuple[Value, ...] = (),
        doc: str = "",
        gives: str = "",
    ) -> None:
        """State a function of this scope; `frame` is the one of its body, made by `inside`."""
        end, line = node.end_point[0] + self._row, self.line(node.child_by_field_name("name") or node)
        self._drafts.append(Draft(frame.name, self.frame.scope, params, decorators, frame, doc, line, end, gives))

    def define_class(
        self, name: str, node: Node, bases: tuple[Value, ...], decorators: tuple[Value, ...] = (), doc: str = ""
    ) -> Frame:
        """State a class of this scope and return the frame to walk its body in."""
        end, line = node.end_point[0] + self._row, self.line(node.child_by_field_name("name") or node)
        self._class_at[self.frame.scope, name] = len(self.classes)
        self.classes.append(Class(name, self.frame.scope, bases, decorators, doc, line, end))
        return self.inside(name, "class")

    def known_class(self, name: str) -> int | None:
        """The index in `classes` of a class of this scope that is already stated."""
        return self._class_at.get((self.frame.scope, name))

    def inside(self, name: str, kind: str) -> Frame:
        """A frame for a definition of this name below the present one."""
        scope = self.frame.scope
        if len(scope) <= MAX_SCOPE:
            scope = f"{scope}.{name}" if scope else name
        return Frame(scope=scope, kind=kind, name=name, receiver=self.frame.receiver, fields=self.frame.fields)

    def anonymous(self, node: Node) -> str:
        """A name for a function written in place: `<lambda:12>`, and `<lambda:12:40>` for a second one of a line."""
        line = self.line(node)
        name = f"<lambda:{line}>"
        if name in self._names:
            name = f"<lambda:{line}:{node.start_point[1]}>"
        self._names.add(name)
        return name

    def returned_by(self, scope: str) -> list[Value]:
        """What the function of this scope, one of the last that were stated, returns as far as it is read."""
        return next((draft.frame.returns for draft in self._drafts[-5:] if draft.frame.scope == scope), [])

    def functions(self) -> tuple[Function, ...]:
        """All functions, once the walk is done."""
        return tuple(
            Function(
                d.name, d.scope, d.params, d.decorators, tuple(d.frame.returns), d.doc, d.line, d.end_line, d.gives
            )
            for d in self._drafts
        )


def _descend(r: Reader, node: Node) -> None:
    """What is done with nodes that no table names: their children are walked."""


def skip(r: Reader, node: Node) -> None:
    """A visit for nodes without facts: comments, types, lone names."""
