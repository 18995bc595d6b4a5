"""A hub name that only a key or a form tells is the model of a provider where a surer call hands it to that provider.

Hosts of open models (Together AI, Groq, DeepInfra, OpenRouter) take names in the form of a hub. A constant, a variable
or a key of such a name says nothing of who serves it; the call that hands it to the host's client does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from aibom.catalog.languages import group_of
from aibom.core.text import fold
from aibom.model.kinds import Kind
from aibom.model.sighting import Link, Observation, Subject

# At most this sure is what is told by a name or a key, without a call that loads or asks the model.
_BY_KEY = 0.6
_HUB = "hf"
# How somebody is asked, in settings; whatever else stands beside a name says how it is loaded here.
_OF_REQUESTS = frozenset({"api_base", "base_url", "seed", "temperature"})


def with_hosts(observations: Sequence[Observation], links: Iterable[Link]) -> tuple[list[Observation], list[Link]]:
    """Both, with such models' origin left open: identity joins what has no origin with the nearest that has one."""
    served = _served(observations)
    if not served:
        return [*observations], [*links]
    seen = [_open(one) if _is_told(one, served) else one for one in observations]
    return seen, [_open_ends(one, served) for one in links]


def _served(observations: Iterable[Observation]) -> frozenset[str]:
    """Names that surer sightings give a host, and none the hub."""
    hosted, loaded = set[str](), set[str]()
    for one in observations:
        if one.subject.kind is Kind.MODEL and one.subject.origin and not _is_by_key(one):
            (loaded if one.subject.origin == _HUB else hosted).add(fold(one.subject.name))
    return frozenset(hosted - loaded)


def _is_by_key(one: Observation) -> bool:
    return (one.evidence.confidence <= _BY_KEY and not one.uses) or _is_of_settings(one)


def _is_of_settings(one: Observation) -> bool:
    """Whether a model is only chosen where no code stands, without a word of how it is loaded."""
    told = {argument for use in one.uses for argument in use.args}
    return not group_of(one.evidence.path) and "revision" not in one.facts and told <= _OF_REQUESTS


def _is_told(one: Observation, served: frozenset[str]) -> bool:
    return _is_by_key(one) and _is_of(one.subject, served)


def _is_of(subject: Subject | None, served: frozenset[str]) -> bool:
    return (
        subject is not None and subject.kind is Kind.MODEL and subject.origin == _HUB and fold(subject.name) in served
    )


def _open(one: Observation) -> Observation:
    """Without the hub and what was concluded from it: that the model runs here."""
    facts = {name: value for name, value in one.facts.items() if name != "hosted"}
    return replace(one, subject=replace(one.subject, origin=""), facts=facts)


def _open_ends(link: Link, served: frozenset[str]) -> Link:
    source, target = link.source, link.target
    if source is not None and _is_of(source, served):
        source = replace(source, origin="")
    if _is_of(target, served):
        target = replace(target, origin="")
    return link if (source, target) == (link.source, link.target) else replace(link, source=source, target=target)
