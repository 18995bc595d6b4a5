"""Decorators of the project's own that keep the functions they stand on as tools: `@register("Get the weather")`, which
puts `{"name": func.__name__, "description": ...}` into a table."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.scanners.code.facts import Map, Name, Seq, Value, key_name
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Definition

_OWN_NAME = ".__name__"
_TOLD = "description"
_MAX_DEPTH = 4
_MAX_VALUES = 40


def keeps_tools(resolver: Resolver, decorator: Definition) -> bool:
    """Whether a decorating function describes what it stands on, by the name that it has."""
    module = resolver.modules[decorator.path]
    described = any(_describes(value, 0) for value in _values(module, decorator.scope))
    return described or _makes_one(module, decorator.scope)


def _values(module: Module, scope: str) -> Iterator[Value]:
    """What a function binds, and what its calls are given, as mappings."""
    for group in module.bindings.values():
        yield from (one.value for one in group if one.scope == scope or one.scope.startswith(f"{scope}."))
    for index in module.within(scope):
        call = module.call(index)
        yield from (*call.args, *(value for _, value in call.kwargs))


def _makes_one(module: Module, scope: str) -> bool:
    """Whether a call in a function is given the name of what it stands on, and what that is for."""
    given = (dict(module.call(index).kwargs) for index in module.within(scope))
    return any(_TOLD in keys and _is_own_name(keys.get("name")) for keys in given)


def _describes(value: Value, depth: int) -> bool:
    items: tuple[Value, ...] = ()
    if isinstance(value, Map):
        keys = {key_name(key): item for key, item in value.pairs}
        if _TOLD in keys and _is_own_name(keys.get("name")):
            return True
        items = tuple(item for _, item in value.pairs)
    elif isinstance(value, Seq):
        items = value.items
    return depth < _MAX_DEPTH and any(_describes(item, depth + 1) for item in items[:_MAX_VALUES])


def _is_own_name(value: Value | None) -> bool:
    return isinstance(value, Name) and value.path.endswith(_OWN_NAME)
