"""JavaScript, TypeScript and their JSX: expressions, and the tables that make the front end.

Definitions and patterns are in javascript_definitions, imports and exports in javascript_modules, JSX elements
in javascript_jsx. The grammars of the two languages name their nodes alike, so one set of functions reads both.
"""

from __future__ import annotations

from tree_sitter import Node

from aibom.scanners.code.facts import Either, FuncRef, Lit, Map, Member, Name, Seq, Value
from aibom.scanners.code.treesitter import javascript_branches as branches
from aibom.scanners.code.treesitter import javascript_definitions as definitions
from aibom.scanners.code.treesitter import javascript_jsx as jsx
from aibom.scanners.code.treesitter import javascript_modules as modules
from aibom.scanners.code.treesitter import shared
from aibom.scanners.code.treesitter.conceal import masked_pairs
from aibom.scanners.code.treesitter.javascript_loops import loop
from aibom.scanners.code.treesitter.literals import number, unescape
from aibom.scanners.code.treesitter.nodes import first, joined, member, template
from aibom.scanners.code.treesitter.parts import Arguments, Step
from aibom.scanners.code.treesitter.reader import Evaluate, Grammar, Reader, Visit, skip


def _name(r: Reader, node: Node) -> Value:
    return Name(r.text(node), r.line(node))


def _string(r: Reader, node: Node) -> Value:
    return r.literal(unescape(r.text(node)[1:-1]), node)


def _number(r: Reader, node: Node) -> Value:
    value = number(r.text(node))
    return r.opaque(node) if value is None else Lit(value, r.line(node))


def _constant(r: Reader, node: Node) -> Value:
    return Lit({"true": True, "false": False}.get(node.type), r.line(node))


def template_string(r: Reader, node: Node) -> Value:
    """A template literal: a Lit when it has no substitutions."""
    parts: list[Value] = []
    for child in node.named_children:
        match child.type:
            case "template_substitution":
                parts += [r.value(inner) for inner in child.named_children if not inner.is_extra]
            case "string_fragment" | "escape_sequence":
                parts.append(r.literal(unescape(r.text(child)), child))
    return template(parts, r.line(node))


def _operands(node: Node) -> tuple[Node | None, Node | None] | None:
    if node.type == "binary_expression" and (sign := node.child_by_field_name("operator")) and sign.type == "+":
        return node.child_by_field_name("left"), node.child_by_field_name("right")
    return None


def _binary(r: Reader, node: Node) -> Value:
    sign = node.child_by_field_name("operator")
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    match sign.type if sign else "":
        case "+":
            return template(r.values(joined(node, _operands)), r.line(node))
        case "??" | "||":
            return shared.either(r, left, right, node)
        case "&&":
            r.later(left)
            return r.value(right)
        case _:
            return r.opaque(node)


def _ternary(r: Reader, node: Node) -> Value:
    r.later(node.child_by_field_name("condition"))
    branches = (node.child_by_field_name("consequence"), node.child_by_field_name("alternative"))
    return Either(r.values(branch for branch in branches if branch), r.line(node))


def _inner(r: Reader, node: Node) -> Value:
    """`(x)`, `await x`, `x!`, `x as T`, `<T>x`, `x satisfies T`: the value of x."""
    children = [child for child in node.named_children if not child.is_extra]
    if not children:
        return r.opaque(node)
    return r.value(children[-1] if node.type == "type_assertion" else children[0])


def _spread(r: Reader, node: Node) -> Value:
    return Member(_inner(r, node), "*", r.line(node))


def _sequence(r: Reader, node: Node) -> Value:
    *before, last = node.named_children or [node]
    r.later(*before)
    return r.value(last) if last is not node else r.opaque(node)


def _array(r: Reader, node: Node) -> Value:
    return Seq(r.values(node.named_children), r.line(node))


def _object(r: Reader, node: Node) -> Value:
    pairs: list[tuple[Value | None, Value]] = []
    own = definitions.own_texts(r, node)
    for child in node.named_children:
        match child.type:
            case "pair":
                key, value = _key(r, child.child_by_field_name("key")), child.child_by_field_name("value")
                if own and value is not None and value.type in definitions.METHODS:
                    pairs.append((key, FuncRef(definitions.in_place(r, value, own), r.line(value))))
                else:
                    pairs.append((key, r.value(value)))
            case "shorthand_property_identifier":
                pairs.append((Lit(r.text(child), r.line(child)), _name(r, child)))
            case "spread_element":
                pairs.append((None, _inner(r, child)))
            case "method_definition":
                key = _key(r, child.child_by_field_name("name"))
                pairs.append((key, FuncRef(definitions.in_place(r, child, own), r.line(child))))
            case _:
                r.later(child)
    return Map(masked_pairs(pairs), r.line(node))


def _key(r: Reader, node: Node | None) -> Value:
    if node is None or node.type == "computed_property_name":
        return r.value(first(node) if node else None)
    if node.type in ("string", "number"):
        return r.value(node)
    return Lit(r.text(node), r.line(node))


def _function(r: Reader, node: Node) -> Value:
    return FuncRef(definitions.in_place(r, node), r.line(node))


def _class(r: Reader, node: Node) -> Value:
    return FuncRef(definitions.class_in_place(r, node), r.line(node))


def _new(r: Reader, node: Node) -> Value:
    target = r.value(node.child_by_field_name("constructor"))
    return r.call(target, node, _arguments(r, node), "new")


def _assignment(r: Reader, node: Node) -> Value:
    return definitions.assign(r, node)


def _augmented(r: Reader, node: Node) -> Value:
    """`x ??= y` and `x ||= y` may bind; `x += y` is a call of `x.__iadd__`."""
    sign = node.child_by_field_name("operator")
    if sign is not None and sign.type in ("??=", "||="):
        return definitions.assign(r, node)
    value = r.value(node.child_by_field_name("right"))
    if sign is None or sign.type != "+=":
        return value
    target = r.value(node.child_by_field_name("left"))
    return r.call(member(target, "__iadd__", r.line(node)), node, Arguments((value,)))


# -- chains and calls


def _member_link(r: Reader, node: Node) -> Step:
    return Step(node.child_by_field_name("object"), member=r.text(node.child_by_field_name("property")) or "?")


def _index_link(r: Reader, node: Node) -> Step:
    return Step(node.child_by_field_name("object"), key=node.child_by_field_name("index"))


def _call_link(r: Reader, node: Node) -> Step | None:
    function = node.child_by_field_name("function")
    if function is None or modules.loaded(r, node) is not None:
        return None
    return Step(function, call=node)


def _through_link(r: Reader, node: Node) -> Step:
    return Step(first(node))


def _call(r: Reader, node: Node) -> Value:
    source = modules.loaded(r, node)
    if source is not None:
        return modules.load(r, node, source)
    return r.chain(node)


def _arguments(r: Reader, node: Node) -> Arguments:
    given = node.child_by_field_name("arguments")
    if given is None:
        return Arguments()
    if given.type == "template_string":
        return Arguments((template_string(r, given),), form="template-tag")
    args: list[Value] = []
    spread = False
    for child in given.named_children:
        if child.type == "spread_element":
            spread = True
            args.append(_spread(r, child))
        elif not child.is_extra:
            args.append(r.value(child))
    return Arguments(tuple(args), (), spread)


def _types(r: Reader, node: Node) -> tuple[str, ...]:
    given = node.child_by_field_name("type_arguments")
    return tuple(r.text(child) for child in given.named_children) if given is not None else ()


_SKIPPED = ("comment", "type_annotation", "type_arguments", "type_parameters")
_INNER = ("await_expression", "parenthesized_expression", "as_expression", "satisfies_expression")
_SPEAKING: dict[str, Evaluate] = {
    "call_expression": _call,
    "member_expression": Reader.chain,
    "subscript_expression": Reader.chain,
    "non_null_expression": Reader.chain,
    "new_expression": _new,
    "template_string": template_string,
    "binary_expression": _binary,
    "ternary_expression": _ternary,
    "assignment_expression": _assignment,
    "augmented_assignment_expression": _augmented,
    "sequence_expression": _sequence,
    "unary_expression": shared.unary,
    "instantiation_expression": _inner,
    "array": _array,
    "object": _object,
    "class": _class,
    "jsx_element": jsx.element,
    "jsx_self_closing_element": jsx.element,
    "jsx_expression": jsx.expression,
    "spread_element": _spread,
    "type_assertion": _inner,
    **dict.fromkeys(_INNER, _inner),
    **dict.fromkeys(definitions.FUNCTIONS, _function),
}
_QUIET: dict[str, Evaluate] = {
    "string": _string,
    "number": _number,
    **dict.fromkeys(("true", "false", "null", "undefined"), _constant),
    **dict.fromkeys(("identifier", "this", "super", "meta_property", "property_identifier"), _name),
}
_VISITS: dict[str, Visit] = {
    "import_statement": modules.import_statement,
    "export_statement": modules.export_statement,
    "variable_declarator": definitions.declarator,
    "function_declaration": definitions.function_declaration,
    "generator_function_declaration": definitions.function_declaration,
    "class_declaration": definitions.class_declaration,
    "abstract_class_declaration": definitions.class_declaration,
    "interface_declaration": definitions.interface,
    "enum_declaration": definitions.enum,
    "type_alias_declaration": definitions.type_alias,
    "internal_module": definitions.namespace,
    "return_statement": definitions.returned,
    "for_in_statement": loop,
    "switch_case": branches.case,
    "if_statement": branches.condition,
    **dict.fromkeys(_SKIPPED, skip),
    **dict.fromkeys(_QUIET, skip),
}
GRAMMAR = Grammar(
    visits=_VISITS,
    values={**_SPEAKING, **_QUIET},
    links={
        "member_expression": _member_link,
        "subscript_expression": _index_link,
        "call_expression": _call_link,
        "non_null_expression": _through_link,
        "await_expression": _through_link,
    },
    arguments=_arguments,
    types=_types,
)
