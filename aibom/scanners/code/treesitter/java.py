"""Java as facts: expressions, and the tables that make the front end. Definitions are in java_definitions."""

from __future__ import annotations

from functools import partial

from tree_sitter import Node

from aibom.scanners.code.facts import Either, Name, Seq, Value
from aibom.scanners.code.treesitter import java_definitions as definitions
from aibom.scanners.code.treesitter import shared
from aibom.scanners.code.treesitter.literals import unescape
from aibom.scanners.code.treesitter.nodes import first
from aibom.scanners.code.treesitter.parts import Arguments, Step
from aibom.scanners.code.treesitter.reader import Evaluate, Grammar, Reader, Visit, skip


def _string(r: Reader, node: Node) -> Value:
    text = r.text(node)
    if text.startswith('"""'):
        return r.literal(unescape(shared.text_block(text[3:-3])), node)
    return r.literal(unescape(text[1:-1]), node)


def _type(r: Reader, node: Node) -> Value:
    return Name(definitions.type_name(r, node), r.line(node))


def _array(r: Reader, node: Node) -> Value:
    return Seq(r.values(node.named_children), r.line(node))


def _array_creation(r: Reader, node: Node) -> Value:
    value = node.child_by_field_name("value")
    return r.opaque(node) if value is None else r.value(value)


def _field(name: str) -> Evaluate:
    return lambda r, node: r.value(node.child_by_field_name(name))


def _class_literal(r: Reader, node: Node) -> Value:
    return Name(definitions.type_name(r, first(node)), r.line(node))


def _reference(r: Reader, node: Node) -> Value:
    """`Foo::bar` is the name Foo.bar, `Foo::new` is Foo."""
    text = r.text(node).replace(" ", "").replace("::", ".").removesuffix(".new")
    return Name(text, r.line(node)) if len(text) <= 200 else r.opaque(node)


def _switch(r: Reader, node: Node) -> Value:
    """A switch over values is one of them; its blocks are read as statements."""
    options: list[Value] = []
    r.later(node.child_by_field_name("condition"))
    body = node.child_by_field_name("body")
    for rule in body.named_children if body is not None else ():
        result = rule.named_children[-1] if rule.type == "switch_rule" and rule.named_children else rule
        if result.type == "expression_statement":
            options.append(shared.inner(r, result))
        else:
            r.later(result)
    return Either(tuple(options), r.line(node)) if options else definitions.nothing(r, node)


def _new(r: Reader, node: Node) -> Value:
    """A new object; an empty list of which nothing is known yet but what is added to it."""
    kind = node.child_by_field_name("type")
    target = Name(definitions.type_name(r, kind) or "?", r.line(node))
    given = _arguments(r, node)
    if target.path.endswith(_GROWING) and not given.args and node.named_children[-1].type != "class_body":
        return Seq((), target.line)
    value = r.call(target, node, given, "new")
    definitions.anonymous_class(r, node, target)
    return value


def _super(r: Reader, node: Node) -> None:
    """`super(...)` and `this(...)` in a constructor."""
    called = node.child_by_field_name("constructor")
    r.call(Name(r.text(called), r.line(node)), node, _arguments(r, node))


# -- chains and calls


def _access_link(r: Reader, node: Node) -> Step:
    return Step(node.child_by_field_name("object"), member=r.text(node.child_by_field_name("field")) or "?")


def _index_link(r: Reader, node: Node) -> Step:
    return Step(node.child_by_field_name("array"), key=node.child_by_field_name("index"))


def _call_link(r: Reader, node: Node) -> Step:
    name = node.child_by_field_name("name")
    return Step(node.child_by_field_name("object"), member=r.text(name) or "?", call=node, at=name)


def _call(r: Reader, node: Node) -> Value:
    """`String.format("...", x)` and `"...".formatted(x)` are Templates, other calls are calls."""
    name, target = r.text(node.child_by_field_name("name")), node.child_by_field_name("object")
    if name not in ("format", "formatted") or target is None:
        return r.chain(node)
    if name == "format" and r.text(target) != "String":
        return r.chain(node)
    args = _arguments(r, node).args
    text = r.value(target) if name == "formatted" else (args[0] if args else None)
    given = args if name == "formatted" else args[1:]
    value = shared.formatted(r, text, given, node) if text is not None else None
    if value is not None:
        return value
    return r.call(Name(f"{r.text(target)}.{name}", r.line(node)), node, Arguments(args))


def _arguments(r: Reader, node: Node) -> Arguments:
    given = node.child_by_field_name("arguments")
    return Arguments(r.values(given.named_children)) if given is not None else Arguments()


def _types(r: Reader, node: Node) -> tuple[str, ...]:
    given = node.child_by_field_name("type_arguments")
    if given is None and node.type == "object_creation_expression":
        kind = node.child_by_field_name("type")
        inner = kind.named_children[-1:] if kind is not None and kind.type == "generic_type" else []
        given = inner[0] if inner else None
    return tuple(r.text(child) for child in given.named_children) if given is not None else ()


_NUMBERS = (
    *(f"{base}_integer_literal" for base in ("decimal", "hex", "octal", "binary")),
    "decimal_floating_point_literal",
)
_LISTS = frozenset({"List.of", "Set.of", "Arrays.asList", "Stream.of", "ImmutableList.of", "ImmutableSet.of"})
_GROWING = ("ArrayList", "LinkedList", "HashSet")
_MAPS = frozenset({"Map.of", "ImmutableMap.of"})
_SPEAKING: dict[str, Evaluate] = {
    "method_invocation": _call,
    "field_access": Reader.chain,
    "array_access": Reader.chain,
    "object_creation_expression": _new,
    "binary_expression": shared.binary(),
    "ternary_expression": shared.ternary("condition", "consequence", "alternative"),
    "assignment_expression": definitions.assignment,
    "unary_expression": shared.unary,
    "cast_expression": _field("value"),
    "parenthesized_expression": shared.inner,
    "array_initializer": _array,
    "element_value_array_initializer": _array,
    "array_creation_expression": _array_creation,
    "lambda_expression": definitions.in_place,
    "method_reference": _reference,
    "switch_expression": _switch,
    "annotation": definitions.annotation,
    "marker_annotation": definitions.annotation,
}
_QUIET: dict[str, Evaluate] = {
    "identifier": shared.member_name,
    "string_literal": _string,
    "character_literal": _string,
    "class_literal": _class_literal,
    **dict.fromkeys(("this", "super", "scoped_identifier"), shared.name),
    **dict.fromkeys(("type_identifier", "scoped_type_identifier", "generic_type"), _type),
    **dict.fromkeys(("true", "false", "null_literal"), shared.constant),
    **dict.fromkeys(_NUMBERS, shared.number),
}
_VISITS: dict[str, Visit] = {
    "package_declaration": definitions.package,
    "import_declaration": definitions.import_declaration,
    "field_declaration": definitions.field,
    "constant_declaration": definitions.field,
    "local_variable_declaration": definitions.local,
    "resource": definitions.resource,
    "enhanced_for_statement": definitions.loop,
    "method_declaration": definitions.method,
    "constructor_declaration": definitions.method,
    "compact_constructor_declaration": definitions.method,
    "explicit_constructor_invocation": _super,
    "return_statement": definitions.returned,
    "enum_constant": definitions.enum_constant,
    **dict.fromkeys(definitions.CLASSES, definitions.type_declaration),
    **dict.fromkeys(("line_comment", "block_comment", "type_parameters", "type_arguments", *_QUIET), skip),
}
GRAMMAR = Grammar(
    visits=_VISITS,
    values={**_SPEAKING, **_QUIET},
    links={"field_access": _access_link, "array_access": _index_link, "method_invocation": _call_link},
    arguments=_arguments,
    types=_types,
    written=partial(shared.written, lists=_LISTS, maps=_MAPS),
)
