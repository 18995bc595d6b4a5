"""Turns the facts of all files into sightings: what calls mean, and how what they make is joined.

Three passes: find the hits of every file; name what each yields; follow their arguments for the links.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set

from aibom.catalog.loader import Catalogue
from aibom.model.kinds import Kind
from aibom.model.sighting import Link, Observation, Sighting, Unknown
from aibom.scanners.code.commands import command_sightings
from aibom.scanners.code.facts import ModuleFacts
from aibom.scanners.code.matching.answering import without_inner_chains
from aibom.scanners.code.matching.file_sightings import Known, of_files
from aibom.scanners.code.matching.gradio_servers import gradio_servers
from aibom.scanners.code.matching.guarded import Guarded
from aibom.scanners.code.matching.hit_sightings import handed_over, of_hit
from aibom.scanners.code.matching.hits import find_hits, without_bases
from aibom.scanners.code.matching.imported_data import imported_data
from aibom.scanners.code.matching.indexed import without_readers
from aibom.scanners.code.matching.infrastructure import infrastructure
from aibom.scanners.code.matching.libraries import imported_stores
from aibom.scanners.code.matching.linking.crews import crew_links, task_links
from aibom.scanners.code.matching.linking.described import Parts, described_links, handed_links, tools_of_described
from aibom.scanners.code.matching.linking.evaluating import evaluated_links
from aibom.scanners.code.matching.linking.haystack import pipeline_links
from aibom.scanners.code.matching.linking.injected import wired_links
from aibom.scanners.code.matching.linking.kernels import kernel_links
from aibom.scanners.code.matching.linking.loaded_weights import loaded_weight_links
from aibom.scanners.code.matching.linking.mcp_tools import served_links
from aibom.scanners.code.matching.linking.of_hits import links_of
from aibom.scanners.code.matching.linking.plugin_functions import imported_prompt_links, plugin_function_links
from aibom.scanners.code.matching.linking.router_fallbacks import fallback_links
from aibom.scanners.code.matching.linking.tool_functions import tool_function_links
from aibom.scanners.code.matching.linking.training import training_links
from aibom.scanners.code.matching.linking.written_data import written_data
from aibom.scanners.code.matching.literals.agent_mappings import Agents
from aibom.scanners.code.matching.literals.data_files import DataFiles
from aibom.scanners.code.matching.literals.prompt_handlers import prompt_handlers
from aibom.scanners.code.matching.literals.sql_texts import sql_texts
from aibom.scanners.code.matching.literals.stray_data import stray_data
from aibom.scanners.code.matching.literals.stray_models import stray_models
from aibom.scanners.code.matching.literals.stray_texts import stray_texts
from aibom.scanners.code.matching.literals.stray_tools import stray_tools
from aibom.scanners.code.matching.literals.stray_weights import stray_weights
from aibom.scanners.code.matching.literals.told import Told
from aibom.scanners.code.matching.matched_names import Matched
from aibom.scanners.code.matching.model_names import TreePaths
from aibom.scanners.code.matching.naming.namer import Namer
from aibom.scanners.code.matching.nets.agents import net_of_agents
from aibom.scanners.code.matching.nets.tools import net_of_tools
from aibom.scanners.code.matching.openmmlab import openmmlab_sightings
from aibom.scanners.code.matching.outside import told_by_tools
from aibom.scanners.code.matching.own.agents import own_agents
from aibom.scanners.code.matching.own.hand_servers import hand_served_links, hand_servers
from aibom.scanners.code.matching.own.looping import looping
from aibom.scanners.code.matching.own.networks import saved_networks, without_nameless
from aibom.scanners.code.matching.own.state import State
from aibom.scanners.code.matching.own.tool_callers import tool_callers
from aibom.scanners.code.matching.own.tool_holders import held_tools
from aibom.scanners.code.matching.own.trained import trained_networks
from aibom.scanners.code.matching.past import of_the_past
from aibom.scanners.code.matching.trace import Tracer
from aibom.scanners.code.matching.types import Found, Hit
from aibom.scanners.code.paths import is_test, usage_of
from aibom.scanners.code.resolving.documents import Documents
from aibom.scanners.code.resolving.imports import Places
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.written_files import written_files


def match(
    records: Mapping[str, ModuleFacts],
    paths: Set[str],
    catalogue: Catalogue,
    places: Places | None = None,
    documents: Documents | None = None,
) -> Iterator[Sighting]:
    """All sightings of a project's code, file by file in order of path."""
    yield from of_the_past(_matched(records, paths, catalogue, places, documents))


def _matched(
    records: Mapping[str, ModuleFacts],
    paths: Set[str],
    catalogue: Catalogue,
    places: Places | None,
    documents: Documents | None,
) -> Iterator[Sighting]:
    matched = _Match(Resolver(records, paths, catalogue, places, documents), records, paths)
    stores: set[object] = set()
    told = Told(set(), {}, {}, set(), set(), {}, set(), {}, {}, {}, set())
    parts = Parts()
    for sighting in State(matched.resolver, paths).without(without_nameless(matched.sightings(), matched.saved)):
        if isinstance(sighting, Observation):
            told.note(sighting)
            parts.note(sighting)
            if sighting.facts.get("service_type") == "vector-store":
                stores.add(sighting.facts.get("provider"))
        yield sighting
    yield from imported_stores(matched.resolver, stores)
    yield from matched.strays(told)
    yield from matched.run("", described_links, matched.tracer, matched.agents.described, parts)
    yield from matched.run("", handed_links, matched.tracer, matched.hits, matched.agents.described)
    yield from matched.guarded.defects


class _Match:
    """One join: what calls, literals and names say. A step that fails is told, and the others go on."""

    def __init__(self, resolver: Resolver, records: Mapping[str, ModuleFacts], paths: Set[str]) -> None:
        self.resolver, self.records, self.paths = resolver, records, paths
        self.guarded = Guarded()
        self.run = self.guarded.run
        self.namer = Namer(resolver, paths)
        self.hits = self._found()
        self.namer.weigh(self.hits)
        self.tracer = Tracer(resolver, self.namer, self.hits)
        self.taken: set[tuple[str, int]] = set()  # places where components stand
        self.links: list[Link] = []
        self.tools: list[Found] = []  # that files tell beside the hits
        self.agents = Agents()
        self.handing: list[tuple[str, int]] = []  # requests by hand that hand tools to their model
        self.outside: list[Found] = []  # services of others that files ask, in the order of files
        self.saved: set[str] = set()  # files of code that save a model under a name
        self.speaking: dict[str, bool] = {}  # which files speak of AI, when they have been looked at

    def _found(self) -> list[Hit]:
        names = Matched(self.resolver.catalogue, self.resolver.modules.values())
        modules = self.resolver.modules.items()
        seen = [hit for path, module in modules for hit in self.run(path, find_hits, self.resolver, module, names)]
        seen = self.guarded.narrowed(seen, without_readers, self.resolver)
        seen = self.guarded.narrowed(seen, without_inner_chains, self.resolver)
        return self.guarded.narrowed(seen, without_bases, self.resolver)

    def sightings(self) -> Iterator[Sighting]:
        """Everything, in the order in which one step needs what another found."""
        files: set[str] = set()
        for one in self._of_hits():
            files |= {one.subject.name} if one.subject.kind in (Kind.DATASET, Kind.MODEL) else set()
            yield one
        yield from self.run("", handed_over, self.tracer, self.hits, self.taken, self.links)
        handed = len(self.tracer.extra)
        yield from self.run("", imported_data, self.resolver, self.hits, TreePaths(self.paths))
        yield from self._of_files(files)
        self.tracer.look_again()
        yield from self.run("", gradio_servers, self.resolver, self.tools)
        served = self.run("", hand_servers, self.resolver)
        yield from served
        own = self.run("", own_agents, self.tracer)  # before who runs them is asked
        self._link()
        yield from self.run("", handed_over, self.tracer, self.hits, self.taken, self.links, handed)
        self.links += self.run("", hand_served_links, self.tracer, served, self.hits, self.tools, self.links)
        yield from self.run("", told_by_tools, self.links, self.outside)
        for one in self.run("", saved_networks, self.tracer, self.hits):
            self.saved.add(one.evidence.path)
            yield one
        yield from self.run("", trained_networks, self.tracer, self.hits)
        drawn = dict.fromkeys(self.links)
        yield from drawn
        yield from own
        by_hand = self.handing if any(self.speaking.values()) else []
        held = {*self.run("", tools_of_described, self.tracer, self.agents.described)}
        acting = self.run("", looping, self.tracer, self.hits, own)
        yield from acting
        yield from self.run("", tool_callers, self.tracer, self.hits, [*drawn, *own, *acting], held, by_hand)
        for step in (command_sightings, written_files, infrastructure, openmmlab_sightings):
            yield from self.run("", step, self.resolver)
        yield from _unknowns(self.records, self.namer)

    def strays(self, told: Told) -> Iterator[Sighting]:
        """Models, tools and data that nothing joins to a call, beside what is `told`, where anything speaks of AI."""
        paths = TreePaths(self.paths)
        catalogue = self.resolver.catalogue
        somewhere = any(self.speaking.values())
        for path, module in self.resolver.modules.items():
            if usage_of(path) != "used":
                continue
            yield from self.run(path, sql_texts, module)
            yield from self.run(path, held_tools, module)
            if not somewhere:
                continue
            speaks = self.speaking.get(path, False)
            texts = self.run(path, stray_texts, self.resolver, module, speaks)
            yield from self.run(path, stray_models, catalogue, path, texts, told, speaks)
            if speaks:
                for tool in self.run(path, stray_tools, self.resolver, module, told):
                    told.note(tool)
                    yield tool
                yield from self.run(path, stray_data, texts, path, paths, told)
                yield from self.run(path, stray_weights, texts, path, paths, told)
        if somewhere:
            yield from self.run("", net_of_agents, self.resolver, self.hits, told)
            yield from self.run("", net_of_tools, self.resolver, self.hits, self.speaking, told)

    def _of_hits(self) -> Iterator[Observation]:
        for hit in self.hits:
            for one in self.run(hit.path, of_hit, self.tracer, hit, self.taken, self.links):
                if one.subject.kind == Kind.AGENT:
                    self.agents.places[one.evidence.path, one.evidence.line] = one.subject.name
                yield one

    def _of_files(self, files: set[str]) -> Iterator[Observation | Unknown]:
        """What files tell beside their hits; `files` are the names of the data sets and models that are known."""
        hit_in = {path for path, _ in self.taken}
        known = Known(
            self.tracer,
            self.taken,
            self.links,
            DataFiles(files, self.namer.path_of),
            self.speaking,
            hit_in,
            self.agents,
            self.outside,
            {},
            prompt_handlers(self.resolver, self.hits),
            {},
            {},
            self.handing,
        )
        for one in of_files(known, self.guarded):
            if isinstance(one, Observation) and one.subject.kind == Kind.TOOL:
                self.tools.append(Found(one.subject, {}))
            yield one

    def _link(self) -> None:
        """Draw who uses what; some steps look at what those before them drew."""
        run, tracer, hits, links = self.run, self.tracer, self.hits, self.links
        for hit in hits:
            if not is_test(hit.path):
                links += run(hit.path, links_of, tracer, hit)
        links += run("", training_links, tracer, hits, links)
        links += run("", loaded_weight_links, tracer)
        links += run("", evaluated_links, tracer, hits, links)
        links += run("", written_data, tracer, hits)
        links += run("", served_links, tracer, hits, links)
        links += run("", crew_links, tracer, hits)
        links += run("", task_links, tracer, hits)
        links += run("", kernel_links, tracer, hits)
        links += run("", plugin_function_links, tracer, hits)
        links += run("", imported_prompt_links, tracer, hits)
        links += run("", tool_function_links, tracer, [*_tools(tracer, hits), *self.tools])
        links += run("", wired_links, tracer, hits)
        links += run("", pipeline_links, tracer)
        links += run("", fallback_links, tracer, hits)


def _tools(tracer: Tracer, hits: list[Hit]) -> Iterator[Found]:
    """The tools of hits that stand on no function, and those that are named by being handed over."""
    for hit in hits:
        if hit.signature.kind == "tool" and hit.target is None:
            yield from tracer.yields(hit)
    yield from (found for found, _, _ in tracer.extra.values())


def _unknowns(records: Mapping[str, ModuleFacts], namer: Namer) -> Iterator[Unknown]:
    """Names that stay unreadable, and what the front ends could not read."""
    yield from dict.fromkeys(u for u in namer.texts.unknowns.values() if not is_test(u.path))  # two calls on one line
    for facts in records.values():
        for problem in facts.problems:
            yield Unknown(topic="file", path=facts.path, line=problem.line, reason=problem.reason)
