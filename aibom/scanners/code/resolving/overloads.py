"""Methods of one name in one class, which languages with overloading tell apart by their parameters.

Scopes are called by name, so that all overloads of a method share theirs. The parameters are those of the last; what
another writes out and gives back (`return "You are ..."`), or is marked with, counts as well. What another computes
does not: its parameters are not known.
"""

from __future__ import annotations

from collections.abc import Iterable

from aibom.scanners.code.facts import Function, Lit, Template

_OVERLOADING = ("dotnet", "jvm")
_MAX_RETURNS = 12


def by_scope(functions: Iterable[Function], group: str) -> dict[str, Function]:
    """The functions of a file by their full scope names; of one name the last, or all as one where they overload."""
    found: dict[str, Function] = {}
    for one in functions:
        scope = f"{one.scope}.{one.name}" if one.scope else one.name
        other = found.get(scope) if group in _OVERLOADING else None
        found[scope] = one if other is None else _united(other, one)
    return found


def _united(one: Function, other: Function) -> Function:
    """Two overloads as one method."""
    written = tuple(value for value in one.returns if isinstance(value, Lit | Template))
    return other._replace(
        returns=(*other.returns, *written)[:_MAX_RETURNS],
        decorators=tuple(dict.fromkeys((*other.decorators, *one.decorators))),
        doc=other.doc or one.doc,
    )
