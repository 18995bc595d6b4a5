"""Kotlin: packages, imports, classes and their members, functions, annotations.

- Constructors are named "constructor". The parameters of a primary constructor are fields, in order.
- Members of a companion object stand in the scope of its class.
- A bare name that is a property of the class around is `this.name`. `by lazy { x }` is x.
"""

from __future__ import annotations

from tree_sitter import Node

from aibom.core import re
from aibom.scanners.code.facts import (
    FIRST_COLUMN,
    SECOND_COLUMN,
    CallRef,
    FuncRef,
    Import,
    Item,
    Lit,
    Name,
    Opaque,
    Param,
    Value,
)
from aibom.scanners.code.treesitter import shared
from aibom.scanners.code.treesitter.nodes import first, member
from aibom.scanners.code.treesitter.parts import Arguments, Frame
from aibom.scanners.code.treesitter.reader import Reader

_DECLARATIONS = tuple(f"{kind}_declaration" for kind in ("property", "function", "class", "object"))
STATEMENTS = (*_DECLARATIONS, "assignment", "return_expression", "for_statement", "while_statement")


def package(r: Reader, node: Node) -> None:
    r.package = r.text(first(node))


def import_header(r: Reader, node: Node) -> None:
    path, names = r.text(first(node)), node.named_children[1:]
    module, _, name = path.rpartition(".")
    if any(child.type == "*" for child in node.children):
        r.imports.append(Import(path, "*", "*", r.line(node)))
    elif name:
        r.imports.append(Import(module, name, r.text(names[0]) if names else name, r.line(node)))


def type_name(r: Reader, node: Node | None) -> str:
    """The dotted name of a type without its type arguments and `?`."""
    return r.text(node).partition("<")[0].rstrip("? ")[:200]


def _child(node: Node | None, kind: str) -> Node | None:
    return next((child for child in node.named_children if child.type == kind), None) if node is not None else None


# -- annotations and arguments


def annotation(r: Reader, node: Node) -> Value:
    """`@Name` is a Name, `@Name(...)` a call of form "annotation"."""
    made = _child(node, "constructor_invocation")
    target = Name(type_name(r, first(made) if made is not None else first(node)), r.line(node))
    return target if made is None else r.call(target, node, arguments(r, _child(made, "value_arguments")), "annotation")


def annotated(r: Reader, node: Node) -> Value:
    """`@Suppress("x") value`."""
    *before, last = node.named_children or [node]
    r.later(*before)
    return r.opaque(node) if last is node else r.value(last)


def _decorators(r: Reader, node: Node | None) -> tuple[Value, ...]:
    listed = [child for child in node.named_children if child.type == "annotation"] if node is not None else []
    return tuple([annotation(r, child) for child in listed])


def arguments(r: Reader, listed: Node | None) -> Arguments:
    args: list[Value] = []
    kwargs: list[tuple[str, Value]] = []
    for child in listed.named_children if listed is not None else ():
        argument(r, child, args, kwargs)
    return Arguments(tuple(args), tuple(kwargs))


def argument(r: Reader, node: Node, args: list[Value], kwargs: list[tuple[str, Value]]) -> None:
    """Add one value_argument to the positional or the named ones."""
    children = [child for child in node.named_children if not child.is_extra and child.type != "annotation"]
    if not children:
        return
    signs = {child.type for child in node.children}
    if "=" in signs and len(children) > 1:
        kwargs.append((r.text(children[0]), r.value(children[-1])))
    else:
        value = r.value(children[-1])
        args.append(member(value, "*", r.line(node)) if "*" in signs else value)


# -- classes


def class_declaration(r: Reader, node: Node) -> None:
    """A class, interface, enum or object."""
    _class(r, node, r.text(node.child_by_field_name("name")), _child(node, "modifiers"))


def object_literal(r: Reader, node: Node) -> Value:
    """`object : Base() { ... }` is a call of form "new" of a class of its own."""
    frame = _class(r, node, r.anonymous(node), None)
    return FuncRef(frame.scope, r.line(node))


def _class(r: Reader, node: Node, name: str, modifiers: Node | None) -> Frame:
    bases: list[Value] = [Name("enum", r.line(node))] if _child(node, "enum_class_body") is not None else []
    chained: list[Node] = []
    listed = _child(node, "delegation_specifiers")
    for specifier in listed.named_children if listed is not None else ():
        inner = first(specifier)
        kind = first(inner) if inner is not None and inner.type != "user_type" else inner
        bases.append(Name(type_name(r, kind), r.line(specifier)))
        chained += [inner] if inner is not None and inner.type == "constructor_invocation" else []
    frame = r.define_class(name, node, tuple(bases), _decorators(r, modifiers), r.doc(node))
    body = _child(node, "class_body") or _child(node, "enum_class_body")
    components = _child(_child(node, "primary_constructor"), "class_parameters")
    named = [child for child in components.named_children if child.type == "class_parameter"] if components else []
    frame.fields = frozenset(_properties(r, body) | {r.text(_child(one, "identifier")) for one in named})
    outer, r.frame = r.frame, frame
    for one in named:
        _component(r, one)
    for call in chained:
        r.call(Name("super", r.line(call)), call, arguments(r, _child(call, "value_arguments")))
    r.frame = outer
    r.later(body, frame=frame)
    return frame


def _properties(r: Reader, body: Node | None) -> set[str]:
    found: set[str] = set()
    for child in body.named_children if body is not None else ():
        if child.type == "property_declaration" and "const" not in r.text(_child(child, "modifiers")):
            found.add(r.text(_child(_child(child, "variable_declaration"), "identifier")))
    return found


def _component(r: Reader, node: Node) -> None:
    given = [one for one in _decorators(r, _child(node, "modifiers")) if isinstance(one, CallRef)]
    value = _initial(node)
    fallback = shared.annotated(list(given), r.line(node))
    r.bind(
        r.text(_child(node, "identifier")),
        fallback if value is None else r.value(value),
        node,
        "field",
        _annotation(r, node),
    )


def _initial(node: Node) -> Node | None:
    """What stands after the `=`."""
    signs = [index for index, child in enumerate(node.children) if child.type == "="]
    after = [child for child in node.children[signs[0] + 1 :] if child.is_named] if signs else []
    return after[0] if after else None


def _annotation(r: Reader, node: Node | None) -> str:
    kinds = [child for child in node.named_children if child.type.endswith("_type")] if node is not None else []
    return r.text(kinds[0])[:200] if kinds else ""


def enum_entry(r: Reader, node: Node) -> None:
    given = arguments(r, _child(node, "value_arguments"))
    made = r.call(Name(r.frame.name, r.line(node)), node, given, "new")
    r.bind(r.text(_child(node, "identifier")), made, node, "field")
    r.later(_child(node, "class_body"))


# -- properties and variables


def property_declaration(r: Reader, node: Node) -> None:
    declared = _child(node, "variable_declaration") or _child(node, "multi_variable_declaration")
    if declared is None:
        return
    form = "field" if r.frame.kind == "class" else "assign"
    value = _property_value(r, node)
    if declared.type == "multi_variable_declaration":
        _take_apart(r, declared, value)
        return
    name = r.text(_child(declared, "identifier"))
    if form == "assign":
        r.declare([name], r.frame.scope)
    if form == "field" or not isinstance(value, Opaque) or value.text:
        r.bind(name, value, node, form, _annotation(r, declared))


def _property_value(r: Reader, node: Node) -> Value:
    """What a property is: its initial value, its delegate, what its getter returns, what its annotation gives."""
    decorators = _decorators(r, _child(node, "modifiers"))
    value, delegate = _initial(node), _child(node, "property_delegate")
    getter = _child(_child(node, "getter"), "function_body")
    r.later(_child(node, "setter"))
    if value is not None:
        return r.value(value)
    if delegate is not None:
        return _delegated(r, delegate)
    if getter is not None:
        return shared.inner(r, getter)
    return shared.annotated([one for one in decorators if isinstance(one, CallRef)], r.line(node))


def _delegated(r: Reader, node: Node) -> Value:
    call = first(node)
    body = _child(_child(call, "annotated_lambda"), "lambda_literal")
    if body is None or r.text(first(call) if call is not None else None) != "lazy":
        return r.value(call)
    frame = _lambda(r, body)
    return frame.returns[-1] if frame.returns else Opaque("", r.line(node))


def _take_apart(r: Reader, node: Node, value: Value) -> None:
    for index, child in enumerate(node.named_children):
        name, line = r.text(_child(child, "identifier")), r.line(child)
        r.declare([name], r.frame.scope)
        r.bind(name, Item(value, Lit(index, line), line), child)


def assignment(r: Reader, node: Node) -> None:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None:
        return
    value, signs = r.value(right), {child.type for child in node.children}
    if "=" in signs and left.type == "identifier" and r.frame.name.startswith("<lambda"):
        r.bind(r.text(left), value, node)  # of the lambda's receiver before that of the class
    elif "=" in signs:
        r.assign(r.value(left), value, node)
    elif "+=" in signs:
        shared.appended(r, left, value, node)


def loop(r: Reader, node: Node) -> None:
    children = [child for child in node.named_children if not child.is_extra and child.type != "annotation"]
    if len(children) < 2:
        r.later(*children)
        return
    target, over, *body = children
    value = r.value(over)
    if target.type == "multi_variable_declaration":
        parts = (_child(child, "identifier") for child in target.named_children)
        names = [one for one in parts if one is not None]
        r.declare([r.text(one) for one in names], r.frame.scope)
        shared.columns(r, names, value, (FIRST_COLUMN, SECOND_COLUMN))
    else:
        name = r.text(_child(target, "identifier"))
        r.declare([name], r.frame.scope)
        r.bind(name, value, target, "loop")
    r.later(*body)


# -- functions


def function_declaration(r: Reader, node: Node) -> None:
    decorators = (*_decorators(r, _child(node, "modifiers")), *_extends(r, node))
    _function(r, node, r.text(node.child_by_field_name("name")), decorators, r.doc(node))


def _extends(r: Reader, node: Node) -> tuple[Value, ...]:
    """What marks a function of another type: `fun Application.configure()`."""
    return (Name("extension", r.line(node)),) if _extended(r, node) else ()


def _extended(r: Reader, node: Node) -> str:
    """The type that a function is made for."""
    named = node.child_by_field_name("name")
    start = named.start_byte if named is not None else 0
    before = [one for one in node.named_children if one.start_byte < start and one.type.endswith("_type")]
    return r.text(before[-1]) if before else ""


def anonymous_function(r: Reader, node: Node) -> Value:
    return FuncRef(_function(r, node, r.anonymous(node), (), "").scope, r.line(node))


def secondary_constructor(r: Reader, node: Node) -> None:
    _function(r, node, "constructor", (), r.doc(node))


def initializer(r: Reader, node: Node) -> None:
    """`init { ... }` is part of the constructor."""
    r.later(*node.named_children, frame=r.inside("constructor", "function"))


def _function(r: Reader, node: Node, name: str, decorators: tuple[Value, ...], doc: str) -> Frame:
    frame = r.inside(name, "function")
    outer, r.frame = r.frame, frame
    params = _parameters(r, _child(node, "function_value_parameters"))
    if extended := _extended(r, node):
        r.bind("this", Opaque("", r.line(node)), node, "extends", extended)
    chained = _child(node, "constructor_delegation_call")
    if chained is not None:
        called = r.text(chained).partition("(")[0].strip()
        r.call(Name(called, r.line(chained)), chained, arguments(r, _child(chained, "value_arguments")))
    body = _child(node, "function_body") or _child(node, "block")
    inner = first(body) if body is not None and body.type == "function_body" else body
    if inner is not None and inner.type != "block":
        frame.returns.append(r.value(inner))
    elif inner is not None:
        r.later(*inner.named_children)
    r.frame, named = outer, node.child_by_field_name("name")
    given = [child for child in node.named_children if child.type == "user_type"]
    gives = given[-1] if given and given[-1].start_byte > (named.start_byte if named is not None else 0) else None
    r.define(frame, node, params, decorators, doc, r.text(gives).partition("<")[0])
    return frame


def _parameters(r: Reader, node: Node | None) -> tuple[Param, ...]:
    """The parameters, with the modifiers before each and the default value after it."""
    params: list[Param] = []
    modifiers: Node | None = None
    for child in node.named_children if node is not None else ():
        if child.type == "parameter_modifiers":
            modifiers = child
        elif child.type == "parameter":
            params.append(_parameter(r, child, modifiers))
            modifiers = None
        elif params and not child.is_extra:
            default = r.value(child)
            last = params[-1]
            r.bind(last.name, default, child, "param", last.annotation)
            params[-1] = last._replace(default=default)
    return tuple(params)


def _parameter(r: Reader, node: Node, modifiers: Node | None) -> Param:
    name, annotation_text = r.text(_child(node, "identifier")), _annotation(r, node)
    r.declare([name], r.frame.scope)
    given = [one for one in _decorators(r, modifiers) if isinstance(one, CallRef)]
    told = shared.annotated(list(given), r.line(node)) if given else None
    if told is not None:
        r.bind(name, told, node, "param", annotation_text)
    star = "*" if "vararg" in r.text(modifiers) else ""
    return Param(star + name, shared.configured(r, told), annotation_text, r.line(node))


_IT = re.compile(r"\bit\b")


def lambda_literal(r: Reader, node: Node) -> Value:
    """`{ x -> ... }`; what its last statement is, it returns."""
    return FuncRef(_lambda(r, node).scope, r.line(node))


def _lambda(r: Reader, node: Node) -> Frame:
    frame = r.inside(r.anonymous(node), "function")
    outer, r.frame = r.frame, frame
    params = []
    listed = _child(node, "lambda_parameters")
    for child in listed.named_children if listed is not None else ():
        name = r.text(_child(child, "identifier"))
        r.declare([name], frame.scope)
        params.append(Param(name, None, _annotation(r, child), r.line(child)))
    if listed is None and _IT.search(r.text(node)):  # the parameter that has no other name
        params.append(Param("it", None, "", r.line(node)))
    statements = [child for child in node.named_children if child.type != "lambda_parameters" and not child.is_extra]
    value = _statements(r, statements, node)
    if not isinstance(value, Opaque) or value.text:
        frame.returns.append(value)
    r.frame = outer
    r.define(frame, node, tuple(params))
    return frame


def block(r: Reader, node: Node) -> Value:
    """The value of a block: that of its last statement."""
    return _statements(r, [child for child in node.named_children if not child.is_extra], node)


def _statements(r: Reader, statements: list[Node], node: Node) -> Value:
    """Assignments are read at once, so that the call around knows them; others wait."""
    value: Value = Opaque("", r.line(node))
    for index, one in enumerate(statements):
        if one.type == "assignment" and r.deeper():
            assignment(r, one)
            r.shallower()
        elif index == len(statements) - 1 and not _is_statement(one):
            value = r.value(one)
        else:
            r.later(one)
    return value


def _is_statement(node: Node) -> bool:
    return node.type in STATEMENTS or node.type.endswith("_statement")


def returned(r: Reader, node: Node) -> None:
    children = [child for child in node.named_children if not child.is_extra and child.type != "label"]
    if children:
        r.frame.returns.append(r.value(children[-1]))
