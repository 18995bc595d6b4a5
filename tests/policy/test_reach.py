"""`reaches` and `reached_by` against a walk that asks each component in turn."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from policy_samples import TODAY, component, relations

from aibom.bom.graph import Graph
from aibom.policy.compile import compile_predicate
from aibom.policy.document import parse_document
from aibom.policy.parse import PredicateParser
from aibom.policy.paths import Subject
from aibom.policy.reach import Relations
from aibom.policy.reading import Reader
from aibom.policy.world import World

NODES = [f"n{number}" for number in range(7)]


def compiled(predicate: str, components: list[dict[str, Any]], edges: Any, partial: Any = ()) -> Any:
    node = parse_document(predicate.encode(), "p.yaml")
    parsed = PredicateParser(Reader("p.yaml"), Subject.COMPONENT, {}).predicate(node, "when")
    world = World(today=TODAY, components=components, relations=Relations(Graph.of(edges), frozenset(partial)))
    return compile_predicate(parsed, world)


def models(formats: dict[str, Any]) -> list[dict[str, Any]]:
    return [dict(component(ref, **({"format": value} if value else {})).values) for ref, value in formats.items()]


EDGES = st.lists(
    st.tuples(st.sampled_from(NODES), st.sampled_from(["depends-on", "uses-model"]), st.sampled_from(NODES)),
    max_size=14,
)


@given(EDGES, st.sets(st.sampled_from(NODES)), st.integers(1, 4), st.booleans(), st.booleans())
def test_agrees_with_the_graph(
    edges: list[tuple[str, str, str]], targets: set[str], depth: int, backwards: bool, one_kind: bool
) -> None:
    drawn = relations(*edges)
    word, via = ("reached_by" if backwards else "reaches"), ("via: [uses-model]," if one_kind else "")
    predicate = f"{word}: {{{via} max_depth: {depth}, target: {{format: pickle}}}}"
    components = models({ref: "pickle" if ref in targets else "gguf" for ref in NODES})
    found = compiled(predicate, components, drawn)
    graph = Graph.of(drawn)
    for values in components:
        walked = dict(graph.reachable(values["ref"], ("uses-model",) if one_kind else (), depth, backwards=backwards))
        expected = {ref for ref in walked if ref in targets}
        assert found.test(values) is bool(expected)
        witness = found.witness(values)
        assert bool(witness) is bool(expected)
        if witness:
            assert witness[0] == values["ref"]
            assert witness[-1] in targets
            assert len(witness) == min(len(walked[ref]) for ref in expected)
            pairs = {(b, a) if backwards else (a, b) for a, _, b in edges}
            assert all(pair in pairs for pair in pairwise(witness))


def test_an_unknown_target_is_an_unknown_answer() -> None:
    components = models({"a": "gguf", "b": None, "c": "gguf"})
    found = compiled("reaches: {target: {format: pickle}}", components, relations(("a", "depends-on", "b")))
    assert [found.test(values) for values in components] == [None, False, False]
    assert found.witness(components[0]) == ()


def test_what_does_not_tell_all_its_relations_may_lead_anywhere() -> None:
    components = models({"a": "gguf", "b": "gguf", "c": "pickle", "d": "gguf"})
    edges = relations(("a", "depends-on", "b"))
    found = compiled("reaches: {target: {format: pickle}}", components, edges, partial=["b"])
    assert [found.test(values) for values in components] == [None, None, False, False]
    found = compiled("reached_by: {target: {format: pickle}}", components, edges, partial=["c"])
    assert [found.test(values) for values in components] == [None] * 4
    found = compiled("reached_by: {target: {format: pickle}}", components, edges, partial=["b"])
    assert [found.test(values) for values in components] == [False] * 4


def test_cycles_and_dangling_edges() -> None:
    components = models({"a": "pickle", "b": "gguf"})
    edges = relations(("a", "depends-on", "b"), ("b", "depends-on", "a"), ("b", "depends-on", "gone"))
    found = compiled("reaches: {target: {format: pickle}}", components, edges)
    assert [found.test(values) for values in components] == [True, True]
    assert found.witness(components[0]) == ("a", "b", "a")
