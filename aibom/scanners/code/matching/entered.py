"""Hits in a function that several places call, or in a loop: what one call or turn names stays together."""

from __future__ import annotations

from collections.abc import Callable

from aibom.model.sighting import Subject
from aibom.scanners.code.matching.trace import Tracer
from aibom.scanners.code.matching.types import Found, Hit
from aibom.scanners.code.resolving.run_by_heirs import by_heirs
from aibom.scanners.code.resolving.together import MAX_ENTRIES, ways_to

Receivers = Callable[[Tracer, Hit], list[Found]]  # what the call of a hit without a name is made on


def _untold(tracer: Tracer, hit: Hit) -> list[Found]:
    return []


def entered(tracer: Tracer, hit: Hit, receivers: Receivers = _untold) -> list[Hit]:
    """A hit that names several things in a function, once for each call or turn that leads to it, or each subclass on
    whose objects it runs, where these tell all of them: `build("Writer", "gpt-4o")` and `build("Critic", "o3-mini")`
    make two agents, each with its own model."""
    own = _told(tracer, hit, receivers) if hit.target is None and hit.site.call >= 0 else set()
    for leading in (by_heirs, ways_to) if len(own) > 1 else ():
        sites = leading(tracer.resolver, hit.site)
        ways = [hit._replace(site=site) for site in sites] if 1 < len(sites) <= MAX_ENTRIES else []
        if ways and own <= {subject for way in ways for subject in _told(tracer, way, receivers)}:
            return ways
    return [hit]


def _told(tracer: Tracer, hit: Hit, receivers: Receivers) -> set[Subject]:
    """What a hit names, or what one without a name is made on: `llm.bind_tools(tools)`, `agent.kickoff(task)`."""
    if hit.signature.kind:
        return {one.subject for one in tracer.yields(hit, hit.site)}
    models = tracer.role(hit, "model", hit.signature.roles.get("model", ()))
    return {one.subject for one in models or receivers(tracer, hit)}
