"""Kotlin as facts: expressions, and the tables that make the front end. Definitions are in kotlin_definitions.

- `f(x) { ... }` is one Call; its lambda is the last argument, and what the lambda assigns to bare names
  (`agent { model = "m" }`) are kwargs as well.
- The value of a block, branch or lambda is that of its last statement.
- `listOf(...)`, `mapOf(a to b)` and their like are Seqs and Maps.
"""

from __future__ import annotations

from functools import partial

from tree_sitter import Node

from aibom.core import re
from aibom.scanners.code.facts import Either, FuncRef, Lit, Name, Opaque, Seq, Value
from aibom.scanners.code.treesitter import kotlin_definitions as definitions
from aibom.scanners.code.treesitter import shared
from aibom.scanners.code.treesitter.literals import unescape
from aibom.scanners.code.treesitter.nodes import first, member, template
from aibom.scanners.code.treesitter.parts import Arguments, Step
from aibom.scanners.code.treesitter.reader import Evaluate, Grammar, Reader, Visit, skip

_VARIABLE = re.compile(r"[A-Za-z_]\w*")
_LISTS = frozenset("listOf setOf arrayOf mutableListOf mutableSetOf arrayListOf hashSetOf listOfNotNull".split())
_MAPS = frozenset("mapOf mutableMapOf hashMapOf linkedMapOf".split())
_CONSTANTS = ("true", "false", "null")
_TRIMS = ("trimIndent", "trimMargin", "trim")


def _string(r: Reader, node: Node) -> Value:
    """A string with its interpolations; the grammar splits `$name` in short strings into `$` and `name ...`."""
    parts: list[Value] = []
    dollar, raw = False, node.type != "string_literal"
    for child in node.named_children:
        text = r.text(child)
        if child.type == "interpolation":
            parts.append(shared.inner(r, child))
        elif text == "$":
            dollar = True
            continue
        else:
            variable = _VARIABLE.match(text) if dollar else None
            if variable:
                parts.append(Name(variable[0], r.line(child)))
                text = text[variable.end() :]
            elif dollar:
                text = f"${text}"
            parts.append(r.literal(text if raw else unescape(text), child))
        dollar = False
    return template(parts, r.line(node))


def _identifier(r: Reader, node: Node) -> Value:
    """A name; the grammar knows `true`, `false` and `null` as names as well."""
    return shared.constant(r, node) if r.text(node) in _CONSTANTS else shared.member_name(r, node)


def _type(r: Reader, node: Node) -> Value:
    return Name(definitions.type_name(r, node), r.line(node))


def _unary(r: Reader, node: Node) -> Value:
    """`x!!` is x, `-1` a number; `+"text"`, which adds to what a block builds, is a call of `unaryPlus`."""
    if r.source[node.end_byte - 2 : node.end_byte] == b"!!":
        return shared.inner(r, node)
    if r.source[node.start_byte : node.start_byte + 2] == b'+"':
        return r.call(Name("unaryPlus", r.line(node)), node, Arguments((shared.inner(r, node),)))
    return shared.unary(r, node)


def _if(r: Reader, node: Node) -> Value:
    """`if (c) a else b` is one of the branches."""
    asked = node.child_by_field_name("condition")
    branches = [child for child in node.named_children if child != asked and not child.is_extra]
    r.later(asked)
    return _one_of(r, branches, node)


def _when(r: Reader, node: Node) -> Value:
    branches: list[Node] = []
    for entry in node.named_children:
        if entry.type == "when_entry" and entry.named_children:
            r.later(*entry.named_children[:-1])
            branches.append(entry.named_children[-1])
        else:
            r.later(entry)
    return _one_of(r, branches, node)


def _try(r: Reader, node: Node) -> Value:
    block, *rest = node.named_children or [node]
    r.later(*rest)
    return r.opaque(node) if block is node else r.value(block)


def _one_of(r: Reader, branches: list[Node], node: Node) -> Value:
    values = r.values(branches)
    if len(values) == 1:
        return values[0]
    return Either(values, r.line(node)) if values else Opaque("", r.line(node))


def _infix(r: Reader, node: Node) -> Value:
    """`a to b` is a pair; other infix functions are calls."""
    parts = [child for child in node.named_children if not child.is_extra]
    if len(parts) != 3:
        return r.opaque(node)
    left, right = r.value(parts[0]), r.value(parts[2])
    if r.text(parts[1]) == "to":
        return Seq((left, right), r.line(node))
    return r.call(member(left, r.text(parts[1]) or "?", r.line(node)), node, Arguments((right,)))


_joined = shared.binary(options=("?:",))


def _is_statement(left: Node | None, node: Node) -> bool:
    """Whether a line of a block begins with `+`, which the grammar takes for the end of the line above."""
    block = node.parent is not None and node.parent.type in ("lambda_literal", "block")
    sign = left.next_sibling if left is not None and block and shared.sign(node) == "+" else None
    return sign is not None and left is not None and sign.start_point[0] > left.end_point[0]


def _statements(r: Reader, node: Node) -> Value:
    """The lines of a block that add to what it builds, each a call of `unaryPlus`."""
    added: list[Node] = []
    first_line: Node | None = node
    while first_line is not None and first_line.type == "binary_expression" and shared.sign(first_line) == "+":
        right = first_line.child_by_field_name("right")
        added += [right] if right is not None else []
        first_line = first_line.child_by_field_name("left")
    value = r.value(first_line) if first_line is not None else Opaque("", r.line(node))
    for one in reversed(added):
        value = r.call(Name("unaryPlus", r.line(one)), one, Arguments((r.value(one),)))
    return value


def _binary(r: Reader, node: Node) -> Value:
    """The grammar reads `f<T>(x)` at times as comparisons; that is repaired."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if _is_statement(left, node):
        return _statements(r, node)
    generic = (
        left is not None
        and right is not None
        and shared.sign(node) == ">"
        and left.type == "binary_expression"
        and shared.sign(left) == "<"
        and right.type in ("parenthesized_expression", "lambda_literal")
    )
    if not generic or left is None or right is None:
        return _joined(r, node)
    function, kind = left.child_by_field_name("left"), left.child_by_field_name("right")
    callee, given = r.value(function), Arguments(r.values(right.named_children))
    if right.type == "lambda_literal":
        given = Arguments((definitions.lambda_literal(r, right),))
    if isinstance(callee, Name) and (value := _written(callee.path, given.args, r.line(node))):
        return value
    made = r.call(callee, node, given)
    r.calls[made.call] = r.calls[made.call]._replace(types=(r.text(kind),))
    return made


def _reference(r: Reader, node: Node) -> Value:
    """`Foo::bar` is the name Foo.bar, `::run` is run, `Foo::class` is Foo."""
    text = r.text(node).replace(" ", "").replace("::", ".").strip(".").removesuffix(".class")
    return Name(text, r.line(node)) if len(text) <= 200 else r.opaque(node)


def _this(r: Reader, node: Node) -> Value:
    return Name(node.type.removesuffix("_expression"), r.line(node))


# -- chains and calls


def _navigation_link(r: Reader, node: Node) -> Step | None:
    children = [child for child in node.named_children if not child.is_extra]
    if len(children) < 2:
        return Step(children[0]) if children else None
    name = r.text(children[-1])
    return Step(children[0]) if name in ("class", "java") else Step(children[0], member=name or "?")


def _index_link(r: Reader, node: Node) -> Step | None:
    children = [child for child in node.named_children if not child.is_extra]
    return Step(children[0], key=children[1]) if len(children) > 1 else None


def _call_link(r: Reader, node: Node) -> Step:
    return Step(first(_plain_call(node)), call=node)


def _plain_call(node: Node) -> Node:
    """Of `f(x) { ... }`, which is two calls in the grammar, the inner one that has the parentheses."""
    inner = first(node)
    kinds = [child.type for child in node.named_children]
    if inner is None or inner.type != "call_expression" or "value_arguments" in kinds:
        return node
    return node if any(child.type == "annotated_lambda" for child in inner.named_children) else inner


def _call(r: Reader, node: Node) -> Value:
    """`"...".trimIndent()` is the string, `"...".format(x)` a Template, other calls are calls."""
    function = first(node)
    if function is not None and function.type == "navigation_expression":
        target = first(function)
        if target is not None and "string_literal" in target.type and r.text(function).endswith(_TRIMS):
            value = r.value(target)
            if isinstance(value, Lit) and isinstance(value.value, str):
                return Lit(shared.text_block(value.value), value.line)
            return value
        if target is not None and "string_literal" in target.type and r.text(function).endswith(".format"):
            value = r.value(target)
            return shared.formatted(r, value, _arguments(r, node).args, node) or value
    return r.chain(node)


def _arguments(r: Reader, node: Node) -> Arguments:
    args: list[Value] = []
    kwargs: list[tuple[str, Value]] = []
    plain = _plain_call(node)
    for part in [*plain.named_children[1:], *(node.named_children[1:] if plain != node else ())]:
        if part.type == "value_arguments":
            for child in part.named_children:
                definitions.argument(r, child, args, kwargs)
        elif part.type == "annotated_lambda":
            body = next((child for child in part.named_children if child.type == "lambda_literal"), None)
            before = len(r.bindings)
            value = definitions.lambda_literal(r, body) if body is not None else r.opaque(part)
            args.append(value)
            scope = value.scope if isinstance(value, FuncRef) else None
            assigned = [one for one in r.bindings[before:] if one.scope == scope and one.form == "assign"]
            kwargs += [(one.name, one.value) for one in assigned if "." not in one.name]
    return Arguments(tuple(args), tuple(kwargs), any(name == "**" for name, _ in kwargs))


def _types(r: Reader, node: Node) -> tuple[str, ...]:
    listed = next((child for child in _plain_call(node).named_children if child.type == "type_arguments"), None)
    return tuple(r.text(child) for child in listed.named_children) if listed is not None else ()


_written = partial(shared.written, lists=_LISTS, maps=_MAPS)
_SPEAKING: dict[str, Evaluate] = {
    "call_expression": _call,
    "navigation_expression": Reader.chain,
    "index_expression": Reader.chain,
    "string_literal": _string,
    "multiline_string_literal": _string,
    "binary_expression": _binary,
    "infix_expression": _infix,
    "unary_expression": _unary,
    "if_expression": _if,
    "when_expression": _when,
    "try_expression": _try,
    "block": definitions.block,
    "as_expression": shared.inner,
    "parenthesized_expression": shared.inner,
    "spread_expression": shared.spread,
    "collection_literal": lambda r, node: Seq(r.values(node.named_children), r.line(node)),
    "lambda_literal": definitions.lambda_literal,
    "anonymous_function": definitions.anonymous_function,
    "object_literal": definitions.object_literal,
    "annotation": definitions.annotation,
    "annotated_expression": definitions.annotated,
    **dict.fromkeys(definitions.STATEMENTS, shared.statement),
}
_QUIET: dict[str, Evaluate] = {
    "identifier": _identifier,
    "callable_reference": _reference,
    "character_literal": lambda r, node: Lit(unescape(r.text(node)[1:-1]), r.line(node)),
    "user_type": _type,
    "this_expression": _this,
    "super_expression": _this,
    **dict.fromkeys(("number_literal", "float_literal"), shared.number),
}
_SKIPPED = ("line_comment", "block_comment", "type_alias", "type_parameters", "type_arguments", "file_annotation")
_VISITS: dict[str, Visit] = {
    "package_header": definitions.package,
    "import": definitions.import_header,
    "class_declaration": definitions.class_declaration,
    "object_declaration": definitions.class_declaration,
    "enum_entry": definitions.enum_entry,
    "property_declaration": definitions.property_declaration,
    "function_declaration": definitions.function_declaration,
    "secondary_constructor": definitions.secondary_constructor,
    "anonymous_initializer": definitions.initializer,
    "assignment": definitions.assignment,
    "for_statement": definitions.loop,
    "return_expression": definitions.returned,
    "while_statement": shared.children,
    **dict.fromkeys((*_SKIPPED, *_QUIET), skip),
}
GRAMMAR = Grammar(
    visits=_VISITS,
    values={**_SPEAKING, **_QUIET},
    links={
        "navigation_expression": _navigation_link,
        "index_expression": _index_link,
        "call_expression": _call_link,
    },
    arguments=_arguments,
    types=_types,
    written=_written,
)
