"""Reads Jinja templates (chat templates): which attributes, subscripts, names, filters and calls they use.

Jinja's own lexer and parser make the syntax tree; nothing is compiled or rendered. Text that a template builds
(concatenation, `~`, `join`, `format`, escapes) is folded, so that a name spelt in pieces is seen as one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

MAX_TEMPLATE, MAX_NODES, MAX_FOLD, MAX_NESTED = 4 << 20, 400_000, 64, 100


class Template(NamedTuple):
    """A template's uses. `attributes` are names behind a dot, `subscripts` texts in brackets (folded when they are
    built), `built` counts subscripts and filter arguments that are computed from calls or filters, `files` are names
    of templates that are included or imported."""

    attributes: frozenset[str] = frozenset()
    subscripts: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    filters: frozenset[str] = frozenset()
    calls: frozenset[str] = frozenset()
    texts: tuple[str, ...] = ()
    attr_filter: bool = False
    built: int = 0
    files: tuple[str, ...] = ()
    largest_range: int = 0
    problems: tuple[str, ...] = ()


def read_template(source: str) -> Template:
    """The uses of a template; one that does not parse has a problem and, of its words, no uses."""
    if len(source) > MAX_TEMPLATE:
        return Template(problems=(f"a template of {len(source)} characters",))
    if _brackets(source) > MAX_NESTED:
        return Template(problems=("a template with brackets nested too deeply",))
    from jinja2 import TemplateSyntaxError, nodes
    from jinja2.parser import Parser

    try:
        # Not Environment.parse: to show an error it executes a piece of code that carries the template's line.
        tree = Parser(_environment(), source).parse()
    except TemplateSyntaxError as error:
        return Template(problems=(f"not a valid template ({error.message}, line {error.lineno})",))
    except RecursionError:
        return Template(problems=("a template nested too deeply",))
    reader = _Reader(nodes)
    reader.walk(tree)
    return reader.result()


def _brackets(source: str) -> int:
    """The deepest level of brackets, those in texts counted as well, and of unclosed blocks."""
    depth = deepest = 0
    for character in source:
        if character in "([{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in ")]}":
            depth = max(depth - 1, 0)
    return deepest


def _environment() -> Any:
    """As transformers and llama-cpp-python parse chat templates."""
    from jinja2 import Environment, nodes
    from jinja2.ext import Extension

    class Generation(Extension):
        """`{% generation %}` of transformers: marks what the assistant says."""

        tags = {"generation"}  # noqa: RUF012 - as Jinja declares it

        def parse(self, parser: Any) -> Any:
            line = next(parser.stream).lineno
            body = parser.parse_statements(("name:endgeneration",), drop_needle=True)
            return nodes.Scope(body, lineno=line)

    extensions: list[str | type[Extension]] = ["jinja2.ext.loopcontrols", "jinja2.ext.do", Generation]
    return Environment(trim_blocks=True, lstrip_blocks=True, extensions=extensions)  # noqa: S701 - never rendered


class _Reader:
    def __init__(self, nodes: Any) -> None:
        self.n = nodes
        self.attributes: set[str] = set()
        self.subscripts: set[str] = set()
        self.names: set[str] = set()
        self.filters: set[str] = set()
        self.calls: set[str] = set()
        self.texts: list[str] = []
        self.files: list[str] = []
        self.attr_filter, self.built, self.largest, self.count = False, 0, 0, 0
        self.known: dict[str, str] = {}
        self.problems: list[str] = []

    def result(self) -> Template:
        return Template(
            frozenset(self.attributes), frozenset(self.subscripts), frozenset(self.names), frozenset(self.filters),
            frozenset(self.calls), tuple(self.texts), self.attr_filter, self.built, tuple(self.files), self.largest,
            tuple(self.problems),
        )  # fmt: skip

    def walk(self, tree: Any) -> None:
        todo = [tree]
        while todo:
            node = todo.pop()
            self.count += 1
            if self.count > MAX_NODES:
                self.problems.append("a template with more nodes than are read")
                return
            handler = getattr(self, f"_{type(node).__name__.lower()}", None)
            if handler is not None:
                handler(node)
            todo += reversed(list(node.iter_child_nodes()))

    def _getattr(self, node: Any) -> None:
        self.attributes.add(node.attr)

    def _getitem(self, node: Any) -> None:
        if isinstance(node.arg, (self.n.Slice, self.n.Const)) and not self._is_text(node.arg):
            return
        self.built += self._of_text(node)
        self._key(node.arg)

    def _key(self, arg: Any) -> None:
        text = self.fold(arg)
        if text is not None:
            self.subscripts.add(text)
        elif self._computed(arg):
            self.built += 1

    def _of_text(self, node: Any) -> bool:
        """Whether a text that stands in the template is asked for a member whose name comes from elsewhere."""
        return self._is_text(node.node) and isinstance(node.arg, (self.n.Getattr, self.n.Getitem, self.n.Filter))

    def _is_text(self, node: Any) -> bool:
        return isinstance(node, self.n.Const) and isinstance(node.value, str)

    def _computed(self, node: Any) -> bool:
        """Whether a text is put together here, rather than taken from a variable."""
        kinds = (self.n.Concat, self.n.Add, self.n.Filter, self.n.Mod, self.n.Mul)
        return isinstance(node, kinds) and any(self._is_text(one) for one in node.find_all(self.n.Const))

    def _name(self, node: Any) -> None:
        self.names.add(node.name)

    def _const(self, node: Any) -> None:
        if isinstance(node.value, str):
            self.texts.append(node.value[:10_000])

    def _concat(self, node: Any) -> None:
        self._folded(node)

    def _add(self, node: Any) -> None:
        self._folded(node)

    def _folded(self, node: Any) -> None:
        text = self.fold(node)
        if text is not None:
            self.texts.append(text)

    def _filter(self, node: Any) -> None:
        self.filters.add(node.name)
        if node.name == "attr":
            self.attr_filter = True
            for one in node.args:
                self._key(one)
        if node.name in ("map", "selectattr", "rejectattr", "sort", "groupby", "sum", "unique", "min", "max"):
            self._by_attribute(node)
        if node.name in ("join", "replace", "format", "reverse", "lower", "string"):
            self._folded(node)

    def _by_attribute(self, node: Any) -> None:
        """Filters that take the name of an attribute, dotted, and `map("attr", name)`."""
        first = [self.fold(one) for one in node.args]
        named = [self.fold(one.value) for one in node.kwargs if one.key == "attribute"]
        for text in (*first, *named):
            self.subscripts |= set(text.split(".")) if text else set()
        if node.name == "map" and first[:1] == ["attr"]:
            self.attr_filter = True

    def _call(self, node: Any) -> None:
        name = node.node.name if isinstance(node.node, self.n.Name) else getattr(node.node, "attr", "")
        self.calls.add(name)
        if name == "range":
            self._range(node.args)

    def _keyword(self, node: Any) -> None:
        self.texts.append(node.key)  # dict(__class__=1) makes a text of a word

    def _pow(self, node: Any) -> None:
        power = self._whole(node.right)
        self.largest = max(self.largest, power * 1_000_000 if isinstance(node.right, self.n.Pow) else power * 1000)

    def _mul(self, node: Any) -> None:
        sides = (node.left, node.right)
        if any(self._is_text(one) or isinstance(one, (self.n.List, self.n.Tuple)) for one in sides):
            self.largest = max([self.largest, *map(self._whole, sides)])

    def _whole(self, node: Any) -> int:
        if isinstance(node, self.n.Pow):
            return max(self._whole(node.left), 1) * max(self._whole(node.right), 1)
        return node.value if isinstance(node, self.n.Const) and isinstance(node.value, int) else 0

    def _range(self, args: list[Any]) -> None:
        numbers = [one.value for one in args if isinstance(one, self.n.Const) and isinstance(one.value, int)]
        self.largest = max([self.largest, *numbers])

    def _include(self, node: Any) -> None:
        self.files.append(self.fold(node.template) or "?")

    _import = _fromimport = _extends = _include

    def _assign(self, node: Any) -> None:
        text = self.fold(node.node)
        if text is not None and isinstance(node.target, self.n.Name):
            self.known[node.target.name] = text

    def fold(self, node: Any, depth: int = 0) -> str | None:
        """The text that an expression gives, when it is put together of constants."""
        if depth > MAX_FOLD:
            return None
        if isinstance(node, self.n.Const):
            return node.value if isinstance(node.value, str) else None
        if isinstance(node, self.n.Name):
            return self.known.get(node.name)
        if isinstance(node, self.n.Add):
            return _joined([self.fold(node.left, depth + 1), self.fold(node.right, depth + 1)])
        if isinstance(node, self.n.Concat):
            return _joined([self.fold(one, depth + 1) for one in node.nodes])
        if isinstance(node, self.n.Filter) and node.node is not None:
            return self._fold_filter(node, depth)
        if isinstance(node, self.n.Mod):
            return self._fold_format(self.fold(node.left, depth + 1), self._items(node.right, depth))
        if isinstance(node, self.n.Call):
            return self._fold_call(node, depth)
        return None

    def _items(self, node: Any, depth: int) -> list[str | None]:
        items = node.items if isinstance(node, (self.n.Tuple, self.n.List)) else [node]
        return [self.fold(one, depth + 1) for one in items]

    def _fold_filter(self, node: Any, depth: int) -> str | None:
        if node.name == "join":
            between = self.fold(node.args[0], depth + 1) if node.args else ""
            parts = self._items(node.node, depth) if isinstance(node.node, (self.n.Tuple, self.n.List)) else [None]
            return None if between is None or None in parts else between.join(one or "" for one in parts)[:10_000]
        text = self.fold(node.node, depth + 1)
        if text is None:
            return None
        if node.name == "format":
            return self._fold_format(text, [self.fold(one, depth + 1) for one in node.args])
        if node.name == "replace" and len(node.args) == 2:
            old, new = (self.fold(one, depth + 1) for one in node.args)
            return text.replace(old, new)[:10_000] if old and new is not None else None
        changed = {"lower": text.lower, "upper": text.upper, "trim": text.strip, "string": lambda: text}
        return text[::-1] if node.name == "reverse" else changed.get(node.name, lambda: None)()

    def _fold_call(self, node: Any, depth: int) -> str | None:
        """Methods of constant texts: `'..'.join([...])`, `.replace`, `.format`, `.lower`."""
        if not isinstance(node.node, self.n.Getattr):
            return None
        text = self.fold(node.node.node, depth + 1)
        if text is None:
            return None
        if node.node.attr == "join" and node.args:
            parts = self._items(node.args[0], depth)
            return None if None in parts else text.join(one or "" for one in parts)[:10_000]
        args = [self.fold(one, depth + 1) for one in node.args]
        if node.node.attr == "format":
            return self._fold_format(text.replace("{}", "%s").replace("{0}", "%s"), args)
        if node.node.attr == "replace" and len(args) == 2 and args[0] and args[1] is not None:
            return text.replace(args[0], args[1])[:10_000]
        return {"lower": text.lower(), "upper": text.upper(), "strip": text.strip()}.get(node.node.attr)

    @staticmethod
    def _fold_format(text: str | None, values: list[str | None]) -> str | None:
        if text is None or None in values:
            return None
        pieces: Iterator[str] = iter(one or "" for one in values)
        parts = text.split("%s")
        return "".join(part + (next(pieces, "") if at < len(parts) - 1 else "") for at, part in enumerate(parts))[
            :10_000
        ]


def _joined(parts: list[str | None]) -> str | None:
    if None in parts:
        return None
    return "".join(one or "" for one in parts)[:10_000]
