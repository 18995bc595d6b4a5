"""What other methods of a class give to a member of one of its fields: `options.Tools = [...]` in the constructor,
where `options` is handed over elsewhere."""

from __future__ import annotations

from aibom.scanners.code.facts import Value
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.types import Env

_SELF = ("this.", "self.")


def field_settings(module: Module, path: str, member: str, env: Env) -> list[tuple[Value, Env]]:
    """The values that the other methods of the class around put under a member of a field, or add to it."""
    cls = module.enclosing_class(env.scope)
    name = next((path.removeprefix(one) for one in _SELF if path.startswith(one)), path)
    if cls is None or "." in name or not _is_field(module, name, path, cls):
        return []
    spellings = (f"{prefix}{name}{member}" for prefix in ("", *_SELF))
    set_or_added = [
        one for spelling in spellings for one in (*module.bindings.get(spelling, ()), *module.grown.get(spelling, ()))
    ]
    below = f"{cls}."
    return [
        (one.value, Env(env.path, one.scope))
        for one in set_or_added
        if one.scope.startswith(below) and one.scope != env.scope
    ]


def _is_field(module: Module, name: str, path: str, cls: str) -> bool:
    """Whether a name is a field of a class and no variable of a method."""
    if path != name:
        return True
    return any(one.scope == cls for one in module.bindings.get(name, ()))
