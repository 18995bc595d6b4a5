"""Graphs of Rivet: models, what is said to them, functions."""

from __future__ import annotations

from configured import configured

from aibom.model.kinds import RelationKind

PROJECT = """version: 4
data:
  graphs:
    first:
      metadata: {name: Support}
      nodes:
        '[a1]:chat "Chat"':
          data:
            model: gpt-4o-mini
            useModelInput: false
        '[a2]:prompt "Instructions"':
          data:
            type: system
            promptText: |-
              You answer questions of customers about
              their deliveries and stay friendly.
        '[a3]:gptFunction "Tool"':
          data:
            name: find_delivery
            description: Finds a delivery
        '[a4]:chatAnthropic "Other"':
          data: {model: claude-3-5-sonnet-20241022, useModelInput: true}
"""


def test_a_project_with_its_nodes() -> None:
    seen = configured({"support.rivet-project": PROJECT})
    assert set(seen.named("model")) == {"gpt-4o-mini"}
    assert set(seen.named("tool")) == {"find_delivery"}
    prompt = next(one for one in seen.observations if one.subject.kind == "prompt")
    assert prompt.evidence.line == 15
    links = {(one.source.name if one.source else "", one.kind, one.target.name) for one in seen.links}
    assert (prompt.subject.name, RelationKind.USES_MODEL, "gpt-4o-mini") in links
    assert ("gpt-4o-mini", RelationKind.SERVED_BY, "OpenAI") in links


def test_what_is_no_graph_tells_nothing() -> None:
    assert not configured({"a.rivet-project": "data: [1, 2]\n", "b.rivet-graph": "data:\n  nodes: text\n"}).observations
