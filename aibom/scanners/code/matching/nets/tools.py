"""The tools that no surer reading told, where a program must have some: families of entries of one shape."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set

from aibom.model.by_form import CONFIDENCE
from aibom.model.kinds import Kind
from aibom.model.sighting import Evidence, Observation, Subject
from aibom.scanners.code.matching.literals.told import Told
from aibom.scanners.code.matching.nets.documents import read_documents
from aibom.scanners.code.matching.nets.entries import Entry, Pair, Reader
from aibom.scanners.code.matching.nets.families import Ground, are_tools, families
from aibom.scanners.code.matching.nets.looked_through import looked_through
from aibom.scanners.code.matching.nets.own_words import own_words
from aibom.scanners.code.matching.nets.reach import Reach
from aibom.scanners.code.matching.types import Hit, doc_facts
from aibom.scanners.code.offering import offers
from aibom.scanners.code.paths import usage_of
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.resolver import Resolver


def net_of_tools(
    resolver: Resolver, hits: Iterable[Hit], speaking: Mapping[str, bool], told: Told
) -> Iterator[Observation]:
    """Tools by their shape alone; `speaking` are the files that have to do with AI, `told` what is known."""
    used = {path: one for path, one in resolver.modules.items() if usage_of(path) == "used"}
    offering = {path for path, one in used.items() if speaking.get(path) and any(map(offers, one.facts.calls))}
    if not offering:
        return
    reach = Reach(resolver)
    pairs, near = _told_in(used, offering, reach)
    known = sorted(near | reach.imported_by(near))
    reader = Reader((used[one] for one in known if one in used), pairs, {(hit.path, hit.line) for hit in hits})
    modules = [used[one] for one in sorted(near)]
    found = families(_entries(resolver, reader, modules, offering))
    ground = Ground(pairs, told)
    yield from _unknown([one for members in found if are_tools(members, ground) for one in members], told)


def _told_in(used: Mapping[str, Module], offering: Set[str], reach: Reach) -> tuple[set[Pair], set[str]]:
    """The words of the project's own for a name and a sentence, and the files near those that offer tools or make
    them of such words."""
    near = {path for path in reach.near(offering) if path in used}
    words = {path: own_words(used[path], path in offering) for path in sorted(near)}
    makers = {path for path, pairs in words.items() if pairs} - offering
    near |= {path for path in reach.near(makers) if path in used}
    return {pair for pairs in words.values() for pair in pairs}, near


def _entries(resolver: Resolver, reader: Reader, modules: list[Module], offering: Set[str]) -> Iterator[Entry]:
    """The entries of files, of documents that they read, and functions that those which offer tools look through."""
    for module in modules:
        yield from reader.of(module)
        for path, value in read_documents(resolver, module):
            yield from reader.of_document(module, path, value)
        if module.path in offering:
            yield from looked_through(resolver, module)


def _unknown(found: list[Entry], told: Told) -> Iterator[Observation]:
    """What is not told yet, each place once."""
    places: set[tuple[str, int | None]] = set(told.tools)
    for one in found:
        if one.name not in told.tool_names and (one.path, one.line) not in places:
            places.add((one.path, one.line))
            yield _observed(one)


def _observed(one: Entry) -> Observation:
    subject = Subject(kind=Kind.TOOL, name=one.name, scope=one.path)
    evidence = Evidence(path=one.path, line=one.line, symbol=one.family[1][:200], confidence=CONFIDENCE)
    return Observation(
        subject=subject, evidence=evidence, facts={"tool_type": "function", **doc_facts(one.said), "usage": "used"}
    )
