"""Draws the edges: the links that scanners saw, and the root's edges to what nothing else leads to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from aibom.inventory.identity import Identity
from aibom.inventory.inferred import Edge, inferred
from aibom.inventory.merge import Groups
from aibom.inventory.trust import outside
from aibom.inventory.wiring import served
from aibom.model.component import Component, Relation
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Link

# How the application relates to a component that no other component leads to.
_FROM_ROOT = {
    Kind.MODEL: RelationKind.USES_MODEL,
    Kind.DATASET: RelationKind.READS_DATA,
    Kind.LIBRARY: RelationKind.DEPENDS_ON,
    Kind.SERVICE: RelationKind.CALLS_SERVICE,
    Kind.TOOL: RelationKind.HAS_TOOL,
    Kind.AGENT: RelationKind.CONTAINS,
    Kind.PROMPT: RelationKind.USES_PROMPT,
    Kind.APPLICATION: RelationKind.CONTAINS,
    Kind.CONTAINER: RelationKind.DEPLOYED_BY,
    Kind.FILE: RelationKind.CONTAINS,
}


def draw_relations(
    root: Component,
    components: Sequence[Component],
    refs: Mapping[Identity, str],
    links: Iterable[Link],
    groups: Groups,
) -> tuple[Relation, ...]:
    """All relations between components, sorted; an edge of a component to itself is left out, and the root has none to
    what was seen on the user's machine alone. What an inferred edge alone leads to the root still leads to."""
    drawn = set[Edge]()
    for link in links:
        target = refs.get(groups.find(link.target, link.evidence))
        source = root.ref if link.source is None else refs.get(groups.find(link.source, link.evidence))
        if source and target and source != target:
            drawn.add((source, link.kind, target))
    drawn.update(served(components, {source for source, kind, _ in drawn if kind is RelationKind.SERVED_BY}))
    guessed = set(inferred(components, drawn)) - drawn
    reached = {target for _, _, target in drawn}
    for component in components:
        if component.ref not in reached and not outside(component):
            drawn.add((root.ref, _FROM_ROOT[component.kind], component.ref))
    return tuple(
        Relation(source=s, kind=k, target=t, inferred=(s, k, t) in guessed) for s, k, t in sorted(drawn | guessed)
    )
