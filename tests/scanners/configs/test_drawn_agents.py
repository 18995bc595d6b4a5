"""Agents that are the nodes of a graph in a project's own format, and texts without an ending in a prompts folder."""

from __future__ import annotations

import pytest
from configured import configured, edges, names, places, used

from aibom.model.kinds import RelationKind

GRAPH = """\
graph:
  nodes:
    - id: Harbour Pilot
      type: agent
      context_window: 0
      config:
        provider: openai
        base_url: ${BASE_URL}
        name: gpt-4o
        role: |-
          You plan how a ship is brought into the harbour. Ask for the tide and the draught of the ship first,
          then say which berth is free.
        tooling:
          - type: function
            config:
              tools:
                - name: get_tide
                - name: list_berths
    - id: Berth Clerk
      type: agent
      context_window: 0
      config: {provider: openai, name: gpt-4o-mini, role: Keeper of the register}
    - id: Counter
      type: loop_counter
      context_window: 0
      config: {max_iterations: 5}
    - id: End
      type: passthrough
      context_window: 0
      config: {}
  edges:
    - {from: Harbour Pilot, to: Berth Clerk}
"""


def test_the_nodes_of_a_graph_that_are_agents() -> None:
    seen = configured({"flows/harbour.yaml": GRAPH})
    assert places(seen, "agent") == {("Harbour Pilot", 3), ("Berth Clerk", 19)}
    assert names(seen, "model") == {"gpt-4o", "gpt-4o-mini"}
    assert names(seen, "prompt") == {"Harbour Pilot.role"}
    assert edges(seen, RelationKind.USES_MODEL) == {("Harbour Pilot", "gpt-4o"), ("Berth Clerk", "gpt-4o-mini")}
    assert edges(seen, RelationKind.HAS_TOOL) == {("Harbour Pilot", "get_tide"), ("Harbour Pilot", "list_berths")}
    assert edges(seen, RelationKind.USES_PROMPT) == {("Harbour Pilot", "Harbour Pilot.role")}
    assert not seen.unknowns


@pytest.mark.parametrize(
    "node",
    [
        "{id: a, type: agent, config: {queue: tides}}",  # a kind of program without a model
        "{id: a, type: agent, config: {model: gpt-4o}}",  # nothing that it is told
        "{id: a, type: monitor, config: {model: gpt-4o, role: Keeper of the register}}",
    ],
)
def test_other_nodes_are_no_agents(node: str) -> None:
    assert not names(configured({"flows/harbour.yaml": f"graph:\n  nodes:\n    - {node}\n"}), "agent")


def test_a_list_of_what_a_provider_offers_is_no_graph() -> None:
    rows = "".join(f"  - {{id: gpt-4o-{n}, type: chat, context_window: 128000}}\n" for n in "abcd")
    assert not used(configured({"config/models.yaml": f"models:\n{rows}"}), "model")


def test_what_a_template_says_may_stand_there_is_no_tool() -> None:
    text = "agent:\n  model: gpt-4o\n  tools:\n    - name: <string> | [web_search, save_file]\n    - name: web_search\n"
    assert names(configured({"template.yaml": text}), "tool") == {"web_search"}


def test_texts_without_an_ending_in_a_folder_of_prompts() -> None:
    texts = {"pilot/preprompts/clarify": "Ask what is not clear.\n", "pilot/preprompts/LICENSE": "MIT\n"}
    assert names(configured(texts), "prompt") == {"pilot/preprompts/clarify"}
    assert not names(configured({"prompts/tides/north": "12:04 2.1 m\n"}), "prompt")
