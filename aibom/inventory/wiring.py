"""Edges that no single place states: to the chat model of the application's settings, from a model to its server.

Frameworks that wire by type (Spring Boot, Quarkus, Micronaut) build the chat model of `application.properties` and
hand it to whoever asks for one; the code names none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace

from aibom.core import re
from aibom.inventory.inferred import does_else
from aibom.inventory.merge import distance
from aibom.model.component import Component
from aibom.model.kinds import Kind, RelationKind, Technique
from aibom.model.sighting import SETTINGS, Link, Observation, Subject

_SETTINGS_FILE = re.compile(
    r"(?:^|/)(?:(?:application|bootstrap)(?:-[\w-]{1,60})?\.(?:properties|ya?ml)|host\.json|pom\.xml|build\.gradle(?:\.kts)?"
    r"|src/main/resources/(?:[\w-]{1,60}/)?[\w-]{0,60}(?:mcp|servers?)[\w-]{0,60}\.json)\Z"  # `servers-configuration`
)
_PROVIDER_KEY = re.compile(r"(?:spring\.ai|(?:quarkus\.)?langchain4j)\.(?P<words>[\w.-]{1,80})\Z")
_CHATTING = ("ai-api", "inference-server")
_MAX_SERVICES = 3
_WORDS = re.compile(r"[._-]")
_QUARKUS = "quarkus.langchain4j."
_CHAT = ("chat", "completion", None)


def settle(links: Iterable[Link], observations: Sequence[Observation]) -> Iterator[Link]:
    """The links, with those ends replaced by what the nearest settings name; without any, left out."""
    settings = [one for one in observations if _SETTINGS_FILE.search(one.evidence.path)]
    for link in links:
        path = link.evidence.path if link.evidence else ""
        if _asks_for_chat(link.target) and not _settled(link.target, settings, path):
            yield from _to_services(link, settings, path)
        for source in _settled(link.source, settings, path):
            for target in _settled(link.target, settings, path):
                yield link if (source, target) == (link.source, link.target) else _between(link, source, target)


def _asks_for_chat(end: Subject) -> bool:
    return end.origin == SETTINGS and end.name.partition("/")[0] == "chat"


def _to_services(link: Link, settings: list[Observation], path: str) -> Iterator[Link]:
    """Whoever is handed the chat model that the settings do not name talks to the services that they are for."""
    source = link.source
    if source is None or source.origin == SETTINGS:
        return
    found = _nearest([one for one in settings if _is_chat_service(one)], path)
    for service in found if len(found) <= _MAX_SERVICES else ():
        yield replace(link, kind=RelationKind.CALLS_SERVICE, target=service)


def _is_chat_service(one: Observation) -> bool:
    told = _PROVIDER_KEY.match(one.evidence.symbol or "") is not None or _is_starter(one)
    return one.subject.kind is Kind.SERVICE and told and one.facts.get("service_type") in _CHATTING


def without_redirected(observations: Sequence[Observation]) -> list[Observation]:
    """The observations without services of starters (`spring-ai-starter-model-openai`) whose requests the settings
    send elsewhere: `spring.ai.openai.base-url=https://api.groq.com/openai`."""
    told = defaultdict[str, set[Subject]](set)  # what the settings say of a provider, by the words of their keys
    for one in observations:
        match = _PROVIDER_KEY.match(one.evidence.symbol or "") if one.subject.kind is Kind.SERVICE else None
        if match is not None:
            told[_WORDS.sub("", match["words"])].add(one.subject)
    return (
        [one for one in observations if not (_is_starter(one) and _elsewhere(one, told))] if told else [*observations]
    )


def _is_starter(one: Observation) -> bool:
    return one.subject.kind is Kind.SERVICE and one.evidence.technique is Technique.MANIFEST


def _elsewhere(one: Observation, told: Mapping[str, set[Subject]]) -> bool:
    word = _WORDS.sub("", str(one.facts.get("provider", "")))
    spoken = [subjects for words, subjects in told.items() if words.startswith(word)]
    return bool(spoken) and not any(one.subject in subjects for subjects in spoken)


def _between(link: Link, source: Subject | None, target: Subject | None) -> Link:
    assert target is not None
    return replace(link, source=source, target=target)


def _settled(end: Subject | None, settings: list[Observation], path: str) -> Sequence[Subject | None]:
    """What an end of a link stands for: itself, or all things of its kind in the nearest settings."""
    if end is None or end.origin != SETTINGS:
        return (end,)
    return _nearest(_taken([one for one in settings if _plays(one, end.name)], end.name, settings), path)


def _taken(found: list[Observation], role: str, settings: list[Observation]) -> list[Observation]:
    """Those of the provider that Spring is told to take (`spring.ai.model.chat=mistral`), or all where none is told."""
    services = {one.subject.name for one in settings if one.evidence.symbol == f"spring.ai.model.{role}"}
    return [one for one in found if services and _name_of(one.subject.origin) in services] or found


def _name_of(origin: str) -> str:
    from aibom.catalog.loader import load_catalogue

    provider = load_catalogue().provider(origin)
    return provider.name if provider is not None else ""


def _plays(one: Observation, role: str) -> bool:
    """Whether a setting names what a role asks for: chat, embedding, store, mcp-server (own), mcp-servers (others').
    Of several chat models `chat/large` is the one that Quarkus knows as large, `chat/` the one without a name."""
    symbol = one.evidence.symbol or ""
    role, named, which = role.partition("/")
    if named and symbol.startswith(_QUARKUS) and _name_in(symbol) != which:
        return False
    if role in ("chat", "embedding"):
        classes = _CHAT if role == "chat" else ("embedding",)
        told = one.facts.get("model_class")
        unlike = role == "chat" and told is None and does_else(one.subject.name)  # `BAAI/bge-m3` under a plain key
        return one.subject.kind is Kind.MODEL and told in classes and not unlike
    if role == "store":
        stored = one.facts.get("service_type") == "vector-store"
        return one.subject.kind is Kind.SERVICE and (".vectorstore." in symbol or (stored and _is_starter(one)))
    own = ".mcp.server" in symbol
    return one.facts.get("tool_type") == "mcp-server" and own == (role == "mcp-server")


def _name_in(symbol: str) -> str:
    """`large` of `quarkus.langchain4j.ollama.large.chat-model.model-id`."""
    parts = symbol.removeprefix(_QUARKUS).split(".")
    return parts[1] if len(parts) > 2 and parts[2] == "chat-model" else ""


def _nearest(found: list[Observation], path: str) -> list[Subject]:
    least = min((distance(one.evidence.path, path) for one in found), default=0)
    return list(dict.fromkeys(one.subject for one in found if distance(one.evidence.path, path) == least))


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
