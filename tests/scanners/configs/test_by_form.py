"""Models under keys that say nothing of models, by the form of their names alone."""

from __future__ import annotations

import pytest
from configured import configured, names, places, used

from aibom.scanners.configs.told.by_form import sure_model

CHART = """\
ollama:
  preload:
    - deepseek-r1:14b
    - phi4
  image: {name: ollama/ollama, tag: "0.5"}
retrieval:
  runner: BAAI/bge-m3
  run_name: llama-3.1-8b-berths
"""
LOCALS = """\
variable "assistants" {
  type = map(string)
  default = {
    fast = "anthropic.claude-3-5-haiku-20241022-v1:0"
  }
}
locals {
  enabled = [
    "amazon.nova-pro-v1:0",
  ]
  tags = { team = "gpt-4-team", tag = "gpt-4o" }
}
"""


def test_values_and_items_of_lists_are_told_at_their_lines():
    seen = configured({"chart/values.yaml": CHART})
    assert places(seen, "model") == {("deepseek-r1:14b", 3), ("phi4", 4), ("BAAI/bge-m3", 7)}
    assert {one.evidence.confidence for one in seen.observations if one.subject.kind == "model"} == {0.4}


def test_variables_and_locals_of_terraform():
    seen = configured({"infra/main.tf": LOCALS})
    assert places(seen, "model") == {("anthropic.claude-3-5-haiku-20241022-v1:0", 4), ("amazon.nova-pro-v1:0", 9)}


def test_what_a_key_of_models_tells_in_the_same_file_is_not_told_again():
    seen = configured({"settings.yaml": "model: gpt-4o-mini\nrouter: {fallback: openai/gpt-4o-mini}\n"})
    told = [one.evidence.confidence for one in seen.observations if one.subject.kind == "model"]
    assert [one for one in told if one <= 0.4] == []


def test_labels_names_of_the_whole_and_long_lists_are_none():
    assert names(configured({"app.yaml": "name: gpt-4-desk\nagent: {label: gpt-4o}\n"}), "model") == set()
    listed = "ollama:\n  preload:\n" + "".join(f"    - qwen2.5:{size}b\n" for size in range(1, 15))
    assert used(configured({"values.yaml": listed}), "model") == set()


@pytest.mark.parametrize(
    "text",
    [
        "nginx:1.27",
        "actions/checkout",
        "docker/compose",
        "gpt-4-telegram-bot",
        "claude",
        "models/berth-7b",
        "GPT-4",
        "${MODEL}",
    ],
)
def test_what_is_no_model_by_its_form(text: str):
    assert sure_model(text) is None


@pytest.mark.parametrize("text", ["gpt-4o-mini", "teknium/OpenHermes-2.5-Mistral-7B", "EleutherAI/gpt-j-6b", "phi4"])
def test_what_is_a_model_by_its_form(text: str):
    assert sure_model(text) is not None


def test_what_a_setting_may_be_set_to_is_not_used():
    text = '{"env": [{"key": "PARSER", "input": {"options": [{"value": "llama3"}, {"value": "llama4"}]}}]}'
    assert names(configured({"hub/config.json": text}), "model") == set()
