"""PHP: namespaces, uses, classes and their members, functions, attributes, assignments.

- `use A\\B as C;` is an Import of B of "A"; a required file is an Import of its path.
- `__construct` is named "constructor"; a promoted parameter also binds `this.name`. Traits that a class uses are
  among its bases.
"""

from __future__ import annotations

from tree_sitter import Node

from aibom.scanners.code.facts import (
    COLUMN_KEYS,
    COLUMN_VALUES,
    FuncRef,
    Import,
    Item,
    Lit,
    Member,
    Name,
    Opaque,
    Param,
    Template,
    Value,
)
from aibom.scanners.code.treesitter import shared
from aibom.scanners.code.treesitter.nodes import first, member
from aibom.scanners.code.treesitter.parts import Arguments, Frame
from aibom.scanners.code.treesitter.reader import Reader

CLASSES = ("class_declaration", "interface_declaration", "trait_declaration", "enum_declaration")
_SCOPES = {"static": "self", "parent": "super"}


def dotted(r: Reader, node: Node | None) -> str:
    """A name with dots for backslashes and without `$`."""
    text = r.text(node).strip("\\$&?").replace("\\", ".")[:200]
    return _SCOPES.get(text, text) if node is not None and node.type == "relative_scope" else text


def namespace(r: Reader, node: Node) -> None:
    r.package = r.package or dotted(r, node.child_by_field_name("name"))
    r.later(node.child_by_field_name("body"))


def use_declaration(r: Reader, node: Node) -> None:
    prefix = next((dotted(r, child) for child in node.named_children if child.type == "namespace_name"), "")
    body = node.child_by_field_name("body") or node
    for clause in body.named_children:
        if clause.type != "namespace_use_clause":
            continue
        path = ".".join(part for part in (prefix, dotted(r, first(clause))) if part)
        module, _, name = path.rpartition(".")
        alias = r.text(clause.child_by_field_name("alias")) or name
        if name:
            r.imports.append(Import(module or name, name if module else None, alias, r.line(clause)))


def loads(r: Reader, node: Node, path: Value) -> None:
    """State the Import of a required file; `__DIR__ . "/x"` is "./x"."""
    module = path.value if isinstance(path, Lit) else None
    if isinstance(path, Template) and len(path.parts) == 2 and isinstance(path.parts[1], Lit):
        base = path.parts[0]
        module = f".{path.parts[1].value}" if isinstance(base, Name) and base.path == "__DIR__" else None
    if isinstance(module, str):
        r.imports.append(Import(module, None, "", r.line(node), r.frame.scope))


# -- attributes and arguments


def attribute(r: Reader, node: Node) -> Value:
    """`#[Name]` is a Name, `#[Name(...)]` a call of form "annotation"."""
    target, listed = Name(dotted(r, first(node)), r.line(node)), node.child_by_field_name("parameters")
    return target if listed is None else r.call(target, node, arguments(r, listed), "annotation")


def _decorators(r: Reader, node: Node) -> tuple[Value, ...]:
    listed = node.child_by_field_name("attributes")
    groups = listed.named_children if listed is not None else []
    return tuple([attribute(r, one) for group in groups for one in group.named_children if one.type == "attribute"])


def arguments(r: Reader, listed: Node | None) -> Arguments:
    args: list[Value] = []
    kwargs: list[tuple[str, Value]] = []
    spread = False
    for child in listed.named_children if listed is not None else ():
        inner = [one for one in child.named_children if not one.is_extra]
        if child.type != "argument" or not inner:
            continue
        name = r.text(child.child_by_field_name("name"))
        if inner[-1].type == "variadic_unpacking":
            spread = True
            args.append(shared.spread(r, inner[-1]))
        elif name:
            kwargs.append((name, r.value(inner[-1])))
        else:
            args.append(r.value(inner[-1]))
    return Arguments(tuple(args), tuple(kwargs), spread)


# -- classes


def class_declaration(r: Reader, node: Node) -> None:
    _class(r, node, r.text(node.child_by_field_name("name")))


def anonymous_class(r: Reader, node: Node) -> str:
    """`new class extends Base {...}`; its scope."""
    listed = next((child for child in node.named_children if child.type == "arguments"), None)
    r.later(listed)
    return _class(r, node, r.anonymous(node)).scope


def _class(r: Reader, node: Node, name: str) -> Frame:
    body = node.child_by_field_name("body")
    clauses = [child for child in node.named_children if child.type in ("base_clause", "class_interface_clause")]
    members = body.named_children if body is not None else []
    clauses += [child for child in members if child.type == "use_declaration"]
    named = [child for clause in clauses for child in clause.named_children if "name" in child.type]
    bases: list[Value] = [Name(dotted(r, child), r.line(child)) for child in named]
    if node.type == "enum_declaration":
        bases.append(Name("enum", r.line(node)))
    frame = r.define_class(name, node, tuple(bases), _decorators(r, node), r.doc(node))
    frame.receiver = name
    r.later(body, frame=frame)
    return frame


def constants(r: Reader, node: Node) -> None:
    form = "field" if r.frame.kind == "class" else "assign"
    for child in node.named_children:
        if child.type == "const_element" and len(child.named_children) > 1:
            r.bind(r.text(child.named_children[0]), r.value(child.named_children[-1]), child, form)


def properties(r: Reader, node: Node) -> None:
    annotation = r.text(node.child_by_field_name("type"))[:200]
    given = _decorators(r, node)
    for child in node.named_children:
        if child.type == "property_element":
            value = child.child_by_field_name("default_value")
            fallback: Value = given[0] if len(given) == 1 else Opaque("", r.line(child))
            name = dotted(r, child.child_by_field_name("name"))
            r.bind(name, fallback if value is None else r.value(value), child, "field", annotation)
        elif child.type == "property_hook_list":
            r.later(child)


def enum_case(r: Reader, node: Node) -> None:
    value = node.child_by_field_name("value")
    given = r.value(value) if value is not None else Opaque("", r.line(node))
    r.bind(r.text(node.child_by_field_name("name")), given, node, "field")


# -- functions


def function(r: Reader, node: Node) -> None:
    name = r.text(node.child_by_field_name("name"))
    frame = r.inside("constructor" if name == "__construct" else name, "function")
    _function(r, node, frame, _decorators(r, node), r.doc(node))


def in_place(r: Reader, node: Node) -> Value:
    """A closure; an arrow function returns its body."""
    frame = r.inside(r.anonymous(node), "function")
    _function(r, node, frame, (), "")
    return FuncRef(frame.scope, r.line(node))


def _function(r: Reader, node: Node, frame: Frame, decorators: tuple[Value, ...], doc: str) -> None:
    outer, r.frame = r.frame, frame
    listed, body = node.child_by_field_name("parameters"), node.child_by_field_name("body")
    children = listed.named_children if listed is not None else []
    params = tuple([_parameter(r, child) for child in children if child.type.endswith("_parameter")])
    if body is not None and body.type != "compound_statement":
        frame.returns.append(r.value(body))
    else:
        r.later(body)
    r.frame = outer
    r.define(frame, node, params, decorators, doc)


def _parameter(r: Reader, node: Node) -> Param:
    name, value = dotted(r, node.child_by_field_name("name")), node.child_by_field_name("default_value")
    annotation, line = r.text(node.child_by_field_name("type"))[:200], r.line(node)
    default = r.value(value) if value is not None else None
    _decorators(r, node)
    if default is not None:
        r.bind(name, default, node, "param", annotation)
    if node.type == "property_promotion_parameter":
        r.bind(f"this.{name}", Name(name, line), node, annotation=annotation)
    star = "*" if node.type == "variadic_parameter" else ""
    return Param(star + name, default, annotation, line)


def returned(r: Reader, node: Node) -> None:
    value = first(node)
    if value is None:
        return
    given = r.value(value)
    if r.frame.scope:
        r.frame.returns.append(given)
    else:  # what a configuration file returns
        r.bind("", given, node, "return")


# -- variables


def assignment(r: Reader, node: Node) -> Value:
    """`$x = v`; a list on the left is taken apart; `$x[] = v` is a call of `x.append`."""
    left, value = node.child_by_field_name("left"), r.value(node.child_by_field_name("right"))
    if left is None:
        return value
    if left.type == "list_literal":
        _take_apart(r, left, value)
    elif left.type == "subscript_expression" and len(left.named_children) == 1:
        target = member(r.value(left.named_children[0]), "append", r.line(node))
        r.call(target, node, Arguments((value,)))
    else:
        r.assign(r.value(left), value, node)
    return value


def _take_apart(r: Reader, node: Node, value: Value) -> None:
    """The elements of `[$a, 'k' => $b]`, by index or key."""
    index, key, before = 0, None, None
    line = r.line(node)
    children = node.children
    for position, child in enumerate(children):
        if child.type == ",":
            index, key = index + 1, None
        elif child.type == "=>":
            key = r.value(before)
        elif child.is_named and not child.is_extra:
            following = children[position + 1].type if position + 1 < len(children) else ""
            if following != "=>":
                r.assign(r.value(child), Item(value, Lit(index, line) if key is None else key, line), child)
            before = child


def loop(r: Reader, node: Node) -> None:
    children = [child for child in node.named_children if not child.is_extra]
    if len(children) > 1:
        target, value = children[1], r.value(children[0])
        named = target.named_children if target.type == "pair" else ()
        if len(named) > 1 and all(one.type == "variable_name" for one in named):
            shared.columns(r, named, value, (COLUMN_KEYS, COLUMN_VALUES))
        inner = named[-1] if named else target
        if inner.type == "variable_name" and len(named) < 2:
            r.bind(dotted(r, inner), value, inner, "loop")
        elif inner.type == "list_literal":
            _take_apart(r, inner, Member(value, "*", r.line(inner)))
    r.later(node.child_by_field_name("body"))
