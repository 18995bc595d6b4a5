"""Methods of one name in one class, which languages with overloading tell apart by their parameters.

Scopes are called by name, so that all overloads of a method share theirs; what one of them gives back or is marked
with, the method gives back and is marked with.
"""

from __future__ import annotations

from collections.abc import Iterable

from aibom.scanners.code.facts import Function

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
    """Two overloads as one method: the parameters of the longer, as a rule those of the one that the other calls."""
    main, rest = (one, other) if len(one.params) > len(other.params) else (other, one)
    named = {param.name for param in main.params}
    return main._replace(
        params=(*main.params, *(param for param in rest.params if param.name not in named)),
        returns=(*main.returns, *rest.returns)[:_MAX_RETURNS],
        decorators=tuple(dict.fromkeys((*main.decorators, *rest.decorators))),
        doc=main.doc or rest.doc,
    )
