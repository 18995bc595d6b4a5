"""Three-valued logic: True, False, and None for "not known" (S. C. Kleene's strong logic, 1938).

    and | T F U      or | T F U      not |
    T   | T F U      T  | T T T      T   | F
    F   | F F F      F  | T F U      F   | T
    U   | U F U      U  | T U U      U   | U

The connectives over many operands are written as loops that stop early; they are the inner loop of a check.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

Truth: TypeAlias = bool | None
Test: TypeAlias = Callable[[Any], Truth]


def negation(value: Truth) -> Truth:
    """not"""
    return None if value is None else not value


def conjunction(values: Iterable[Truth]) -> Truth:
    """and; True of nothing."""
    result: Truth = True
    for value in values:
        if value is False:
            return False
        if value is None:
            result = None
    return result


def disjunction(values: Iterable[Truth]) -> Truth:
    """or; False of nothing."""
    result: Truth = False
    for value in values:
        if value is True:
            return True
        if value is None:
            result = None
    return result


def all_of(tests: Sequence[Test]) -> Test:
    """A test that is the conjunction of tests, evaluated left to right."""
    if len(tests) == 1:
        return tests[0]
    if len(tests) == 2:
        return _both(tests[0], tests[1])
    ordered = tuple(tests)

    def test(subject: Any) -> Truth:
        result: Truth = True
        for one in ordered:
            value = one(subject)
            if value is False:
                return False
            if value is None:
                result = None
        return result

    return test


def _both(first: Test, second: Test) -> Test:
    def test(subject: Any) -> Truth:
        value = first(subject)
        if value is False:
            return False
        other = second(subject)
        if value is True:
            return other
        return False if other is False else None

    return test


def any_of(tests: Sequence[Test]) -> Test:
    """A test that is the disjunction of tests, evaluated left to right."""
    if len(tests) == 1:
        return tests[0]
    ordered = tuple(tests)

    def test(subject: Any) -> Truth:
        result: Truth = False
        for one in ordered:
            value = one(subject)
            if value is True:
                return True
            if value is None:
                result = None
        return result

    return test


def none_of(test: Test) -> Test:
    """A test that is the negation of test."""

    def negated(subject: Any) -> Truth:
        value = test(subject)
        return None if value is None else not value

    return negated
