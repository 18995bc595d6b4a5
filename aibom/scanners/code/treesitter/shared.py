"""Evaluations that several languages share, as functions or as makers of functions."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import dedent

from tree_sitter import Node

from aibom.scanners.code.facts import CallRef, Either, Lit, Map, Member, Name, Opaque, Seq, Value
from aibom.scanners.code.treesitter.conceal import masked_pairs
from aibom.scanners.code.treesitter.literals import number as read_number
from aibom.scanners.code.treesitter.literals import printf
from aibom.scanners.code.treesitter.nodes import first, joined, member, template
from aibom.scanners.code.treesitter.parts import Arguments
from aibom.scanners.code.treesitter.reader import Evaluate, Reader

_CONSTANTS = {"true": True, "false": False, "True": True, "False": False}

_LEAVING = ("throw_expression", "return_expression", "break_expression", "continue_expression", "jump_expression")


def columns(r: Reader, names: Sequence[Node], value: Value, which: tuple[str, str]) -> None:
    """Bind the two names of a loop to what they take of a value in each turn; `_` takes nothing."""
    for one, column in zip(names, which, strict=False):
        text = r.text(one).removeprefix("$")
        if one.type in ("identifier", "variable_name") and text != "_":
            r.bind(text, Member(value, column, r.line(one)), one, "column")


def name(r: Reader, node: Node) -> Value:
    """An identifier as it is written."""
    return Name(r.text(node), r.line(node))


def member_name(r: Reader, node: Node) -> Value:
    """An identifier; `this.x` when it is a member of the class around and no local name hides it."""
    text = r.text(node)
    if text in r.frame.fields and not r.is_local(text):
        text = f"this.{text}"
    return Name(text, r.line(node))


def constant(r: Reader, node: Node) -> Value:
    """true, false, and every spelling of null."""
    return Lit(_CONSTANTS.get(r.text(node).lower()), r.line(node))


def number(r: Reader, node: Node) -> Value:
    value = read_number(r.text(node))
    return r.opaque(node) if value is None else Lit(value, r.line(node))


def statement(r: Reader, node: Node) -> Value:
    """A statement where a value stands, such as a loop at the end of a block: it waits, and has no value.

    Its node type must have a visit of its own, or it would wait for ever.
    """
    r.later(node)
    return Opaque("", r.line(node))


def children(r: Reader, node: Node) -> None:
    """A visit of a statement that has no facts of its own."""
    r.later(*node.named_children)


def unary(r: Reader, node: Node) -> Value:
    """A negative number is a Lit; other operators are Opaque."""
    text = r.text(node)
    if text.startswith("-") and text[1:2].isdigit():
        value = read_number(text[1:])
        return Opaque(text, r.line(node)) if value is None else Lit(-value, r.line(node))
    return r.opaque(node)


def inner(r: Reader, node: Node) -> Value:
    """`(x)` and other wrappings: the value of the first child."""
    child = first(node)
    return r.opaque(node) if child is None else r.value(child)


def sign(node: Node) -> str:
    """The operator of a node."""
    operator = node.child_by_field_name("operator")
    return operator.type if operator is not None else ""


def binary(joins: tuple[str, ...] = ("+",), options: tuple[str, ...] = (), last: tuple[str, ...] = ()) -> Evaluate:
    """An evaluation of binary operators: those that join strings, give one of two values, or give the last."""

    def operands(node: Node) -> tuple[Node | None, Node | None] | None:
        if "binary" not in node.type or sign(node) not in joins:
            return None
        return node.child_by_field_name("left"), node.child_by_field_name("right")

    def evaluate(r: Reader, node: Node) -> Value:
        operator = sign(node)
        if operator in joins:
            return concatenated(r, r.values(joined(node, operands)), node)
        if operator in options:
            return either(r, node.child_by_field_name("left"), node.child_by_field_name("right"), node)
        if operator in last:
            r.later(node.child_by_field_name("left"))
            return r.value(node.child_by_field_name("right"))
        return r.opaque(node)

    return evaluate


def concatenated(r: Reader, parts: tuple[Value, ...], node: Node) -> Value:
    """Strings joined by an operator; numbers that are added are Opaque."""
    numbers = [part for part in parts if isinstance(part, Lit) and not isinstance(part.value, str)]
    strings = any(isinstance(part, Lit) and isinstance(part.value, str) for part in parts)
    if numbers and not strings:
        return Opaque(r.cut(node), r.line(node))
    return template(parts, r.line(node))


def either(r: Reader, left: Node | None, right: Node | None, node: Node) -> Value:
    """One of two values; the left one's options are opened, and one that leaves the function is none."""
    one = r.value(left)
    if right is not None and right.type in _LEAVING:
        r.later(right)
        return one
    options = one.options if isinstance(one, Either) else (one,)
    falls_back = one.falls_back if isinstance(one, Either) else True
    return Either((*options, r.value(right)), r.line(node), falls_back)


def ternary(condition: str, consequence: str, alternative: str) -> Evaluate:
    """An evaluation of `a ? b : c` by the names of its fields; without b it is `a ?: c`."""

    def evaluate(r: Reader, node: Node) -> Value:
        asked, yes, no = (node.child_by_field_name(part) for part in (condition, consequence, alternative))
        if yes is None:
            return either(r, asked, no, node)
        r.later(asked)
        return Either((r.value(yes), r.value(no)), r.line(node))

    return evaluate


def assignment(left: str = "left", right: str = "right", optional: tuple[str, ...] = ("??=", "||=")) -> Evaluate:
    """An evaluation of `left = right`: binds, and is the value of right. `+=` is a call of `__iadd__`."""

    def evaluate(r: Reader, node: Node) -> Value:
        value, operator = r.value(node.child_by_field_name(right)), sign(node)
        target = node.child_by_field_name(left)
        if target is None:
            return value
        if operator in ("", "=", *optional):
            r.assign(r.value(target), value, node)
            return value
        if operator in ("+=", ".=", "<<"):
            return appended(r, target, value, node)
        return value

    return evaluate


def appended(r: Reader, target: Node, value: Value, node: Node) -> Value:
    """`x += v`."""
    return r.call(member(r.value(target), "__iadd__", r.line(node)), node, Arguments((value,)))


def spread(r: Reader, node: Node) -> Value:
    """`...x`, `*x`: every element of x."""
    return Member(inner(r, node), "*", r.line(node))


def formatted(r: Reader, text: Value, given: tuple[Value, ...], node: Node) -> Value | None:
    """A printf-like call as a Template; None when its format is not literal."""
    if isinstance(text, Lit) and isinstance(text.value, str):
        return template(printf(text.value, given, text.line), r.line(node))
    return None


def text_block(text: str) -> str:
    """The content of a multi-line string whose indentation and first line break do not count."""
    body = text.removeprefix("\r").removeprefix("\n")
    return dedent(body).removesuffix("\n") if "\n" in body else body


# Annotations that say which setting or resource a parameter is given (Spring, MicroProfile, Micronaut).
_SETTINGS = frozenset(("Value", "ConfigProperty", "Property"))


def configured(r: Reader, given: Value | None) -> Value | None:
    """The annotation of a parameter, when it says what the parameter holds."""
    if not isinstance(given, CallRef) or r.calls[given.call].callee.rpartition(".")[2] not in _SETTINGS:
        return None
    return given


def annotated(calls: list[Value], line: int) -> Value:
    """The value of a field that only an annotation gives: that annotation's call, or nothing."""
    if not calls:
        return Opaque("", line)
    return calls[0] if len(calls) == 1 else Either(tuple(calls), line)


def written(
    callee: str, args: tuple[Value, ...], line: int, lists: frozenset[str], maps: frozenset[str]
) -> Value | None:
    """A call of a standard function that only writes out a collection, as Seq or Map; None for other calls.

    The arguments of a map function are pairs (two-element Seqs), or keys and values in turn.
    """
    if callee in lists:
        return Seq(args, line)
    if callee not in maps:
        return None
    if args and all(isinstance(one, Seq) and len(one.items) == 2 for one in args):
        return Map(masked_pairs((one.items[0], one.items[1]) for one in args if isinstance(one, Seq)), line)
    if len(args) % 2 or any(isinstance(one, Member) and one.path == "*" for one in args):
        return None
    return Map(masked_pairs(zip(args[::2], args[1::2], strict=True)), line)


def triggers(r: Reader, since: int) -> tuple[CallRef, ...]:
    """Annotations of parameters, of the calls after `since`, that say what starts the whole function: Azure Functions'
    `[McpToolTrigger("look_up_order", ...)] context`."""
    calls = enumerate(r.calls[since:], since)
    return tuple(
        CallRef(index, one.line) for index, one in calls if one.form == "annotation" and one.callee.endswith("Trigger")
    )
