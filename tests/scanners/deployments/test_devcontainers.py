"""Containers of development: what their commands and features fetch, and the variables that they set."""

from __future__ import annotations

from deployed import deployed, lines, names

CONTAINER = """\
{
  // for everybody
  "image": "mcr.microsoft.com/devcontainers/python:3",
  "features": {
    "ghcr.io/acme/features/ollama:1": {"pull": "llama3.2, nomic-embed-text"},
    "ghcr.io/acme/features/node:1": {"pull": "mistral"}
  },
  "postCreateCommand": {
    "models": "ollama pull phi3:mini",
    "packages": ["pip", "install", "openai"]
  },
  "containerEnv": {"OPENAI_MODEL": "gpt-4o-mini", "OPENAI_API_KEY": "${localEnv:OPENAI_API_KEY}"}
}
"""


def test_models_that_a_development_container_fetches_and_is_given() -> None:
    seen = deployed({".devcontainer/devcontainer.json": CONTAINER})
    assert names(seen, "model") == {"llama3.2", "nomic-embed-text", "phi3:mini", "gpt-4o-mini"}
    assert lines(seen, "model", "phi3:mini") == {9}
    assert {"Ollama", "OpenAI"} <= names(seen, "service")


def test_a_broken_file_of_an_editor_costs_nothing() -> None:
    assert not deployed({".devcontainer/devcontainer.json": '{"image": '}).observations
