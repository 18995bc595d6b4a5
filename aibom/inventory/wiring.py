"""Resolves the ends of links that mean "the chat model of the application's settings".

Frameworks that wire by type (Spring Boot, Quarkus, Micronaut) build the chat model of `application.properties` and
hand it to whoever asks for one; the code names none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from aibom.inventory.merge import distance
from aibom.model.kinds import Kind
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
