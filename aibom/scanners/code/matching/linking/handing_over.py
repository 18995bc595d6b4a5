"""Agents that an agent hands over to by functions among its tools: `def to_refunds(): return refunds` (Swarm)."""

from __future__ import annotations

from aibom.scanners.code.matching.trace import Tracer
from aibom.scanners.code.matching.types import Found, Hit, unique
from aibom.scanners.code.resolving.locate import written
from aibom.scanners.code.resolving.names import elements
from aibom.scanners.code.resolving.types import Definition, Env, Symbol

_TOOLS = "tools"
_MAX_TOOLS = 40
_MAX_RETURNS = 4


def handed_over_to(tracer: Tracer, hit: Hit) -> list[Found]:
    """The agents that the functions among an agent's tools return."""
    if hit.site.call < 0 or hit.target is not None:
        return []
    found: list[Found] = []
    for locator in hit.signature.roles.get(_TOOLS, ()):
        for value, env in written(tracer.resolver, locator, hit.site):
            things = elements(tracer.resolver, tracer.resolver.evaluate(value, env))
            functions = (one for one in things[:_MAX_TOOLS] if isinstance(one, Definition) and one.kind == "function")
            found += (agent for one in functions for agent in _returned(tracer, one))
    return unique(found)


def _returned(tracer: Tracer, function: Definition) -> list[Found]:
    """The agents that a function gives back."""
    declared = tracer.resolver.modules[function.path].functions.get(function.scope)
    if declared is None or not declared.returns:
        return []
    env = Env(function.path, function.scope)
    things = [one for value in declared.returns[:_MAX_RETURNS] for one in tracer.resolver.evaluate(value, env)]
    made = [one for one in things if isinstance(one, Symbol) and one.made is not None]
    hits = [hit for one in made if one.made for hit in tracer.hits.at(one.made.env.path, one.made.call)]
    return [one for hit in hits if hit.signature.kind == "agent" for one in tracer.yields(hit)]
