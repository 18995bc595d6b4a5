"""Ranges of versions in the `vers` notation (github.com/package-url/vers-spec): `vers:pypi/>=1.0|<2.0`."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any
from urllib.parse import unquote

from aibom.core import re
from aibom.core.versions import version_key

_CONSTRAINT = re.compile(r"(?P<operator>>=|<=|!=|<|>|=)?(?P<version>[^<>=!].*)\Z", re.DOTALL)
MAX_CONSTRAINTS = 1_000


def vers_test(text: str) -> Callable[[str], bool] | None:
    """Whether a version lies in the range; None when the text is no range whose versions can be ordered. A version
    that has no place in the order lies in it only when it is named."""
    scheme, slash, rest = text.removeprefix("vers:").partition("/")
    parts = [part.strip() for part in rest.split("|")]
    if not text.startswith("vers:") or not slash or not scheme or len(parts) > MAX_CONSTRAINTS:
        return None
    if parts == ["*"]:
        return lambda version: True
    matches = [_CONSTRAINT.match(part) for part in parts]
    constraints = [(m["operator"] or "=", unquote(m["version"].strip())) for m in matches if m]
    keyed = [(operator, version_key(version, scheme), version) for operator, version in constraints]
    if len(constraints) < len(parts) or any(key is None for operator, key, _ in keyed if operator not in ("=", "!=")):
        return None
    return _test(scheme, keyed)


def _test(scheme: str, keyed: list[tuple[str, Any, str]]) -> Callable[[str], bool]:
    bounds = sorted(((key, op) for op, key, _ in keyed if op not in ("=", "!=")), key=lambda pair: pair[0])

    def named(operator: str, version: str, key: Any) -> bool:
        found = [(k, text) for op, k, text in keyed if op == operator]
        return any(text == version or (k is not None and key is not None and k == key) for k, text in found)

    def test(version: str) -> bool:
        key = version_key(version, scheme)
        if named("=", version, key):
            return True
        if key is None or named("!=", version, key):
            return False
        if not bounds:
            return all(op == "!=" for op, _, _ in keyed)
        return _within(key, bounds)

    return test


def _within(key: Any, bounds: list[tuple[Any, str]]) -> bool:
    """The constraints in order: below a first `<`, above a last `>`, or between a `>` and the `<` that follows."""
    first, last = bounds[0], bounds[-1]
    if first[1] in ("<", "<=") and _holds(key, *first):
        return True
    if last[1] in (">", ">=") and _holds(key, *last):
        return True
    pairs = pairwise(bounds)
    return any(a[1] in (">", ">=") and b[1] in ("<", "<=") and _holds(key, *a) and _holds(key, *b) for a, b in pairs)


def _holds(key: Any, bound: Any, operator: str) -> bool:
    if key == bound:
        return operator in ("<=", ">=")
    return bool(key < bound) is (operator in ("<", "<="))
