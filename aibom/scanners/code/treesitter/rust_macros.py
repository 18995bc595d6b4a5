"""Rust: macros and attributes, whose arguments are parsed again as the expressions they mostly are.

`format!` is a Template, `indoc!` its text, `vec![...]` a Seq, `json!({...})` a Map; other macros are Calls of `name!`,
such as `include_str!("prompt.txt")`. Attributes are Names, or Calls of form "annotation" whose `key = value` are
kwargs.
"""

from __future__ import annotations

from functools import partial

from tree_sitter import Node

from aibom.scanners.code.facts import Lit, Map, Name, Opaque, Seq, Value
from aibom.scanners.code.treesitter.conceal import masked_pairs
from aibom.scanners.code.treesitter.literals import composite
from aibom.scanners.code.treesitter.nodes import first, template
from aibom.scanners.code.treesitter.parts import Arguments
from aibom.scanners.code.treesitter.reader import Reader

_FORMATS = ("format", "format_args", "formatdoc")
_PLAIN = ("indoc", "unindent", "dedent", "trim_margin")  # only lay out a text
_TEXTS = frozenset((*_FORMATS, *_PLAIN, "vec", "concat", "include_str"))  # take expressions in braces as well


def invocation(r: Reader, node: Node) -> Value:
    name = r.text(node.child_by_field_name("macro")).rpartition("::")[2]
    tokens = next((child for child in node.named_children if child.type == "token_tree"), None)
    if tokens is None:
        return Opaque(r.cut(node), r.line(node))
    if name == "json":
        inner = first(tokens)
        return _json(r, inner) if inner is not None else Opaque(r.cut(node), r.line(node))
    if r.text(tokens)[:1] == "{" and name not in _TEXTS:
        return _items(r, tokens, node)
    value = _again(r, tokens, partial(_listed, r, name, node))
    return Opaque(r.cut(node), r.line(node)) if value is None else value


def _inside(r: Reader, tokens: Node) -> bytes:
    return r.source[tokens.start_byte + 1 : max(tokens.start_byte + 1, tokens.end_byte - 1)]


def _again(r: Reader, tokens: Node, read: partial[Value | None]) -> Value | None:
    """What `read` makes of the tokens, given the argument list that they are."""

    def found(root: Node) -> Value | None:
        node: Node | None = root
        while node is not None and node.type != "arguments":
            children = [child for child in node.named_children if not child.is_extra]
            node = children[-1] if children else None
        return read(node) if node is not None else None

    return r.embedded(b"fn m(){m(" + _inside(r, tokens) + b")}", "rust", tokens, found)


def _listed(r: Reader, name: str, node: Node, listed: Node) -> Value | None:
    given = _arguments(r, listed)
    line = r.line(listed)
    if name == "vec":
        return Seq(given.args, line)
    if name == "concat":
        return template(given.args, line)
    text = given.args[0] if given.args else None
    if name in _PLAIN and text is not None:
        return text
    if name in _FORMATS and isinstance(text, Lit) and isinstance(text.value, str):
        named = dict(given.kwargs)
        parts = composite(text.value, given.args[1:], line)
        return template([named.get(one.path, one) if isinstance(one, Name) else one for one in parts], line)
    return r.call(Name(f"{name}!", line), listed, given)


def _arguments(r: Reader, listed: Node) -> Arguments:
    args: list[Value] = []
    kwargs: list[tuple[str, Value]] = []
    for child in listed.named_children:
        if child.type == "assignment_expression":
            key = r.text(child.child_by_field_name("left")).replace("::", ".")
            kwargs.append((key, r.value(child.child_by_field_name("right"))))
        elif not child.is_extra:
            args.append(r.value(child))
    return Arguments(tuple(args), tuple(kwargs))


def _items(r: Reader, tokens: Node, node: Node) -> Value:
    """`lazy_static! { static ref X: T = ...; }` and other macros over items or statements."""

    def walk(root: Node) -> Value | None:
        r.later(*root.named_children)
        return None

    source = _inside(r, tokens)
    r.embedded(source.replace(b"static ref ", b"static     "), "rust", tokens, walk)
    return Opaque(r.cut(node), r.line(node))


def _json(r: Reader, node: Node) -> Value:
    """The JSON literal that a token tree writes; other values in it are parsed as expressions."""
    text = r.text(node)
    if node.type != "token_tree" or text[:1] not in "{[":
        return r.value(node)
    if not r.deeper():
        return Opaque(r.cut(node), r.line(node))
    groups = _split(node)
    value: Value
    if text[:1] == "[":
        value = Seq(tuple([_leaf(r, group) for group in groups]), r.line(node))
    else:
        value = Map(masked_pairs([_pair(r, group) for group in groups]), r.line(node))
    r.shallower()
    return value


def _split(node: Node) -> list[list[Node]]:
    """The tokens between the brackets, split at commas."""
    groups: list[list[Node]] = [[]]
    for child in node.children[1:-1]:
        if child.type == ",":
            groups.append([])
        elif not child.is_extra:
            groups[-1].append(child)
    return [group for group in groups if group]


def _pair(r: Reader, group: list[Node]) -> tuple[Value, Value]:
    signs = [index for index, child in enumerate(group) if child.type == ":"]
    at = signs[0] if signs else len(group)
    return _leaf(r, group[:at]), _leaf(r, group[at + 1 :])


def _leaf(r: Reader, group: list[Node]) -> Value:
    if not group:
        return Opaque("", 1)
    if len(group) == 1:
        return Lit(None, r.line(group[0])) if r.text(group[0]) == "null" else _json(r, group[0])
    source = b"fn m(){m(" + r.source[group[0].start_byte : group[-1].end_byte] + b")}"

    def one(root: Node) -> Value | None:
        node: Node | None = root
        while node is not None and node.type != "arguments":
            node = node.named_children[-1] if node.named_children else None
        return r.value(first(node)) if node is not None else None

    value = r.embedded(source, "rust", group[0], one)
    return Opaque("", r.line(group[0])) if value is None else value


def attribute(r: Reader, item: Node) -> Value:
    """`#[name]` is a Name, `#[name(...)]` a call of form "annotation"."""
    node = first(item)
    line = r.line(item)
    if node is None or node.type != "attribute":
        return Opaque(r.cut(item), line)
    target = Name(r.text(first(node)).replace("::", "."), line)
    tokens, value = node.child_by_field_name("arguments"), node.child_by_field_name("value")
    if value is not None:
        return r.call(target, item, Arguments((r.value(value),)), "annotation")
    if tokens is None:
        return target

    def called(listed: Node) -> Value | None:
        return r.call(target, listed, _arguments(r, listed), "annotation")

    made = _again(r, tokens, partial(called))
    return target if made is None else made
