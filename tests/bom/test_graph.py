"""Walking the graph: nearest first, each once, with a path that is really there."""

from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from aibom.bom.graph import Graph
from aibom.model.component import Relation
from aibom.model.kinds import RelationKind


def relation(source: str, target: str, kind: RelationKind = RelationKind.DEPENDS_ON) -> Relation:
    return Relation(source=source, kind=kind, target=target)


def test_nearest_first_with_the_shortest_path() -> None:
    graph = Graph.of(
        [relation("agent", "tool"), relation("tool", "model"), relation("agent", "chain"), relation("chain", "tool")]
    )
    assert list(graph.reachable("agent")) == [
        ("tool", ("agent", "tool")),
        ("chain", ("agent", "chain")),
        ("model", ("agent", "tool", "model")),
    ]


def test_only_the_named_kinds_are_followed() -> None:
    graph = Graph.of([relation("agent", "model", RelationKind.USES_MODEL), relation("agent", "torch")])
    assert [ref for ref, _ in graph.reachable("agent", via=["uses-model"])] == ["model"]


def test_depth_is_bounded() -> None:
    graph = Graph.of([relation(str(n), str(n + 1)) for n in range(50)])
    assert [ref for ref, _ in graph.reachable("0", max_depth=3)] == ["1", "2", "3"]


def test_backwards() -> None:
    graph = Graph.of([relation("app", "agent"), relation("agent", "model")])
    assert list(graph.reachable("model", backwards=True)) == [
        ("agent", ("model", "agent")),
        ("app", ("model", "agent", "app")),
    ]


def test_a_cycle_ends_and_leads_back_once() -> None:
    graph = Graph.of([relation("a", "b"), relation("b", "a"), relation("b", "b")])
    assert list(graph.reachable("a")) == [("b", ("a", "b")), ("a", ("a", "b", "a"))]


NODES = st.sampled_from("abcdef")


@settings(max_examples=100, deadline=None)
@given(st.lists(st.builds(relation, NODES, NODES, st.sampled_from(RelationKind)), max_size=20), NODES)
def test_every_witness_is_a_path_and_nothing_reachable_is_missed(relations: list[Relation], start: str) -> None:
    edges = {(r.source, r.target) for r in relations}
    found = dict(Graph.of(relations).reachable(start))
    for ref, witness in found.items():
        assert witness[0] == start
        assert witness[-1] == ref
        assert all(step in edges for step in itertools.pairwise(witness))
    reached = {target for source, target in edges if source == start}
    while more := {target for source, target in edges if source in reached} - reached:
        reached |= more
    assert set(found) == reached
