"""The graphs of two documents over nodes that both share.

A node is what a component is (kind, identity, version), joined with what it became in the other document. Twins, which
nothing but their bom-ref tells apart, are one node; so neither bom-refs nor order can show in what is said of a graph.
Nodes are numbered in the order of what they are, since a number is hashed and compared much faster than three texts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from aibom.bom.facts import BomFacts, ComponentFacts
from aibom.exchange.diff.external import is_external
from aibom.exchange.diff.hashes import strong_hashes
from aibom.exchange.diff.match import Matched, Pair, content_of
from aibom.exchange.diff.version import version_of

Node = int
_Name = tuple[str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphSide:
    """One document's graph: `nodes` by bom-ref, a component that stands for each node, the edges (source, kind of
    relation, target), and for each node those that lead to it and that it leads to."""

    nodes: Mapping[str, Node]
    members: Mapping[Node, ComponentFacts]
    edges: frozenset[tuple[Node, str, Node]]
    above: Mapping[Node, Collection[Node]]
    below: Mapping[Node, Collection[Node]]
    root: Node | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Graphs:
    """Both documents' graphs, and for each node that both have the pair that stands for it."""

    old: GraphSide
    new: GraphSide
    pairs: Mapping[Node, Pair]


def graphs_of(old: BomFacts, new: BomFacts, matched: Matched) -> Graphs:
    """The graphs of two documents whose components are matched."""
    names = [{one.ref: _name(one) for one in facts.components} for facts in (old, new)]
    joined = _Joined()
    for pair in matched.pairs:
        joined.join(names[0][pair.old.ref], names[1][pair.new.ref])
    names = [{ref: joined.top(name) for ref, name in side.items()} for side in names]
    numbers = {name: number for number, name in enumerate(sorted({*names[0].values(), *names[1].values()}))}
    before, after = ({ref: numbers[name] for ref, name in side.items()} for side in names)
    return Graphs(old=_side(old, before), new=_side(new, after), pairs=_standing(matched.pairs, before))


def _standing(pairs: Iterable[Pair], nodes: Mapping[str, Node]) -> dict[Node, Pair]:
    """For each node the pair that stands for it; `nodes` are those of the old document."""
    found: dict[Node, Pair] = {}
    for pair in pairs:
        node = nodes[pair.old.ref]
        known = found.get(node)
        if known is None or _pair_rank(pair) < _pair_rank(known):
            found[node] = pair
    return found


class _Joined:
    """Names that stand for one thing (union-find); the least of them stands for all."""

    def __init__(self) -> None:
        self._above: dict[_Name, _Name] = {}

    def top(self, name: _Name) -> _Name:
        top = name
        while (above := self._above.get(top)) is not None:
            top = above
        while name != top:
            self._above[name], name = top, self._above[name]
        return top

    def join(self, left: _Name, right: _Name) -> None:
        if left == right:
            return
        first, second = sorted((self.top(left), self.top(right)))
        if first != second:
            self._above[second] = first


def _name(component: ComponentFacts) -> _Name:
    return (component.kind, component.identity, version_of(component) or "")


def _pair_rank(pair: Pair) -> list[tuple[_Name, tuple[str, ...]]]:
    """Any order in which neither side comes first."""
    return sorted((_name(one), strong_hashes(one)) for one in (pair.old, pair.new))


def _side(facts: BomFacts, nodes: Mapping[str, Node]) -> GraphSide:
    edges = frozenset([(nodes[one.source], str(one.kind), nodes[one.target]) for one in facts.relations])
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


def _rank(component: ComponentFacts) -> tuple[bool, _Name, bytes]:
    """An external one stands for those of its name that are not; else any order that bom-refs do not enter."""
    return (not is_external(component), _name(component), content_of(component))


def _neighbours(edges: Iterable[tuple[Node, Node]]) -> dict[Node, set[Node]]:
    found: dict[Node, set[Node]] = {}
    for one, other in edges:
        if one == other:
            continue
        known = found.get(one)
        if known is None:
            found[one] = {other}
        else:
            known.add(other)
    return found


def below_to(side: GraphSide, target: Node, starts: Collection[Node]) -> dict[Node, Node]:
    """For each node that leads to `target` the next one on a shortest way there, until all `starts` are among them;
    safe with cycles."""
    below: dict[Node, Node] = {}
    level = [target]
    while level and not all(start in below for start in starts):
        following: list[Node] = []
        for node in level:
            for source in sorted(side.above.get(node, ())):
                if source not in below and source != target:
                    below[source] = node
                    following.append(source)
        level = following
    return below
