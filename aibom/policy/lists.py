"""What a list gives when each of its items has been asked: any, every, none, count, and bounds on numbers.

`is_open` says that the list is known to be incomplete: further items may hold anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from aibom.policy.kleene import Truth
from aibom.policy.operators import ORDER_TESTS
from aibom.policy.syntax import Bounds

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
