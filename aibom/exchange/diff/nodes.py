"""The graphs of two documents over nodes that both share.

A node is what a component is (kind, identity, version), joined with what it became in the other document. Twins, which
nothing but their bom-ref tells apart, are one node; so neither bom-refs nor order can show in what is said of a graph.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from aibom.bom.facts import BomFacts, ComponentFacts
from aibom.exchange.diff.external import is_external
from aibom.exchange.diff.hashes import strong_hashes
from aibom.exchange.diff.match import Matched, Pair, content_of
from aibom.exchange.diff.version import version_of

Node = tuple[str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphSide:
    """One document's graph: `nodes` by bom-ref, a component that stands for each node, the edges (source, kind of
    relation, target), and for each node those that lead to it and that it leads to, sorted."""

    nodes: Mapping[str, Node]
    members: Mapping[Node, ComponentFacts]
    edges: frozenset[tuple[Node, str, Node]]
    above: Mapping[Node, Sequence[Node]]
    below: Mapping[Node, Sequence[Node]]
    root: Node | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Graphs:
    """Both documents' graphs, and for each node that both have the pair that stands for it."""

    old: GraphSide
    new: GraphSide
    pairs: Mapping[Node, Pair]


def graphs_of(old: BomFacts, new: BomFacts, matched: Matched) -> Graphs:
    """The graphs of two documents whose components are matched."""
    joined = _Joined()
    for pair in matched.pairs:
        joined.join(_name(pair.old), _name(pair.new))
    pairs: dict[Node, Pair] = {}
    for pair in matched.pairs:
        node = joined.node(_name(pair.old))
        known = pairs.get(node)
        if known is None or _pair_rank(pair) < _pair_rank(known):
            pairs[node] = pair
    return Graphs(old=_side(old, joined), new=_side(new, joined), pairs=pairs)


class _Joined:
    """Names that stand for one thing (union-find); the node is the least of them."""

    def __init__(self) -> None:
        self._above: dict[Node, Node] = {}

    def node(self, name: Node) -> Node:
        top = name
        while (above := self._above.get(top, top)) != top:
            top = above
        while name != top:
            self._above[name], name = top, self._above[name]
        return top

    def join(self, left: Node, right: Node) -> None:
        first, second = sorted((self.node(left), self.node(right)))
        if first != second:
            self._above[second] = first


def _name(component: ComponentFacts) -> Node:
    return (component.kind, component.identity, version_of(component) or "")


def _pair_rank(pair: Pair) -> list[tuple[Node, tuple[str, ...]]]:
    """Any order in which neither side comes first."""
    return sorted((_name(one), strong_hashes(one)) for one in (pair.old, pair.new))


def _side(facts: BomFacts, joined: _Joined) -> GraphSide:
    nodes = {one.ref: joined.node(_name(one)) for one in facts.components}
    edges = frozenset((nodes[one.source], str(one.kind), nodes[one.target]) for one in facts.relations)
    return GraphSide(
        nodes=nodes,
        members=_members(facts.components, nodes),
        edges=edges,
        above=_neighbours((target, source) for source, _, target in edges),
        below=_neighbours((source, target) for source, _, target in edges),
        root=nodes[facts.root.ref] if facts.root else None,
    )


def _members(components: Iterable[ComponentFacts], nodes: Mapping[str, Node]) -> dict[Node, ComponentFacts]:
    found: dict[Node, ComponentFacts] = {}
    for one in components:
        known = found.get(nodes[one.ref])
        if known is None or _rank(one) < _rank(known):
            found[nodes[one.ref]] = one
    return found


def _rank(component: ComponentFacts) -> tuple[bool, Node, bytes]:
    """An external one stands for those of its name that are not; else any order that bom-refs do not enter."""
    return (not is_external(component), _name(component), content_of(component))


def _neighbours(edges: Iterable[tuple[Node, Node]]) -> dict[Node, list[Node]]:
    found: defaultdict[Node, set[Node]] = defaultdict(set)
    for one, other in edges:
        if one != other:
            found[one].add(other)
    return {node: sorted(others) for node, others in sorted(found.items())}


def below_to(side: GraphSide, target: Node, starts: Collection[Node]) -> dict[Node, Node]:
    """For each node that leads to `target` the next one on a shortest way there, until all `starts` are among them;
    safe with cycles."""
    below: dict[Node, Node] = {}
    level = [target]
    while level and not all(start in below for start in starts):
        following: list[Node] = []
        for node in level:
            for source in side.above.get(node, ()):
                if source not in below and source != target:
                    below[source] = node
                    following.append(source)
        level = following
    return below
