"""Edges that no single place states: to the chat model of the application's settings, from a model to its server.

Frameworks that wire by type (Spring Boot, Quarkus, Micronaut) build the chat model of `application.properties` and
hand it to whoever asks for one; the code names none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace

from aibom.inventory.merge import distance
from aibom.model.component import Component
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


def served(components: Sequence[Component], told: Set[str]) -> Iterator[tuple[str, RelationKind, str]]:
    """A model that no scanner joined to a service is served by the one service of its provider in the tree.

    So it is where a model's name stands in a deployment's settings and the client in code. `told` are the refs of the
    models that are served already.
    """
    services = defaultdict[str, list[str]](list)
    for one in components:
        if one.kind is Kind.SERVICE:
            provider = one.facts.get("provider")
            services[provider if isinstance(provider, str) else one.name].append(one.ref)
    for model in components if services else ():
        if model.kind is Kind.MODEL and model.origin and model.ref not in told:
            found = _of_provider(services, model.origin)
            if len(found) == 1:
                yield model.ref, RelationKind.SERVED_BY, found[0]


def _of_provider(services: Mapping[str, list[str]], origin: str) -> list[str]:
    """The services of a provider, which is known by its id, and by its name where a service does not tell the id."""
    from aibom.catalog.loader import load_catalogue

    provider = load_catalogue().provider(origin)
    if provider is None:
        return services.get(origin, [])
    return [*services.get(provider.id, ()), *services.get(provider.name, ())]
