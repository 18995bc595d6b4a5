"""PHP as facts: expressions, and the tables that make the front end. Definitions are in php_definitions.

Names have no `$`, and `\\` and `::` are dots; `self::` and `static::` are `self`, `parent::` is `super`. An array of
values is a Seq, one with keys a Map. `sprintf` with a literal format is a Template.
"""

from __future__ import annotations

from itertools import islice
from textwrap import dedent

from tree_sitter import Node

from aibom.scanners.code.facts import Either, FuncRef, Lit, Map, Member, Name, Opaque, Seq, Template, Value
from aibom.scanners.code.treesitter import php_definitions as definitions
from aibom.scanners.code.treesitter import shared
from aibom.scanners.code.treesitter.conceal import masked_pairs
from aibom.scanners.code.treesitter.literals import unescape
from aibom.scanners.code.treesitter.nodes import first, template
from aibom.scanners.code.treesitter.parts import Arguments, Step
from aibom.scanners.code.treesitter.reader import Evaluate, Grammar, Reader, Visit, skip

_CONSTANTS = 200  # bindings of a file among which its constants stand
_TEXTS = ("string_content", "escape_sequence", "nowdoc_string")


def _name(r: Reader, node: Node) -> Value:
    return Name(definitions.dotted(r, node), r.line(node))


def _string(r: Reader, node: Node) -> Value:
    text = r.text(node)[1:-1]
    return r.literal(text.replace("\\'", "'").replace("\\\\", "\\"), node)


def _encapsed(r: Reader, node: Node) -> Value:
    parts: list[Value] = []
    for child in node.named_children:
        parts.append(r.literal(unescape(r.text(child)), child) if child.type in _TEXTS else r.value(child))
    return template(parts, r.line(node))


def _heredoc(r: Reader, node: Node) -> Value:
    """A heredoc or nowdoc without the indentation of its end; what is between the values is text."""
    body = node.child_by_field_name("value")
    if body is None:
        return Lit("", r.line(node))
    parts: list[Value] = []
    at, line = body.start_byte, r.line(node)
    for child in [one for one in body.named_children if one.type not in _TEXTS]:
        parts += [Lit(_between(r, at, child.start_byte), line), r.value(child)]
        at = child.end_byte
    parts.append(Lit(_between(r, at, body.end_byte), line))
    value = template(parts, line)
    if isinstance(value, Lit):
        return r.literal(dedent(str(value.value)).strip("\r\n"), node)
    pieces = [_tidy(one) for one in (value.parts if isinstance(value, Template) else (value,))]
    if isinstance(pieces[0], Lit):
        pieces[0] = Lit(str(pieces[0].value).lstrip("\r\n"), line)
    return template(pieces, line)


_CONSTANTS = 200  # bindings of a file among which its constants stand


def _between(r: Reader, start: int, end: int) -> str:
    return r.source[start:end].decode("utf-8", "replace").rstrip("{").removeprefix("}")


def _tidy(part: Value) -> Value:
    """Text between values with the indentation of its lines reduced to a line break."""
    if not isinstance(part, Lit):
        return part
    first_line, *rest = str(part.value).split("\n")
    return Lit("\n".join([first_line, *(line.lstrip(" \t") for line in rest)]), part.line)


def _array(r: Reader, node: Node) -> Value:
    pairs: list[tuple[Value | None, Value]] = []
    keyed = False
    for child in node.named_children:
        children = [one for one in child.named_children if not one.is_extra]
        if child.type != "array_element_initializer" or not children:
            continue
        if len(children) > 1:
            keyed = True
            pairs.append((_key(r, children[0]), r.value(children[1])))
        elif children[0].type == "variadic_unpacking":
            pairs.append((None, shared.inner(r, children[0])))
        else:
            pairs.append((Lit(len(pairs), r.line(child)), r.value(children[0])))
    if keyed:
        return Map(masked_pairs(pairs), r.line(node))
    items = [Member(value, "*", r.line(node)) if key is None else value for key, value in pairs]
    return Seq(tuple(items), r.line(node))


def _key(r: Reader, node: Node) -> Value:
    """The key of an array; a constant that the file has set before (`const ROLE = "role"`) is its text."""
    key = r.value(node)
    if not (isinstance(key, Name) and node.type == "name"):
        return key
    known = (one.value for one in islice(r.bindings, _CONSTANTS) if one.name == key.path and one.scope == "")
    return next((Lit(one.value, key.line) for one in known if isinstance(one, Lit)), key)


def _match(r: Reader, node: Node) -> Value:
    body = node.child_by_field_name("body")
    r.later(node.child_by_field_name("condition"))
    arms = [arm.child_by_field_name("return_expression") for arm in body.named_children] if body is not None else []
    values = [arm for arm in arms if arm is not None and arm.type != "throw_expression"]
    return Either(r.values(values), r.line(node)) if values else Opaque(r.cut(node), r.line(node))


def _new(r: Reader, node: Node) -> Value:
    kind = first(node)
    if kind is not None and kind.type == "anonymous_class":
        return FuncRef(definitions.anonymous_class(r, kind), r.line(node))
    target = r.value(kind) if kind is not None else Name("?", r.line(node))
    if isinstance(target, Name) and target.path == "self" and r.frame.receiver:
        target = Name(r.frame.receiver, target.line)
    return r.call(target, node, _arguments(r, node), "new")


def _load(r: Reader, node: Node) -> Value:
    """`require __DIR__ . '/x.php'` is an Import of "./x.php"."""
    definitions.loads(r, node, shared.inner(r, node))
    return Opaque(r.cut(node), r.line(node))


def _shell(r: Reader, node: Node) -> Value:
    return r.call(Name("`", r.line(node)), node, Arguments((_encapsed(r, node),)), "shell")


# -- chains and calls


def _member_link(r: Reader, node: Node) -> Step:
    return Step(node.child_by_field_name("object"), member=r.text(node.child_by_field_name("name")) or "?")


def _member_call_link(r: Reader, node: Node) -> Step:
    name = node.child_by_field_name("name")
    return Step(node.child_by_field_name("object"), member=r.text(name) or "?", call=node, at=name)


def _scoped_link(r: Reader, node: Node) -> Step:
    name = r.text(node.child_by_field_name("name")).lstrip("$")
    scope = node.child_by_field_name("scope")
    if name == "__construct":
        return Step(scope, call=node)
    call = node if node.type == "scoped_call_expression" else None
    return Step(scope, member=name or "?", call=call)


def _constant_link(r: Reader, node: Node) -> Step | None:
    children = [child for child in node.named_children if not child.is_extra]
    if not children:
        return None
    name = r.text(children[-1]) if len(children) > 1 else "class"
    return Step(children[0]) if name == "class" else Step(children[0], member=name)


def _index_link(r: Reader, node: Node) -> Step | None:
    children = [child for child in node.named_children if not child.is_extra]
    return Step(children[0], key=children[1]) if len(children) > 1 else None


def _call_link(r: Reader, node: Node) -> Step:
    return Step(node.child_by_field_name("function"), call=node)


def _call(r: Reader, node: Node) -> Value:
    """`define` binds, `sprintf` is a Template; other calls are calls."""
    name = r.text(node.child_by_field_name("function"))
    if name not in ("define", "sprintf"):
        return r.chain(node)
    given = _arguments(r, node)
    text = given.args[0] if given.args else None
    if name == "sprintf" and text is not None:
        value = shared.formatted(r, text, given.args[1:], node)
        if value is not None:
            return value
    elif isinstance(text, Lit) and len(given.args) > 1:
        r.bind(str(text.value), given.args[1], node)
    return r.call(Name(name, r.line(node)), node, given)


def _arguments(r: Reader, node: Node) -> Arguments:
    listed = node.child_by_field_name("arguments")
    if listed is None:
        listed = next((child for child in node.named_children if child.type == "arguments"), None)
    return definitions.arguments(r, listed)


def _types(r: Reader, node: Node) -> tuple[str, ...]:
    return ()


_LOADS = ("require_expression", "require_once_expression", "include_expression", "include_once_expression")
_MEMBERS = ("member_access_expression", "nullsafe_member_access_expression")
_MEMBER_CALLS = ("member_call_expression", "nullsafe_member_call_expression")
_CHAINS = (
    *_MEMBERS,
    *_MEMBER_CALLS,
    "scoped_call_expression",
    "scoped_property_access_expression",
    "class_constant_access_expression",
    "subscript_expression",
)
_SPEAKING: dict[str, Evaluate] = {
    "function_call_expression": _call,
    **dict.fromkeys(_CHAINS, Reader.chain),
    **dict.fromkeys(_LOADS, _load),
    "object_creation_expression": _new,
    "array_creation_expression": _array,
    "encapsed_string": _encapsed,
    **dict.fromkeys(("heredoc", "nowdoc"), _heredoc),
    "shell_command_expression": _shell,
    "binary_expression": shared.binary(joins=(".",), options=("??", "||", "or"), last=("&&", "and")),
    "conditional_expression": shared.ternary("condition", "body", "alternative"),
    "match_expression": _match,
    "unary_op_expression": shared.unary,
    "assignment_expression": definitions.assignment,
    "reference_assignment_expression": definitions.assignment,
    "augmented_assignment_expression": shared.assignment(optional=("??=",)),
    "arrow_function": definitions.in_place,
    "anonymous_function": definitions.in_place,
    "attribute": definitions.attribute,
    "cast_expression": lambda r, node: r.value(node.child_by_field_name("value")),
    **dict.fromkeys(("parenthesized_expression", "clone_expression", "by_ref"), shared.inner),
}
_QUIET: dict[str, Evaluate] = {
    **dict.fromkeys(("name", "qualified_name", "variable_name", "relative_scope", "named_type"), _name),
    "string": _string,
    **dict.fromkeys(("integer", "float"), shared.number),
    **dict.fromkeys(("boolean", "null"), shared.constant),
}
_VISITS: dict[str, Visit] = {
    "namespace_definition": definitions.namespace,
    "namespace_use_declaration": definitions.use_declaration,
    "const_declaration": definitions.constants,
    "property_declaration": definitions.properties,
    "enum_case": definitions.enum_case,
    "method_declaration": definitions.function,
    "function_definition": definitions.function,
    "foreach_statement": definitions.loop,
    "return_statement": definitions.returned,
    **dict.fromkeys(definitions.CLASSES, definitions.class_declaration),
    **dict.fromkeys(("comment", "text", "php_tag", "use_declaration", *_QUIET), skip),
}
GRAMMAR = Grammar(
    visits=_VISITS,
    values={**_SPEAKING, **_QUIET},
    links={
        **dict.fromkeys(_MEMBERS, _member_link),
        **dict.fromkeys(_MEMBER_CALLS, _member_call_link),
        "scoped_call_expression": _scoped_link,
        "scoped_property_access_expression": _scoped_link,
        "class_constant_access_expression": _constant_link,
        "subscript_expression": _index_link,
        "function_call_expression": _call_link,
    },
    arguments=_arguments,
    types=_types,
    doc_lines=(b"//", b"#"),
)
