"""Java: packages, imports, classes and their members, annotations.

- A constructor is named "constructor". The components of a record are fields, in order.
- A bare name that is an instance field of the class around is `this.name`.
- An enum constant is a field whose value is the call of form "new" that makes it.
"""

from __future__ import annotations

from tree_sitter import Node

from aibom.scanners.code.facts import CallRef, FuncRef, Import, Name, Opaque, Param, Value
from aibom.scanners.code.treesitter import shared
from aibom.scanners.code.treesitter.nodes import first
from aibom.scanners.code.treesitter.parts import Arguments
from aibom.scanners.code.treesitter.reader import Reader

CLASSES = (
    "class_declaration",
    "interface_declaration",
    "enum_declaration",
    "record_declaration",
    "annotation_type_declaration",
)
_ANNOTATIONS = ("annotation", "marker_annotation")


def nothing(r: Reader, node: Node) -> Value:
    """The value of what has none."""
    return Opaque("", r.line(node))


def package(r: Reader, node: Node) -> None:
    r.package = r.text(first(node))


def import_declaration(r: Reader, node: Node) -> None:
    path = r.text(first(node))
    module, _, name = path.rpartition(".")
    if any(child.type == "asterisk" for child in node.named_children):
        r.imports.append(Import(path, "*", "*", r.line(node)))
    elif name:
        r.imports.append(Import(module, name, name, r.line(node)))


def type_name(r: Reader, node: Node | None) -> str:
    """The dotted name of a type without its type arguments."""
    if node is None or node.type == "type_identifier":
        return r.text(node)
    return r.text(node).partition("<")[0].partition("[")[0].strip()[:200]


# -- annotations


def annotation(r: Reader, node: Node) -> Value:
    """`@Name` is a Name, `@Name(...)` a call of form "annotation"."""
    target = Name(r.text(node.child_by_field_name("name")), r.line(node))
    listed = node.child_by_field_name("arguments")
    if listed is None:
        return target
    args: list[Value] = []
    kwargs: list[tuple[str, Value]] = []
    for child in listed.named_children:
        if child.type == "element_value_pair":
            key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
            kwargs.append((r.text(key), r.value(value)))
        elif not child.is_extra:
            args.append(r.value(child))
    return r.call(target, node, Arguments(tuple(args), tuple(kwargs)), "annotation")


def _decorators(r: Reader, node: Node) -> tuple[Value, ...]:
    listed = next((child for child in node.named_children if child.type == "modifiers"), None)
    children = listed.named_children if listed is not None else []
    return tuple([annotation(r, child) for child in children if child.type in _ANNOTATIONS])


def _given(r: Reader, node: Node) -> Value:
    """What the annotations of a field or parameter give it."""
    return shared.annotated([one for one in _decorators(r, node) if isinstance(one, CallRef)], r.line(node))


# -- classes


def type_declaration(r: Reader, node: Node) -> None:
    """A class, interface, enum, record or annotation type."""
    bases = [base for part in node.named_children for base in _bases(part)]
    names = tuple(Name(type_name(r, base), r.line(base)) for base in bases)
    if node.type == "enum_declaration":
        names = (*names, Name("enum", r.line(node)))
    decorators, name = _decorators(r, node), r.text(node.child_by_field_name("name"))
    frame = r.define_class(name, node, names, decorators, r.doc(node))
    body = node.child_by_field_name("body")
    frame.fields = _instance_fields(r, body)
    outer, r.frame = r.frame, frame
    for component in _listed(node.child_by_field_name("parameters")):
        r.bind(_parameter_name(r, component), _given(r, component), component, "field", _annotation(r, component))
    r.frame = outer
    r.later(body, frame=frame)


def _bases(node: Node) -> list[Node]:
    if node.type == "superclass":
        return [child for child in node.named_children if not child.is_extra]
    if node.type not in ("super_interfaces", "extends_interfaces"):
        return []
    return [base for child in node.named_children for base in child.named_children if not base.is_extra]


def anonymous_class(r: Reader, node: Node, base: Name) -> None:
    """The body of `new Base() {...}` is a class of its own."""
    body = next((child for child in node.named_children if child.type == "class_body"), None)
    if body is not None:
        frame = r.define_class(r.anonymous(node), node, (base,))
        r.later(body, frame=frame)


def _instance_fields(r: Reader, body: Node | None) -> frozenset[str]:
    found: set[str] = set()
    for child in body.named_children if body is not None else ():
        if child.type == "enum_body_declarations":
            found |= _instance_fields(r, child)
        elif child.type == "field_declaration" and "static" not in _modifiers(r, child):
            found.update(r.text(one.child_by_field_name("name")) for one in _declarators(child))
    return frozenset(found)


def _modifiers(r: Reader, node: Node) -> list[str]:
    listed = next((child for child in node.named_children if child.type == "modifiers"), None)
    return [child.type for child in listed.children] if listed is not None else []


def _declarators(node: Node) -> list[Node]:
    return [child for child in node.children_by_field_name("declarator") if child.is_named]


def enum_constant(r: Reader, node: Node) -> None:
    listed = node.child_by_field_name("arguments")
    given = Arguments(r.values(listed.named_children)) if listed is not None else Arguments()
    made = r.call(Name(r.frame.name, r.line(node)), node, given, "new")
    r.bind(r.text(node.child_by_field_name("name")), made, node, "field")
    r.later(node.child_by_field_name("body"))


def field(r: Reader, node: Node) -> None:
    annotation, given = _annotation(r, node), _given(r, node)
    for one in _declarators(node):
        name, value = r.text(one.child_by_field_name("name")), one.child_by_field_name("value")
        r.bind(name, given if value is None else r.value(value), one, "field", annotation)


def _annotation(r: Reader, node: Node) -> str:
    kind = node.child_by_field_name("type")
    if kind is None and node.type == "spread_parameter":
        kind = next((child for child in node.named_children if "type" in child.type), None)
    return r.text(kind)[:200]


# -- functions


def method(r: Reader, node: Node) -> None:
    """A method, or a constructor, in the scope of its class."""
    name = r.text(node.child_by_field_name("name")) if node.type == "method_declaration" else "constructor"
    decorators, doc = _decorators(r, node), r.doc(node)
    frame = r.inside(name, "function")
    outer, r.frame = r.frame, frame
    before = len(r.calls)
    params = _parameters(r, node.child_by_field_name("parameters"))
    r.frame = outer
    decorators = (*decorators, *shared.triggers(r, before))
    r.define(frame, node, params, decorators, doc, type_name(r, node.child_by_field_name("type")))
    r.later(node.child_by_field_name("body"), frame=frame)


def in_place(r: Reader, node: Node) -> Value:
    """A lambda; the value of a body without braces is what it returns."""
    frame = r.inside(r.anonymous(node), "function")
    outer, r.frame = r.frame, frame
    listed = node.child_by_field_name("parameters")
    if listed is not None and listed.type == "identifier":
        params: tuple[Param, ...] = (_untyped(r, listed),)
    else:
        params = _parameters(r, listed)
    body = node.child_by_field_name("body")
    if body is not None and body.type != "block":
        frame.returns.append(r.value(body))
    else:
        r.later(body)
    r.frame = outer
    r.define(frame, node, params)
    return FuncRef(frame.scope, r.line(node))


def _listed(node: Node | None) -> list[Node]:
    return [child for child in node.named_children if not child.is_extra] if node is not None else []


def _parameters(r: Reader, node: Node | None) -> tuple[Param, ...]:
    """The parameters; called in the frame of the function."""
    return tuple([_parameter(r, child) for child in _listed(node) if child.type != "receiver_parameter"])


def _untyped(r: Reader, node: Node) -> Param:
    r.declare([r.text(node)], r.frame.scope)
    return Param(r.text(node), None, "", r.line(node))


def _parameter(r: Reader, node: Node) -> Param:
    if node.type == "identifier":
        return _untyped(r, node)
    name, annotation, given = _parameter_name(r, node), _annotation(r, node), _given(r, node)
    r.declare([name], r.frame.scope)
    if not isinstance(given, Opaque):
        r.bind(name, given, node, "param", annotation)
    star = "*" if node.type == "spread_parameter" else ""
    return Param(star + name, shared.configured(r, given), annotation, r.line(node))


def _parameter_name(r: Reader, node: Node) -> str:
    if node.type == "spread_parameter":
        node = next((child for child in node.named_children if child.type == "variable_declarator"), node)
    return r.text(node.child_by_field_name("name"))


def returned(r: Reader, node: Node) -> None:
    value = first(node)
    if value is not None:
        r.frame.returns.append(r.value(value))


# -- variables


def local(r: Reader, node: Node) -> None:
    annotation = _annotation(r, node)
    for one in _declarators(node):
        name, value = r.text(one.child_by_field_name("name")), one.child_by_field_name("value")
        given = r.value(value) if value is not None else None
        r.declare([name], r.frame.scope)
        if given is not None:
            r.bind(name, given, one, annotation=annotation)


def resource(r: Reader, node: Node) -> None:
    """`try (var x = open())`."""
    name, value = r.text(node.child_by_field_name("name")), node.child_by_field_name("value")
    if name and value is not None:
        r.declare([name], r.frame.scope)
        r.bind(name, r.value(value), node, "with", _annotation(r, node))


def loop(r: Reader, node: Node) -> None:
    name, value = r.text(node.child_by_field_name("name")), r.value(node.child_by_field_name("value"))
    r.declare([name], r.frame.scope)
    r.bind(name, value, node, "loop", _annotation(r, node))
    r.later(node.child_by_field_name("body"))


assignment = shared.assignment(optional=())
