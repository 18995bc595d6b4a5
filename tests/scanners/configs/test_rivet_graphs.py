"""Graphs of Rivet: models, what is said to them, functions."""

from __future__ import annotations

from configured import configured, edges, names

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


WIRED = """version: 4
data:
  graphs:
    g:
      nodes:
        '[a]:chat "Chat"': {data: {model: gpt-4o}, outgoingConnections: []}
        '[b]:chat "Second"': {data: {model: gpt-4o-mini}, outgoingConnections: []}
        '[c]:prompt "System"':
          data: {type: system, promptText: You are a clerk of a library who answers in one sentence.}
          outgoingConnections: ['output->"Chat" a/systemPrompt']
        '[d]:gptFunction "Find"': {data: {name: find_book}, outgoingConnections: ['function->"Chat" a/functions']}
        '[e]:getEmbedding "Embed"': {data: {integration: openai, model: text-embedding-3-small}}
        '[f]:vectorNearestNeighbors "Near"': {data: {integration: pinecone, collectionId: books}}
"""


def test_wires_lead_prompts_and_functions_to_the_model_that_is_told_them() -> None:
    seen = configured({"desk.rivet-project": WIRED})
    assert {target for _, target in edges(seen, RelationKind.HAS_TOOL)} == {"find_book"}
    assert {source for source, _ in edges(seen, RelationKind.USES_PROMPT)} == {"gpt-4o"}
    assert "text-embedding-3-small" in names(seen, "model")
    assert "Pinecone" in names(seen, "service")
