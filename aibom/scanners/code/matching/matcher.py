"""Turns the facts of all files into sightings: what calls mean, and how what they make is joined.

Three passes: find the hits of every file; name what each yields; follow their arguments for the links.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from typing import NamedTuple

from aibom.catalog.loader import Catalogue
from aibom.core.json import Json
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Evidence, Link, Observation, Sighting, Unknown
from aibom.scanners.code.commands import command_sightings
from aibom.scanners.code.facts import ModuleFacts
from aibom.scanners.code.matching.gradio_servers import gradio_servers
from aibom.scanners.code.matching.guarded import Guarded
from aibom.scanners.code.matching.handwritten.requests import Requests
from aibom.scanners.code.matching.hits import find_hits, without_bases
from aibom.scanners.code.matching.infrastructure import infrastructure
from aibom.scanners.code.matching.libraries import imported_stores, libraries
from aibom.scanners.code.matching.linking.crews import crew_links
from aibom.scanners.code.matching.linking.haystack import pipeline_links
from aibom.scanners.code.matching.linking.injected import wired_links
from aibom.scanners.code.matching.linking.kernels import kernel_links
from aibom.scanners.code.matching.linking.mcp_tools import served_links
from aibom.scanners.code.matching.linking.of_hits import links_of
from aibom.scanners.code.matching.linking.router_fallbacks import fallback_links
from aibom.scanners.code.matching.linking.tool_functions import tool_function_links
from aibom.scanners.code.matching.linking.training import training_links
from aibom.scanners.code.matching.linking.written_data import written_data
from aibom.scanners.code.matching.literals.context import Context
from aibom.scanners.code.matching.literals.data_files import DataFiles
from aibom.scanners.code.matching.literals.named_prompts import named_prompts
from aibom.scanners.code.matching.literals.spoken_prompts import spoken_prompts
from aibom.scanners.code.matching.literals.stray_models import Told, stray_models
from aibom.scanners.code.matching.matched_names import Matched
from aibom.scanners.code.matching.naming.namer import Namer
from aibom.scanners.code.matching.openmmlab import openmmlab_sightings
from aibom.scanners.code.matching.own.agents import own_agents
from aibom.scanners.code.matching.own.tool_callers import tool_callers
from aibom.scanners.code.matching.services import provider_service
from aibom.scanners.code.matching.subclasses import own_texts
from aibom.scanners.code.matching.trace import REACHING, Tracer
from aibom.scanners.code.matching.types import MENTIONED, Found, Hit
from aibom.scanners.code.matching.use_records import use_of
from aibom.scanners.code.paths import is_test, usage_of
from aibom.scanners.code.resolving.documents import Documents
from aibom.scanners.code.resolving.imports import Places
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.resolver import Resolver


def match(
    records: Mapping[str, ModuleFacts],
    paths: Set[str],
    catalogue: Catalogue,
    places: Places | None = None,
    documents: Documents | None = None,
) -> Iterator[Sighting]:
    """All sightings of a project's code, file by file in order of path."""
    resolver = Resolver(records, paths, catalogue, places, documents)
    guarded = Guarded()
    stores: set[object] = set()
    told = Told(set(), {})
    speaking: dict[str, bool] = {}
    for sighting in _matched(resolver, records, paths, guarded, speaking):
        if isinstance(sighting, Observation) and sighting.facts.get("service_type") == "vector-store":
            stores.add(sighting.facts.get("provider"))
        if isinstance(sighting, Observation):
            told.note(sighting)
        yield sighting
    yield from imported_stores(resolver, stores)
    for path, module in resolver.modules.items() if any(speaking.values()) else ():
        if usage_of(path) == "used":
            yield from guarded.run(path, stray_models, catalogue, module, told, speaking.get(path, False))
    yield from guarded.defects


def _matched(
    resolver: Resolver,
    records: Mapping[str, ModuleFacts],
    paths: Set[str],
    guarded: Guarded,
    speaking: dict[str, bool],
) -> Iterator[Sighting]:
    """What calls, literals and names say; `speaking` learns which files speak of AI. A step that fails is told, and the
    others go on."""
    run = guarded.run
    names = Matched(resolver.catalogue, resolver.modules.values())
    seen = [hit for path, module in resolver.modules.items() for hit in run(path, find_hits, resolver, module, names)]
    hits = run("", without_bases, resolver, seen) or seen
    namer = Namer(resolver, paths)
    namer.weigh(hits)
    tracer = Tracer(resolver, namer, hits)
    taken: set[tuple[str, int]] = set()
    links: list[Link] = []
    files: set[str] = set()
    for hit in hits:
        for observation in run(hit.path, _of_hit, tracer, hit, taken, links):
            files |= {observation.subject.name} if observation.subject.kind in (Kind.DATASET, Kind.MODEL) else set()
            yield observation
    yield from run("", _handed_over, tracer, taken, links)
    told: list[Found] = []
    hit_in = {path for path, _ in taken}
    for one in _of_modules(_Modules(tracer, taken, links, DataFiles(files, namer.path_of), speaking, hit_in), guarded):
        told += (Found(one.subject, {}),) if isinstance(one, Observation) and one.subject.kind == Kind.TOOL else ()
        yield one
    yield from run("", gradio_servers, resolver, told)
    for hit in hits:
        if not is_test(hit.path):
            links += run(hit.path, links_of, tracer, hit)
    links += run("", training_links, tracer, hits, links)
    links += run("", written_data, tracer, hits)
    links += run("", served_links, tracer, hits, links)
    links += run("", crew_links, tracer, hits)
    links += run("", kernel_links, tracer, hits)
    links += run("", tool_function_links, tracer, [*_tools(tracer, hits), *told])
    links += run("", wired_links, tracer, hits)
    links += run("", pipeline_links, tracer)
    links += run("", fallback_links, tracer, hits)
    drawn = dict.fromkeys(links)
    own = run("", own_agents, tracer)
    yield from drawn
    yield from own
    yield from run("", tool_callers, tracer, hits, [*drawn, *own])
    yield from run("", command_sightings, resolver)
    yield from run("", infrastructure, resolver)
    yield from run("", openmmlab_sightings, resolver)
    yield from _unknowns(records, namer)


def _of_hit(tracer: Tracer, hit: Hit, taken: set[tuple[str, int]], links: list[Link]) -> Iterator[Observation]:
    """What a hit yields; what it is made with is asked for, so that it is known when links are drawn."""
    yield from _yielded(tracer, hit, taken, links)
    for role, locators in hit.signature.roles.items():
        if role not in REACHING:  # asked when it is known what the literals in functions name
            tracer.role(hit, role, locators)
    own_texts(tracer, hit)


def _tools(tracer: Tracer, hits: list[Hit]) -> Iterator[Found]:
    """The tools of hits that stand on no function, and those that are named by being handed over."""
    for hit in hits:
        if hit.signature.kind == "tool" and hit.target is None:
            yield from tracer.yields(hit)
    yield from (found for found, _, _ in tracer.extra.values())


def _unknowns(records: Mapping[str, ModuleFacts], namer: Namer) -> Iterator[Unknown]:
    """Names that stay unreadable, and what the front ends could not read."""
    yield from (u for u in namer.texts.unknowns.values() if not is_test(u.path))
    for facts in records.values():
        for problem in facts.problems:
            yield Unknown(topic="file", path=facts.path, line=problem.line, reason=problem.reason)


class _Modules(NamedTuple):
    """What is known when the files themselves are read; `speaking` are those that speak of AI, by path."""

    tracer: Tracer
    taken: set[tuple[str, int]]
    links: list[Link]
    data_files: DataFiles
    speaking: dict[str, bool]
    hit_in: set[str]  # files in which something was found


def _of_modules(known: _Modules, guarded: Guarded) -> Iterator[Observation | Unknown]:
    """What imports, literals and requests written by hand say, file by file; then the prompts that names tell."""
    modules = known.tracer.resolver.modules
    prompted = set(known.taken)
    for path, module in modules.items():
        for one in guarded.run(path, _of_module, known, module, usage_of(path)):
            if isinstance(one, Observation) and one.subject.kind == Kind.PROMPT:
                prompted.add((one.evidence.path, one.evidence.line or 0))
            yield one
    somewhere = any(known.speaking.values())
    for path, module in modules.items():
        yield from guarded.run(path, _prompts_of, known, module, prompted, somewhere)


def _prompts_of(
    known: _Modules, module: Module, prompted: set[tuple[str, int]], somewhere: bool
) -> Iterator[Observation | Unknown]:
    """The prompts that names tell, and those that calls and texts tell; `somewhere` says whether any file of the tree
    has to do with AI."""
    usage = usage_of(module.path)
    for one in named_prompts(known.tracer.resolver, module, prompted, known.speaking, somewhere, usage):
        prompted.add((module.path, one.evidence.line or 0))
        yield one
    if somewhere:
        yield from spoken_prompts(known.tracer.prompts, module, prompted, usage, known.speaking[module.path])


def _of_module(known: _Modules, module: Module, usage: str) -> Iterator[Observation | Unknown]:
    tracer, path = known.tracer, module.path
    known.speaking[path] = False
    yield from libraries(tracer.resolver, module, MENTIONED if usage == "mentioned" else 0.95, usage)
    context = Context(tracer.resolver, module, known.taken, usage, tracer.prompts, known.data_files)
    seen = list(context.observe())
    known.links.extend(context.links)
    services = {str(o.facts.get("provider")) for o in seen if o.subject.kind == Kind.SERVICE}
    told = {(o.subject, o.evidence.path, o.evidence.line) for o in seen}
    requests = Requests(tracer, module, known.taken, services, usage)
    for one in requests.observe():
        if isinstance(one, Link):
            known.links.append(one)
        elif (one.subject, one.evidence.path, one.evidence.line) not in told:
            seen.append(one)
    own = [one for one in seen if one.evidence.path == path]
    noted = [(one.evidence.line or 0, Found(one.subject, one.facts)) for one in own]
    tracer.reach.note(path, [*noted, *requests.made])
    named = any(one.subject.kind in (Kind.SERVICE, Kind.MODEL) for one in own)
    known.speaking[path] = named or path in known.hit_in or tracer.resolver.imports_ai(module)
    yield from seen
    yield from requests.unknowns.values()


def _yielded(tracer: Tracer, hit: Hit, taken: set[tuple[str, int]], links: list[Link]) -> Iterator[Observation]:
    """The observations of one hit, of its service as well."""
    usage = usage_of(hit.path)
    found = tracer.yields(hit)
    for one in found:
        taken.update(one.places)
        if hit.signature.kind == "tool":
            taken.add((hit.path, hit.line))
        yield from _observed(tracer, hit, one, usage)
    if hit.signature.kind == "model":
        for service, models in _services(tracer, hit, found):
            yield from _observed(tracer, hit, service, usage)
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
    service = tracer.namer.service(hit, hit.site)
    if service is not None and (service.places or not found):
        yield service, found
        return
    if hit.signature.naming == "routed" and hit.site.call >= 0:
        yield from ((one, []) for one in tracer.namer.half_named(hit))
    if (own := catalogue.provider(tracer.namer.shared(hit))) is not None:
        yield provider_service(own), []
    for model in found:
        provider = catalogue.provider(model.subject.origin) or catalogue.provider(hit.signature.service)
        if provider is not None:
            yield provider_service(provider), [model]
        elif service is not None:
            yield service, [model]


def _tells_of_loading(hit: Hit, found: Found) -> bool:
    """Whether the call is a use: it has arguments worth recording, or reads a file or a hub's repository."""
    if found.subject.kind is Kind.SERVICE:
        return False
    reads = hit.signature.naming in ("file", "hub") and found.subject.kind in (Kind.MODEL, Kind.DATASET)
    return bool(hit.signature.args) or reads


def _observed(tracer: Tracer, hit: Hit, found: Found, usage: str) -> Iterator[Observation]:
    """One observation at the call with its use, and more where the name is written and a long decorator begins."""
    confidence = hit.confidence if usage == "used" else MENTIONED
    facts: dict[str, Json] = {**found.facts, "usage": usage}
    uses = (use_of(tracer.resolver, hit),) if _tells_of_loading(hit, found) else ()
    line = found.places[0][1] if hit.target is not None and found.places else hit.line
    evidence = Evidence(path=hit.path, line=line, symbol=hit.name, confidence=confidence)
    yield Observation(subject=found.subject, evidence=evidence, facts=facts, uses=uses)
    decorated = ((hit.path, hit.line),) if hit.target is not None and hit.line < line - 1 else ()
    for path, place in (*found.places, *decorated):
        if path and place and (path, place) != (hit.path, line):
            yield Observation(
                subject=found.subject, evidence=Evidence(path=path, line=place, confidence=confidence), facts=facts
            )


def _handed_over(tracer: Tracer, taken: set[tuple[str, int]], links: list[Link]) -> Iterator[Observation]:
    """Components that are named only by being handed to another: plain functions as tools, texts as prompts."""
    for found, path, line in tracer.extra.values():
        subject = found.subject
        usage = usage_of(path)
        confidence = 0.85 if usage == "used" else MENTIONED
        facts: dict[str, Json] = {**found.facts, "usage": usage}
        taken.update(found.places)
        for place_path, place in dict.fromkeys((*found.places, (path, line))):
            evidence = Evidence(path=place_path, line=place, confidence=confidence)
            yield Observation(subject=subject, evidence=evidence, facts=facts)
        provider = tracer.resolver.catalogue.provider(subject.origin) if subject.kind == Kind.MODEL else None
        if provider is not None:
            service = provider_service(provider)
            evidence = Evidence(path=path, line=line, confidence=confidence)
            yield Observation(subject=service.subject, evidence=evidence, facts={**service.facts, "usage": usage})
            if usage == "used":
                links.append(
                    Link(source=subject, kind=RelationKind.SERVED_BY, target=service.subject, evidence=evidence)
                )
