"""Reads a predicate from a rule: every name, operator, operand and value is checked here, with its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aibom.core.json import Json
from aibom.model.kinds import RelationKind
from aibom.policy.document import Items, Node, Scalar, Table
from aibom.policy.operands import read_operand
from aibom.policy.operators import OPERATORS, ORDER_TESTS, QUANTIFIERS
from aibom.policy.params import as_node
from aibom.policy.paths import ITEM, Path, Scope, Subject, ValueType, item_scope, scope_of
from aibom.policy.reading import Reader, did_you_mean
from aibom.policy.syntax import Aggregate, Bounds, Compare, Join, Named, Predicate, Quantified, Reach

CONNECTIVES = ("all", "any", "not", "is")
GRAPH_WORDS = ("reaches", "reached_by")
AGGREGATES = ("count", "share")
WORDS = (*CONNECTIVES, *GRAPH_WORDS, *AGGREGATES)
MAX_REACH = 100
# Entries of one rule once its named predicates are written out; a chain of lets could multiply without end.
MAX_ENTRIES = 5000
_BOUNDS = (*ORDER_TESTS, "eq")
_LISTS = (ValueType.STRINGS, ValueType.LICENCES, ValueType.OBJECTS)


class PredicateParser:
    """Reads the predicates of one rule.

    `params` are the values of the rule's parameters; `lets` its named predicates, read anew in each place that
    names them, so that a name means the same facts as if it were written out there.
    """

    def __init__(
        self, reader: Reader, subject: Subject, params: Mapping[str, Json], lets: Mapping[str, Node] | None = None
    ) -> None:
        self.reader, self.subject, self.params = reader, subject, params
        self.lets = lets or {}
        self.used_params: set[str] = set()
        self.used_lets: set[str] = set()
        self._open_lets: list[str] = []
        self._entries = 0

    def predicate(self, node: Node, what: str) -> Predicate:
        """A predicate about the rule's subject."""
        return self._table(node, what, scope_of(self.subject), in_item=False)

    def _table(self, node: Node, what: str, scope: Scope, in_item: bool) -> Predicate:
        table = self.reader.table(node, what)
        if not table.nodes:
            raise self.reader.error(table, f"{what} is empty; it would be true of everything")
        self._entries += len(table.nodes)
        if self._entries > MAX_ENTRIES:
            raise self.reader.error(table, f"the rule has more than {MAX_ENTRIES} entries")
        return _join([self._entry(table, key, scope, in_item) for key in table.nodes])

    def _entry(self, table: Table, key: str, scope: Scope, in_item: bool) -> Predicate:
        node = table.nodes[key]
        if key in ("all", "any"):
            parts = self.reader.items(node, key)
            if not parts:
                raise self.reader.error(node, f"{key} needs at least one predicate")
            return Join(key, tuple(self._table(part, f"each item of {key}", scope, in_item) for part in parts))
        if key == "not":
            return Join("not", (self._table(node, "not", scope, in_item),))
        if key == "is":
            return self._named(node, scope, in_item)
        if key in GRAPH_WORDS and not in_item and scope.what == "component":
            return self._reach(node, key)
        if key in AGGREGATES and not in_item:
            return self._aggregate(node, key)
        path = scope.find(key)
        if path is None:
            words = (*scope.names, *WORDS)
            raise self.reader.error(table.keys[key], f"unknown field {key!r} of {scope.what}{did_you_mean(key, words)}")
        return self._field(path, node, in_item)

    def _named(self, node: Node, scope: Scope, in_item: bool) -> Predicate:
        name = self.reader.text(node, "is")
        if name not in self.lets:
            raise self.reader.error(node, f"no predicate {name!r} in let{did_you_mean(name, self.lets)}")
        if name in self._open_lets:
            raise self.reader.error(node, f"let {name!r} names itself: {' -> '.join((*self._open_lets, name))}")
        if len(self._open_lets) >= 10:
            raise self.reader.error(node, "let predicates name each other more than 10 deep")
        self.used_lets.add(name)
        self._open_lets.append(name)
        part = self._table(self.lets[name], f"let {name!r}", scope, in_item)
        self._open_lets.pop()
        return Named(name, part)

    def _field(self, path: Path, node: Node, in_item: bool) -> Predicate:
        node = self._value(node)
        if not isinstance(node, Table):
            if path.type in _LISTS:
                raise self.reader.error(node, f"{path.text} is a list; write any, every, none, count or exists")
            if isinstance(node, Items):
                raise self.reader.error(node, f"write {path.text}: {{in: [...]}} to compare with several values")
            return self._compare(path, in_item, "eq", node, node)
        if not node.nodes:
            raise self.reader.error(node, f"{path.text} needs an operator")
        return _join([self._operator(path, in_item, key, node) for key in node.nodes])

    def _operator(self, path: Path, in_item: bool, name: str, table: Table) -> Predicate:
        node, key = table.nodes[name], table.keys[name]
        is_list = path.type in _LISTS
        if name in QUANTIFIERS and is_list:
            return self._quantified(path, in_item, name, node)
        if name not in OPERATORS:
            known = [*(QUANTIFIERS if is_list else ()), *(o for o, row in OPERATORS.items() if path.type in row.types)]
            if name in QUANTIFIERS:
                raise self.reader.error(key, f"{name} is for lists, and {path.text} is a {path.type}")
            raise self.reader.error(key, f"unknown operator {name!r} of {path.text}{did_you_mean(name, known)}")
        return self._compare(path, in_item, name, node, key)

    def _compare(self, path: Path, in_item: bool, name: str, node: Node, place: Node) -> Predicate:
        operator = OPERATORS[name]
        if path.type not in operator.types:
            fitting = sorted(o for o, row in OPERATORS.items() if path.type in row.types)
            why = f"{name} does not apply to {path.text}, which is a {path.type} (it takes {', '.join(fitting)})"
            raise self.reader.error(place, why)
        if isinstance(node, Items) and not node.nodes:
            raise self.reader.error(node, f"{path.text} {name} lists nothing, so that it tells nothing apart")
        operand = read_operand(self.reader, self._value(node), operator, path)
        return Compare(path, in_item, operator, operand)

    def _quantified(self, path: Path, in_item: bool, how: str, node: Node) -> Predicate:
        if how != "count":
            return Quantified(path, in_item, how, self._item(path, node, how))
        table = self.reader.table(node, "count")
        self.reader.only(table, ("of", *_BOUNDS), "count")
        of = table.nodes.get("of")
        part = self._item(path, of, "of") if of is not None else None
        return Quantified(path, in_item, how, part, self._bounds(table, "count"))

    def _item(self, path: Path, node: Node, what: str) -> Predicate:
        if path.type is ValueType.OBJECTS:
            return self._table(node, f"{what} of {path.text}", item_scope(self.subject, path.text), in_item=True)
        return self._field(ITEM, node, in_item=True)

    def _reach(self, node: Node, word: str) -> Predicate:
        table = self.reader.table(node, word)
        self.reader.only(table, ("via", "max_depth", "target"), word)
        via = table.nodes.get("via")
        kinds = self._relation_kinds(via) if via is not None else ()
        depth = table.nodes.get("max_depth")
        target = self._component(self.reader.need(table, "target", word), "target")
        limit = self.reader.integer(self._value(depth), "max_depth", 1, MAX_REACH) if depth is not None else 20
        return Reach(word == "reached_by", frozenset(kinds), limit, target)

    def _relation_kinds(self, node: Node) -> tuple[str, ...]:
        node = self._value(node)
        kinds = self.reader.texts(node, "via")
        for kind, place in zip(kinds, node.nodes if isinstance(node, Items) else (node,), strict=True):
            if kind not in tuple(RelationKind):
                raise self.reader.error(place, f"no relation {kind!r}{did_you_mean(kind, RelationKind)}")
        return kinds

    def _aggregate(self, node: Node, word: str) -> Predicate:
        table = self.reader.table(node, word)
        extra = ("among",) if word == "share" else ()
        self.reader.only(table, ("of", *extra, *_BOUNDS), word)
        among = table.nodes.get("among")
        of = self._component(self.reader.need(table, "of", word), "of")
        return Aggregate(word, of, self._component(among, "among") if among else None, self._bounds(table, word))

    def _component(self, node: Node, what: str) -> Predicate:
        """A predicate about a component, whatever the rule itself is about."""
        subject, self.subject = self.subject, Subject.COMPONENT
        try:
            return self.predicate(node, what)
        finally:
            self.subject = subject

    def _bounds(self, table: Table, what: str) -> Bounds:
        limits = []
        for name in _BOUNDS:
            node = table.nodes.get(name)
            if node is not None:
                limit = self._number(self._value(node), f"{what} {name}")
                if limit < 0 or (what == "share" and limit > 1) or (limit == 0 and name in ("lt", "gte")):
                    kept = "0 to 1" if what == "share" else "0 or more"
                    raise self.reader.error(node, f"{what} is {kept}, so that {name} {limit:g} tells nothing apart")
                limits.append((name, limit))
        if not limits:
            raise self.reader.error(table, f"{what} needs a bound: {', '.join(_BOUNDS)}")
        return Bounds(tuple(limits))

    def _number(self, node: Node, what: str) -> float:
        if isinstance(node, Scalar) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
            return node.value
        raise self.reader.wrong(node, what, "a number")

    def _value(self, node: Node) -> Node:
        """The node, or the value of the parameter that it names (`$trusted_sources`); `$$` is a dollar sign."""
        if not isinstance(node, Scalar) or not isinstance(node.value, str) or not node.value.startswith("$"):
            return node
        name = node.value[1:]
        if name.startswith("$"):
            return Scalar(name, node.line, node.column)
        if name not in self.params:
            raise self.reader.error(node, f"no parameter {name!r}{did_you_mean(name, self.params)}")
        self.used_params.add(name)
        return as_node(self.params[name], node)


def _join(parts: list[Any]) -> Predicate:
    return parts[0] if len(parts) == 1 else Join("all", tuple(parts))
