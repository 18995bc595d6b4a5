"""Go: packages, imports, declarations, functions, types.

- The receiver of a method is `self` in the facts, whatever its name is.
- Of a call with several results the first name gets the call itself, and a function returns its first value.
- A field's value is the default that its tag states (`default:"x"`, `envDefault:"x"`), else Opaque("").
- `//go:embed prompt.txt` above a variable is a Call `go:embed("prompt.txt")` of form "annotation", its value.
- `xs = append(xs, x)` is a Call `xs.append(x)`, as lists grow in other languages; a slice without a value is an
  empty Seq.
"""

from __future__ import annotations

from tree_sitter import Node

from aibom.core import re
from aibom.scanners.code.facts import (
    COLUMN_KEYS,
    COLUMN_VALUES,
    FuncRef,
    Import,
    Item,
    Lit,
    Name,
    Opaque,
    Param,
    Seq,
    Value,
)
from aibom.scanners.code.treesitter import shared
from aibom.scanners.code.treesitter.nodes import first, member, named, subscript
from aibom.scanners.code.treesitter.parts import Arguments, Frame
from aibom.scanners.code.treesitter.reader import Reader

_MAJOR = re.compile(r"v\d+$")
_GOPKG = re.compile(r"\.v\d+$")
_QUALIFIER = re.compile(rb"\b([A-Za-z_][A-Za-z0-9_]{0,60})\.")
_EMBED = re.compile(r"go:embed\s+(\S+)")
_DEFAULT = re.compile(r'\b(?:default|envDefault|env-default):"((?:[^"\\]|\\.)*+)"')


def package(r: Reader, node: Node) -> None:
    r.package = r.text(first(node))


def import_spec(r: Reader, node: Node) -> None:
    module, given = r.text(node.child_by_field_name("path"))[1:-1], node.child_by_field_name("name")
    alias = r.text(given)
    if alias == ".":
        r.imports.append(Import(module, "*", "*", r.line(node)))
    elif module:
        alias = "" if alias == "_" else alias or _package_name(r, module)
        r.imports.append(Import(module, None, alias, r.line(node)))


def _package_name(r: Reader, module: str) -> str:
    """The name a package is used by: the last element of its path, as far as it is used in the file.

    A path need not end with the package's name: `github.com/sashabaranov/go-openai` is the package `openai`,
    `anthropic-sdk-go` is `anthropic`. Of the words of the last element, the one is taken that the file uses.
    """
    parts = module.split("/")
    if len(parts) > 1 and _MAJOR.match(parts[-1]):
        parts.pop()
    last = _GOPKG.sub("", parts[-1])
    words = [word for word in re.split(r"[-.]", last) if word]
    used = _qualifiers(r)
    for name in (last, last.replace("-", "_"), last.replace("-", ""), *words):
        if name in used:
            return name
    return last


def _qualifiers(r: Reader) -> frozenset[str]:
    """The names that stand before a dot."""
    if not r.qualifiers:
        r.qualifiers = frozenset(one.decode() for one in _QUALIFIER.findall(r.source))
    return r.qualifiers


# -- declarations and assignments


def declared(r: Reader, node: Node) -> None:
    """`const` and `var` specifications."""
    names = named(node, "name")
    annotation = type_text(r, node.child_by_field_name("type"))
    listed = node.child_by_field_name("value")
    if listed is not None:
        _give(r, names, listed, node, annotation)
    elif names and (embedded := _EMBED.search(r.doc(node))):
        given = Arguments((Lit(embedded[1], r.line(node)),))
        r.bind(r.text(names[0]), r.call(Name("go:embed", r.line(node)), node, given, "annotation"), node)
    elif annotation.startswith("[]"):
        for name in names:
            r.bind(r.text(name), Seq((), r.line(node)), node, annotation=annotation)
    elif annotation and not r.frame.scope:
        for name in names:
            r.bind(r.text(name), Opaque("", r.line(node)), node, annotation=annotation)


def assigned(r: Reader, node: Node) -> None:
    """`a, b := f()`, `x.y = z`, `s += "t"`."""
    left, right, sign = (node.child_by_field_name(part) for part in ("left", "right", "operator"))
    if left is None or right is None:
        return
    if sign is None or sign.type in ("=", ":="):
        _give(r, left.named_children, right, node)
    elif sign.type == "+=":
        value, target = r.value(first(right)), r.value(first(left))
        r.call(member(target, "__iadd__", r.line(node)), node, Arguments((value,)))
    else:
        r.later(right)


def ranged(r: Reader, node: Node) -> None:
    """`for i, x := range xs`: x ranges over the items or values of xs, i over its names or places."""
    left, value = node.child_by_field_name("left"), r.value(node.child_by_field_name("right"))
    shared.columns(r, left.named_children if left is not None else [], value, (COLUMN_KEYS, COLUMN_VALUES))


def _give(r: Reader, names: list[Node], listed: Node, node: Node, annotation: str = "") -> None:
    values = [child for child in listed.named_children if not child.is_extra]
    if len(names) == len(values):
        for name, value in zip(names, values, strict=True):
            _bind(r, name, value, annotation)
    elif values:
        line, given = r.line(node), r.value(values[0])
        for index, name in enumerate(names):
            if name.type == "identifier" and r.text(name) not in ("_", "err"):
                r.bind(r.text(name), Item(given, Lit(index, line), line) if index else given, name)


def _bind(r: Reader, name: Node, value: Node, annotation: str) -> None:
    if name.type == "identifier" and value.type == "func_literal":
        _function(r, value, r.text(name), r.doc(name))
        return
    if _grows(r, name, value):
        return
    given = r.value(value)
    if name.type == "identifier":
        if r.text(name) != "_":
            r.bind(r.text(name), given, name, annotation=annotation)
        return
    target = r.value(name)
    if isinstance(target, Name):
        r.bind(target.path, given, name)
    elif isinstance(target, Item) and isinstance(target.base, Name):
        r.bind(f"{target.base.path}[{subscript(target.key)}]", given, name)


def _grows(r: Reader, name: Node, value: Node) -> bool:
    """Whether a slice is given itself and more; then it is stated as the calls by which it grows."""
    called = value.child_by_field_name("function") if value.type == "call_expression" else None
    given = value.child_by_field_name("arguments") if called is not None and r.text(called) == "append" else None
    items = [child for child in given.named_children if not child.is_extra] if given is not None else []
    if len(items) < 2 or r.text(items[0]) != r.text(name):
        return False
    target = r.value(name)
    for item in items[1:]:
        spread = item.type == "variadic_argument"
        added = r.value(first(item) if spread else item)
        member_name = "extend" if spread else "append"
        r.call(member(target, member_name, r.line(item)), item, Arguments((added,)))
    return True


# -- functions


def function(r: Reader, node: Node) -> None:
    """A function, or a method in the scope of its receiver's type."""
    outer, name = r.frame, r.text(node.child_by_field_name("name"))
    held = node.child_by_field_name("receiver")
    own = first(held) if held is not None else None
    if own is not None:
        r.frame = r.inside(type_name(r, own.child_by_field_name("type")), "class")
        r.frame.receiver = r.text(own.child_by_field_name("name"))
    _function(r, node, name, r.doc(node))
    r.frame = outer


def in_place(r: Reader, node: Node) -> FuncRef:
    """A function literal."""
    return FuncRef(_function(r, node, r.anonymous(node), "").scope, r.line(node))


def _function(r: Reader, node: Node, name: str, doc: str) -> Frame:
    frame = r.inside(name, "function")
    r.define(frame, node, _parameters(r, node.child_by_field_name("parameters")), (), doc)
    r.later(node.child_by_field_name("body"), frame=frame)
    return frame


def _parameters(r: Reader, node: Node | None) -> tuple[Param, ...]:
    params: list[Param] = []
    for child in node.named_children if node is not None else ():
        kind = type_text(r, child.child_by_field_name("type"))
        star = "*" if child.type == "variadic_parameter_declaration" else ""
        names = [r.text(name) for name in named(child, "name")]
        params += [Param(star + name, None, kind, r.line(child)) for name in names or ["_"] if kind]
    return tuple(params)


def returned(r: Reader, node: Node) -> None:
    listed = first(node)
    for index, child in enumerate(listed.named_children if listed is not None else ()):
        if index:
            r.later(child)
        else:
            r.frame.returns.append(r.value(child))


# -- types


def type_spec(r: Reader, node: Node) -> None:
    """A struct or interface is a Class; embedded types are its bases."""
    kind = node.child_by_field_name("type")
    if kind is None or kind.type not in ("struct_type", "interface_type"):
        return
    listed = first(kind) if kind.type == "struct_type" else kind
    children = listed.named_children if listed is not None else []
    bases = [child for child in children if child.type == "type_elem" or _embedded(child)]
    names = tuple(Name(type_name(r, base.child_by_field_name("type") or base), r.line(base)) for base in bases)
    outer = r.frame
    r.frame = r.define_class(r.text(node.child_by_field_name("name")), node, names, (), r.doc(node))
    for child in children:
        if child.type == "field_declaration":
            _field(r, child)
    r.frame = outer


def _embedded(node: Node) -> bool:
    return node.type == "field_declaration" and node.child_by_field_name("name") is None


def _field(r: Reader, node: Node) -> None:
    stated = _DEFAULT.search(r.text(node.child_by_field_name("tag")))
    line = r.line(node)
    kind = type_text(r, node.child_by_field_name("type"))
    value: Value = Lit(stated[1], line) if stated else Seq((), line) if kind.startswith("[]") else Opaque("", line)
    for name in named(node, "name"):
        r.bind(r.text(name), value, node, "field", kind)


def type_text(r: Reader, node: Node | None) -> str:
    return "" if node is None else r.cut(node)


def type_name(r: Reader, node: Node | None) -> str:
    """The dotted name of a type without pointer and type arguments."""
    return r.text(node).lstrip("*&").partition("[")[0].strip()[:200]
