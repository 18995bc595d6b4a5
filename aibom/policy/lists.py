"""What a list gives when each of its items has been asked: any, every, none, count, and bounds on numbers.

`is_open` says that the list is known to be incomplete: further items may hold anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from aibom.policy.kleene import Test, Truth
from aibom.policy.operators import ORDER_TESTS
from aibom.policy.paths import MISSING, Getter
from aibom.policy.syntax import Bounds

# A list item (an object or a text) with what it gave.
Item = tuple[Any, Truth]
IsOpen = Callable[[Any], bool]


def is_unresolved(value: Any) -> bool:
    """Whether a value is there and could not be read."""
    return (value.__class__ is dict or isinstance(value, Mapping)) and "unresolved" in value


def any_test(name: str, check: Test, members: type, is_open: IsOpen | None, missing: Truth = None) -> Test:
    """`any` over a list fact of a component: the commonest quantifier, so it stops at the first item that holds.
    `missing` is what it gives when nobody states the list."""

    def test(values: Mapping[str, Any]) -> Truth:
        items = values.get(name, MISSING)
        if items is None:
            return False
        if items.__class__ is not list and items.__class__ is not tuple:
            return missing if items is MISSING else None
        result: Truth = False
        for item in items:
            if item.__class__ is dict and members is dict and "unresolved" not in item:
                value = check(item)
            else:
                value = ask(check, item, members)
            if value:
                return True
            if value is None:
                result = None
        return None if result is False and is_open is not None and is_open(values) else result

    return test


def list_test(get: Getter, check: Test, members: type, decide: Decider, is_open: IsOpen) -> Test:
    """Any quantifier: ask every item, then decide."""

    def test(values: Any) -> Truth:
        items = get(values)
        if items is None:
            return decide([], False)
        if items.__class__ not in (list, tuple):
            return None
        return decide([ask(check, item, members) for item in items], is_open(values))

    return test


def items_of(get: Getter, check: Test, members: type) -> Callable[[Any], list[Item]]:
    """A function that gives the list's items, as far as they are what the vocabulary says, with what each gives."""

    def items(values: Any) -> list[Item]:
        found = get(values)
        known = found if isinstance(found, list | tuple) else ()
        return [(item, ask(check, item, members)) for item in known if isinstance(item, members)]

    return items


def ask(check: Test, item: Any, members: type) -> Truth:
    """What an item gives; an item that is not what the vocabulary says is unknown."""
    fits = item.__class__ is members or isinstance(item, members)
    return None if not fits or (members is dict and "unresolved" in item) else check(item)


Decider = Callable[[list[Truth], bool], Truth]


def _any(_bounds: Bounds | None) -> Decider:
    def decide(values: list[Truth], is_open: bool) -> Truth:
        if True in values:
            return True
        return None if is_open or None in values else False

    return decide


def _none(bounds: Bounds | None) -> Decider:
    found = _any(bounds)

    def decide(values: list[Truth], is_open: bool) -> Truth:
        value = found(values, is_open)
        return None if value is None else not value

    return decide


def _every(_bounds: Bounds | None) -> Decider:
    def decide(values: list[Truth], is_open: bool) -> Truth:
        if False in values:
            return False
        if is_open or None in values:
            return None
        return bool(values)

    return decide


def _count(bounds: Bounds | None) -> Decider:
    assert bounds is not None
    limits = bounds

    def decide(values: list[Truth], is_open: bool) -> Truth:
        sure = sum(1 for value in values if value is True)
        unsure = sum(1 for value in values if value is None)
        return within(limits, sure, float("inf") if is_open else sure + unsure)

    return decide


DECIDERS: Mapping[str, Callable[[Bounds | None], Decider]] = {
    "any": _any,
    "none": _none,
    "every": _every,
    "count": _count,
}


def within(bounds: Bounds, low: float, high: float) -> Truth:
    """Whether a number that lies between low and high keeps the bounds; None when it depends."""
    result: Truth = True
    for name, limit in bounds.limits:
        holds = _holds(name, limit, low, high)
        if holds is False:
            return False
        result = result if holds else None
    return result


def _holds(name: str, limit: float, low: float, high: float) -> Truth:
    if name == "eq":
        if low == high:
            return low == limit
        return None if low <= limit <= high else False
    order = ORDER_TESTS[name]
    first, last = order(low, limit), order(high, limit)
    return first if first == last else None
