"""C# as facts: expressions, and the tables that make the front end. Definitions are in csharp_definitions.

`new T(...) { A = x }` is one Call of form "new" with the kwarg A. Collections that are written out are Seqs and
Maps, whatever their type. `new()` has the type that its variable, property or function declares. `nameof(x)` is a
Lit, `string.Format` a Template.
"""

from __future__ import annotations

from tree_sitter import Node

from aibom.scanners.code.facts import CallRef, Either, Lit, Map, Name, Opaque, Seq, Value
from aibom.scanners.code.treesitter import csharp_definitions as definitions
from aibom.scanners.code.treesitter import shared
from aibom.scanners.code.treesitter.conceal import masked_pairs
from aibom.scanners.code.treesitter.literals import composite, unescape
from aibom.scanners.code.treesitter.nodes import first, template
from aibom.scanners.code.treesitter.parts import Arguments, Step
from aibom.scanners.code.treesitter.reader import Evaluate, Grammar, Reader, Visit, skip

_ADDERS = ("Add", "Insert", "Enqueue", "Push", "Prepend", "Append")
_GROWING = ("List", "HashSet", "Collection")
_COLLECTIONS = ("List", "HashSet", "Collection", "Dictionary", "Queue", "Stack", "Array")


def _string(r: Reader, node: Node) -> Value:
    text = r.text(node)
    match node.type:
        case "verbatim_string_literal":
            return r.literal(text[2:-1].replace('""', '"'), node)
        case "raw_string_literal":
            return r.literal(shared.text_block(text.strip('"')), node)
        case _:
            return r.literal(unescape(text.removesuffix("u8")[1:-1]), node)


def _interpolated(r: Reader, node: Node) -> Value:
    verbatim = "@" in r.text(first(node)) or '"""' in r.text(first(node))
    parts: list[Value] = []
    for child in node.named_children:
        if child.type == "interpolation":
            inner = next((one for one in child.named_children if one.type != "interpolation_brace"), None)
            parts.append(r.value(inner))
        elif child.type in ("string_content", "escape_sequence"):
            text = r.text(child).replace("{{", "{").replace("}}", "}")
            parts.append(r.literal(text if verbatim else unescape(text), child))
    return template(parts, r.line(node))


def _type(r: Reader, node: Node) -> Value:
    return Name(definitions.type_name(r, node), r.line(node))


def _field(name: str) -> Evaluate:
    return lambda r, node: r.value(node.child_by_field_name(name))


def _postfix(r: Reader, node: Node) -> Value:
    """`x!` is x."""
    return shared.inner(r, node) if r.source[node.end_byte - 1 : node.end_byte] == b"!" else r.opaque(node)


def _typeof(r: Reader, node: Node) -> Value:
    return Name(definitions.type_name(r, node.child_by_field_name("type")), r.line(node))


def _switch(r: Reader, node: Node) -> Value:
    """`x switch { A => "a", _ => "b" }` is one of its arms' values."""
    arms = [child.named_children for child in node.named_children if child.type == "switch_expression_arm"]
    results = [[child for child in arm if not child.is_extra][-1:] for arm in arms]
    values = [one for result in results for one in result if one.type != "throw_expression"]
    r.later(first(node))
    return Either(r.values(values), r.line(node)) if values else Opaque(r.cut(node), r.line(node))


def _tuple(r: Reader, node: Node) -> Value:
    return Seq(tuple([definitions.argument_value(r, child) for child in node.named_children]), r.line(node))


def _collection(r: Reader, node: Node) -> Value:
    """`["a", ..rest]`; a `new()` in it is of the element type that is expected."""
    items: list[Value] = []
    kind, r.expected = r.expected, ""
    for element in node.named_children:
        inner = first(element) if element.type == "collection_element" else element
        inner = first(inner) if inner is not None and inner.type == "expression_element" else inner
        if inner is not None:
            items.append(shared.spread(r, inner) if inner.type == "spread_element" else _element(r, inner, kind))
    return Seq(tuple(items), r.line(node))


# -- objects and their initialisers


def _new(r: Reader, node: Node) -> Value:
    written = r.text(node.child_by_field_name("type"))[:200]
    kind = definitions.type_name(r, node.child_by_field_name("type"))
    if node.type == "implicit_object_creation_expression":
        written, r.expected = r.expected, ""
        kind = written.partition("<")[0].rstrip("?")
    listed = next((child for child in node.named_children if child.type == "initializer_expression"), None)
    element = definitions.element_type(written)
    if kind.endswith(_COLLECTIONS) and listed is not None:
        r.later(node.child_by_field_name("arguments"))
        return _initializer(r, listed, element)
    if kind.endswith(_COLLECTIONS) and (copied := _copied(r, node, element)) is not None:
        return copied
    given = _arguments(r, node)
    if kind.endswith(_GROWING) and not given.args:
        return Seq((), r.line(node))
    if listed is not None:
        named, items = _members(r, listed)
        given = Arguments((*given.args, *items), (*given.kwargs, *named))
    return r.call(Name(kind, r.line(node)), node, given, "new")


def _members(r: Reader, listed: Node) -> tuple[list[tuple[str, Value]], list[Value]]:
    """The named members and the elements of an object initialiser."""
    named: list[tuple[str, Value]] = []
    items: list[Value] = []
    for child in listed.named_children:
        left = child.child_by_field_name("left") if child.type == "assignment_expression" else None
        if left is not None and left.type == "identifier":
            named.append((r.text(left), r.value(child.child_by_field_name("right"))))
        elif left is not None:
            items.append(Map(_pair(r, child), r.line(child)))
        elif not child.is_extra:
            items.append(r.value(child))
    return named, items


def _copied(r: Reader, node: Node, element: str) -> Value | None:
    """`new List<T>([a, b])` is the collection that it copies."""
    listed = node.child_by_field_name("arguments")
    given = first(listed) if listed is not None and listed.named_child_count == 1 else None
    inner = first(given) if given is not None else None
    if inner is None or inner.type != "collection_expression":
        return None
    r.expected = element
    return r.value(inner)


def _initializer(r: Reader, node: Node, element: str = "") -> Value:
    """`{ "a", "b" }` is a Seq; `{ ["k"] = v }`, `{ {"k", v} }` and `{ Name = v }` are Maps. A `new()` in it is of
    the element type."""
    children = [child for child in node.named_children if not child.is_extra]
    if not children or not all(_is_pair(child) for child in children):
        return Seq(tuple([_element(r, child, element) for child in children]), r.line(node))
    return Map(masked_pairs(pair for child in children for pair in _pair(r, child)), r.line(node))


def _element(r: Reader, node: Node, kind: str) -> Value:
    r.expected = kind if node.type == "implicit_object_creation_expression" else ""
    return r.value(node)


def _is_pair(node: Node) -> bool:
    if node.type == "initializer_expression":
        return node.named_child_count == 2
    left = node.child_by_field_name("left") if node.type == "assignment_expression" else None
    return left is not None and left.type in ("identifier", "element_binding_expression")


def _pair(r: Reader, node: Node) -> tuple[tuple[Value | None, Value], ...]:
    if node.type == "initializer_expression":
        key, value = node.named_children[0], node.named_children[-1]
        return ((r.value(key), r.value(value)),)
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is not None and left.type == "identifier":
        return ((Lit(r.text(left), r.line(left)), r.value(right)),)
    return ((_subscript_value(r, left), r.value(right)),)


def _subscript_value(r: Reader, node: Node | None) -> Value:
    key = _subscript(node)
    return r.value(key) if key is not None else Opaque("", 1)


def _anonymous(r: Reader, node: Node) -> Value:
    """`new { Model = "m", city }`."""
    pairs: list[tuple[Value | None, Value]] = []
    for child in node.children:
        if child.is_named and not child.is_extra:
            line, before = r.line(child), pairs[-1:]
            if before and before[0][1] == Opaque("=", 0):
                pairs[-1] = (before[0][0], r.value(child))
            else:
                name = r.text(child).rpartition(".")[2]
                pairs.append((Lit(name, line), r.value(child)))
        elif child.type == "=" and pairs:
            pairs[-1] = (pairs[-1][0], Opaque("=", 0))
    return Map(masked_pairs(pairs), r.line(node))


def _array(r: Reader, node: Node) -> Value:
    listed = next((child for child in node.named_children if child.type == "initializer_expression"), None)
    element = r.text(node.child_by_field_name("type")).partition("[")[0]
    return r.opaque(node) if listed is None else _initializer(r, listed, element)


# -- chains and calls


def _member_link(r: Reader, node: Node) -> Step:
    name = definitions.type_name(r, node.child_by_field_name("name"))
    return Step(node.child_by_field_name("expression"), member=name or "?")


def _conditional_link(r: Reader, node: Node) -> Step:
    """`x?.Name` and `x?[key]`."""
    part = node.named_children[-1] if node.named_children else None
    target = node.child_by_field_name("condition")
    if part is not None and part.type == "element_binding_expression":
        return Step(target, key=_subscript(part))
    name = part.child_by_field_name("name") if part is not None else None
    return Step(target, member=definitions.type_name(r, name) or "?")


def _element_link(r: Reader, node: Node) -> Step:
    return Step(node.child_by_field_name("expression"), key=_subscript(node.child_by_field_name("subscript")))


def _subscript(node: Node | None) -> Node | None:
    argument = first(node) if node is not None else None
    return argument.named_children[-1] if argument is not None and argument.named_children else argument


def _call_link(r: Reader, node: Node) -> Step:
    function = node.child_by_field_name("function")
    if function is not None and function.type == "generic_name":
        return Step(None, member=definitions.type_name(r, function), call=node)
    return Step(function, call=node)


def _through_link(r: Reader, node: Node) -> Step | None:
    return Step(first(node)) if r.source[node.end_byte - 1 : node.end_byte] == b"!" else None


def _call(r: Reader, node: Node) -> Value:
    """`nameof(X.Y)` is "Y", `string.Format("...", x)` a Template, other calls are calls."""
    function = node.child_by_field_name("function")
    text = r.text(function) if function is not None and function.end_byte - function.start_byte < 16 else ""
    if text == "nameof":
        listed = node.child_by_field_name("arguments")
        inner = first(listed) if listed is not None else None
        return Lit(r.text(inner).rpartition(".")[2], r.line(node))
    if text.lower() == "string.format":
        args = _arguments(r, node).args
        if args and isinstance(args[0], Lit) and isinstance(args[0].value, str):
            return template(composite(args[0].value, args[1:], args[0].line), r.line(node))
        return r.call(Name(text, r.line(node)), node, Arguments(args))
    return r.chain(node)


def _arguments(r: Reader, node: Node) -> Arguments:
    listed = node.child_by_field_name("arguments")
    if listed is None:
        listed = next((child for child in node.named_children if child.type == "argument_list"), None)
    if node.type == "invocation_expression" and listed is not None and _holds_new(listed):
        r.expected = _added_to(r, r.text(node.child_by_field_name("function"))[-200:])
    given = definitions.arguments(r, listed)
    r.expected = ""
    return given


def _holds_new(listed: Node) -> bool:
    inner = (first(argument) for argument in listed.named_children)
    return any(one is not None and one.type == "implicit_object_creation_expression" for one in inner)


def _added_to(r: Reader, function: str) -> str:
    """The type of what a list holds that `messages.Add(new(...))` adds to; "" when it is not known."""
    holder, _, method = function.rpartition(".")
    name = holder.rpartition(".")[2]
    for binding in reversed(r.bindings) if method in _ADDERS else ():
        if binding.name.rpartition(".")[2] == name:
            made = r.calls[binding.value.call] if isinstance(binding.value, CallRef) else None
            listed = made is not None and made.callee.endswith(_COLLECTIONS) and len(made.types) == 1
            return definitions.element_type(binding.annotation) or (made.types[0] if made and listed else "")
    return ""


def _types(r: Reader, node: Node) -> tuple[str, ...]:
    named = node.child_by_field_name("function") or node.child_by_field_name("type")
    if named is not None and named.type == "member_access_expression":
        named = named.child_by_field_name("name")
    if named is None or named.type != "generic_name" or not named.named_children:
        return ()
    return tuple(r.text(child) for child in named.named_children[-1].named_children)


_WRAPPERS = ("parenthesized_expression", "await_expression", "checked_expression", "ref_expression")
_STRINGS = ("string_literal", "verbatim_string_literal", "raw_string_literal", "character_literal")
_SPEAKING: dict[str, Evaluate] = {
    "invocation_expression": _call,
    "member_access_expression": Reader.chain,
    "element_access_expression": Reader.chain,
    "conditional_access_expression": Reader.chain,
    "object_creation_expression": _new,
    "implicit_object_creation_expression": _new,
    "anonymous_object_creation_expression": _anonymous,
    "array_creation_expression": _array,
    "implicit_array_creation_expression": _array,
    "collection_expression": _collection,
    "initializer_expression": _initializer,
    "tuple_expression": _tuple,
    "interpolated_string_expression": _interpolated,
    "binary_expression": shared.binary(options=("??",)),
    "conditional_expression": shared.ternary("condition", "consequence", "alternative"),
    "assignment_expression": definitions.assignment,
    "cast_expression": _field("value"),
    "as_expression": _field("left"),
    "postfix_unary_expression": _postfix,
    "prefix_unary_expression": shared.unary,
    "switch_expression": _switch,
    "lambda_expression": definitions.in_place,
    "anonymous_method_expression": definitions.in_place,
    "typeof_expression": _typeof,
    **dict.fromkeys(
        ("parenthesized_expression", "await_expression", "checked_expression", "ref_expression"), shared.inner
    ),
}
_QUIET: dict[str, Evaluate] = {
    "identifier": shared.member_name,
    "declaration_expression": definitions.declaration_expression,
    "default_expression": shared.constant,
    **dict.fromkeys(("this", "base", "predefined_type"), shared.name),
    **dict.fromkeys(("generic_name", "qualified_name", "nullable_type"), _type),
    **dict.fromkeys(("boolean_literal", "null_literal"), shared.constant),
    **dict.fromkeys(("integer_literal", "real_literal"), shared.number),
    **dict.fromkeys(_STRINGS, _string),
}
_SKIPPED = ("comment", "using_directive", "type_parameter_list", "type_argument_list", "delegate_declaration")
_VISITS: dict[str, Visit] = {
    "file_scoped_namespace_declaration": definitions.namespace,
    "namespace_declaration": definitions.namespace,
    "field_declaration": definitions.field,
    "property_declaration": definitions.property_declaration,
    "local_declaration_statement": definitions.local,
    "using_statement": definitions.using_statement,
    "foreach_statement": definitions.loop,
    "local_function_statement": definitions.method,
    "enum_member_declaration": definitions.enum_member,
    "return_statement": definitions.returned,
    "arrow_expression_clause": definitions.returned,
    "attribute_list": definitions.attribute_list,
    **dict.fromkeys(definitions.METHODS, definitions.method),
    **dict.fromkeys(definitions.CLASSES, definitions.type_declaration),
    **dict.fromkeys((*_SKIPPED, *_QUIET), skip),
    "using_directive": definitions.using_directive,
}
GRAMMAR = Grammar(
    visits=_VISITS,
    values={**_SPEAKING, **_QUIET},
    links={
        "member_access_expression": _member_link,
        "conditional_access_expression": _conditional_link,
        "element_access_expression": _element_link,
        "invocation_expression": _call_link,
        "postfix_unary_expression": _through_link,
    },
    arguments=_arguments,
    types=_types,
)
