"""What is switched off or left empty is not used: values of charts, their dependencies, keys without a value."""

from __future__ import annotations

from deployed import deployed, edges, names

from aibom.model.kinds import RelationKind

CHART = """\
apiVersion: v2
name: desk
dependencies:
- {name: qdrant, repository: https://charts.example, condition: qdrant.enabled}
- {name: weaviate, repository: https://charts.example, condition: weaviate.enabled}
"""
VALUES = """\
qdrant: {enabled: true}
weaviate: {enabled: false}
vllm:
  enabled: false
  engine:
    image: vllm/vllm-openai:v0.6
    args: [--model, acme/heron-7b]
ollama:
  enable: false
  models: [llama3.2]
"""
EMPTY = """\
apiVersion: v1
kind: Secret
stringData: {COHERE_API_KEY: "", GROQ_API_KEY: changeme}
---
apiVersion: v1
kind: ConfigMap
data: {OPENAI_API_KEY: ""}
"""
COMPOSE = """\
services:
  desk:
    image: acme/desk:1
    environment:
      OPENAI_MODEL: gpt-4o-mini
      OPENAI_API_KEY: ${OPENAI_API_KEY:-}
      ANTHROPIC_API_KEY: ""
      OLLAMA_HOST: http://ollama:11434
  ollama:
    image: ollama/ollama
"""


def test_values_and_dependencies_that_are_switched_off() -> None:
    seen = deployed({"charts/desk/Chart.yaml": CHART, "charts/desk/values.yaml": VALUES})
    assert names(seen, "service") == {"Qdrant"}
    assert names(seen, "model") == set()


def test_keys_that_are_left_empty_where_nothing_fills_them_in() -> None:
    assert names(deployed({"deploy/secrets.yaml": EMPTY}), "service") == {"Groq"}
    seen = deployed({"compose.yaml": COMPOSE})
    assert names(seen, "service") == {"OpenAI", "Ollama"}
    assert edges(seen, RelationKind.SERVED_BY) == {("gpt-4o-mini", "OpenAI")}
