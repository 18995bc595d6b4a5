"""Ruby: what is loaded, modules, classes, methods, blocks, assignments.

- `require "x"` is an Import of the path, `require_relative "x"` of "./x"; neither has an alias.
- A comment that says what a file is evaluated in (`#: self as Roast::Workflow`, as Sorbet reads it) is an Import of it
  with the alias SELF.
- `initialize` is named "constructor". Modules are Classes with the base `module`; what a class includes, extends or
  prepends is among its bases.
"""

from __future__ import annotations

from tree_sitter import Node

from aibom.core import re
from aibom.scanners.code.facts import CallRef, FuncRef, Import, Item, Lit, Name, Opaque, Param, Value
from aibom.scanners.code.treesitter import shared
from aibom.scanners.code.treesitter.nodes import first
from aibom.scanners.code.treesitter.parts import Frame
from aibom.scanners.code.treesitter.reader import Reader

LOADERS = frozenset({"require", "require_relative", "load", "autoload"})
SELF = "<self>"
_BOUND = re.compile(
    rb"^[ \t]*#:?[ \t]*(?:@type[ \t]+)?self[ \t]*(?:as|:)[ \t]+([A-Z]\w*)((?:::[A-Z]\w*)+)", re.MULTILINE
)
_MIXINS = ("include", "extend", "prepend")
_MODIFIERS = ("rescue", "ensure")


def program(r: Reader, node: Node) -> None:
    """Heredocs begin in one place of the tree and have their text in another: both come in the same order."""
    if (bound := _BOUND.search(r.source)) is not None:
        name = bound[2].decode().removeprefix("::").replace("::", ".")
        r.imports.append(Import(bound[1].decode(), name, SELF, r.source.count(b"\n", 0, bound.start()) + 1))
    if b"<<" in r.source:
        beginnings: list[Node] = []
        bodies: list[Node] = []
        waiting = [node]
        while waiting:
            one = waiting.pop()
            if one.type == "heredoc_beginning":
                beginnings.append(one)
            elif one.type == "heredoc_body":
                bodies.append(one)
            waiting.extend(reversed(one.named_children))
        for beginning, body in zip(beginnings, bodies, strict=False):
            r.notes[beginning.id] = [body]
    r.later(*node.named_children)


def loads(r: Reader, node: Node, name: str) -> bool:
    """State the Import of `require "x"`; False when the path is not a plain string."""
    listed = node.child_by_field_name("arguments")
    given = [child for child in listed.named_children if not child.is_extra] if listed is not None else []
    path = r.value(given[-1]) if given else None
    if not isinstance(path, Lit) or not isinstance(path.value, str):
        return False
    module = path.value
    if name == "require_relative" and not module.startswith("."):
        module = f"./{module}"
    alias = r.text(given[0]).lstrip(":") if name == "autoload" else ""
    r.imports.append(Import(module, alias or None, alias, r.line(node), r.frame.scope))
    return True


# -- modules and classes


def module(r: Reader, node: Node) -> None:
    name = r.text(node.child_by_field_name("name")).replace("::", ".")
    frame = r.define_class(name, node, (Name("module", r.line(node)),), (), r.doc(node))
    r.later(node.child_by_field_name("body"), frame=frame)


def class_definition(r: Reader, node: Node) -> None:
    name, body = r.text(node.child_by_field_name("name")).replace("::", "."), node.child_by_field_name("body")
    parent = node.child_by_field_name("superclass")
    bases = [shared.inner(r, parent)] if parent is not None else []
    for child in body.named_children if body is not None else ():
        if child.type == "call" and r.text(child.child_by_field_name("method")) in _MIXINS:
            listed = child.child_by_field_name("arguments")
            found = r.values(listed.named_children) if listed is not None else ()
            bases += [one for one in found if isinstance(one, Name)]
    frame = r.define_class(name, node, tuple(bases), (), r.doc(node))
    frame.receiver = name
    r.later(body, frame=frame)


def singleton_class(r: Reader, node: Node) -> None:
    """`class << self`: its methods are the class's."""
    r.later(node.child_by_field_name("body"))


# -- methods and blocks


def method(r: Reader, node: Node) -> None:
    name = r.text(node.child_by_field_name("name"))
    frame = r.inside("constructor" if name == "initialize" else name, "function")
    _function(r, node, frame, r.doc(node))


def function_in_place(r: Reader, node: Node) -> Value:
    """A block or lambda."""
    frame = r.inside(r.anonymous(node), "function")
    _function(r, node, frame, "")
    return FuncRef(frame.scope, r.line(node))


def _function(r: Reader, node: Node, frame: Frame, doc: str) -> None:
    outer, r.frame = r.frame, frame
    params = _parameters(r, node.child_by_field_name("parameters"))
    body = node.child_by_field_name("body")
    if body is not None and body.type in ("block", "do_block"):
        body = body.child_by_field_name("body")
    if body is not None:
        value = r.value(body)
        if not isinstance(value, Opaque) or value.text:
            frame.returns.append(value)
    r.frame = outer
    r.define(frame, node, params, (), doc)


def _parameters(r: Reader, node: Node | None) -> tuple[Param, ...]:
    params: list[Param] = []
    for index, child in enumerate(node.named_children if node is not None else ()):
        if child.is_extra:
            continue
        name, value = r.text(child.child_by_field_name("name")), child.child_by_field_name("value")
        default = r.value(value) if value is not None else None
        if child.type == "identifier":
            name = r.text(child)
        elif child.type == "splat_parameter":
            name = f"*{name}"
        elif child.type in ("hash_splat_parameter", "block_parameter"):
            name = f"**{name}" if child.type == "hash_splat_parameter" else name
        if default is not None:
            r.bind(name, default, child, "param")
        params.append(Param(name or f"<param:{index}>", default, "", r.line(child)))
    return tuple(params)


def returned(r: Reader, node: Node) -> None:
    listed = first(node)
    value = first(listed) if listed is not None and listed.type == "argument_list" else listed
    if value is not None:
        r.frame.returns.append(r.value(value))


def modified(r: Reader, node: Node) -> Value:
    """`x if y`: x."""
    r.later(node.child_by_field_name("condition"))
    return r.value(node.child_by_field_name("body"))


def body_value(r: Reader, node: Node) -> Value:
    """The statements of a body wait; its value is that of the last one."""
    children = [child for child in node.named_children if child.type != "comment"]
    values = [child for child in children if child.type not in (*_MODIFIERS, "heredoc_body")]
    if not values:
        r.later(*children)
        return Opaque("", r.line(node))
    r.later(*[child for child in children if child != values[-1]])
    return r.value(values[-1])


# -- variables


def assignment(r: Reader, node: Node) -> Value:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None:
        return r.value(right)
    if left.type != "left_assignment_list":
        value = r.value(right)
        if left.type == "call":
            _attribute(r, left, value, node)
        else:
            target = r.value(left)
            form = "field" if r.frame.kind == "class" and left.type == "constant" else "assign"
            if form == "field" and isinstance(target, Name):
                r.bind(target.path, value, node, "field")
            else:
                r.assign(target, value, node)
        return value
    value, line = r.value(right), r.line(node)
    for index, child in enumerate(left.named_children):
        if child.type != "splat_argument" and child.type != "rest_assignment":
            r.assign(r.value(child), Item(value, Lit(index, line), line), child)
    return value


def _attribute(r: Reader, left: Node, value: Value, node: Node) -> None:
    """`self.model = v`, `config.model = v`, `Writer.configuration.model = v`; of a class in its own body a field."""
    target = r.value(left.child_by_field_name("receiver"))
    path = target.path if isinstance(target, Name) else ""
    if isinstance(target, CallRef) and r.calls[target.call].receiver is None and not r.calls[target.call].args:
        path = r.calls[target.call].callee
    name = r.text(left.child_by_field_name("method"))
    if path == "self" and r.frame.kind == "class":
        r.bind(name, value, node, "field")
    elif path:
        r.bind(f"{path}.{name}", value, node)


def loop(r: Reader, node: Node) -> None:
    pattern, value = node.child_by_field_name("pattern"), node.child_by_field_name("value")
    given = shared.inner(r, value) if value is not None else Opaque("", r.line(node))
    if pattern is not None and pattern.type == "identifier":
        r.bind(r.text(pattern), given, pattern, "loop")
    r.later(node.child_by_field_name("body"))
