"""Rust as facts: expressions, and the tables that make the front end.

Definitions are in rust_definitions, macros in rust_macros.
- What only converts or unwraps is left out: `"m".to_string()` is "m"; `x?`, `x.await`, `&x`, `Some(x)`, `Ok(x)`,
  `Box::new(x)` are x; `x.unwrap_or(y)` and `x.unwrap_or_else(|| y)` are one of x and y.
- A struct literal is a Call of form "new" with its fields as kwargs.
- `HashMap::from([(k, v), ...])` is a Map; `Vec::new()`, `HashMap::new()` and their like are an empty Seq or Map.
- The value of a block is that of its last expression; a function returns it.
"""

from __future__ import annotations

from tree_sitter import Node

from aibom.core import re
from aibom.scanners.code.facts import Either, FuncRef, Lit, Map, Name, Opaque, Seq, Value
from aibom.scanners.code.treesitter import rust_definitions as definitions
from aibom.scanners.code.treesitter import rust_macros as macros
from aibom.scanners.code.treesitter import shared
from aibom.scanners.code.treesitter.conceal import masked_pairs
from aibom.scanners.code.treesitter.literals import unescape
from aibom.scanners.code.treesitter.nodes import first
from aibom.scanners.code.treesitter.parts import Arguments, Step
from aibom.scanners.code.treesitter.reader import Evaluate, Grammar, Reader, Visit, skip

_SAME = frozenset(
    "to_string to_owned into clone cloned as_str as_ref as_deref unwrap into_string to_vec as_bytes unwrap_or_default"
    " boxed iter into_iter lock read write borrow borrow_mut as_mut".split()
)
_WRAPPING = frozenset(
    "Some Ok String.from Box.new Arc.new Rc.new Cow.from Cow.Borrowed Mutex.new RwLock.new Box.pin".split()
)
_EMPTY = re.compile(
    r"(?:\w+::){0,4}(?:(?P<map>\w*Map)|(?:Vec|VecDeque|\w*Set))(?:::<[^>]{0,200}>)?::(?:new|with_capacity)"
)
_KEYED = re.compile(r"(?:\w+::)*(?:HashMap|BTreeMap|IndexMap|FxHashMap|AHashMap)(?:::<[^>]*>)?::from(?:_iter)?")


def _name(r: Reader, node: Node) -> Value:
    text = r.text(node)
    return Name(r.frame.receiver or text if text == "Self" else text, r.line(node))


def _type(r: Reader, node: Node) -> Value:
    name = definitions.type_name(r, node)
    return Name(r.frame.receiver or name if name == "Self" else name, r.line(node))


def _string(r: Reader, node: Node) -> Value:
    text = r.text(node)
    if node.type == "raw_string_literal":
        return r.literal(r.text(first(node)), node)
    return r.literal(unescape(text[text.find('"') + 1 : -1]), node)


def _array(r: Reader, node: Node) -> Value:
    return Seq(r.values(node.named_children), r.line(node))


def _field(name: str) -> Evaluate:
    return lambda r, node: r.value(node.child_by_field_name(name))


def _if(r: Reader, node: Node) -> Value:
    r.later(node.child_by_field_name("condition"))
    no = node.child_by_field_name("alternative")
    branches = [node.child_by_field_name("consequence"), first(no) if no is not None else None]
    return _one_of(r, [branch for branch in branches if branch is not None], node)


def _match(r: Reader, node: Node) -> Value:
    """One of the arms; the names of an arm's pattern are bound to parts of what is matched."""
    matched, body = r.value(node.child_by_field_name("value")), node.child_by_field_name("body")
    values: list[Node] = []
    for arm in body.named_children if body is not None else ():
        pattern, value = arm.child_by_field_name("pattern"), arm.child_by_field_name("value")
        inner = first(pattern) if pattern is not None else None
        if inner is not None and inner.type in definitions.PATTERNS:
            definitions.bind_pattern(r, inner, matched)
        values += [value] if value is not None else []
    return _one_of(r, values, node)


def _one_of(r: Reader, branches: list[Node], node: Node) -> Value:
    values = [value for value in r.values(branches) if not isinstance(value, Opaque) or value.text]
    if len(values) == 1:
        return values[0]
    return Either(tuple(values), r.line(node)) if values else Opaque("", r.line(node))


def _struct(r: Reader, node: Node) -> Value:
    kwargs: list[tuple[str, Value]] = []
    body, kind = node.child_by_field_name("body"), node.child_by_field_name("name")
    for child in body.named_children if body is not None else ():
        if child.type == "field_initializer":
            kwargs.append((r.text(child.child_by_field_name("field")), r.value(child.child_by_field_name("value"))))
        elif child.type == "shorthand_field_initializer":
            kwargs.append((r.text(first(child)), shared.inner(r, child)))
        elif child.type == "base_field_initializer":
            kwargs.append(("**", shared.inner(r, child)))
    target = _type(r, kind) if kind is not None else Name("?", r.line(node))
    return r.call(target, node, Arguments((), tuple(kwargs), any(key == "**" for key, _ in kwargs)), "new")


# -- chains and calls


def _field_link(r: Reader, node: Node) -> Step:
    return Step(node.child_by_field_name("value"), member=r.text(node.child_by_field_name("field")) or "?")


def _scoped_link(r: Reader, node: Node) -> Step | None:
    path = node.child_by_field_name("path")
    return None if path is None else Step(path, member=r.text(node.child_by_field_name("name")) or "?")


def _index_link(r: Reader, node: Node) -> Step | None:
    children = [child for child in node.named_children if not child.is_extra]
    return Step(children[0], key=children[1]) if len(children) > 1 else None


def _call_link(r: Reader, node: Node) -> Step:
    """A call; one that only converts is a pass-through."""
    function = node.child_by_field_name("function")
    if function is not None and function.type == "field_expression":
        name = r.text(function.child_by_field_name("field"))
        given = node.child_by_field_name("arguments")
        if (name in _SAME and (given is None or not given.named_child_count)) or name == "expect":
            return Step(function.child_by_field_name("value"))
    return Step(function, call=node)


def _through_link(r: Reader, node: Node) -> Step:
    return Step(first(node))


def _generic_link(r: Reader, node: Node) -> Step:
    return Step(node.child_by_field_name("function"))


def _chain(r: Reader, node: Node) -> Value:
    if node.type == "scoped_identifier" and node.child_by_field_name("path") is None:
        return Name(r.text(node.child_by_field_name("name")), r.line(node))
    return r.chain(node)


def _call(r: Reader, node: Node) -> Value:
    """`Some(x)` is x, `x.unwrap_or(y)` one of x and y; other calls are calls."""
    function = node.child_by_field_name("function")
    if function is not None and function.type == "field_expression":
        name = r.text(function.child_by_field_name("field"))
        if name in ("unwrap_or", "unwrap_or_else", "or", "or_else", "map_or"):
            args = _arguments(r, node).args[:1]
            options = (r.value(function.child_by_field_name("value")), *(_result(r, one) for one in args))
            return Either(options, r.line(node))
    elif function is not None and function.end_byte - function.start_byte < 20:
        given = node.child_by_field_name("arguments")
        wraps = r.text(function).replace("::", ".") in _WRAPPING
        if wraps and given is not None and given.named_child_count == 1:
            return shared.inner(r, given)
    return _keyed(r, node) or _empty(r, node) or r.chain(node)


def _empty(r: Reader, node: Node) -> Value | None:
    """The list or mapping that begins with nothing in it."""
    function = node.child_by_field_name("function")
    found = _EMPTY.fullmatch(r.text(function)[:300]) if function is not None else None
    if found is None:
        return None
    return Map((), r.line(node)) if found["map"] else Seq((), r.line(node))


def _keyed(r: Reader, node: Node) -> Value | None:
    """The mapping that a list of pairs makes: `HashMap::from([("a", x), ("b", y)])`."""
    function, given = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    listed = first(given) if given is not None and given.named_child_count == 1 else None
    if function is None or listed is None or listed.type != "array_expression":
        return None
    if not _KEYED.fullmatch(r.text(function)[:200]):
        return None
    pairs = [[one for one in child.named_children if not one.is_extra] for child in listed.named_children]
    if any(len(pair) != 2 for pair in pairs):
        return None
    return Map(masked_pairs([(r.value(key), r.value(value)) for key, value in pairs]), r.line(node))


def _result(r: Reader, value: Value) -> Value:
    """What a closure returns, when that is one value."""
    if isinstance(value, FuncRef):
        returns = r.returned_by(value.scope)
        return returns[0] if len(returns) == 1 else value
    return value


def _arguments(r: Reader, node: Node) -> Arguments:
    given = node.child_by_field_name("arguments")
    return Arguments(r.values(given.named_children)) if given is not None else Arguments()


def _types(r: Reader, node: Node) -> tuple[str, ...]:
    function = node.child_by_field_name("function")
    given = function.child_by_field_name("type_arguments") if function is not None else None
    return tuple(r.text(child) for child in given.named_children) if given is not None else ()


_THROUGH = ("try_expression", "await_expression", "parenthesized_expression")
_SPEAKING: dict[str, Evaluate] = {
    "call_expression": _call,
    "field_expression": Reader.chain,
    "index_expression": Reader.chain,
    "scoped_identifier": _chain,
    "generic_function": Reader.chain,
    "macro_invocation": macros.invocation,
    "struct_expression": _struct,
    "array_expression": _array,
    "tuple_expression": _array,
    "binary_expression": shared.binary(),
    "unary_expression": shared.unary,
    "assignment_expression": shared.assignment(optional=()),
    "compound_assignment_expr": shared.assignment(optional=()),
    "reference_expression": _field("value"),
    "type_cast_expression": _field("value"),
    "if_expression": _if,
    "match_expression": _match,
    "block": definitions.block,
    "async_block": shared.inner,
    "unsafe_block": shared.inner,
    "closure_expression": definitions.closure,
    "return_expression": shared.statement,
    "for_expression": shared.statement,
    **dict.fromkeys(_THROUGH, shared.inner),
}
_TYPES = ("type_identifier", "generic_type", "scoped_type_identifier", "generic_type_with_turbofish")
_QUIET: dict[str, Evaluate] = {
    **dict.fromkeys(("identifier", "self", "crate", "super"), _name),
    **dict.fromkeys(_TYPES, _type),
    **dict.fromkeys(("string_literal", "raw_string_literal"), _string),
    "char_literal": lambda r, node: Lit(unescape(r.text(node)[1:-1]), r.line(node)),
    "boolean_literal": shared.constant,
    **dict.fromkeys(("integer_literal", "float_literal"), shared.number),
}
_SKIPPED = ("line_comment", "block_comment", "type_item", "type_arguments", "type_parameters", "where_clause")
_VISITS: dict[str, Visit] = {
    "source_file": definitions.items,
    "declaration_list": definitions.items,
    "use_declaration": definitions.use_declaration,
    "extern_crate_declaration": definitions.extern_crate,
    "mod_item": definitions.module,
    "const_item": definitions.constant,
    "static_item": definitions.constant,
    "struct_item": definitions.struct,
    "union_item": definitions.struct,
    "enum_item": definitions.enum,
    "trait_item": definitions.trait,
    "impl_item": definitions.implementation,
    "function_item": definitions.function,
    "function_signature_item": definitions.function,
    "let_declaration": definitions.let,
    "let_condition": definitions.let,
    "for_expression": definitions.loop,
    "return_expression": definitions.returned,
    "attribute_item": skip,
    "inner_attribute_item": skip,
    "macro_definition": skip,
    **dict.fromkeys((*_SKIPPED, *_QUIET), skip),
}
GRAMMAR = Grammar(
    visits=_VISITS,
    values={**_SPEAKING, **_QUIET},
    links={
        "field_expression": _field_link,
        "scoped_identifier": _scoped_link,
        "index_expression": _index_link,
        "call_expression": _call_link,
        "generic_function": _generic_link,
        "try_expression": _through_link,
        "await_expression": _through_link,
    },
    arguments=_arguments,
    types=_types,
)
