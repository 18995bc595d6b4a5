"""Comparisons of one fact folded into one test: the inner loop of a check.

`{eq: false, present: true}` and its negation are how rules say what a fact that nobody states shall count as. Asked
part by part they read one fact two times through four functions; a Leaf asks once.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from aibom.policy.kleene import Test, Truth, negation
from aibom.policy.operators import ORDER_TESTS, Check
from aibom.policy.paths import ITEM, MISSING, Getter, Path, ValueType, getter
from aibom.policy.syntax import Compare, Join, Named, Predicate


class Leaf(NamedTuple):
    """What one value gives: `check` of one of its class, `null` of an explicit null, `missing` of none; whatever else
    stands there is unknown."""

    path: Path
    in_item: bool
    check: Check
    null: Truth
    missing: Truth

    def negated(self) -> Leaf:
        """The leaf that gives the opposite."""
        check = self.check._replace(negated=not self.check.negated)
        return self._replace(check=check, null=negation(self.null), missing=negation(self.missing))

    def test(self) -> Test:
        """The test of a component's facts, or of a list item."""
        holds, cls, null, missing = self.check.test, self.check.cls, self.null, self.missing
        if self.in_item:
            read = reader(self.path, in_item=True)
            return _general_test(read, holds, cls, self.check.negated, (null, missing))
        name = self.path.text
        if cls is None:
            return _general_test(
                lambda values: values.get(name, MISSING), holds, cls, self.check.negated, (null, missing)
            )
        if self.check.negated:

            def test_not(values: Any) -> Truth:
                value = values.get(name, MISSING)
                if value.__class__ is cls:
                    return not holds(value)
                return null if value is None else missing if value is MISSING else None

            return test_not

        def test(values: Any) -> Truth:
            value = values.get(name, MISSING)
            if value.__class__ is cls:
                return holds(value)
            return null if value is None else missing if value is MISSING else None

        return test


def _general_test(
    read: Getter, holds: Callable[[Any], Truth], cls: type | None, negated: bool, others: tuple[Truth, Truth]
) -> Test:
    null, missing = others

    def test(item: Any) -> Truth:
        value = read(item)
        if value is MISSING:
            return missing
        if value is None:
            return null
        if cls is not None and value.__class__ is not cls:
            return None
        if value.__class__ is dict and "unresolved" in value:
            return None
        result = holds(value)
        return result if not negated or result is None else not result

    return test


def reader(path: Path, in_item: bool) -> Getter:
    """What takes the value of a path out of a component's facts or of a list item; the item itself for ITEM."""
    return _itself if path is ITEM else getter(path, in_item)


def _itself(value: Any) -> Any:
    return value


def leaf_of(node: Predicate, today: date) -> Leaf | None:
    """The predicate as one leaf, when it is a comparison of one fact, such a comparison with `present: true`, or the
    opposite of one."""
    if isinstance(node, Compare):
        return _compared(node, today)
    if isinstance(node, Named):
        return leaf_of(node.part, today)
    if not isinstance(node, Join):
        return None
    if node.how == "not":
        inner = leaf_of(node.parts[0], today)
        return inner.negated() if inner else None
    if len(node.parts) == 1:
        return leaf_of(node.parts[0], today)
    return _present_and_compared(node, today) if node.how == "all" and len(node.parts) == 2 else None


def _compared(node: Compare, today: date) -> Leaf | None:
    make = node.operator.make
    if make is None or is_version_order(node):
        return None
    return Leaf(node.path, node.in_item, make(node.operand, node.path.type, today), null=False, missing=None)


def is_version_order(node: Compare) -> bool:
    """Whether the node compares versions, for which the component's ecosystem counts as well."""
    return node.path.type is ValueType.VERSION and node.operator.name in ORDER_TESTS


def _present_and_compared(node: Join, today: date) -> Leaf | None:
    first, second = node.parts
    for asked, other in ((first, second), (second, first)):
        if not isinstance(asked, Compare) or not isinstance(other, Compare):
            return None
        same = asked.path.text == other.path.text and asked.in_item == other.in_item
        if same and asks_for_presence(asked) and (leaf := _compared(other, today)):
            return leaf._replace(missing=False)
    return None


def asks_for_presence(node: Predicate) -> bool:
    """Whether the node is `present: true` of a fact, or the same in other words."""
    return isinstance(node, Compare) and (node.operator.name, bool(node.operand)) in (
        ("present", True),
        ("absent", False),
    )
