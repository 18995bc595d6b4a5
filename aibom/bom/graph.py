"""The graph of a BOM: typed relations between bom-refs, walked breadth first."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from aibom.model.component import Relation

# For each ref the (kind, neighbour) pairs, in the order of the relations.
_Adjacency = Mapping[str, list[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Graph:
    """Adjacency in both directions; build with Graph.of(relations)."""

    forwards: _Adjacency
    backwards: _Adjacency

    @classmethod
    def of(cls, relations: Iterable[Relation]) -> Graph:
        """The graph of these relations; edges keep the given order."""
        forwards: dict[str, list[tuple[str, str]]] = {}
        backwards: dict[str, list[tuple[str, str]]] = {}
        for relation in relations:
            forwards.setdefault(relation.source, []).append((relation.kind, relation.target))
            backwards.setdefault(relation.target, []).append((relation.kind, relation.source))
        return cls(forwards, backwards)

    def reachable(
        self, ref: str, via: Collection[str] = (), max_depth: int = 20, *, backwards: bool = False
    ) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Each ref that can be reached from `ref` over edges of the kinds `via` (empty = any), nearest first,
        with its witness: the refs of one shortest path, both ends included. Safe with cycles; `ref` itself is
        yielded only if a cycle leads back to it. `backwards` walks from targets to sources."""
        edges = self.backwards if backwards else self.forwards
        kinds = frozenset(via)
        came_from: dict[str, str] = {}
        queue = deque([(ref, 0)])
        while queue:
            here, depth = queue.popleft()
            if depth >= max_depth:
                continue
            for kind, neighbour in edges.get(here, ()):
                if neighbour in came_from or (kinds and kind not in kinds):
                    continue
                came_from[neighbour] = here
                yield neighbour, _witness(came_from, ref, neighbour)
                if neighbour != ref:
                    queue.append((neighbour, depth + 1))


def _witness(came_from: Mapping[str, str], start: str, end: str) -> tuple[str, ...]:
    path = [end, came_from[end]]
    while path[-1] != start:
        path.append(came_from[path[-1]])
    return tuple(reversed(path))
