"""Workflows of NVIDIA's NeMo Agent Toolkit."""

from __future__ import annotations

from configured import configured, edges, names, origins, places, used

from aibom.model.kinds import RelationKind

WORKFLOW = """\
functions:
  tide_table:
    _type: tide_table
    description: Tides of a harbour
  harbour_pages:
    _type: mcp_tool_wrapper
    url: http://localhost:9901/sse
    mcp_tool_name: pages
  pilot:
    _type: tool_calling_agent
    tool_names: [tide_table, harbour_pages]
    llm_name: small
llms:
  small:
    _type: nim
    model_name: meta/llama-3.1-70b-instruct
  judge:
    _type: openai
    model_name: gpt-4o-mini
workflow:
  _type: react_agent
  tool_names:
    - pilot
    - tide_table
    - one_of_a_package
  llm_name: small
"""


def test_agents_tools_and_models_of_a_workflow() -> None:
    seen = configured({"configs/config.yml": WORKFLOW})
    assert places(seen, "agent") == {("pilot", 9), ("workflow", 20)}
    assert names(seen, "tool") == {"tide_table", "harbour_pages"}
    assert ("mcp", "harbour_pages") in origins(seen, "tool")
    assert used(seen, "model") == {"meta/llama-3.1-70b-instruct", "gpt-4o-mini"}
    assert edges(seen, RelationKind.HAS_TOOL) == {
        ("pilot", "tide_table"),
        ("pilot", "harbour_pages"),
        ("workflow", "tide_table"),
    }
    assert edges(seen, RelationKind.CONTAINS) == {("workflow", "pilot")}
    assert edges(seen, RelationKind.USES_MODEL) >= {
        ("pilot", "meta/llama-3.1-70b-instruct"),
        ("workflow", "meta/llama-3.1-70b-instruct"),
    }


def test_workflows_of_other_kinds_have_no_such_agents() -> None:
    other = "functions:\n  build:\n    _type: task\nworkflow:\n  _type: nightly\n  steps: [build]\nmodel: gpt-4o\n"
    assert not names(configured({"configs/config.yml": other}), "agent")
