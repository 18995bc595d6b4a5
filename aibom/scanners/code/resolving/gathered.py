"""What Python's `**options` of a function holds: the named arguments of its callers that no other parameter takes."""

from __future__ import annotations

from aibom.scanners.code.facts import Lit, Map
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.types import MAX_OPTIONS, Data, Definition, Env, Follower, Site


def gathered(ev: Follower, module: Module, scope: str, name: str, env: Env) -> list[Data]:
    """One mapping for each call of the function: that by which it was entered, where one is known."""
    if (scope, f"**{name}") not in module.params:
        return []
    taken = {param.name for param in module.functions[scope].params}
    entered = env.frame if env.frame is not None and env.frame.scope == scope else None
    own = Definition(module.path, "function", scope)
    sites = (Site(entered.env, entered.call),) if entered is not None else ev.callers(own)[:MAX_OPTIONS]
    found = []
    for site in sites:
        call = ev.modules[site.env.path].call(site.call)
        given = [(key, value) for key, value in call.kwargs if key not in taken]
        pairs = [(None if key == "**" else Lit(key, value.line), value) for key, value in given]
        if pairs:
            found.append(Data(Map(tuple(pairs), call.line), site.env))
    return found
