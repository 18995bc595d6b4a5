"""What the callers of a function that keeps settings put under one key: `def put(self, key, value): self.kept[key] =
value`. Each caller's value goes with its own key."""

from __future__ import annotations

from aibom.scanners.code.facts import Binding, Name
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.types import (
    MAX_OPTIONS,
    Abstract,
    Abstracts,
    Const,
    Definition,
    Env,
    Follower,
    Frame,
    distinct,
)


def put_by_callers(ev: Follower, module: Module, put: Binding, key: str | int) -> Abstracts | None:
    """The values that are put under a key, caller by caller; None where key and value are not both handed over.

    Where a caller itself was given several keys and several values, nothing tells which belong together, and none is
    taken: a store of settings would give each of them the values of all.
    """
    name = put.name.rpartition("[")[2].removesuffix("]")
    handed = isinstance(put.value, Name) and (put.scope, put.value.path) in module.params
    if not handed or (put.scope, name) not in module.params:
        return None
    sites = ev.callers(Definition(module.path, "function", put.scope))[:MAX_OPTIONS]
    found: list[Abstract] = []
    for site in sites:
        env = Env(module.path, put.scope, Frame(put.scope, site.env, site.call))
        keys = [one.value for one in ev.evaluate(Name(name, put.line), env) if isinstance(one, Const)]
        if keys and key not in keys:
            continue
        values = ev.evaluate(put.value, env)
        found += values if len(keys) == 1 or len(values) == 1 else ()
    return distinct(found) if sites else None
