"""Members of a team in files of their own, and which service a model's settings mean."""

from __future__ import annotations

from configured import configured, edges

from aibom.model.kinds import RelationKind

CHIEF = """name: chief
model: gemini-2.5-flash
instruction: You hand the questions of pupils to the right tutor and say who answers.
sub_agents:
  - config_path: tutors/numbers.yaml
"""
TUTOR = """name: numbers
model: gemini-2.5-flash
instruction: You explain numbers to pupils and give an example for each rule.
"""


def test_a_member_of_a_team_stands_in_a_file_of_its_own() -> None:
    files = {"agents/chief.yaml": CHIEF, "agents/tutors/numbers.yaml": TUTOR}
    assert edges(configured(files), RelationKind.CONTAINS) == {("chief", "numbers")}
    assert not edges(configured({"agents/chief.yaml": CHIEF}), RelationKind.CONTAINS)


def test_a_service_that_one_models_name_tells_serves_no_others() -> None:
    text = "model: gpt-4o-mini\neditor-model: deepseek/deepseek-chat\n"
    served = edges(configured({".aider.conf.yml": text}), RelationKind.SERVED_BY)
    assert served == {("deepseek-chat", "DeepSeek")}
    told = "llm:\n  provider: openrouter\n  model: deepseek-chat\n  base_url: https://openrouter.ai/api/v1\n"
    assert ("deepseek-chat", "OpenRouter") in edges(configured({"config.yaml": told}), RelationKind.SERVED_BY)
