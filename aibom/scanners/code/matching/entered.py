"""Hits in a function that several places call, or in a loop: what one call or turn names stays together."""

from __future__ import annotations

from aibom.model.sighting import Subject
from aibom.scanners.code.matching.trace import Tracer
from aibom.scanners.code.matching.types import Hit
from aibom.scanners.code.resolving.together import MAX_ENTRIES, ways_to
from aibom.scanners.code.resolving.types import Site


def entered(tracer: Tracer, hit: Hit) -> list[Hit]:
    """A hit that names several things in a function, once for each call or turn that leads to it, where these tell all
    of them: `build("Writer", "gpt-4o")` and `build("Critic", "o3-mini")` make two agents, each with its own model."""
    own = _told(tracer, hit, hit.site) if hit.target is None and hit.site.call >= 0 else set()
    sites = ways_to(tracer.resolver, hit.site) if len(own) > 1 else ()
    if not 1 < len(sites) <= MAX_ENTRIES:
        return [hit]
    told = {subject for site in sites for subject in _told(tracer, hit, site)}
    return [hit._replace(site=site) for site in sites] if own <= told else [hit]


def _told(tracer: Tracer, hit: Hit, site: Site) -> set[Subject]:
    """What a hit names, or the models that one without a name of its own is made on: `llm.bind_tools(tools)`."""
    if hit.signature.kind:
        return {one.subject for one in tracer.yields(hit, site)}
    return {one.subject for one in tracer.role(hit, "model", hit.signature.roles.get("model", ()), site)}
