"""The facts view of a BOM: what policy, diff and reports read, whichever tool wrote the document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from aibom.bom.component_facts import read_values
from aibom.bom.details import document_details
from aibom.bom.document_facts import composition_gaps, read_document, read_remarks, read_unknowns, scan_prefix
from aibom.bom.entries import Entries, Entry
from aibom.bom.evidence import places_of
from aibom.bom.graph import Graph
from aibom.bom.identity import identity_of
from aibom.bom.model_card import dataset_refs
from aibom.bom.properties import ORIGIN, RELATION_PREFIX, Pair, pairs_of
from aibom.bom.read import BomDocument
from aibom.bom.vulnerabilities import from_vulnerabilities
from aibom.core.json import Json
from aibom.model.component import Relation
from aibom.model.kinds import RelationKind, Technique
from aibom.model.sighting import Remark, Unknown

_RELATIONS = {f"{RELATION_PREFIX}{kind}": kind for kind in RelationKind}


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentFacts:
    """One component or service.

    `values` maps a fact's name (model.vocabulary, identity facts included) to its value: a missing fact is no
    key, an explicit null is None, an unreadable value is {"unresolved": expr}. `identity` is the version-less
    name that fingerprints build on. `line` is its line in the BOM file (1 when it cannot be told). `raw` is the
    component as written, for what facts do not hold (bom.details).
    """

    ref: str
    kind: str
    name: str
    identity: str
    values: Mapping[str, Json]
    line: int = 1
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class BomFacts:
    """All facts of one document.

    `components` holds the root (metadata.component) first, then every component, nested ones flattened, and every
    service, in document order; refs are unique (a duplicate gets the suffix `#2`, a missing one is made up and
    warned about; `duplicates` names those that were repeated). `bom` holds facts of the document itself
    (model.vocabulary.BOM_FACTS). `incomplete` holds (ref, field) of lists that are known to be incomplete: a
    fact's name, or "components", "dependencies" or "vulnerabilities" when a composition says so. `prefix` is the
    scanned folder relative to its repository ("" = the repository). `remarks` are comments to aibom in the scanned
    files. `manifest` is the manifest nearest to the top that the document names, or "". `details` is what the document
    states beside facts (bom.details).
    """

    components: tuple[ComponentFacts, ...]
    by_ref: Mapping[str, ComponentFacts]
    root: ComponentFacts | None
    relations: tuple[Relation, ...]
    graph: Graph
    bom: Mapping[str, Json]
    unknowns: tuple[Unknown, ...]
    incomplete: frozenset[tuple[str, str]]
    prefix: str
    manifest: str
    warnings: tuple[str, ...]
    remarks: tuple[Remark, ...] = ()
    duplicates: tuple[str, ...] = ()
    details: Mapping[str, Json] = field(default_factory=dict)


def facts_of(document: BomDocument) -> BomFacts:
    """Read every component's facts; never raises for odd content, which becomes a warning."""
    data = document.data
    entries = Entries(data, document.lines)
    pairs = {entry.ref: pairs_of(entry.raw.get("properties")) for entry in entries.found}
    stated = from_vulnerabilities(data.get("vulnerabilities"))
    components = tuple(_component(entry, pairs[entry.ref], stated) for entry in entries.found)
    by_ref = {component.ref: component for component in components}
    relations, dangling = _relations(data, entries.found, pairs, by_ref)
    unknowns = read_unknowns(data)
    return BomFacts(
        components=components,
        by_ref=by_ref,
        root=by_ref[entries.root.ref] if entries.root else None,
        relations=relations,
        graph=Graph.of(relations),
        bom=read_document(data, document.spec_version, len(components) - bool(entries.root), unknowns),
        unknowns=unknowns,
        incomplete=frozenset((*composition_gaps(data), *_partial_lists(components))),
        prefix=scan_prefix(data),
        manifest=_top_manifest(components),
        warnings=(*document.warnings, *entries.warnings, *dangling),
        remarks=read_remarks(data),
        duplicates=entries.duplicates,
        details=document_details(data),
    )


def _component(entry: Entry, pairs: list[Pair], stated: Mapping[str, list[Json]]) -> ComponentFacts:
    values = read_values(entry, pairs)
    if entry.ref in stated:
        values["vulnerabilities"] = stated[entry.ref]
    origin = next((value for name, value in pairs if name == ORIGIN), "")
    return ComponentFacts(
        ref=entry.ref,
        kind=str(values["kind"]),
        name=str(values["name"]),
        identity=identity_of(values, origin),
        values=values,
        line=entry.line,
        raw=entry.raw,
    )


def _relations(
    data: Mapping[str, Any],
    entries: Iterable[Entry],
    pairs: Mapping[str, list[Pair]],
    by_ref: Mapping[str, ComponentFacts],
) -> tuple[tuple[Relation, ...], list[str]]:
    """All relations, sorted, and a warning if some lead nowhere. A dependency between two that are related in a
    typed way is that relation, not one more."""
    typed = {(entry.ref, kind, target) for entry in entries for kind, target in _typed(entry, pairs[entry.ref])}
    typed |= {(entry.parent, entry.relation, entry.ref) for entry in entries if entry.parent}
    related = {(source, target) for source, _, target in typed}
    plain = {(s, RelationKind.DEPENDS_ON, t) for s, t in _dependencies(data) if (s, t) not in related}
    known = [edge for edge in (*typed, *plain) if edge[0] in by_ref and edge[2] in by_ref]
    lost = len(typed) + len(plain) - len(known)
    warnings = [f"Left out, since they name a bom-ref that no component has: {lost} relations."] if lost else []
    return tuple(_ordered(known)), warnings


def _ordered(edges: Iterable[tuple[str, RelationKind, str]]) -> Iterator[Relation]:
    """By source, kind and target; source by source, which costs far fewer comparisons of texts."""
    by_source: dict[str, list[tuple[RelationKind, str]]] = {}
    for source, kind, target in edges:
        by_source.setdefault(source, []).append((kind, target))
    for source in sorted(by_source):
        for kind, target in sorted(by_source[source]):
            yield Relation(source=source, kind=kind, target=target)


def _typed(entry: Entry, pairs: list[Pair]) -> Iterator[tuple[RelationKind, str]]:
    """The relations that a component states itself and those that its model card stands for."""
    stated = list(_stated(pairs))
    yield from stated
    targets = {target for _, target in stated}
    for ref in dataset_refs(entry.raw):
        if ref not in targets:
            yield RelationKind.TRAINED_ON, ref


def _stated(pairs: list[Pair]) -> Iterator[tuple[RelationKind, str]]:
    for name, value in pairs:
        if name in _RELATIONS:
            yield _RELATIONS[name], value


def _dependencies(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    listed = data.get("dependencies")
    for node in listed if isinstance(listed, list) else ():
        source = node.get("ref") if isinstance(node, dict) else None
        targets = node.get("dependsOn") if isinstance(node, dict) else None
        for target in targets if isinstance(targets, list) else ():
            if isinstance(source, str) and isinstance(target, str):
                yield source, target


def _partial_lists(components: Iterable[ComponentFacts]) -> Iterator[tuple[str, str]]:
    """Lists of which at least one element could not be read."""
    for component in components:
        for name, value in component.values.items():
            if isinstance(value, list):
                for item in value:
                    if isinstance(item, dict) and "unresolved" in item:
                        yield component.ref, name
                        break


def _top_manifest(components: Iterable[ComponentFacts]) -> str:
    manifest = str(Technique.MANIFEST)
    paths = {
        str(place["path"])
        for component in components
        for place in places_of(component.values)
        if place.get("technique") == manifest
    }
    return min(paths, key=lambda path: (path.count("/"), path), default="")
