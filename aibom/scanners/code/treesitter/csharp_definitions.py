"""C#: usings, namespaces, types and their members, attributes.

- `using A.B;` is an Import of "*"; a `global using` has the scope "<global>", for it counts in every file.
- A constructor is named "constructor". The parameters of a record or of a primary constructor are fields, in order.
- A bare name that is an instance field or property of the class around is `this.Name`.
- A property whose getter has a body is a Function with the decorator `property`.
"""

from __future__ import annotations

from tree_sitter import Node

from aibom.scanners.code.facts import (
    COLUMN_KEYS,
    COLUMN_VALUES,
    FIRST_COLUMN,
    SECOND_COLUMN,
    CallRef,
    FuncRef,
    Import,
    Item,
    Lit,
    Member,
    Name,
    Opaque,
    Param,
    Value,
)
from aibom.scanners.code.treesitter import shared
from aibom.scanners.code.treesitter.nodes import first
from aibom.scanners.code.treesitter.parts import Arguments
from aibom.scanners.code.treesitter.reader import Reader

CLASSES = (
    "class_declaration",
    "interface_declaration",
    "struct_declaration",
    "record_declaration",
    "enum_declaration",
)
METHODS = ("method_declaration", "constructor_declaration", "operator_declaration", "destructor_declaration")


def using_directive(r: Reader, node: Node) -> None:
    alias = r.text(node.child_by_field_name("name"))
    path = type_name(r, node.named_children[-1]) if node.named_children else ""
    scope = "<global>" if any(child.type == "global" for child in node.children) else ""
    module, _, name = path.rpartition(".")
    if alias and path != alias:
        r.imports.append(Import(module, name, alias, r.line(node), scope))
    elif path:
        r.imports.append(Import(path, "*", "*", r.line(node), scope))


def namespace(r: Reader, node: Node) -> None:
    r.package = r.package or r.text(node.child_by_field_name("name"))
    r.later(node.child_by_field_name("body") or None)
    if node.type == "file_scoped_namespace_declaration":
        r.later(*[child for child in node.named_children if "declaration" in child.type])


def type_name(r: Reader, node: Node | None) -> str:
    """The dotted name of a type without its type arguments, `?` and `[]`."""
    if node is None or node.type == "identifier":
        return r.text(node)
    return r.text(node).partition("<")[0].partition("[")[0].rstrip("? ").replace("::", ".")[:200]


# -- attributes and arguments


def _decorators(r: Reader, node: Node) -> tuple[Value, ...]:
    lists = [child for child in node.named_children if child.type == "attribute_list"]
    return tuple([value for one in lists for value in _attributes(r, one)])


def attribute_list(r: Reader, node: Node) -> None:
    """Attributes of what is no definition of ours (an assembly, an accessor)."""
    _attributes(r, node)


def _attributes(r: Reader, node: Node) -> list[Value]:
    return [_attribute(r, child) for child in node.named_children if child.type == "attribute"]


def _attribute(r: Reader, node: Node) -> Value:
    """`[Name]` is a Name, `[Name(...)]` a call of form "annotation"."""
    target = Name(type_name(r, node.child_by_field_name("name")), r.line(node))
    listed = next((child for child in node.named_children if child.type == "attribute_argument_list"), None)
    return target if listed is None else r.call(target, node, arguments(r, listed), "annotation")


def arguments(r: Reader, listed: Node | None) -> Arguments:
    args: list[Value] = []
    kwargs: list[tuple[str, Value]] = []
    for child in listed.named_children if listed is not None else ():
        children = child.named_children
        if child.type == "argument" and len(children) == 1:
            args.append(r.value(children[0]))
            continue
        if child.is_extra:
            continue
        name, inner = r.text(child.child_by_field_name("name")), first(child)
        if not name and inner is not None and inner.type == "assignment_expression" and child.type != "argument":
            name = r.text(inner.child_by_field_name("left"))
            kwargs.append((name, r.value(inner.child_by_field_name("right"))))
        elif name:
            kwargs.append((name, argument_value(r, child)))
        else:
            args.append(argument_value(r, child))
    return Arguments(tuple(args), tuple(kwargs))


def argument_value(r: Reader, node: Node) -> Value:
    """The value of one argument, without its name and `ref` or `out`."""
    if node.type not in ("argument", "attribute_argument"):
        return r.value(node)
    children = [child for child in node.named_children if not child.is_extra]
    return r.value(children[-1]) if children else Opaque(r.cut(node), r.line(node))


def declaration_expression(r: Reader, node: Node) -> Value:
    """`out var x`."""
    name = r.text(node.child_by_field_name("name"))
    r.declare([name], r.frame.scope)
    return Name(name, r.line(node))


# -- types


def type_declaration(r: Reader, node: Node) -> None:
    """A class, interface, struct, record or enum."""
    listed = next((child for child in node.named_children if child.type == "base_list"), None)
    children = [child for child in listed.named_children if not child.is_extra] if listed is not None else []
    bases: list[Value] = [Name(type_name(r, one), r.line(one)) for one in children if one.type != "argument_list"]
    if node.type == "enum_declaration":
        bases.append(Name("enum", r.line(node)))
    name, decorators = r.text(node.child_by_field_name("name")), _decorators(r, node)
    frame = r.define_class(name, node, tuple(bases), decorators, r.doc(node))
    body = node.child_by_field_name("body")
    components = _listed(next((child for child in node.named_children if child.type == "parameter_list"), None))
    own = _instance_members(r, body) | {r.text(one.child_by_field_name("name")) for one in components}
    frame.fields = frozenset(own)
    outer, r.frame = r.frame, frame
    for one in components:
        r.bind(r.text(one.child_by_field_name("name")), _default(r, one), one, "field", _annotation(r, one))
    for one in children:
        if one.type == "argument_list":
            r.call(Name("super", r.line(one)), one, arguments(r, one))
    r.frame = outer
    r.later(body, frame=frame)


def _instance_members(r: Reader, body: Node | None) -> set[str]:
    found: set[str] = set()
    for child in body.named_children if body is not None else ():
        if child.type == "property_declaration" and not _static(child):
            found.add(r.text(child.child_by_field_name("name")))
        elif child.type == "field_declaration" and not _static(child):
            found.update(r.text(one.child_by_field_name("name")) for one in _declarators(child))
    return found


def _static(node: Node) -> bool:
    modifiers = [child for child in node.named_children if child.type == "modifier"]
    return any(one.children and one.children[0].type in ("static", "const") for one in modifiers)


def enum_member(r: Reader, node: Node) -> None:
    value = node.child_by_field_name("value")
    given = r.value(value) if value is not None else Opaque("", r.line(node))
    r.bind(r.text(node.child_by_field_name("name")), given, node, "field")


def _declarators(node: Node) -> list[Node]:
    declared = next((child for child in node.named_children if child.type == "variable_declaration"), node)
    return [child for child in declared.named_children if child.type == "variable_declarator"]


def _initial(node: Node) -> Node | None:
    """What stands after the `=` of a declarator or parameter."""
    signs = [index for index, child in enumerate(node.children) if child.type == "="]
    after = [child for child in node.children[signs[-1] + 1 :] if child.is_named] if signs else []
    return after[0] if after else None


def _annotation(r: Reader, node: Node) -> str:
    return r.text(node.child_by_field_name("type"))[:200]


def _typed(r: Reader, value: Node, annotation: str) -> Value:
    """The value of a declaration; `new()` in it is of the declared type, in `[new()]` of the type of its elements."""
    if value.type == "implicit_object_creation_expression":
        r.expected = annotation
    elif value.type == "collection_expression":
        r.expected = element_type(annotation)
    return r.value(value)


def element_type(annotation: str) -> str:
    """`ChatMessage` of `List<ChatMessage>` and `ChatMessage[]`; "" when there is none, or a key beside it."""
    outer, found, inner = annotation.rstrip("?> ").partition("<")
    if found:
        return "" if outer.endswith("Dictionary") else inner
    return outer.partition("[")[0] if "[" in outer else ""


def field(r: Reader, node: Node) -> None:
    declared = next((child for child in node.named_children if child.type == "variable_declaration"), node)
    annotation, given = _annotation(r, declared), _given(r, node)
    for one in _declarators(node):
        value = _initial(one)
        initial = given if value is None else _typed(r, value, annotation)
        r.bind(r.text(one.child_by_field_name("name")), initial, one, "field", annotation)


def _given(r: Reader, node: Node) -> Value:
    """What the attributes of a field or parameter give it."""
    return shared.annotated([one for one in _decorators(r, node) if isinstance(one, CallRef)], r.line(node))


def property_declaration(r: Reader, node: Node) -> None:
    name, annotation = r.text(node.child_by_field_name("name")), _annotation(r, node)
    value, listed = node.child_by_field_name("value"), node.child_by_field_name("accessors")
    accessors = [child for child in listed.named_children if not child.is_extra] if listed is not None else []
    with_body = [one for one in accessors if one.child_by_field_name("body") is not None]
    if value is not None and value.type == "arrow_expression_clause":
        value = first(value)
    if value is not None:
        r.bind(name, _typed(r, value, annotation), node, "field", annotation)
    elif not with_body:
        r.bind(name, _given(r, node), node, "field", annotation)
    for accessor in with_body:
        frame = r.inside(name, "function")
        if accessor.children[0].type == "get":
            r.define(frame, node, (), (Name("property", r.line(node)),), r.doc(node))
        r.later(accessor.child_by_field_name("body"), frame=frame)


# -- functions


def method(r: Reader, node: Node) -> None:
    """A method, constructor, operator or local function."""
    name = r.text(node.child_by_field_name("name")) or "operator"
    frame = r.inside("constructor" if node.type == "constructor_declaration" else name, "function")
    decorators, doc = (*_decorators(r, node), *_extends(r, node)), r.doc(node)
    result = type_name(r, node.child_by_field_name("returns") or node.child_by_field_name("type"))
    outer, r.frame = r.frame, frame
    frame.expected = result
    before = len(r.calls)
    params = _parameters(r, node.child_by_field_name("parameters"))
    decorators = (*decorators, *shared.triggers(r, before))
    chained = next((child for child in node.named_children if child.type == "constructor_initializer"), None)
    if chained is not None:
        called = "super" if any(child.type == "base" for child in chained.children) else "this"
        r.call(Name(called, r.line(chained)), chained, arguments(r, first(chained)))
    r.frame = outer
    r.define(frame, node, params, decorators, doc)
    r.later(node.child_by_field_name("body"), frame=frame)


def _extends(r: Reader, node: Node) -> tuple[Value, ...]:
    """What marks a method that is called on its first parameter: `static T Add(this Builder builder, ...)`."""
    listed = _listed(node.child_by_field_name("parameters"))
    modifiers = [child for child in listed[0].children if child.type == "modifier"] if listed else []
    return (Name("extension", r.line(node)),) if any(r.text(one) == "this" for one in modifiers) else ()


def in_place(r: Reader, node: Node) -> Value:
    """A lambda; the value of a body without braces is what it returns."""
    frame = r.inside(r.anonymous(node), "function")
    outer, r.frame = r.frame, frame
    listed, body = node.child_by_field_name("parameters"), node.child_by_field_name("body")
    if listed is not None and listed.type in ("implicit_parameter", "identifier"):
        name = r.text(listed)
        r.declare([name], frame.scope)
        params: tuple[Param, ...] = (Param(name, None, "", r.line(listed)),)
    else:
        params = _parameters(r, listed)
    if body is not None and body.type != "block":
        frame.returns.append(r.value(body))
    else:
        r.later(body or next((child for child in node.named_children if child.type == "block"), None))
    r.frame = outer
    r.define(frame, node, params)
    return FuncRef(frame.scope, r.line(node))


def _listed(node: Node | None) -> list[Node]:
    return [child for child in node.named_children if child.type == "parameter"] if node is not None else []


def _parameters(r: Reader, node: Node | None) -> tuple[Param, ...]:
    """The parameters; called in the frame of the function. `params T[] rest` has no node of its own."""
    params = [_parameter(r, child) for child in _listed(node)]
    name = node.child_by_field_name("name") if node is not None and node.type == "parameter_list" else None
    if name is not None and node is not None:
        r.declare([r.text(name)], r.frame.scope)
        params.append(Param("*" + r.text(name), None, _annotation(r, node), r.line(name)))
    return tuple(params)


def _parameter(r: Reader, node: Node) -> Param:
    name, annotation = r.text(node.child_by_field_name("name")), _annotation(r, node)
    value, given = _initial(node), _given(r, node)
    r.declare([name], r.frame.scope)
    default = r.value(value) if value is not None else None
    if default is not None or isinstance(given, CallRef):
        r.bind(name, given if default is None else default, node, "param", annotation)
    return Param(name, default, annotation, r.line(node))


def _default(r: Reader, node: Node) -> Value:
    value, given = _initial(node), _given(r, node)
    return r.value(value) if value is not None else given


def returned(r: Reader, node: Node) -> None:
    value = first(node)
    if value is not None:
        r.frame.returns.append(_typed(r, value, r.frame.expected))


# -- variables


def local(r: Reader, node: Node) -> None:
    for declared in node.named_children:
        if declared.type == "variable_declaration":
            _declare(r, declared)


def using_statement(r: Reader, node: Node) -> None:
    """`using (var x = open()) {...}`."""
    for child in node.named_children:
        if child.type == "variable_declaration":
            _declare(r, child, "with")
        else:
            r.later(child)


def _declare(r: Reader, node: Node, form: str = "assign") -> None:
    annotation = _annotation(r, node)
    for one in _declarators(node):
        value, target = _initial(one), one.child_by_field_name("name") or first(one)
        names = target.named_children if target is not None and target.type == "tuple_pattern" else [target]
        given = _typed(r, value, annotation) if value is not None else None
        r.declare([r.text(name) for name in names], r.frame.scope)
        for index, name in enumerate(names if given is not None else ()):
            if name is not None and given is not None:
                part = given if len(names) == 1 else Item(given, Lit(index, r.line(one)), r.line(one))
                r.bind(r.text(name), part, one, form, "" if annotation == "var" else annotation)


def _taken(left: Node) -> list[Node]:
    """The names that a tuple is taken apart to: `var (name, model)`, `(string name, var model)`."""
    parts = [one.named_children[0] if one.type == "argument" else one for one in left.named_children]
    named = (one.child_by_field_name("name") if one.type == "declaration_expression" else one for one in parts)
    return [one for one in named if one is not None and one.type == "identifier"]


def loop(r: Reader, node: Node) -> None:
    left, value = node.child_by_field_name("left"), r.value(node.child_by_field_name("right"))
    if left is not None and left.type == "identifier":
        r.declare([r.text(left)], r.frame.scope)
        r.bind(r.text(left), value, left, "loop", _annotation(r, node))
        for member, column in (("Key", COLUMN_KEYS), ("Value", COLUMN_VALUES)):
            r.bind(f"{r.text(left)}.{member}", Member(value, column, r.line(left)), left, "column")
    elif left is not None:
        names = _taken(left)
        r.declare([r.text(one) for one in names], r.frame.scope)
        shared.columns(r, names, value, (FIRST_COLUMN, SECOND_COLUMN))
    r.later(node.child_by_field_name("body"))


_assign = shared.assignment(optional=("??=",))


def assignment(r: Reader, node: Node) -> Value:
    """`left = right`; a tuple on the left is taken apart."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or left.type != "tuple_expression":
        return _assign(r, node)
    value, line = r.value(right), r.line(node)
    for index, child in enumerate(left.named_children):
        r.assign(argument_value(r, child), Item(value, Lit(index, line), line), child)
    return value
