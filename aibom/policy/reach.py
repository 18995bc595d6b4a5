"""Answers `reaches` and `reached_by` for all components of a BOM with two breadth-first passes per predicate.

Asking each component in turn would walk the graph ten thousand times; instead the walk starts at the targets
and goes against the question's direction, so that every component learns its distance at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping

from aibom.model.component import Relation
from aibom.policy.kleene import Truth

Edges = Mapping[str, list[str]]


class Relations:
    """Edges of a BOM by kind, in both directions, each list sorted; built when first asked for."""

    def __init__(self, relations: Iterable[Relation], incomplete: Collection[str]) -> None:
        self._by_kind: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        for relation in relations:
            self._by_kind[relation.kind].append((relation.source, relation.target))
        self._cache: dict[tuple[frozenset[str], bool], Edges] = {}
        # Components whose own relations are known to be incomplete.
        self.incomplete = frozenset(incomplete)

    def edges(self, via: frozenset[str], backwards: bool) -> Edges:
        """source -> targets over edges of these kinds (none = all); target -> sources when backwards."""
        key = (via, backwards)
        if key not in self._cache:
            found: defaultdict[str, list[str]] = defaultdict(list)
            for kind in via or self._by_kind:
                for source, target in self._by_kind.get(kind, ()):
                    if backwards:
                        source, target = target, source
                    found[source].append(target)
            self._cache[key] = {
                ref: sorted(set(others)) if len(others) > 1 else others for ref, others in found.items()
            }
        return self._cache[key]


class Reachability:
    """Which components come to a target within `max_depth` edges, and by which path.

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
        self._relations, self._via, self._depth, self._backwards = relations, via, max_depth, backwards
        self._matches = matches
        self._known: dict[str, int] | None = None
        self._maybe: dict[str, int] = {}
        self._all_maybe = False
        self._forward: Edges = {}

    def test(self, ref: str) -> Truth:
        """Whether this component comes to a target."""
        known = self._distances()
        if self._near(ref, known):
            return True
        if self._all_maybe or self._near(ref, self._maybe):
            return None
        return None if not self._backwards and ref in self._relations.incomplete else False

    def witness(self, ref: str) -> tuple[str, ...]:
        """The refs of a shortest path from this component to a target, both ends included; () when none."""
        known = self._distances()
        path = [ref]
        while len(path) <= self._depth:
            nexts = [(known[other], other) for other in self._forward.get(path[-1], ()) if other in known]
            if not nexts or (len(path) == 1 and min(nexts)[0] >= self._depth):
                return ()
            distance, nearest = min(nexts)
            path.append(nearest)
            if distance == 0:
                break
        return tuple(path)

    def _near(self, ref: str, distances: Mapping[str, int]) -> bool:
        limit = self._depth
        return any(distances.get(other, limit) < limit for other in self._forward.get(ref, ()))

    def _distances(self) -> dict[str, int]:
        if self._known is None:
            matches = self._matches()
            # A component asks its neighbours, so that they need to know one step less.
            steps = self._depth - 1
            against = self._relations.edges(self._via, not self._backwards)
            self._forward = self._relations.edges(self._via, self._backwards)
            self._known = _breadth_first((ref for ref, match in matches.items() if match is True), against, steps)
            maybe = {ref for ref, match in matches.items() if match is None}
            if self._backwards:
                possible = self._known | _breadth_first(maybe, against, steps)
                self._all_maybe = not self._relations.incomplete.isdisjoint(possible)
            else:
                maybe |= self._relations.incomplete
            self._maybe = _breadth_first(maybe, against, steps)
        return self._known


def _breadth_first(starts: Iterable[str], edges: Edges, max_depth: int) -> dict[str, int]:
    """Each ref that can be reached and its distance, 0 for the starts."""
    distances = dict.fromkeys(starts, 0)
    level = list(distances)
    for depth in range(1, max_depth + 1):
        following = []
        for ref in level:
            for other in edges.get(ref, ()):
                if other not in distances:
                    distances[other] = depth
                    following.append(other)
        if not following:
            break
        level = following
    return distances
