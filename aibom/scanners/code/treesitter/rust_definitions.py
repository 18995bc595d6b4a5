"""Rust: uses, items, functions, patterns.

- `use a::b::{c as d}` is an Import of c of "a.b"; `mod x;` is an Import of x of "self".
- Methods stand in the scope of the type that their `impl` is for; `impl Trait for T` makes Trait a base of T; what an
  `impl` is marked with marks the type.
- Modules marked `#[cfg(test)]` are left aside, as files of tests are.
- A field's value is the default that its attribute states (`#[arg(default_value = "m")]`,
  `#[serde(default = "function")]` as a call), else Opaque("").
"""

from __future__ import annotations

from tree_sitter import Node

from aibom.scanners.code.facts import CallRef, FuncRef, Import, Item, Lit, Member, Name, Opaque, Param, Value
from aibom.scanners.code.treesitter import rust_macros as macros
from aibom.scanners.code.treesitter.nodes import first, member
from aibom.scanners.code.treesitter.parts import Arguments, Frame
from aibom.scanners.code.treesitter.reader import Reader

MAX_BASES = 200
PATTERNS = ("tuple_struct_pattern", "tuple_pattern", "struct_pattern", "identifier", "captured_pattern")
_STATEMENTS = ("let_declaration", "use_declaration", "empty_statement", "macro_definition")


def items(r: Reader, node: Node) -> None:
    """The items of a file or block; attributes are noted for the item that they stand before."""
    waiting: list[Node] = []
    found: list[Node] = []
    for child in node.named_children:
        if child.type == "attribute_item":
            waiting.append(child)
        elif not child.is_extra:
            if waiting:
                r.notes[child.id] = waiting
                waiting = []
            found.append(child)
    r.later(*found)


def _decorators(r: Reader, node: Node) -> tuple[Value, ...]:
    return tuple([macros.attribute(r, one) for one in r.notes.pop(node.id, ())])


def _doc(r: Reader, node: Node) -> str:
    noted = r.notes.get(node.id)
    return r.doc(noted[0] if noted else node)


def type_name(r: Reader, node: Node | None) -> str:
    """The dotted name of a type without references and type arguments."""
    text = r.text(node).lstrip("&*").replace("mut ", "").replace("dyn ", "")
    return text.partition("<")[0].replace("::", ".").strip(". ")[:200]


# -- imports


def use_declaration(r: Reader, node: Node) -> None:
    waiting: list[tuple[Node | None, str]] = [(node.child_by_field_name("argument"), "")]
    while waiting:
        clause, prefix = waiting.pop()
        if clause is None:
            continue
        if clause.type in ("scoped_use_list", "use_list"):
            path = _joined(prefix, r.text(clause.child_by_field_name("path")))
            listed = clause.child_by_field_name("list") if clause.type == "scoped_use_list" else clause
            children = listed.named_children if listed is not None else []
            waiting += [(child, path) for child in reversed(children) if not child.is_extra]
        else:
            _use(r, clause, prefix)


def _use(r: Reader, clause: Node, prefix: str) -> None:
    line = r.line(clause)
    if clause.type == "use_wildcard":
        path = _joined(prefix, r.text(first(clause)))
        r.imports.append(Import(path, "*", "*", line, r.frame.scope))
        return
    named = clause.child_by_field_name("path") if clause.type == "use_as_clause" else clause
    path = prefix if r.text(named) == "self" and prefix else _joined(prefix, r.text(named))
    alias = r.text(clause.child_by_field_name("alias")) or path.rpartition(".")[2]
    module, _, name = path.rpartition(".")
    if path:
        r.imports.append(Import(module or path, name if module else None, alias, line, r.frame.scope))


def _joined(prefix: str, path: str) -> str:
    path = path.replace("::", ".").strip(". ")
    return f"{prefix}.{path}" if prefix and path else prefix or path


def extern_crate(r: Reader, node: Node) -> None:
    name = r.text(node.child_by_field_name("name"))
    alias = r.text(node.child_by_field_name("alias")) or name
    r.imports.append(Import(name, None, alias, r.line(node)))


def module(r: Reader, node: Node) -> None:
    """`mod x;` is a file of its own, `mod x { ... }` a scope."""
    name, body = r.text(node.child_by_field_name("name")), node.child_by_field_name("body")
    if any("cfg(test)" in r.text(one) for one in r.notes.pop(node.id, ())):
        return  # tests beside the code that they test
    if body is None:
        r.imports.append(Import("self", name, name, r.line(node), r.frame.scope))
    else:
        frame = r.define_class(name, node, (Name("module", r.line(node)),))
        frame.receiver = name
        r.later(body, frame=frame)


# -- types


def struct(r: Reader, node: Node) -> None:
    frame = _class(r, node, ())
    body = node.child_by_field_name("body")
    outer, r.frame = r.frame, frame
    waiting: list[Node] = []
    for child in body.named_children if body is not None else ():
        if child.type == "attribute_item":
            waiting.append(child)
        elif child.type == "field_declaration":
            kind = r.text(child.child_by_field_name("type"))[:200]
            r.bind(r.text(child.child_by_field_name("name")), _default(r, waiting, child), child, "field", kind)
            waiting = []
    r.frame = outer


def _default(r: Reader, attributes: list[Node], node: Node) -> Value:
    """The default value that the attributes of a field state."""
    for one in attributes:
        stated = macros.attribute(r, one)
        for key, value in r.calls[stated.call].kwargs if isinstance(stated, CallRef) else ():
            if key in ("default_value", "default_value_t"):
                return value
            if key == "default" and isinstance(value, Lit) and isinstance(value.value, str):
                return r.call(Name(value.value.replace("::", "."), value.line), one, Arguments())
            if key == "default":
                return value
    return Opaque("", r.line(node))


def enum(r: Reader, node: Node) -> None:
    frame = _class(r, node, (Name("enum", r.line(node)),))
    body = node.child_by_field_name("body")
    outer, r.frame = r.frame, frame
    for child in body.named_children if body is not None else ():
        if child.type == "enum_variant":
            value = child.child_by_field_name("value")
            given = r.value(value) if value is not None else Opaque("", r.line(child))
            r.bind(r.text(child.child_by_field_name("name")), given, child, "field")
    r.frame = outer


def trait(r: Reader, node: Node) -> None:
    bounds = node.child_by_field_name("bounds")
    names = [child for child in bounds.named_children if child.type != "lifetime"] if bounds is not None else []
    frame = _class(r, node, tuple(Name(type_name(r, child), r.line(child)) for child in names))
    r.later(node.child_by_field_name("body"), frame=frame)


def _class(r: Reader, node: Node, bases: tuple[Value, ...]) -> Frame:
    """State a type; bases that an `impl` before it has given are kept."""
    name = r.text(node.child_by_field_name("name"))
    doc, decorators = _doc(r, node), _decorators(r, node)
    index = r.known_class(name)
    if index is not None:
        bases += r.classes[index].bases
    frame = r.define_class(name, node, bases, decorators, doc)
    if index is not None:
        r.classes[index] = r.classes[index]._replace(name="")
    frame.receiver = name
    return frame


def implementation(r: Reader, node: Node) -> None:
    name = type_name(r, node.child_by_field_name("type")).rpartition(".")[2]
    implemented = node.child_by_field_name("trait")
    frame = r.inside(name, "class")
    frame.receiver = name
    if implemented is not None:
        base = Name(type_name(r, implemented), r.line(implemented))
        index = r.known_class(name)
        if index is None:
            r.define_class(name, node, (base,))
        elif len(r.classes[index].bases) < MAX_BASES:
            known = r.classes[index]
            r.classes[index] = known._replace(bases=(*known.bases, base))
    marks = _decorators(r, node)
    index = r.known_class(name)
    if marks and index is not None and len(r.classes[index].decorators) < MAX_BASES:
        r.classes[index] = r.classes[index]._replace(decorators=(*r.classes[index].decorators, *marks))
    r.later(node.child_by_field_name("body"), frame=frame)


def constant(r: Reader, node: Node) -> None:
    value = node.child_by_field_name("value")
    if value is not None:
        kind = r.text(node.child_by_field_name("type"))[:200]
        form = "field" if r.frame.kind == "class" and r.frame.receiver else "assign"
        r.bind(r.text(node.child_by_field_name("name")), r.value(value), node, form, kind)


# -- functions


def function(r: Reader, node: Node) -> None:
    doc, decorators = _doc(r, node), _decorators(r, node)
    frame = r.inside(r.text(node.child_by_field_name("name")), "function")
    outer, r.frame = r.frame, frame
    params = _parameters(r, node.child_by_field_name("parameters"))
    body = node.child_by_field_name("body")
    if body is not None:
        _return(frame, block(r, body))
    r.frame = outer
    r.define(frame, node, params, decorators, doc)


def _return(frame: Frame, value: Value) -> None:
    if not isinstance(value, Opaque) or value.text:
        frame.returns.append(value)


def closure(r: Reader, node: Node) -> Value:
    frame = r.inside(r.anonymous(node), "function")
    outer, r.frame = r.frame, frame
    params = _parameters(r, node.child_by_field_name("parameters"))
    body = node.child_by_field_name("body")
    _return(frame, r.value(body))
    r.frame = outer
    r.define(frame, node, params)
    return FuncRef(frame.scope, r.line(node))


def _parameters(r: Reader, node: Node | None) -> tuple[Param, ...]:
    """The parameters; `self` is the first of a method, as it is written."""
    params: list[Param] = []
    for index, child in enumerate(node.named_children if node is not None else ()):
        if child.is_extra or child.type == "attribute_item":
            continue
        pattern = child.child_by_field_name("pattern") if child.type == "parameter" else child
        kind = r.text(child.child_by_field_name("type"))[:200]
        if child.type == "self_parameter":
            params.append(Param("self", None, "", r.line(child)))
        elif pattern is not None and pattern.type == "identifier":
            params.append(Param(r.text(pattern), None, kind, r.line(child)))
        else:
            params.append(Param(f"<param:{index}>", None, kind, r.line(child)))
            if pattern is not None:
                bind_pattern(r, pattern, Name(f"<param:{index}>", r.line(child)))
    return tuple(params)


def block(r: Reader, node: Node) -> Value:
    """The statements of a block wait; its value is that of a last expression without a semicolon."""
    children = [child for child in node.named_children if not child.is_extra and child.type != "label"]
    if not children:
        return Opaque("", r.line(node))
    *before, last = children
    if last.type == "expression_statement" and r.source[last.end_byte - 1 : last.end_byte] != b";":
        last = first(last) or last
    if last.type in _STATEMENTS or last.type.endswith(("_item", "_statement")):
        items(r, node)
        return Opaque("", r.line(node))
    r.later(*before)
    return r.value(last)


def returned(r: Reader, node: Node) -> None:
    value = first(node)
    if value is not None:
        _return(r.frame, r.value(value))


# -- variables and patterns


def let(r: Reader, node: Node) -> None:
    """`let p = v` and `if let p = v`."""
    pattern, value = node.child_by_field_name("pattern"), node.child_by_field_name("value")
    r.later(node.child_by_field_name("alternative"))
    if pattern is None or value is None:
        return
    given = r.value(value)
    if pattern.type == "identifier":
        r.bind(r.text(pattern), given, pattern, annotation=r.text(node.child_by_field_name("type"))[:200])
    else:
        bind_pattern(r, pattern, given)


def loop(r: Reader, node: Node) -> None:
    pattern, value = node.child_by_field_name("pattern"), r.value(node.child_by_field_name("value"))
    if pattern is not None and pattern.type == "identifier":
        r.bind(r.text(pattern), value, pattern, "loop")
    elif pattern is not None and pattern.type in ("tuple_pattern", "reference_pattern"):
        bind_pattern(r, pattern, Member(value, "*", r.line(node)))
    elif pattern is not None:
        bind_pattern(r, pattern, value, "loop")
    r.later(node.child_by_field_name("body"))


def bind_pattern(r: Reader, pattern: Node, value: Value, form: str = "assign") -> None:
    """Bind the names of a pattern; `Some(x)` and `Ok(x)` bind x to the value itself."""
    waiting: list[tuple[Node, Value]] = [(pattern, value)]
    while waiting:
        node, value = waiting.pop()
        children, line = [child for child in node.named_children if not child.is_extra], r.line(node)
        match node.type:
            case "identifier" | "shorthand_field_identifier":
                if r.text(node)[:1].islower():
                    r.bind(r.text(node), value, node, form)
            case "tuple_struct_pattern":
                waiting += [(child, value) for child in children[1:]][::-1]
            case "tuple_pattern" | "slice_pattern":
                parts = [(child, Item(value, Lit(index, line), line)) for index, child in enumerate(children)]
                waiting += parts[::-1]
            case "struct_pattern":
                waiting += [(child, value) for child in children[1:]][::-1]
            case "field_pattern":
                name, inner = node.child_by_field_name("name"), node.child_by_field_name("pattern")
                if name is not None:
                    waiting.append((inner or name, member(value, r.text(name), line)))
            case "mut_pattern" | "ref_pattern" | "reference_pattern" | "captured_pattern" | "or_pattern":
                waiting += [(child, value) for child in children if child.type != "mutable_specifier"][::-1]
