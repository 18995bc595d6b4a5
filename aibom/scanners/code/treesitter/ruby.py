"""Ruby as facts: expressions, and the tables that make the front end. Definitions are in ruby_definitions.

- `X.new(...)` is a Call of `X` of form "new". A method without arguments is read as a member (`settings.model`),
  except on a class or module (`RubyLLM.chat`).
- Keyword arguments are kwargs; other pairs make a Map, the last argument. A block is the last argument.
- `@x` and `@@x` are `self.x`. A symbol is a Lit. `x.freeze`, `x.strip` and their like are x.
- The value of a body or branch is that of its last expression; a method returns it.
"""

from __future__ import annotations

from textwrap import dedent

from tree_sitter import Node

from aibom.core import re
from aibom.scanners.code.facts import CallRef, Either, FuncRef, Lit, Map, Member, Name, Opaque, Seq, Value
from aibom.scanners.code.treesitter import ruby_definitions as definitions
from aibom.scanners.code.treesitter import shared
from aibom.scanners.code.treesitter.conceal import masked_pairs
from aibom.scanners.code.treesitter.literals import unescape
from aibom.scanners.code.treesitter.nodes import template
from aibom.scanners.code.treesitter.parts import Arguments, Step
from aibom.scanners.code.treesitter.reader import Evaluate, Grammar, Reader, Visit, skip

_SAME = frozenset(
    "freeze dup clone to_s to_sym to_str strip squish chomp strip_heredoc html_safe presence itself".split()
)
_CONSTANT = re.compile(r"[A-Z][A-Z0-9_]*")


def _string(r: Reader, node: Node) -> Value:
    raw = r.source[node.start_byte : node.start_byte + 1] == b"'"
    parts: list[Value] = []
    for child in node.named_children:
        if child.type == "interpolation":
            parts.append(shared.inner(r, child))
        else:
            text = r.text(child)
            parts.append(r.literal(text if raw else unescape(text), child))
    return template(parts, r.line(node))


def _heredoc(r: Reader, node: Node) -> Value:
    """`<<~TEXT`: the body, which stands elsewhere in the tree, without its indentation."""
    noted = r.notes.get(node.id)
    if not noted:
        return Opaque(r.cut(node), r.line(node))
    body = noted[0]
    whole = r.text(body).partition("\n")[2].rpartition("\n")[0]
    lines = dedent(whole).split("\n")
    margin = len(whole.split("\n")[0]) - len(lines[0]) if r.text(node).startswith("<<~") else 0
    parts: list[Value] = []
    for child in body.named_children:
        if child.type == "interpolation":
            parts.append(shared.inner(r, child))
        elif child.type in ("heredoc_content", "escape_sequence"):
            parts.append(r.literal(unescape(r.text(child).replace("\n" + " " * margin, "\n")), child))
    for index, strip in ((0, str.lstrip), (-1, str.rstrip)):
        edge = parts[index] if parts else None
        if isinstance(edge, Lit) and isinstance(edge.value, str):
            parts[index] = Lit(strip(edge.value, "\n" if index == 0 else None), edge.line)
    return template(parts, r.line(node))


def _symbol(r: Reader, node: Node) -> Value:
    return Lit(r.text(node).strip(":\"'"), r.line(node))


def _words(r: Reader, node: Node) -> Value:
    return Seq(tuple([r.literal(r.text(child), child) for child in node.named_children]), r.line(node))


def _own(r: Reader, node: Node) -> Value:
    return Name("self." + r.text(node).lstrip("@"), r.line(node))


def _array(r: Reader, node: Node) -> Value:
    return Seq(r.values(node.named_children), r.line(node))


def _hash(r: Reader, node: Node) -> Value:
    pairs: list[tuple[Value | None, Value]] = []
    for child in node.named_children:
        if child.type == "pair":
            pairs.append(_pair(r, child))
        elif child.type == "hash_splat_argument":
            pairs.append((None, shared.inner(r, child)))
    return Map(masked_pairs(pairs), r.line(node))


def _pair(r: Reader, node: Node) -> tuple[Value, Value]:
    key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
    if value is None:
        return Lit(r.text(key), r.line(node)), Name(r.text(key), r.line(node))
    if key is not None and key.type == "hash_key_symbol":
        return Lit(r.text(key), r.line(key)), r.value(value)
    return r.value(key), r.value(value)


_joined = shared.binary(options=("||", "or"), last=("&&", "and"))


def _binary(r: Reader, node: Node) -> Value:
    """`s << x` is a call of `__iadd__`, `"..." % x` a Template."""
    left, right, operator = (node.child_by_field_name(part) for part in ("left", "right", "operator"))
    sign = operator.type if operator is not None else ""
    if sign == "<<" and left is not None:
        return shared.appended(r, left, r.value(right), node)
    if sign == "%" and left is not None and left.type == "string":
        text, given = r.value(left), r.value(right)
        items = given.items if isinstance(given, Seq) else (given,)
        return shared.formatted(r, text, items, node) or Opaque(r.cut(node), r.line(node))
    return _joined(r, node)


def _unary(r: Reader, node: Node) -> Value:
    """`+"..."` is a string that may grow, `-"..."` one that is kept."""
    operand = node.child_by_field_name("operand")
    if operand is not None and operand.type == "string" and r.text(node).startswith(("+", "-")):
        return r.value(operand)
    return shared.unary(r, node)


def _branches(r: Reader, node: Node) -> Value:
    """`if`, `unless`, `case`: one of the branches."""
    values: list[Value] = []
    for child in node.named_children:
        if child.type in ("then", "else", "elsif", "if"):
            values.append(r.value(child))
        elif child.type in ("when", "in_clause"):
            values.append(r.value(child.child_by_field_name("body")))
        else:
            r.later(child)
    known = tuple(value for value in values if not isinstance(value, Opaque) or value.text)
    return Either(known, r.line(node)) if len(known) > 1 else (known or (Opaque("", r.line(node)),))[0]


def _shell(r: Reader, node: Node) -> Value:
    return r.call(Name("`", r.line(node)), node, Arguments((_string(r, node),)), "shell")


# -- chains and calls


def _scope_link(r: Reader, node: Node) -> Step | None:
    # `::OpenAI` has no scope: it is the name itself, looked for from the outside
    return Step(node.child_by_field_name("scope"), member=r.text(node.child_by_field_name("name")) or "?")


def _index_link(r: Reader, node: Node) -> Step | None:
    target, rest = node.child_by_field_name("object"), node.named_children[1:]
    return Step(target, key=rest[0]) if target is not None and rest else None


def _call_link(r: Reader, node: Node) -> Step | None:
    target, name = node.child_by_field_name("receiver"), r.text(node.child_by_field_name("method"))
    given = node.child_by_field_name("arguments") is not None or node.child_by_field_name("block") is not None
    if target is None:
        made = name == "new" and r.frame.receiver
        return Step(None, member=made or name or "?", call=node)
    if not given and name in _SAME:
        return Step(target)
    if name == "new":
        return Step(target, call=node)
    if not given and not _is_class(r, target):
        return Step(target, member=name or "call")
    return Step(target, member=name or "call", call=node, at=node.child_by_field_name("method"))


def _is_class(r: Reader, node: Node) -> bool:
    """Whether a receiver is a class or module, rather than a constant that holds a value."""
    if node.type == "scope_resolution":
        return not _CONSTANT.fullmatch(r.text(node.child_by_field_name("name")))
    return node.type == "constant" and not _CONSTANT.fullmatch(r.text(node))


def _call(r: Reader, node: Node) -> Value:
    """Imports, lambdas and formats are no calls; other calls are."""
    target, name = node.child_by_field_name("receiver"), r.text(node.child_by_field_name("method"))
    if target is None and name in definitions.LOADERS and definitions.loads(r, node, name):
        return Opaque("", r.line(node))
    block = node.child_by_field_name("block")
    if target is None and name in ("proc", "lambda") and block is not None:
        return definitions.function_in_place(r, block)
    if target is None and name in ("format", "sprintf"):
        args = _arguments(r, node).args
        value = shared.formatted(r, args[0], args[1:], node) if args else None
        return value or r.call(Name(name, r.line(node)), node, Arguments(args))
    found = r.chain(node)
    if target is None and name == "scope" and isinstance(found, CallRef):
        _scope_of_rails(r, node, found)
    return found


def _scope_of_rails(r: Reader, node: Node, found: CallRef) -> None:
    """`scope :near, ->(text) { ... }` is a method of the class."""
    args = r.calls[found.call].args
    if len(args) > 1 and isinstance(args[0], Lit) and isinstance(args[1], FuncRef):
        r.bind(str(args[0].value), args[1], node, "field")


def _arguments(r: Reader, node: Node) -> Arguments:
    args: list[Value] = []
    kwargs: list[tuple[str, Value]] = []
    pairs: list[tuple[Value | None, Value]] = []
    listed, block = node.child_by_field_name("arguments"), node.child_by_field_name("block")
    for child in listed.named_children if listed is not None else ():
        match child.type:
            case "pair":
                _argument_pair(r, child, kwargs, pairs)
            case "hash_splat_argument":
                kwargs.append(("**", shared.inner(r, child)))
            case "splat_argument":
                args.append(shared.spread(r, child))
            case "block_argument":
                args.append(shared.inner(r, child))
            case "method" | "singleton_method":
                r.later(child)
            case _ if not child.is_extra:
                args.append(r.value(child))
    if pairs:
        args.append(Map(masked_pairs(pairs), r.line(node)))
    if block is not None:
        args.append(definitions.function_in_place(r, block))
    spread = any(name == "**" for name, _ in kwargs) or any(isinstance(one, Member) and one.path == "*" for one in args)
    form = "new" if r.text(node.child_by_field_name("method")) == "new" else "call"
    return Arguments(tuple(args), tuple(kwargs), spread, form)


def _argument_pair(
    r: Reader, node: Node, kwargs: list[tuple[str, Value]], pairs: list[tuple[Value | None, Value]]
) -> None:
    key, value = _pair(r, node)
    if (
        isinstance(key, Lit)
        and isinstance(key.value, str)
        and (node.child_by_field_name("key") or node).type != "string"
    ):
        kwargs.append((key.value, value))
    else:
        pairs.append((key, value))


def _types(r: Reader, node: Node) -> tuple[str, ...]:
    return ()


_SPEAKING: dict[str, Evaluate] = {
    "call": _call,
    "scope_resolution": Reader.chain,
    "element_reference": Reader.chain,
    "string": _string,
    "chained_string": lambda r, node: template(r.values(node.named_children), r.line(node)),
    "heredoc_beginning": _heredoc,
    "array": _array,
    "hash": _hash,
    "binary": _binary,
    "unary": _unary,
    "conditional": shared.ternary("condition", "consequence", "alternative"),
    "assignment": definitions.assignment,
    "operator_assignment": shared.assignment(optional=("||=",)),
    "lambda": definitions.function_in_place,
    "subshell": _shell,
    **dict.fromkeys(("if_modifier", "unless_modifier", "rescue_modifier"), definitions.modified),
    **dict.fromkeys(("return", "for", "method", "class", "module", "singleton_method"), shared.statement),
    "parenthesized_statements": definitions.body_value,
    **dict.fromkeys(("if", "unless", "case", "elsif", "case_match"), _branches),
    **dict.fromkeys(("then", "else", "begin", "body_statement", "block_body"), definitions.body_value),
}
_QUIET: dict[str, Evaluate] = {
    **dict.fromkeys(("identifier", "constant", "self", "super", "global_variable"), shared.name),
    **dict.fromkeys(("instance_variable", "class_variable"), _own),
    **dict.fromkeys(("simple_symbol", "delimited_symbol", "hash_key_symbol", "bare_symbol"), _symbol),
    **dict.fromkeys(("string_array", "symbol_array"), _words),
    **dict.fromkeys(("integer", "float"), shared.number),
    **dict.fromkeys(("true", "false", "nil"), shared.constant),
}
_VISITS: dict[str, Visit] = {
    "program": definitions.program,
    "module": definitions.module,
    "class": definitions.class_definition,
    "singleton_class": definitions.singleton_class,
    "method": definitions.method,
    "singleton_method": definitions.method,
    "return": definitions.returned,
    "for": definitions.loop,
    **dict.fromkeys(("comment", "heredoc_body", "uninterpreted", *_QUIET), skip),
    # Read as statements where nothing takes their value: their parts wait, so that nesting costs no depth.
    **dict.fromkeys(("then", "else", "begin", "body_statement", "block_body"), shared.children),
    **dict.fromkeys(("if", "unless", "case", "elsif"), shared.children),
    **dict.fromkeys(("if_modifier", "unless_modifier", "rescue_modifier"), shared.children),
}
GRAMMAR = Grammar(
    visits=_VISITS,
    values={**_SPEAKING, **_QUIET},
    links={"call": _call_link, "scope_resolution": _scope_link, "element_reference": _index_link},
    arguments=_arguments,
    types=_types,
    doc_lines=(b"#",),
)
