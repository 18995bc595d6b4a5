"""Hits in a function that several places call, or in a loop: what one call or turn names stays together."""

from __future__ import annotations

from aibom.scanners.code.matching.trace import Tracer
from aibom.scanners.code.matching.types import Hit
from aibom.scanners.code.resolving.together import MAX_ENTRIES, ways_to


def entered(tracer: Tracer, hit: Hit) -> list[Hit]:
    """A hit that names several things in a function, once for each call or turn that leads to it, where these tell all
    of them: `build("Writer", "gpt-4o")` and `build("Critic", "o3-mini")` make two agents, each with its own model."""
    own = {one.subject for one in tracer.yields(hit)} if hit.target is None and hit.site.call >= 0 else set()
    sites = ways_to(tracer.resolver, hit.site) if len(own) > 1 else ()
    if not 1 < len(sites) <= MAX_ENTRIES:
        return [hit]
    told = {one.subject for site in sites for one in tracer.yields(hit, site)}
    return [hit._replace(site=site) for site in sites] if own <= told else [hit]
