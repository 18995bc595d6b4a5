"""Chains that answer from documents within an agent: advisors of Spring's `ChatClient` that has tools as well are that
client's, and no thing of their own."""

from __future__ import annotations

from aibom.scanners.code.matching.types import Hit
from aibom.scanners.code.resolving.locate import given
from aibom.scanners.code.resolving.resolver import Resolver

_ADVISED = "advisors"


def without_inner_chains(resolver: Resolver, hits: list[Hit]) -> list[Hit]:
    """The hits without the chains of classes that are agents with the same advisors."""
    advised = [hit for hit in hits if hit.signature.kind == "agent" and _ADVISED in hit.signature.wired]
    agents = {_around(resolver, hit) for hit in advised if not _is_chain(hit) and _has_what_it_needs(resolver, hit)}
    inner = {id(hit) for hit in advised if _is_chain(hit) and _around(resolver, hit) in agents}
    return [hit for hit in hits if id(hit) not in inner]


def _is_chain(hit: Hit) -> bool:
    return hit.signature.facts.get("agent_type") == "chain"


def _has_what_it_needs(resolver: Resolver, hit: Hit) -> bool:
    """Whether a client is given what makes it an agent: `ChatClient.builder(model)` alone is none."""
    needs = hit.signature.needs
    return not needs or any(given(resolver, locator, hit.site) for locator in needs)


def _around(resolver: Resolver, hit: Hit) -> tuple[str, str]:
    return hit.path, resolver.modules[hit.path].enclosing_class(hit.site.env.scope) or ""
