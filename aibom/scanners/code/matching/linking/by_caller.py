"""What belongs together when a function is given both ends of a link: `ask(model, prompt)` is entered by each of its
callers with the model and the text that are meant for each other, `make(name, prompt, tools)` with one agent's."""

from __future__ import annotations

from collections.abc import Sequence

from aibom.scanners.code.matching.agent_objects import agent_objects
from aibom.scanners.code.matching.trace import Tracer
from aibom.scanners.code.matching.types import Found, Hit
from aibom.scanners.code.resolving.together import MAX_ENTRIES, ways_to
from aibom.scanners.code.resolving.types import Definition, Site

_SEVERAL = 2
_MAX_CLIMBS = 2  # functions that hand on both, one from another

_Pair = tuple[Sequence[Found], Sequence[Found]]


def by_caller(tracer: Tracer, hit: Hit, role: str, locators: tuple[str, ...], own: list[Found]) -> list[_Pair]:
    """Who uses what in a role, caller by caller where that can be told; what no caller tells goes with all."""
    found = tracer.role(hit, role, locators)
    if len(own) < _SEVERAL or len(found) < _SEVERAL or not hit.signature.kind:
        return [(own, found)]
    pairs = _of_objects(tracer, hit) or _entered(tracer, hit, role, locators, hit.site, 0)
    known = [(_known(ours, own), _known(theirs, found)) for ours, theirs in pairs]
    whole = [(ours, theirs) for ours, theirs in known if ours and theirs]
    users = {one.subject for ours, _ in whole for one in ours}
    used = {one.subject for _, theirs in whole for one in theirs}
    return [
        *whole,
        ([one for one in own if one.subject not in users], found),
        (own, [one for one in found if one.subject not in used]),
    ]


def _of_objects(tracer: Tracer, hit: Hit) -> list[_Pair]:
    """What belongs together in the objects of the agent's class that a hit stands in."""
    cls = tracer.resolver.modules[hit.path].enclosing_class(hit.site.env.scope)
    objects = agent_objects(tracer, Definition(hit.path, "class", cls)) if cls is not None else []
    return [(one.given, one.given) for one in objects]


def _known(some: Sequence[Found], all_found: Sequence[Found]) -> list[Found]:
    """Those that are told without asking caller by caller: what one call says may be judged otherwise."""
    subjects = {one.subject for one in all_found}
    return [one for one in some if one.subject in subjects]


def _entered(tracer: Tracer, hit: Hit, role: str, locators: tuple[str, ...], at: Site, climbs: int) -> list[_Pair]:
    """What belongs together in the calls that lead to a hit."""
    sites = ways_to(tracer.resolver, at)
    if list(sites) == [at] or len(sites) > MAX_ENTRIES:
        return []
    pairs: list[_Pair] = []
    for site in sites:
        ours, theirs = tracer.yields(hit, site), tracer.role(hit, role, locators, site)
        crossed = climbs < _MAX_CLIMBS and len(ours) >= _SEVERAL and len(theirs) >= _SEVERAL
        further = _entered(tracer, hit, role, locators, site, climbs + 1) if crossed else []
        pairs += further or [(ours, theirs)]
    return pairs
