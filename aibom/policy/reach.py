"""Answers `reaches` and `reached_by` for all components of a BOM with two breadth-first passes per predicate.

Asking each component in turn would walk the graph ten thousand times; instead the walk starts at the targets
and goes against the question's direction, so that every component learns its distance at once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from aibom.bom.graph import Graph
from aibom.policy.kleene import Truth

# Ref -> length of the shortest path, one edge at least.
_Distances = dict[str, int]


@dataclass(frozen=True, slots=True)
class Relations:
    """The edges of a BOM; `incomplete` are the refs of components whose own edges are known to be incomplete."""

    graph: Graph
    incomplete: frozenset[str] = frozenset()


class Reachability:
    """Which components come to a target within `max_depth` edges of the kinds `via` (none = any), and by which path.

    `matches` maps each component's ref to whether it is a target; the answer is unknown when only an unknown
    target can be reached, or a component on the way does not tell all of its relations.
    """

    def __init__(
        self,
        relations: Relations,
        via: frozenset[str],
        max_depth: int,
        backwards: bool,
        matches: Callable[[], Mapping[str, Truth]],
    ) -> None:
        graph = relations.graph
        self._along, self._against = (
            (graph.backwards, graph.forwards) if backwards else (graph.forwards, graph.backwards)
        )
        self._incomplete, self._backwards = relations.incomplete, backwards
        self._via, self._depth, self._matches = via, max_depth, matches
        self._known: _Distances | None = None
        self._maybe: _Distances = {}
        self._targets: frozenset[str] = frozenset()
        self._all_maybe = False

    def test(self, ref: str) -> Truth:
        """Whether this component comes to a target."""
        if ref in self._distances():
            return True
        if self._all_maybe or ref in self._maybe:
            return None
        return None if not self._backwards and ref in self._incomplete else False

    def witness(self, ref: str) -> tuple[str, ...]:
        """The refs of a shortest path from this component to a target, both ends included; () when none."""
        known = self._distances()
        path = [ref] if ref in known else []
        while path:
            nexts = [
                (0 if other in self._targets else known[other], other)
                for kind, other in self._along.get(path[-1], ())
                if (not self._via or kind in self._via) and (other in self._targets or other in known)
            ]
            distance, nearest = min(nexts)
            path.append(nearest)
            if distance == 0:
                break
        return tuple(path)

    def _distances(self) -> _Distances:
        if self._known is None:
            matches = self._matches()
            self._targets = frozenset(ref for ref, match in matches.items() if match is True)
            self._known = self._walk(self._targets)
            maybe = {ref for ref, match in matches.items() if match is None}
            if not self._backwards:
                maybe |= self._incomplete
            self._maybe = self._walk(maybe)
            if self._backwards and self._incomplete:
                self._all_maybe = self._may_lead_anywhere(self._targets | maybe)
        return self._known

    def _may_lead_anywhere(self, starts: Collection[str]) -> bool:
        """Whether a path may go on from a component that does not tell all of its relations."""
        on_the_way = {ref for one in (self._known or {}, self._maybe) for ref, d in one.items() if d < self._depth}
        return not self._incomplete.isdisjoint(on_the_way.union(starts))

    def _walk(self, starts: Collection[str]) -> _Distances:
        """Where paths of 1 to `max_depth` edges, walked against the question's direction, lead from these starts."""
        edges, via = self._against, self._via
        arrived: _Distances = {}
        level = list(starts)
        for depth in range(1, self._depth + 1):
            following = []
            for ref in level:
                for kind, other in edges.get(ref, ()):
                    if other not in arrived and (not via or kind in via):
                        arrived[other] = depth
                        if other not in starts:
                            following.append(other)
            if not following:
                break
            level = following
        return arrived
