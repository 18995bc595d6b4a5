"""What hits say: the components that they yield with their services, and what is only handed over to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from aibom.catalog.entries import Provider
from aibom.catalog.loader import Catalogue
from aibom.core.json import Json
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Evidence, Link, Observation, Use
from aibom.scanners.code.matching.entered import entered
from aibom.scanners.code.matching.naming.serving import SDK_OF_ALL
from aibom.scanners.code.matching.services import provider_service
from aibom.scanners.code.matching.subclasses import own_texts
from aibom.scanners.code.matching.trace import REACHING, Tracer
from aibom.scanners.code.matching.types import MENTIONED, Found, Hit
from aibom.scanners.code.matching.use_records import use_of
from aibom.scanners.code.paths import usage_of
from aibom.scanners.code.resolving.together import MAX_ENTRIES, ways_to


def of_hit(tracer: Tracer, hit: Hit, taken: set[tuple[str, int]], links: list[Link]) -> Iterator[Observation]:
    """What a hit yields; what it is made with is asked for, so that it is known when links are drawn."""
    yield from _yielded(tracer, hit, taken, links)
    for one in entered(tracer, hit):
        for role, locators in one.signature.roles.items():
            if role not in REACHING:  # asked when it is known what the literals in functions name
                tracer.role(one, role, locators)
    own_texts(tracer, hit)


def _yielded(tracer: Tracer, hit: Hit, taken: set[tuple[str, int]], links: list[Link]) -> Iterator[Observation]:
    """The observations of one hit, of its service as well."""
    usage = usage_of(hit.path)
    found = tracer.yields(hit)
    use = use_of(tracer.resolver, hit) if any(_tells_of_loading(hit, one) for one in found) else None
    for one in found:
        taken.update(one.places)
        if hit.signature.kind == "tool":
            taken.add((hit.path, hit.line))
        yield from _observed(hit, one, usage, use)
    if hit.signature.kind == "model":
        for service, models in _services(tracer, hit, found):
            yield from _observed(hit, service, usage, use)
            evidence = Evidence(path=hit.path, line=hit.line, symbol=hit.name)
            for model in models if usage == "used" else ():
                links.append(
                    Link(source=model.subject, kind=RelationKind.SERVED_BY, target=service.subject, evidence=evidence)
                )


def _services(tracer: Tracer, hit: Hit, found: list[Found]) -> Iterator[tuple[Found, list[Found]]]:
    """The services behind the models of a hit, each with the models it serves."""
    catalogue = tracer.resolver.catalogue
    if hit.signature.naming in ("hub", "file", "class") and not hit.signature.service:
        return
    front = hit.signature.service or hit.signature.provider
    gateway = catalogue.provider(front) if hit.signature.naming == "routed" else None
    if gateway is not None and (hit.signature.service or gateway.service_type == "gateway"):
        yield provider_service(gateway), found
        return
    services = tracer.namer.services(hit, hit.site)
    if len(services) > 1 or (len(found) > 1 and services and services[0].places):
        yield from _of_several(tracer, hit, found, services)
        return
    service = services[0] if services else None
    if service is not None and (service.places or not found):
        yield service, found
        return
    if hit.signature.naming == "routed" and hit.site.call >= 0:
        yield from ((one, []) for one in tracer.namer.half_named(hit))
        for runner, name in tracer.namer.runners(hit):
            yield runner, [one for one in found if one.subject.name == name]
    if (own := catalogue.provider(tracer.namer.shared(hit))) is not None:
        yield provider_service(own), []
    yield from _by_origin(catalogue, catalogue.provider(hit.signature.service), service, found)


def _by_origin(
    catalogue: Catalogue, stated: Provider | None, service: Found | None, found: list[Found]
) -> Iterator[tuple[Found, list[Found]]]:
    """Who serves each model by where it comes from, else by the call's provider; `service` is that of its client."""
    for model in found:
        provider = catalogue.provider(model.subject.origin) or stated
        if provider is not None:
            yield provider_service(provider), [model]
        elif service is not None:
            yield service, [model]
        if service is not None and provider is not None and _asks_its_maker(catalogue, service, provider):
            yield service, []


def _asks_its_maker(catalogue: Catalogue, service: Found, provider: Provider) -> bool:
    """Whether a client asks its own maker, whoever serves the model that settings name for it: `GoogleModel(NAME)`. The
    client of OpenAI, whose API others speak, asks either."""
    own = catalogue.provider(str(service.facts.get("provider", "")))
    return own is not None and own.own_models and own.id not in (provider.id, SDK_OF_ALL)


def _of_several(
    tracer: Tracer, hit: Hit, found: list[Found], services: list[Found]
) -> Iterator[tuple[Found, list[Found]]]:
    """The models of each service where a client may talk to several: of each call that leads here those that it names,
    else those whose names fit."""
    namer = tracer.namer
    sites = ways_to(tracer.resolver, hit.site)
    for site in sites if 1 < len(sites) <= MAX_ENTRIES else [hit.site]:
        asked = namer.services(hit, site) if len(sites) > 1 else services
        named = namer.found(hit, site) if len(sites) > 1 else found
        for service in asked:
            yield service, [one for one in named if namer.serves(service, one, asked)]


def _tells_of_loading(hit: Hit, found: Found) -> bool:
    """Whether the call is a use: it has arguments worth recording, or reads a file or a hub's repository."""
    if found.subject.kind is Kind.SERVICE:
        return False
    reads = hit.signature.naming in ("file", "hub") and found.subject.kind in (Kind.MODEL, Kind.DATASET)
    return bool(hit.signature.args) or reads


def _observed(hit: Hit, found: Found, usage: str, use: Use | None) -> Iterator[Observation]:
    """One observation at the call with its use, and more where the name is written and a long decorator begins."""
    confidence = hit.confidence if usage == "used" else MENTIONED
    facts: dict[str, Json] = {**found.facts, "usage": usage}
    uses = (use,) if use is not None and _tells_of_loading(hit, found) else ()
    line = found.places[0][1] if hit.target is not None and found.places else hit.line
    evidence = Evidence(path=hit.path, line=line, symbol=hit.name, confidence=confidence)
    yield Observation(subject=found.subject, evidence=evidence, facts=facts, uses=uses)
    decorated = ((hit.path, hit.line),) if hit.target is not None and hit.line < line - 1 else ()
    for path, place in (*found.places, *decorated):
        if path and place and (path, place) != (hit.path, line):
            yield Observation(
                subject=found.subject, evidence=Evidence(path=path, line=place, confidence=confidence), facts=facts
            )


def handed_over(
    tracer: Tracer, hits: Iterable[Hit], taken: set[tuple[str, int]], links: list[Link], before: int | None = None
) -> Iterator[Observation]:
    """Components that are named only by being handed to another: plain functions as tools, texts as prompts. Of those
    beyond the first `before`, which were found as links were drawn, the tools that these lead to."""
    ends = None if before is None else {link.target for link in links}
    models = (one for hit in hits if hit.signature.kind == "model" for one in tracer.yields(hit))
    known = {place for one in models for place in one.places}  # of which it is said who serves them
    for found, path, line in islice(tuple(tracer.extra.values()), before, None):
        subject = found.subject
        if ends is not None and (subject.kind is not Kind.TOOL or subject not in ends):
            continue
        told = bool(found.places) and known.issuperset(found.places)
        usage = usage_of(path)
        confidence = 0.85 if usage == "used" else MENTIONED
        facts: dict[str, Json] = {**found.facts, "usage": usage}
        taken.update(found.places)
        for place_path, place in dict.fromkeys((*found.places, (path, line))):
            evidence = Evidence(path=place_path, line=place, confidence=confidence)
            yield Observation(subject=subject, evidence=evidence, facts=facts)
        unserved = subject.kind == Kind.MODEL and not told
        provider = tracer.resolver.catalogue.provider(subject.origin) if unserved else None
        if provider is not None:
            service = provider_service(provider)
            evidence = Evidence(path=path, line=line, confidence=confidence)
            yield Observation(subject=service.subject, evidence=evidence, facts={**service.facts, "usage": usage})
            if usage == "used":
                links.append(
                    Link(source=subject, kind=RelationKind.SERVED_BY, target=service.subject, evidence=evidence)
                )
