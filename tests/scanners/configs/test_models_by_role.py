"""Tables of models by what they do, and agents of others by their addresses."""

from __future__ import annotations

import pytest
from configured import configured, names

from aibom.pipeline.scanning import scan_tree


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("settings.yaml", "models:\n  fast: gpt-4o-mini\n  planner: o3\n"),
        ("config.toml", '[ai.models]\nfast = "gpt-4o-mini"\nplanner = "o3"\n'),
        ("config.json", '{"llm": {"provider": "openai", "models": {"fast": "gpt-4o-mini", "planner": "o3"}}}'),
        ("src/main/resources/application.yml", "app:\n  llms:\n    fast: ${FAST:gpt-4o-mini}\n    planner: o3\n"),
    ],
)
def test_models_by_what_they_do(path: str, text: str) -> None:
    assert names(configured({path: text}), "model") == {"gpt-4o-mini", "o3"}


@pytest.mark.parametrize(
    "text",
    [
        "supported:\n  models:\n    fast: gpt-4o-mini\n    planner: o3\n",
        "models:\n  gpt4: gpt-4-0613\n  gpt35: gpt-3.5-turbo\n",
        "models:\n  fast: gpt-4o-mini\n  output: results/run1\n",
        "models:\n" + "".join(f"  role{number}: gpt-4o\n" for number in range(12)),
    ],
)
def test_lists_of_what_there_is_short_names_and_tables_of_anything_are_none(text: str) -> None:
    assert names(configured({"settings.yaml": text}), "model") == set()


REMOTE = """app:
  model: gpt-4o
a2a:
  remote-agents:
    weather: {url: "http://weather:10001", description: Answers questions about the weather}
    notes: {folder: /data/notes}
"""


def test_agents_of_others_are_told_by_their_addresses_and_have_no_model_of_ours(tmp_path) -> None:
    (tmp_path / "application.yml").write_text(REMOTE, encoding="utf-8")
    found = scan_tree(tmp_path)
    agents = [one for one in found.components if one.kind == "agent"]
    assert [(one.name, one.facts.get("agent_type")) for one in agents] == [("weather", "remote")]
    assert not [one for one in found.relations if one.source == agents[0].ref]
