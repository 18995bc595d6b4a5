"""JavaScript and TypeScript: functions, classes, enums, parameters, and what declarations bind.

A destructured parameter is named `<param:N>`, and each name in it is bound to a member of that name in the
function's scope, so that it can be followed to the call's object literal.
"""

from __future__ import annotations

from collections.abc import Mapping

from tree_sitter import Node

from aibom.scanners.code.facts import Binding, CallRef, Either, Item, Lit, Name, Opaque, Param, Seq, Value
from aibom.scanners.code.treesitter import javascript_modules as modules
from aibom.scanners.code.treesitter.nodes import member, subscript
from aibom.scanners.code.treesitter.parts import Frame
from aibom.scanners.code.treesitter.reader import Reader

FUNCTIONS = frozenset({"arrow_function", "function_expression", "generator_function", "function"})
METHODS = frozenset({"function_expression", "generator_function"})  # with a `this` of their own
PATTERNS = frozenset({"object_pattern", "array_pattern"})
_INJECTS = "@Inject("
_GETTER = "get"  # the keyword before a method
_MAX_OWN = 40  # properties of an object that are looked at for `this`
_MAX_CHOICES = 12  # texts of a union type
_MAX_OWN_TEXT = 200  # bytes


# -- functions


def function_declaration(r: Reader, node: Node) -> None:
    _function(r, node, r.text(node.child_by_field_name("name")), r.doc(node))


def in_place(r: Reader, node: Node, own: Mapping[str, Lit] | None = None) -> str:
    """State a function that is written inside an expression; its scope. `own` = what its `this` holds."""
    named = node.child_by_field_name("name") if node.type != "method_definition" else None
    scope = _function(r, node, r.text(named) or r.anonymous(node), "").scope
    if own:
        r.own[scope] = own
        r.bindings += (Binding(f"this.{name}", scope, text, text.line) for name, text in own.items())
    return scope


def own_texts(r: Reader, node: Node) -> dict[str, Lit]:
    """The texts among the properties of an object literal, by name, for its methods' `this.name`; empty when it has
    no method. `name: this.name` hands on what the object around it holds."""
    children = node.named_children
    if not any(child.type == "method_definition" or _holds_method(child) for child in children):
        return {}
    around = _own_of(r)
    found: dict[str, Lit] = {}
    for child in children[:_MAX_OWN]:
        key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
        if key is None or value is None or key.type != "property_identifier":
            continue
        if value.type == "string" and value.end_byte - value.start_byte <= _MAX_OWN_TEXT:
            text = r.value(value)
            found |= {r.text(key): text} if isinstance(text, Lit) else {}
        elif value.type == "member_expression" and r.text(value).startswith("this."):
            handed = around.get(r.text(value)[5:])
            found |= {r.text(key): handed} if handed is not None else {}
    return found


def _holds_method(child: Node) -> bool:
    value = child.child_by_field_name("value") if child.type == "pair" else None
    return value is not None and value.type in METHODS


def _own_of(r: Reader) -> Mapping[str, Lit]:
    """What `this` holds where the reader stands; arrow functions share it with the function around."""
    scope = r.frame.scope
    while scope:
        if scope in r.own:
            return r.own[scope]
        scope = scope.rpartition(".")[0]
    return {}


def _function(r: Reader, node: Node, name: str, doc: str, decorators: tuple[Value, ...] = ()) -> Frame:
    frame = r.inside(name, "function")
    outer, r.frame = r.frame, frame
    params = _parameters(r, node)
    r.frame = outer
    r.define(frame, node, params, decorators, doc)
    body = node.child_by_field_name("body")
    if body is not None and node.type == "arrow_function" and body.type != "statement_block":
        r.frame = frame
        frame.returns.append(r.value(body))
        r.frame = outer
    else:
        r.later(body, frame=frame)
    return frame


def _parameters(r: Reader, node: Node) -> tuple[Param, ...]:
    single = node.child_by_field_name("parameter")
    if single is not None:
        return (Param(r.text(single), None, "", r.line(single)),)
    listed = node.child_by_field_name("parameters")
    children = [child for child in listed.named_children if not child.is_extra] if listed is not None else []
    params = [_parameter(r, child, index) for index, child in enumerate(children)]
    return tuple(param for param in params if param.name != "this")


def _parameter(r: Reader, node: Node, index: int) -> Param:
    pattern, default, annotation = node, None, ""
    injected: Value | None = None
    if node.type in ("required_parameter", "optional_parameter"):
        pattern, default = node.child_by_field_name("pattern") or node, node.child_by_field_name("value")
        annotation = _annotation(r, node)
        injected = _decorated(r, node)
    elif node.type == "assignment_pattern":
        pattern, default = node.child_by_field_name("left") or node, node.child_by_field_name("right")
    value = injected if default is None else r.value(default)
    name = f"<param:{index}>" if pattern.type in PATTERNS else r.text(pattern).replace("...", "*")
    if value is not None:
        r.bind(name, value, node, "param", annotation)
    if pattern.type in PATTERNS:
        bind_pattern(r, pattern, Name(name, r.line(node)))
    elif any(child.type in ("accessibility_modifier", "override_modifier") for child in node.named_children):
        r.bind(f"this.{name}", Name(name, r.line(node)), node, annotation=annotation)
    return Param(name, value, annotation, r.line(node))


def _decorated(r: Reader, node: Node) -> Value | None:
    """Read the decorators of a parameter or field; one that names what a container injects is its value."""
    told = [(r.text(child), decorator(r, child)) for child in node.named_children if child.type == "decorator"]
    return next((value for text, value in told if text.startswith(_INJECTS) and isinstance(value, CallRef)), None)


def _annotation(r: Reader, node: Node) -> str:
    return r.text(node.child_by_field_name("type")).removeprefix(":").strip()[:200]


def returned(r: Reader, node: Node) -> None:
    children = [child for child in node.named_children if not child.is_extra]
    if children:
        r.frame.returns.append(r.value(children[0]))


# -- classes


def class_declaration(r: Reader, node: Node) -> None:
    _class(r, node, r.text(node.child_by_field_name("name")) or "default")


def class_in_place(r: Reader, node: Node) -> str:
    """State a class that is written inside an expression; its scope."""
    return _class(r, node, r.text(node.child_by_field_name("name")) or r.anonymous(node)).scope


def _class(r: Reader, node: Node, name: str) -> Frame:
    bases: list[Value] = []
    decorators: list[Value] = []
    for child in node.named_children:
        if child.type == "decorator":
            decorators.append(decorator(r, child))
        elif child.type in ("class_heritage", "extends_type_clause"):
            bases += _heritage(r, child)
    outside = r.notes.get(node.id, [node])[0]
    if outside is not node:
        decorators += [decorator(r, child) for child in outside.named_children if child.type == "decorator"]
    frame = r.define_class(name, node, tuple(bases), tuple(decorators), r.doc(outside))
    outer, r.frame = r.frame, frame
    _members(r, node.child_by_field_name("body"))
    r.frame = outer
    return frame


def _heritage(r: Reader, node: Node) -> list[Value]:
    bases: list[Value] = []
    for child in node.named_children:
        if child.type == "extends_clause":
            value = child.child_by_field_name("value")
            bases += [r.value(value)] if value is not None else []
        elif child.type == "implements_clause":
            bases += [_type_name(r, base) for base in child.named_children]
        elif not child.is_extra:
            bases.append(_type_name(r, child) if "type" in child.type else r.value(child))
    return bases


def _type_name(r: Reader, node: Node) -> Value:
    named = node.child_by_field_name("name") if node.type == "generic_type" else node
    return Name(r.text(named), r.line(node))


def _members(r: Reader, body: Node | None) -> None:
    waiting: list[Node] = []
    for child in body.named_children if body is not None else ():
        match child.type:
            case "decorator":
                waiting.append(child)
            case "method_definition":
                _method(r, child, waiting)
                waiting = []
            case "field_definition" | "public_field_definition":
                _field(r, child)
                waiting = []
            case "comment" | "method_signature" | "abstract_method_signature" | "index_signature":
                pass
            case _:
                r.later(child)


def _method(r: Reader, node: Node, waiting: list[Node]) -> None:
    """A method; what a getter returns is a member of the object, as Python's `@property` says."""
    decorators = tuple(decorator(r, child) for child in waiting)
    if any(child.type == _GETTER for child in node.children):
        decorators = (*decorators, Name("property", r.line(node)))
    name = r.text(node.child_by_field_name("name")).strip("[]\"'")
    _function(r, node, name, r.doc(waiting[0] if waiting else node), decorators)


def _field(r: Reader, node: Node) -> None:
    injected = _decorated(r, node)
    key = node.child_by_field_name("name") or node.child_by_field_name("property")
    name, value = r.text(key).strip("\"'"), node.child_by_field_name("value")
    if value is not None and value.type in FUNCTIONS:
        _function(r, value, name, r.doc(node))
    elif value is not None:
        r.bind(name, r.value(value), node, "field", _annotation(r, node))
    elif injected is not None:
        r.bind(name, injected, node, "field", _annotation(r, node))
    elif node.child_by_field_name("type") is not None:
        r.bind(name, Opaque("", r.line(node)), node, "field", _annotation(r, node))


def decorator(r: Reader, node: Node) -> Value:
    """`@Name` is a Name, `@Name(...)` a call of form "decorator"."""
    inner = next((child for child in node.named_children if not child.is_extra), None)
    value = r.value(inner)
    r.mark(value, "decorator")
    return value


def enum(r: Reader, node: Node) -> None:
    name = r.text(node.child_by_field_name("name"))
    outer, r.frame = r.frame, r.define_class(name, node, (Name("enum", r.line(node)),), (), r.doc(node))
    body = node.child_by_field_name("body")
    for child in body.named_children if body is not None else ():
        if child.type == "enum_assignment":
            key = r.text(child.child_by_field_name("name")).strip("\"'")
            r.bind(key, r.value(child.child_by_field_name("value")), child, "field")
    r.frame = outer


def interface(r: Reader, node: Node) -> None:
    """An interface has bases, and no members that anything is bound to."""
    bases = [base for child in node.named_children if child.type.startswith("extends") for base in _heritage(r, child)]
    r.define_class(r.text(node.child_by_field_name("name")), node, tuple(bases), (), r.doc(node))


def type_alias(r: Reader, node: Node) -> None:
    """`type Size = "small" | "large"`, bound as Python's `Literal["small", "large"]`; other types say nothing."""
    pending: list[Node | None] = [node.child_by_field_name("value")]
    texts: list[Node] = []
    while pending and len(texts) <= _MAX_CHOICES:
        one = pending.pop()
        if one is None:
            continue
        if one.type == "union_type":
            pending += reversed(one.named_children)
        elif one.type == "literal_type" and one.named_children[0].type == "string":
            texts.append(one.named_children[0])
        elif not one.is_extra:
            return
    if 1 < len(texts) <= _MAX_CHOICES:
        line = r.line(node)
        choices = Seq(r.values(texts), line)
        r.bind(r.text(node.child_by_field_name("name")), Item(Name("Literal", line), choices, line), node, "type")


def namespace(r: Reader, node: Node) -> None:
    r.later(node.child_by_field_name("body"), frame=r.inside(r.text(node.child_by_field_name("name")), "class"))


# -- what is bound


def declarator(r: Reader, node: Node) -> None:
    name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    if name is None or value is None:
        return
    if name.type == "identifier" and value.type in FUNCTIONS:
        _function(r, value, r.text(name), r.doc(node))
    elif not modules.required(r, name, value):
        _give(r, name, r.value(value), node, _annotation(r, node))


def assign(r: Reader, node: Node) -> Value:
    """`left = right`: the value of right, bound to left."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    value = r.value(right)
    if left is not None:
        modules.exported(r, r.text(left) if left.type == "member_expression" else "", value)
        _give(r, left, value, node)
    return value


def _give(r: Reader, left: Node, value: Value, node: Node, annotation: str = "") -> None:
    if left.type in PATTERNS:
        bind_pattern(r, left, value)
    elif left.type == "identifier":
        r.bind(r.text(left), value, node, annotation=annotation)
    elif isinstance(target := r.value(left), Name):
        r.bind(target.path, value, node)
    elif isinstance(target, Item) and isinstance(target.base, Name):
        r.bind(f"{target.base.path}[{subscript(target.key)}]", value, node)


def bind_pattern(r: Reader, pattern: Node, value: Value, form: str = "assign") -> None:
    """Bind the names of a destructuring pattern to the members or items of a value; a default is an option."""
    waiting: list[tuple[Node, Value]] = [(pattern, value)]
    while waiting:
        node, value = waiting.pop()
        match node.type:
            case "identifier" | "shorthand_property_identifier_pattern":
                r.bind(r.text(node), value, node, form)
            case "object_pattern":
                waiting += [pair for child in reversed(node.named_children) for pair in _property(r, child, value)]
            case "array_pattern":
                waiting += _elements(node, value, r.line(node))
            case "assignment_pattern":
                left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
                if left is not None:
                    waiting.append((left, Either((value, r.value(right)), r.line(node), falls_back=True)))


def _property(r: Reader, node: Node, value: Value) -> list[tuple[Node, Value]]:
    """One property of an object pattern: what is bound, and to which member of value."""
    line = r.line(node)
    match node.type:
        case "shorthand_property_identifier_pattern":
            return [(node, member(value, r.text(node), line))]
        case "object_assignment_pattern":
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            return (
                [(left, Either((member(value, r.text(left), line), r.value(right)), line, falls_back=True))]
                if left
                else []
            )
        case "pair_pattern":
            key, inner = node.child_by_field_name("key"), node.child_by_field_name("value")
            return [(inner, member(value, r.text(key).strip("\"'"), line))] if inner else []
        case _:
            return []


def _elements(node: Node, value: Value, line: int) -> list[tuple[Node, Value]]:
    """The elements of an array pattern by their index; holes count."""
    found: list[tuple[Node, Value]] = []
    index = 0
    for child in node.children:
        if child.type == ",":
            index += 1
        elif child.is_named and child.type != "rest_pattern":
            found.append((child, Item(value, Lit(index, line), line)))
    return found[::-1]
