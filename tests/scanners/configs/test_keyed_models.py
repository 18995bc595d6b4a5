"""Models as keys of a mapping, each beginning with one of the providers beside it; Modelfiles by any name."""

from __future__ import annotations

import pytest
from configured import configured, edges, names, places

from aibom.model.kinds import RelationKind

SETTINGS = """providers:
  acme:
    base_url: https://api.openai.com/v1
  ollama:
    base_url: http://localhost:11434/v1
  openrouter:
    base_url: https://openrouter.ai/api/v1
models:
  acme/gpt-5.5:
    temperature: 0.2
  ollama/llama4:9b:
  openrouter/x-ai/grok-4:
  nobody/gpt-9:
"""
MODELFILE = 'FROM dolphin-mistral:7b\nSYSTEM"""\nYou keep the books of a harbour.\n"""\nPARAMETER temperature 0.2\n'


def test_keys_that_begin_with_a_provider_are_models() -> None:
    seen = configured({"config.yaml": SETTINGS})
    assert names(seen, "model") >= {"gpt-5.5", "x-ai/grok-4"}
    assert "gpt-9" not in names(seen, "model")
    served = edges(seen, RelationKind.SERVED_BY)
    assert ("gpt-5.5", "OpenAI") in served
    assert ("x-ai/grok-4", "OpenRouter") in served
    assert any(target == "Ollama" for _, target in served)


def test_keys_without_providers_beside_them_are_none() -> None:
    assert names(configured({"config.yaml": "models:\n  acme/gpt-5.5:\n    price: 2\n"}), "model") == set()


@pytest.mark.parametrize(
    "name", ["Modelfile", "MyModelFile", "books.modelfile", "Modelfile.q4", "Modelfile-Q8", "books-modelfile"]
)
def test_a_modelfile_by_any_name(name: str) -> None:
    seen = configured({f"models/{name}": MODELFILE})
    assert {text for text, _ in places(seen, "model")} == {"dolphin-mistral:7b"}
    assert ("SYSTEM", 2) in places(seen, "prompt")


def test_a_number_under_a_key_of_models_is_none() -> None:
    settings = "llm:\n  model: gpt-5\n  fallback_model: gpt-5-mini\nnetwork:\n  dns_fallback: 8.8.8.8\n  retries: 3\n"
    assert names(configured({"config/assistant_config.yaml": settings}), "model") == {"gpt-5", "gpt-5-mini"}


def test_an_address_of_a_provider_that_no_model_is_asked_of_is_no_service() -> None:
    settings = """{
  "models": {
    "main": {"provider": "anthropic", "modelId": "claude-sonnet-4-5"},
    "research": {"provider": "%s", "modelId": "sonar-pro"}
  },
  "global": {"ollamaBaseURL": "http://localhost:11434/api", "bedrockBaseURL": "https://bedrock.us-east-1.amazonaws.com"}
}
"""
    found = names(configured({".taskmaster/config.json": settings % "perplexity"}), "service")
    assert {"Anthropic", "Perplexity"} <= found
    assert not found & {"Ollama", "Amazon Bedrock"}
    assert "Ollama" in names(configured({".taskmaster/config.json": settings % "ollama"}), "service")
