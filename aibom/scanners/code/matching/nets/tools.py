"""The tools that no surer reading told, where a program must have some: families of entries of one shape."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping

from aibom.model.by_form import CONFIDENCE
from aibom.model.kinds import Kind
from aibom.model.sighting import Evidence, Observation, Subject
from aibom.scanners.code.matching.literals.told import Told
from aibom.scanners.code.matching.nets.documents import read_documents
from aibom.scanners.code.matching.nets.entries import Entry, Reader
from aibom.scanners.code.matching.nets.families import Ground, are_tools, families
from aibom.scanners.code.matching.nets.looked_through import looked_through
from aibom.scanners.code.matching.nets.signs import Signs, note_signs
from aibom.scanners.code.matching.types import Hit, doc_facts
from aibom.scanners.code.paths import usage_of
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.resolver import Resolver


def net_of_tools(
    resolver: Resolver, hits: Iterable[Hit], speaking: Mapping[str, bool], told: Told
) -> Iterator[Observation]:
    """Tools by their shape alone; `speaking` are the files that have to do with AI, `told` what is known."""
    modules = [module for path, module in resolver.modules.items() if usage_of(path) == "used"]
    signs = Signs(set(), set())
    for module in modules:
        note_signs(module, signs, speaking.get(module.path, False))
    if not signs.files:
        return
    reader = Reader(modules, signs.pairs, {(hit.path, hit.line) for hit in hits})
    ground = Ground(signs.pairs, _near(resolver, signs.files), told)
    found = [
        one
        for members in families(_entries(resolver, reader, modules, ground, signs.files))
        for one in _judged(members, ground)
    ]
    places: set[tuple[str, int | None]] = set(told.tools)
    for one in found:
        if one.name not in told.tool_names and (one.path, one.line) not in places:
            places.add((one.path, one.line))
            yield _observed(one)


def _judged(members: list[Entry], ground: Ground) -> list[Entry]:
    return members if are_tools(members, ground) else []


def _entries(
    resolver: Resolver, reader: Reader, modules: list[Module], ground: Ground, signed: set[str]
) -> Iterator[Entry]:
    """The entries of all files, of documents that those near a sign read, and functions that they look through."""
    for module in modules:
        yield from reader.of(module)
        if module.path in ground.near:
            for path, value in read_documents(resolver, module):
                yield from reader.of_document(module, path, value)
        if module.path in signed:
            yield from looked_through(resolver, module)


def _near(resolver: Resolver, files: set[str]) -> set[str]:
    """The files beside those that say that there are tools, and those that they import or that import them."""
    folders = {posixpath.dirname(path) for path in files}
    near = {path for path in resolver.modules if posixpath.dirname(path) in folders}
    for path, module in resolver.modules.items():
        imported = set(_imported(resolver, module))
        if path in files:
            near |= imported
        elif not imported.isdisjoint(files):
            near.add(path)
    return near


def _imported(resolver: Resolver, module: Module) -> Iterator[str]:
    """The files that a file imports; of a folder all."""
    for one in module.facts.imports:
        names = (one.module, f"{one.module}{'' if one.module.endswith('.') else '.'}{one.name}")
        for name in names if one.name not in (None, "*") and module.group == "python" else names[:1]:
            found = resolver.places.locate(module.group, name, module.path)
            if found is not None and resolver.places.is_folder(found):
                yield from resolver.places.files_in(found)
            elif found is not None:
                yield found


def _observed(one: Entry) -> Observation:
    subject = Subject(kind=Kind.TOOL, name=one.name, scope=one.path)
    evidence = Evidence(path=one.path, line=one.line, symbol=one.family[1][:200], confidence=CONFIDENCE)
    return Observation(
        subject=subject, evidence=evidence, facts={"tool_type": "function", **doc_facts(one.said), "usage": "used"}
    )
