"""Makes the inventory of all sightings of a scan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from urllib.parse import quote

from aibom.core.json import Json
from aibom.inventory.by_form import without_told
from aibom.inventory.copies import with_copies
from aibom.inventory.derive import derive
from aibom.inventory.entries import with_entries
from aibom.inventory.facts import merge_facts
from aibom.inventory.folders import joined_with_weights
from aibom.inventory.hosted import with_hosts
from aibom.inventory.identity import Identity
from aibom.inventory.members import without_pages
from aibom.inventory.merge import Groups
from aibom.inventory.mounted import with_mounted
from aibom.inventory.moved import with_moved
from aibom.inventory.owner import Entry, add_owner_facts, owner_relations
from aibom.inventory.purl import purl_of
from aibom.inventory.relations import draw_relations
from aibom.inventory.remarks import named_unknowns, untaken_names
from aibom.inventory.same_agents import with_same_agents
from aibom.inventory.same_prompts import with_same_prompts
from aibom.inventory.same_tools import with_same_tools
from aibom.inventory.unknowns import bounded
from aibom.inventory.wiring import settle, without_redirected
from aibom.model.component import Component, Inventory, ScanSummary
from aibom.model.kinds import Kind
from aibom.model.sighting import Evidence, Link, Observation, Remark, Sighting, Unknown, Use

# Places of one component that the BOM lists; a package may be imported in thousands of files.
MAX_PLACES = 200
# Kinds that alone make no use of AI.
_ACCESSORIES = frozenset({Kind.LIBRARY, Kind.CONTAINER, Kind.FILE, Kind.APPLICATION})


def build_inventory(
    sightings: Iterable[Sighting], *, name: str, summary: ScanSummary, owner: Sequence[Entry] = ()
) -> Inventory:
    """One component for each identity, the relations between them, and the unknowns.

    `name` names the root application when no manifest at the top of the tree does. Components that are only
    mentioned (catalogues, documentation) are left out. `owner` adds what aibom.yaml says; an entry of it that
    fits nothing becomes a note of the summary.
    """
    observations, stated_links, unknowns, remarks = _sorted_out(sightings)
    named = named_unknowns(remarks, unknowns)
    observations += [named[one] for one in sorted(named, key=lambda one: (one.path, one.line or 0, one.topic))]
    unknowns = (unknowns - named.keys()) | set(untaken_names(remarks, observations))
    told, stated_links = with_copies(*with_hosts(without_redirected(without_told(observations)), stated_links))
    texts, told_links = with_same_prompts(*with_mounted(told, stated_links))
    seen, kept_links = with_entries(*with_same_tools(*with_same_agents(texts, told_links)))
    observations, links = without_pages(*joined_with_weights(seen, with_moved(seen, settle(kept_links, seen))))
    main = _main_application(observations)
    groups = Groups(_with_link_ends((one for one in observations if one is not main), links))
    root = _root(main, name)
    components, refs, mentioned = _components(groups, taken=root.ref)
    stated, notes = add_owner_facts(components, owner)
    drawn = draw_relations(root, components, refs, links, groups)
    fallbacks, unnamed = owner_relations(stated, owner)
    edges = {*drawn, *fallbacks}
    relations = tuple(sorted(edges, key=lambda one: (one.source, one.kind, one.target)))
    return Inventory(
        root=root,
        components=tuple(stated),
        relations=relations,
        unknowns=bounded(unknowns),
        remarks=tuple(sorted(remarks, key=lambda one: (one.path, one.line, one.verb, one.rules, one.text))),
        summary=replace(
            summary,
            mentioned=mentioned,
            notes=(*summary.notes, *notes, *unnamed, *_only_mentioned(components, mentioned)),
        ),
    )


def _only_mentioned(components: Sequence[Component], mentioned: int) -> list[str]:
    """Says that a BOM is bare because all AI of the tree stands where it is not used."""
    if not mentioned or any(one.kind not in _ACCESSORIES for one in components):
        return []
    where = "tests, examples, documentation or lists of supported models"
    return [f"What the tree names of AI stands only in {where} ({mentioned} components); it is left out as not used."]


def _sorted_out(
    sightings: Iterable[Sighting],
) -> tuple[list[Observation], list[Link], set[Unknown], set[Remark]]:
    observations, links, unknowns, remarks = list[Observation](), list[Link](), set[Unknown](), set[Remark]()
    for sighting in sightings:
        if isinstance(sighting, Observation):
            observations.append(sighting)
        elif isinstance(sighting, Link):
            links.append(sighting)
        elif isinstance(sighting, Remark):
            remarks.add(sighting)
        else:
            unknowns.add(sighting)
    return observations, links, unknowns, remarks


def _main_application(observations: Sequence[Observation]) -> Observation | None:
    """The manifest of the tree's top that names the application; in one folder the first by path."""
    named = [
        one
        for one in observations
        if one.subject.kind is Kind.APPLICATION and one.subject.origin and "/" not in one.evidence.path
    ]
    return min(named, key=lambda one: one.evidence.path, default=None)


def _root(main: Observation | None, name: str) -> Component:
    if main is None:
        return Component(ref=f"application:{quote(name)}", kind=Kind.APPLICATION, name=name)
    subject = main.subject
    return Component(
        ref=f"application:{quote(subject.name, safe='/')}",
        kind=Kind.APPLICATION,
        name=subject.name,
        origin=subject.origin,
        version=subject.version,
        facts=dict(main.facts),
        evidence=(main.evidence,),
    )


def _with_link_ends(observations: Iterable[Observation], links: Iterable[Link]) -> Iterable[Observation]:
    """The observations, and for each end of a link that none of them names an observation of the link's place."""
    seen = list(observations)
    groups = Groups(seen)
    for link in links:
        for subject in () if link.tentative else (link.source, link.target):
            if subject is not None and link.evidence is not None and groups.find(subject, link.evidence) not in groups:
                seen.append(Observation(subject=subject, evidence=link.evidence))
    return seen


def _components(groups: Groups, taken: str) -> tuple[tuple[Component, ...], dict[Identity, str], int]:
    """The used components, the refs of all identities among them, and how many are only mentioned."""
    components, refs, used, mentioned = list[Component](), dict[Identity, str](), {taken}, 0
    for identity, members in groups.items():
        facts = merge_facts(members)
        if facts.get("usage") == "mentioned":
            mentioned += 1
            continue
        component = _component(identity, members, facts, used)
        used.add(component.ref)
        refs[identity] = component.ref
        components.append(component)
    return tuple(sorted(derive(components), key=lambda one: one.ref)), refs, mentioned


def _component(
    identity: Identity, members: Sequence[Observation], facts: Mapping[str, Json], used: set[str]
) -> Component:
    first = min(members, key=lambda one: (-one.evidence.confidence, one.evidence.path, one.evidence.line or 0))
    origin = next((one.subject.origin for one in (first, *members) if one.subject.origin), "")
    version = min((one.subject.version for one in members if one.subject.version), default=None)
    # Paths are shown in their normal form; other names as the best evidence spells them.
    name = identity.name if origin == "file" else first.subject.name
    purl = purl_of(identity.kind, origin, name, version)
    return Component(
        ref=_unique(_ref(identity, origin, name, purl), used),
        kind=identity.kind,
        name=name,
        origin=origin,
        version=version,
        purl=purl,
        facts=facts,
        evidence=_places(one.evidence for one in members),
        uses=_uses(use for one in members for use in one.uses),
    )


def _ref(identity: Identity, origin: str, name: str, purl: str | None) -> str:
    if purl and identity.kind in (Kind.LIBRARY, Kind.CONTAINER):
        return purl
    parts = [part for part in (origin, identity.scope, name) if part]
    return f"{identity.kind}:{quote('/'.join(parts), safe='/@.-_:+')}"


def _unique(ref: str, used: set[str]) -> str:
    candidate, number = ref, 1
    while candidate in used:
        number += 1
        candidate = f"{ref}#{number}"
    return candidate


def _places(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    best: dict[tuple[str, int, str], Evidence] = {}
    for one in evidence:
        key = (one.path, one.line or 0, one.symbol)
        if key not in best or best[key].confidence < one.confidence:
            best[key] = one
    return tuple(best[key] for key in sorted(best))[:MAX_PLACES]


def _uses(uses: Iterable[Use]) -> tuple[Use, ...]:
    distinct = {(one.path, one.line, one.symbol, repr(sorted(one.args.items()))): one for one in uses}
    return tuple(distinct[key] for key in sorted(distinct))[:MAX_PLACES]
