"""Which part of a BOM's graph is drawn: bounded, nearest to the start first, and what was left out is counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from aibom.bom.facts import BomFacts, ComponentFacts
from aibom.model.component import Relation
from aibom.model.kinds import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The components and relations to draw, in drawing order. `left_libraries` and `left_others` count the components
    that are not drawn: libraries because they were not asked for, others because there are too many."""

    components: tuple[ComponentFacts, ...]
    relations: tuple[Relation, ...]
    left_libraries: int
    left_others: int


def choose(facts: BomFacts, *, start: ComponentFacts | None, depth: int, most: int, libraries: bool = False) -> Choice:
    """At most `most` components. With a `start` those at most `depth` steps from it, in both directions; without one
    the whole graph, from the application on. Components that nothing relates to come last.
    """
    wanted = [one for one in facts.components if libraries or one.kind != Kind.LIBRARY or one is start]
    refs = {one.ref for one in wanted}
    order = dict.fromkeys(ref for ref in _nearest_first(facts, start, depth) if ref in refs)
    if start is None:
        order |= dict.fromkeys(one.ref for one in wanted)
    drawn = dict.fromkeys(list(order)[:most])
    return Choice(
        components=tuple(facts.by_ref[ref] for ref in drawn),
        relations=tuple(one for one in facts.relations if one.source in drawn and one.target in drawn),
        left_libraries=len(facts.components) - len(wanted),
        left_others=len(wanted) - len(drawn),
    )


def _nearest_first(facts: BomFacts, start: ComponentFacts | None, depth: int) -> Iterator[str]:
    first = start or facts.root
    if first is None:
        return
    yield first.ref
    if start is None:
        yield from (ref for ref, _ in facts.graph.reachable(first.ref))
        return
    seen = {first.ref: 0}
    level = [first.ref]
    for step in range(1, depth + 1):
        level = list(dict.fromkeys(ref for ref in _neighbours(facts, level) if ref not in seen))
        seen |= dict.fromkeys(level, step)
        yield from level


def _neighbours(facts: BomFacts, refs: list[str]) -> Iterator[str]:
    for ref in refs:
        yield from (other for _, other in facts.graph.forwards.get(ref, ()))
        yield from (other for _, other in facts.graph.backwards.get(ref, ()))
