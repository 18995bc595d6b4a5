"""The operators that compare one value: what each applies to, takes, and means. One row per operator.

A row's `make` turns the operand into a test of one value. The test is only given values that are there: the
three-valued rules for missing, null and unresolved values are in aibom.policy.compile. A value of another
type than the vocabulary says (a BOM of another tool may hold anything) is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache, partial
from typing import Any, NamedTuple, TypeAlias

from aibom.policy.durations import before, parse_day
from aibom.policy.globs import glob_test, regex_test
from aibom.policy.kleene import Truth, conjunction
from aibom.policy.licences import satisfied
from aibom.policy.paths import ValueType


class Operand(StrEnum):
    """What stands on the right of an operator."""

    SCALAR = "a value of the field's type"
    SCALARS = "a list of values of the field's type"
    GLOBS = "a glob or a list of globs"
    TEXTS = "a list of texts"
    REGEX = "a regular expression (RE2)"
    ORDERED = "a number or a version"
    BOOLEAN = "true or false"
    DURATION = "a duration such as 90d, 12w, 2y"
    DAY = "a date such as 2026-12-01"


Maker: TypeAlias = "Callable[[Any, ValueType, date], Check]"


@dataclass(frozen=True, slots=True)
class Operator:
    """One row. `make(operand, type, today)` gives the test; presence operators have none (see compile)."""

    name: str
    types: frozenset[ValueType] = field(repr=False)
    operand: Operand = field(repr=False)
    meaning: str = field(repr=False)
    make: Maker | None = field(default=None, repr=False)


_T = ValueType
_PLAIN = frozenset({_T.STRING, _T.NUMBER, _T.BOOLEAN, _T.VERSION, _T.ANY})
_TEXT = frozenset({_T.STRING, _T.VERSION, _T.ANY})
_ORDERED = frozenset({_T.NUMBER, _T.VERSION, _T.ANY})
_LISTS = frozenset({_T.STRINGS, _T.OBJECTS, _T.LICENCES})
_EVERY = frozenset(ValueType)

_CLASSES: Mapping[ValueType, type] = {_T.STRING: str, _T.VERSION: str, _T.BOOLEAN: bool}


class Check(NamedTuple):
    """A test of one value. With `cls`, the test is asked only for values of exactly this class (others are unknown)
    and gives a plain boolean, which `negated` turns round: the inner loop of a check needs no second guard."""

    test: Callable[[Any], Truth]
    cls: type | None = None
    negated: bool = False

    def ask(self, value: Any) -> Truth:
        """The value's truth, guard included."""
        if self.cls is not None and value.__class__ is not self.cls:
            return None
        result = self.test(value)
        return (None if result is None else not result) if self.negated else result


def _guarded(test: Callable[[Any], bool], kind: ValueType) -> Check:
    """Unknown for a value that has not the type of the field."""
    if kind is _T.NUMBER:
        return Check(lambda value: test(value) if value.__class__ in (int, float) else None)
    return Check(test, _CLASSES[kind])


# How the source languages write true and false; an argument may stand in the BOM as it is written there.
_SPELLINGS: Mapping[bool, frozenset[str]] = {
    True: frozenset({"True", "true", "TRUE"}),
    False: frozenset({"False", "false", "FALSE"}),
}


def same_argument(operand: Any, value: Any) -> bool:
    """Equality of an argument: same type and value, numbers by value, booleans also as the source spells them."""
    if isinstance(operand, bool):
        return value is operand or (value.__class__ is str and value in _SPELLINGS[operand])
    if isinstance(operand, int | float):
        return value.__class__ in (int, float) and bool(value == operand)
    return bool(value.__class__ is str and value == operand)


def _one_of(operands: Sequence[Any], kind: ValueType, _today: date) -> Check:
    if kind is _T.ANY:
        return Check(lambda value: any(same_argument(operand, value) for operand in operands))
    return _guarded(frozenset(operands).__contains__, kind)


def _equal(operand: Any, kind: ValueType, _today: date) -> Check:
    if kind is _T.ANY:
        return Check(partial(same_argument, operand))
    # The bound method of the operand: between two texts or two booleans it gives a boolean without a Python call.
    return _guarded(operand.__eq__ if kind in _CLASSES else lambda value: bool(value == operand), kind)


def _not(make: Maker) -> Maker:
    def made(operand: Any, kind: ValueType, today: date) -> Check:
        check = make(operand, kind, today)
        return check._replace(negated=not check.negated)

    return made


def _glob(operand: Sequence[str], _kind: ValueType, _today: date) -> Check:
    return Check(glob_test(operand), str)


def _matches(operand: str, _kind: ValueType, _today: date) -> Check:
    return Check(regex_test(operand), str)


def _ordered(test: Callable[[Any, Any], bool]) -> Maker:
    def made(operand: Any, _kind: ValueType, _today: date) -> Check:
        return Check(lambda value: test(value, operand) if value.__class__ in (int, float) else None)

    return made


ORDER_TESTS: Mapping[str, Callable[[Any, Any], bool]] = {
    "lt": lambda left, right: bool(left < right),
    "lte": lambda left, right: bool(left <= right),
    "gt": lambda left, right: bool(left > right),
    "gte": lambda left, right: bool(left >= right),
}


def _day_test(test: Callable[[date, date], bool], limit: date) -> Check:
    def day(value: Any) -> Truth:
        parsed = parse_day(value)
        return None if parsed is None else test(parsed, limit)

    return Check(day)


def _older(operand: timedelta, _kind: ValueType, today: date) -> Check:
    return _day_test(ORDER_TESTS["lt"], before(today, operand))


def _newer(operand: timedelta, _kind: ValueType, today: date) -> Check:
    return _day_test(ORDER_TESTS["gte"], before(today, operand))


def _day(name: str) -> Maker:
    return lambda operand, _kind, _today: _day_test(ORDER_TESTS[name], operand)


def _subset(operand: Sequence[str], _kind: ValueType, _today: date) -> Check:
    test = glob_test(operand)
    return Check(lambda items: all(test(item) for item in items) if _texts(items) else None)


def _contains_all(operand: Sequence[str], _kind: ValueType, _today: date) -> Check:
    needed = frozenset(operand)
    return Check(lambda items: needed.issubset(items) if _texts(items) else None)


def _texts(items: Any) -> bool:
    return items.__class__ in (list, tuple) and all(item.__class__ is str for item in items)


def _licence_allowed(operand: Sequence[str], _kind: ValueType, _today: date) -> Check:
    return _licences(glob_test(operand))


def _licence_denied(operand: Sequence[str], _kind: ValueType, _today: date) -> Check:
    denied = glob_test(operand)
    return _licences(lambda licence: not denied(licence))._replace(negated=True)


def _licences(allowed: Callable[[str], bool]) -> Check:
    # A BOM has thousands of components and a few dozen licences.
    one = lru_cache(maxsize=1024)(partial(satisfied, allowed=allowed))

    def test(items: Any) -> Truth:
        if items.__class__ is list and len(items) == 1 and items[0].__class__ is str:
            return one(items[0])
        if not items or not _texts(items):
            return None
        return conjunction(map(one, items))

    return Check(test)


def _row(
    name: str,
    types: frozenset[ValueType],
    operand: Operand,
    meaning: str,
    make: Maker | None = None,
) -> Operator:
    return Operator(name, types, operand, meaning, make)


_DATES, _LICENCES = frozenset({_T.DATE}), frozenset({_T.LICENCES})
_TABLE = (
    _row("absent", _EVERY, Operand.BOOLEAN, "Nobody says what the value is (missing or null)."),
    _row("present", _EVERY, Operand.BOOLEAN, "A value is stated; the opposite of `absent`."),
    _row("empty", _LISTS | _TEXT, Operand.BOOLEAN, "The text or list is stated and has nothing in it."),
    _row("exists", _LISTS, Operand.BOOLEAN, "The list is stated and has at least one item."),
    _row("eq", _PLAIN, Operand.SCALAR, "The same value. A value alone is short for this: `kind: model`.", _equal),
    _row("ne", _PLAIN, Operand.SCALAR, "Another value.", _not(_equal)),
    _row("in", _PLAIN, Operand.SCALARS, "One of these values.", _one_of),
    _row("not_in", _PLAIN, Operand.SCALARS, "None of these values.", _not(_one_of)),
    _row("glob", _TEXT, Operand.GLOBS, "The whole text matches at least one of the globs.", _glob),
    _row("none_glob", _TEXT, Operand.GLOBS, "The text matches none of the globs.", _not(_glob)),
    _row("matches", _TEXT, Operand.REGEX, "The regular expression is found in the text.", _matches),
    *(
        _row(name, _ORDERED, Operand.ORDERED, f"{words}; versions in the order of their ecosystem.", _ordered(test))
        for (name, test), words in zip(ORDER_TESTS.items(), ("Less", "At most", "More", "At least"), strict=True)
    ),
    _row("older_than", _DATES, Operand.DURATION, "The date is further back than this from the check's day.", _older),
    _row("newer_than", _DATES, Operand.DURATION, "The date is at most this far back.", _newer),
    _row("before", _DATES, Operand.DAY, "The date is before this day.", _day("lt")),
    _row("after", _DATES, Operand.DAY, "The date is after this day.", _day("gt")),
    _row("subset_of", frozenset({_T.STRINGS}), Operand.GLOBS, "Every item matches one of the globs.", _subset),
    _row("contains_all", frozenset({_T.STRINGS}), Operand.TEXTS, "All of these are in the list.", _contains_all),
    _row(
        "licence_allowed",
        _LICENCES,
        Operand.GLOBS,
        "Every expression offers a choice that needs only licences that match the globs.",
        _licence_allowed,
    ),
    _row(
        "licence_denied",
        _LICENCES,
        Operand.GLOBS,
        "Some expression offers no choice that avoids licences that match the globs.",
        _licence_denied,
    ),
)
OPERATORS: Mapping[str, Operator] = {operator.name: operator for operator in _TABLE}
QUANTIFIERS: Mapping[str, str] = {
    "any": "At least one item satisfies the predicate.",
    "every": "All items do, and there is at least one.",
    "none": "No item does; true of an empty list.",
    "count": "The number of items (that satisfy `of`) is within the bounds: `count: {of: ..., lte: 3}`.",
}
