"""What changed in the graph: ways on which data reaches an external service, and relations between known components.

What tells a way is its two ends: who starts it (the application, an agent) and which service it reaches; the shortest
path is its witness, and is looked for only where an end is new.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from aibom.exchange.diff.external import is_external
from aibom.exchange.diff.nodes import Graphs, GraphSide, Node, below_to
from aibom.exchange.diff.reach import reached
from aibom.model.kinds import Kind

# By start; None: nothing is known to lead there.
Flow = tuple[Node | None, Node]
_STARTS = frozenset({Kind.AGENT, Kind.APPLICATION})
# Nodes that are visited for witnesses; a real comparison takes a few thousand.
_MAX_VISITED = 1_000_000


def flows_of(side: GraphSide) -> set[Flow]:
    """The two ends of all ways to external services."""
    targets = sorted(node for node, member in side.members.items() if is_external(member))
    bits = reached(_leading(side, targets), {node: 1 << number for number, node in enumerate(targets)})
    starts = [node for node in bits if node in side.members and _starts(node, side)]
    found: set[Flow] = {
        (start, targets[number]) for start in starts for number in _ones(bits[start]) if start != targets[number]
    }
    known = {target for _, target in found}
    return found | {(None, target) for target in targets if target not in known}


def _leading(side: GraphSide, targets: Sequence[Node]) -> dict[Node, list[Node]]:
    """`below` of the nodes that lead to a target, which most packages do not."""
    found, todo = set(targets), list(targets)
    while todo:
        above = [node for node in side.above.get(todo.pop(), ()) if node not in found]
        found.update(above)
        todo += above
    return {node: sorted(found.intersection(side.below.get(node, ()))) for node in sorted(found)}


def _starts(node: Node, side: GraphSide) -> bool:
    return node == side.root or side.members[node].kind in _STARTS


def _ones(bits: int) -> Iterator[int]:
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def novel_ways(mine: GraphSide, flows: set[Flow], others: set[Flow]) -> tuple[list[tuple[Node, ...]], bool]:
    """A shortest way for each flow that the other document does not have; of those to one service not the part of a
    longer one. And whether the graph was too large for all of them: those ways are their two ends alone."""
    known = {target for _, target in others}
    by_target: defaultdict[Node, list[Node | None]] = defaultdict(list)
    for start, target in flows - others:
        if start is not None or target not in known:
            by_target[target].append(start)
    ways: list[tuple[Node, ...]] = []
    visited = 0
    for target in sorted(by_target):
        starts = [start for start in by_target[target] if start is not None]
        below = below_to(mine, target, starts) if visited <= _MAX_VISITED else {}
        visited += len(below)
        group = [_way(below, start, target) for start in by_target[target]]
        ways += _longest(sorted(group))
    return ways, visited > _MAX_VISITED


def _way(below: dict[Node, Node], start: Node | None, target: Node) -> tuple[Node, ...]:
    if start is None:
        return (target,)
    way = [start]
    while way[-1] != target:
        way.append(below.get(way[-1], target))
    return tuple(way)


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
