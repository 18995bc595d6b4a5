"""What changed in the graph: ways on which data reaches an external service, and relations between known components.

What tells a way is its two ends: who starts it (the application, an agent) and which service it reaches; the shortest
path is its witness.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from aibom.exchange.diff.external import is_external
from aibom.exchange.diff.nodes import Graphs, GraphSide, Node, ways_to
from aibom.model.kinds import Kind

# By start (None: nothing is known to lead there) and service: the nodes of the way, the service alone at least.
Flows = Mapping[tuple[Node | None, Node], tuple[Node, ...]]
_STARTS = frozenset({Kind.AGENT, Kind.APPLICATION})
_MAX_DEPTH = 20
# Ways over the graph of one document; a real one has a few thousand.
_MAX_WAYS = 500_000


def flows_of(side: GraphSide) -> tuple[Flows, bool]:
    """All ways to external services, and whether the graph was too large to follow all of them."""
    found: dict[tuple[Node | None, Node], tuple[Node, ...]] = {}
    ways = 0
    for target in sorted(node for node, member in side.members.items() if is_external(member)):
        reached = False
        for way in ways_to(side, target, _MAX_DEPTH):
            ways += 1
            if ways > _MAX_WAYS:
                return found, True
            if _starts(way[0], side):
                found[(way[0], target)] = way
                reached = True
        if not reached:
            found[(None, target)] = (target,)
    return found, False


def _starts(node: Node, side: GraphSide) -> bool:
    return node == side.root or side.members[node].kind in _STARTS


def novel_flows(flows: Flows, others: Flows) -> list[tuple[Node, ...]]:
    """The ways that the other document does not have; of those to one service not the part of a longer one."""
    known = {target for _, target in others}
    by_target: defaultdict[Node, list[tuple[Node, ...]]] = defaultdict(list)
    for key, way in sorted(flows.items(), key=lambda item: item[1]):
        start, target = key
        if key not in others and not (start is None and target in known):
            by_target[target].append(way)
    return [way for group in by_target.values() for way in _longest(group)]


def _longest(group: Sequence[tuple[Node, ...]]) -> Iterator[tuple[Node, ...]]:
    passed = {node for way in group for node in way[1:-1]}
    yield from (way for way in group if way[0] not in passed)


def relations_apart(graphs: Graphs) -> tuple[dict[Node, set[tuple[str, Node]]], dict[Node, set[tuple[str, Node]]]]:
    """(gone, come): for each source the (kind, target) that only one document has, of nodes that both have. Those of
    added and removed components are told with them."""
    return _by_source(graphs, graphs.old, graphs.new), _by_source(graphs, graphs.new, graphs.old)


def _by_source(graphs: Graphs, mine: GraphSide, other: GraphSide) -> dict[Node, set[tuple[str, Node]]]:
    found: defaultdict[Node, set[tuple[str, Node]]] = defaultdict(set)
    for source, kind, target in mine.edges - other.edges:
        if source in graphs.pairs and target in graphs.pairs:
            found[source].add((kind, target))
    return found
