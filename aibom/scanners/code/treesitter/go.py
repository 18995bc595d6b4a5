"""Go as facts: expressions, and the tables that make the front end. Definitions are in go_definitions.

Composite literals of a named type are Calls of form "new" whose keyed elements are kwargs; those of slice and
array types are Seqs, of map types Maps; elided element types are filled in. `fmt.Sprintf("...", x)` is a Template.
"""

from __future__ import annotations

from tree_sitter import Node

from aibom.scanners.code.facts import Lit, Map, Member, Name, Opaque, Seq, Value
from aibom.scanners.code.treesitter import go_definitions as definitions
from aibom.scanners.code.treesitter.conceal import masked_pairs
from aibom.scanners.code.treesitter.literals import number, printf, unescape
from aibom.scanners.code.treesitter.nodes import first, joined, template
from aibom.scanners.code.treesitter.parts import Arguments, Step
from aibom.scanners.code.treesitter.reader import Evaluate, Grammar, Reader, Visit, skip

_FORMATS = ("fmt.Sprintf", "fmt.Errorf")
_SEQUENCES = ("slice_type", "array_type", "implicit_length_array_type")


def _name(r: Reader, node: Node) -> Value:
    text = r.text(node)
    return Name("self" if text == r.frame.receiver else text, r.line(node))


def _type(r: Reader, node: Node) -> Value:
    return Name(definitions.type_name(r, node), r.line(node))


def _string(r: Reader, node: Node) -> Value:
    text = r.text(node)[1:-1]
    return r.literal(text if node.type == "raw_string_literal" else unescape(text), node)


def _number(r: Reader, node: Node) -> Value:
    value = number(r.text(node))
    return r.opaque(node) if value is None else Lit(value, r.line(node))


def _constant(r: Reader, node: Node) -> Value:
    return Lit({"true": True, "false": False}.get(node.type), r.line(node))


def _operands(node: Node) -> tuple[Node | None, Node | None] | None:
    if node.type == "binary_expression" and (sign := node.child_by_field_name("operator")) and sign.type == "+":
        return node.child_by_field_name("left"), node.child_by_field_name("right")
    return None


def _binary(r: Reader, node: Node) -> Value:
    if _operands(node) is None:
        return r.opaque(node)
    return template(r.values(joined(node, _operands)), r.line(node))


def _unary(r: Reader, node: Node) -> Value:
    """`&x` and `*x` are x; other operators are Opaque."""
    sign = node.child_by_field_name("operator")
    if sign is not None and sign.type in ("&", "*"):
        return r.value(node.child_by_field_name("operand"))
    return r.opaque(node)


def _inner(r: Reader, node: Node) -> Value:
    return r.value(first(node))


def _asserted(r: Reader, node: Node) -> Value:
    return r.value(node.child_by_field_name("operand"))


def _conversion(r: Reader, node: Node) -> Value:
    """`[]byte(x)` is x; `Generic[T](x)` looks like a conversion and may be a call."""
    kind, operand = node.child_by_field_name("type"), r.value(node.child_by_field_name("operand"))
    if kind is None or kind.type != "generic_type":
        return operand
    return r.call(_type(r, kind), node, Arguments((operand,)))


def _function(r: Reader, node: Node) -> Value:
    return definitions.in_place(r, node)


# -- composite literals


def _composite(r: Reader, node: Node) -> Value:
    return _literal(r, node.child_by_field_name("type"), node.child_by_field_name("body"), node)


def _literal(r: Reader, kind: Node | None, body: Node | None, node: Node) -> Value:
    """The literal `kind{body}`; kind is also the elided type of an element."""
    if kind is None or body is None:
        return r.opaque(node)
    if kind.type == "pointer_type":
        return _literal(r, first(kind), body, node)
    if kind.type in _SEQUENCES:
        element = kind.child_by_field_name("element")
        items = [_element(r, child, element) for _, child in _elements(body)]
        return Seq(tuple(items), r.line(node))
    if kind.type in ("map_type", "struct_type") or _has_texts_for_keys(r, body):
        return _map(r, kind, body, node)
    pairs = [(r.text(key), _element(r, child, None)) for key, child in _elements(body) if key is not None]
    args = tuple([_element(r, child, None) for key, child in _elements(body) if key is None])
    return r.call(_type(r, kind), node, Arguments(args, tuple(pairs)), "new")


def _has_texts_for_keys(r: Reader, body: Node) -> bool:
    """Whether the elements of a literal of a named type have texts for keys, as only maps do: `gin.H{"model": m}`."""
    keys = [key for key, _ in _elements(body)]
    return bool(keys) and all(key is not None and r.text(key)[:1] in ('"', "`") for key in keys)


def _untyped(r: Reader, body: Node) -> Value:
    """An element whose elided type is not known (`bson.D{{Key: "a", Value: b}}`)."""
    pairs = _elements(body)
    if not pairs or any(key is None for key, _ in pairs):
        return Seq(tuple([_element(r, child, None) for _, child in pairs]), r.line(body))
    named: list[tuple[Value | None, Value]] = [
        (Lit(r.text(key).strip('"'), r.line(child)), _element(r, child, None)) for key, child in pairs
    ]
    return Map(masked_pairs(named), r.line(body))


def _map(r: Reader, kind: Node, body: Node, node: Node) -> Value:
    element = kind.child_by_field_name("value")
    pairs: list[tuple[Value | None, Value]] = []
    for key, child in _elements(body):
        plain = kind.type == "struct_type" and key is not None
        name: Value = Lit(r.text(key), r.line(child)) if plain else _element(r, key, kind.child_by_field_name("key"))
        pairs.append((name, _element(r, child, element)))
    return Map(masked_pairs(pairs), r.line(node))


def _elements(body: Node) -> list[tuple[Node | None, Node]]:
    """Key (None when positional) and value of each element."""
    found: list[tuple[Node | None, Node]] = []
    for child in body.named_children:
        if child.type == "keyed_element":
            value = child.child_by_field_name("value")
            if value is not None:
                found.append((child.child_by_field_name("key"), value))
        elif not child.is_extra:
            found.append((None, child))
    return found


def _element(r: Reader, node: Node | None, elided: Node | None) -> Value:
    inner = first(node) if node is not None and node.type == "literal_element" else node
    if inner is None:
        return Opaque("", 0)
    if inner.type == "literal_value" and elided is not None and r.deeper():
        value = _literal(r, elided, inner, inner)
        r.shallower()
        return value
    return r.value(inner)


# -- chains and calls


def _selector_link(r: Reader, node: Node) -> Step:
    return Step(node.child_by_field_name("operand"), member=r.text(node.child_by_field_name("field")) or "?")


def _index_link(r: Reader, node: Node) -> Step:
    return Step(node.child_by_field_name("operand"), key=node.child_by_field_name("index"))


def _call_link(r: Reader, node: Node) -> Step:
    function = node.child_by_field_name("function")
    if function is not None and _instantiated(function):
        function = function.child_by_field_name("operand")
    return Step(function, call=node)


def _asserted_link(r: Reader, node: Node) -> Step:
    return Step(node.child_by_field_name("operand"))


def _instantiated(function: Node) -> bool:
    """Whether `f[T]` in `f[T](x)` looks like a type argument rather than a subscript."""
    index = function.child_by_field_name("index")
    return function.type == "index_expression" and index is not None and "literal" not in index.type


def _call(r: Reader, node: Node) -> Value:
    function, given = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    if function is not None and given is not None and r.text(function) in _FORMATS:
        text, *rest = r.values(given.named_children) or (None,)
        if isinstance(text, Lit) and isinstance(text.value, str):
            return template(printf(text.value, rest, text.line), r.line(node))
        return r.call(r.value(function), node, Arguments(tuple(rest) if text is None else (text, *rest)))
    if function is not None and given is not None and r.text(function) == "make":
        kind = first(given)
        if kind is not None and kind.type == "slice_type":
            return Seq((), r.line(node))
    if function is not None and given is not None and r.text(function) == "append":
        base, *added = _arguments(r, node).args or (Opaque("", 0),)
        return Seq((Member(base, "*", r.line(node)), *added), r.line(node))
    return r.chain(node)


def _arguments(r: Reader, node: Node) -> Arguments:
    given = node.child_by_field_name("arguments")
    args: list[Value] = []
    spread = False
    for child in given.named_children if given is not None else ():
        if child.type == "variadic_argument":
            spread = True
            args.append(Member(r.value(first(child)), "*", r.line(child)))
        elif not child.is_extra:
            args.append(r.value(child))
    return Arguments(tuple(args), (), spread)


def _types(r: Reader, node: Node) -> tuple[str, ...]:
    given = node.child_by_field_name("type_arguments")
    if given is not None:
        return tuple(r.text(child) for child in given.named_children)
    function = node.child_by_field_name("function")
    if function is not None and function.type == "index_expression" and _instantiated(function):
        return (r.text(function.child_by_field_name("index")),)
    return ()


_STRINGS = ("interpreted_string_literal", "raw_string_literal", "rune_literal")
_SPEAKING: dict[str, Evaluate] = {
    "call_expression": _call,
    "selector_expression": Reader.chain,
    "index_expression": Reader.chain,
    "type_assertion_expression": _asserted,
    "type_conversion_expression": _conversion,
    "composite_literal": _composite,
    "binary_expression": _binary,
    "unary_expression": _unary,
    "func_literal": _function,
    "literal_element": _inner,
    "literal_value": _untyped,
}
_QUIET: dict[str, Evaluate] = {
    "identifier": _name,
    "parenthesized_expression": _inner,
    **dict.fromkeys(_STRINGS, _string),
    **dict.fromkeys(("int_literal", "float_literal"), _number),
    **dict.fromkeys(("true", "false", "nil"), _constant),
    **dict.fromkeys(("type_identifier", "qualified_type", "generic_type", "pointer_type"), _type),
}
_VISITS: dict[str, Visit] = {
    "package_clause": definitions.package,
    "import_spec": definitions.import_spec,
    "const_spec": definitions.declared,
    "var_spec": definitions.declared,
    "short_var_declaration": definitions.assigned,
    "assignment_statement": definitions.assigned,
    "range_clause": definitions.ranged,
    "function_declaration": definitions.function,
    "method_declaration": definitions.function,
    "type_spec": definitions.type_spec,
    "return_statement": definitions.returned,
    **dict.fromkeys(("comment", "type_alias", "type_arguments", "parameter_list"), skip),
    **dict.fromkeys(("identifier", "type_identifier", "qualified_type", "generic_type", *_STRINGS), skip),
}
GRAMMAR = Grammar(
    visits=_VISITS,
    values={**_SPEAKING, **_QUIET},
    links={
        "selector_expression": _selector_link,
        "index_expression": _index_link,
        "call_expression": _call_link,
        "type_assertion_expression": _asserted_link,
    },
    arguments=_arguments,
    types=_types,
)
