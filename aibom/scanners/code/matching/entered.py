"""Hits in a function that several places call: what one call names belongs to what the same call hands over."""

from __future__ import annotations

from aibom.scanners.code.matching.trace import Tracer
from aibom.scanners.code.matching.types import Hit
from aibom.scanners.code.resolving.together import MAX_ENTRIES, entries_of


def entered(tracer: Tracer, hit: Hit) -> list[Hit]:
    """A hit that names several things in a function, once for each call that leads to it, where these tell all of
    them: `build("Writer", "gpt-4o")` and `build("Critic", "o3-mini")` make two agents, each with its own model."""
    own = {one.subject for one in tracer.yields(hit)} if hit.target is None and hit.site.call >= 0 else set()
    entries = entries_of(tracer.resolver, hit.site.env) if len(own) > 1 else []
    if not 1 < len(entries) <= MAX_ENTRIES:
        return [hit]
    sites = [hit.site._replace(env=entry) for entry in entries]
    told = {one.subject for site in sites for one in tracer.yields(hit, site)}
    return [hit._replace(site=site) for site in sites] if own <= told else [hit]
