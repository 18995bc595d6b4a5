"""Edges that no single place states: to the chat model of the application's settings, from a model to its server.

Frameworks that wire by type (Spring Boot, Quarkus, Micronaut) build the chat model of `application.properties` and
hand it to whoever asks for one; the code names none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from aibom.inventory.merge import distance
from aibom.model.component import Component, Relation
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import SETTINGS, Link, Observation, Subject

_SETTINGS_FILE = re.compile(r"(?:^|/)(?:application|bootstrap)(?:-[\w-]{1,60})?\.(?:properties|ya?ml)\Z")
_CHAT = ("chat", "completion", None)


def settle(links: Iterable[Link], observations: Sequence[Observation]) -> Iterator[Link]:
    """The links, with those ends replaced by the models that the nearest settings name; without any, left out."""
    models = [one for one in observations if one.subject.kind is Kind.MODEL and _is_setting(one)]
    for link in links:
        ends = [end for end in (link.source, link.target) if end is not None and end.origin == SETTINGS]
        if not ends:
            yield link
            continue
        for model in _nearest(models, link.evidence.path if link.evidence else ""):
            source = model if link.source is not None and link.source.origin == SETTINGS else link.source
            target = model if link.target.origin == SETTINGS else link.target
            yield replace(link, source=source, target=target)


def _is_setting(one: Observation) -> bool:
    return bool(_SETTINGS_FILE.search(one.evidence.path)) and one.facts.get("model_class") in _CHAT


def _nearest(models: list[Observation], path: str) -> list[Subject]:
    least = min((distance(one.evidence.path, path) for one in models), default=0)
    return list(dict.fromkeys(one.subject for one in models if distance(one.evidence.path, path) == least))


def served(components: Iterable[Component], relations: Iterable[Relation]) -> Iterator[Relation]:
    """A model that no service is said to serve is served by the service of its provider, where the tree uses it."""
    from aibom.catalog.loader import load_catalogue

    listed = list(components)
    told = {one.source for one in relations if one.kind is RelationKind.SERVED_BY}
    services = {one.name: one.ref for one in listed if one.kind is Kind.SERVICE}
    for model in listed:
        if model.kind is not Kind.MODEL or model.ref in told or not model.origin or not services:
            continue
        provider = load_catalogue().provider(model.origin)
        if provider is not None and provider.name in services:
            yield Relation(source=model.ref, kind=RelationKind.SERVED_BY, target=services[provider.name])
