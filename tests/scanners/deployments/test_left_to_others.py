"""Variables that say they hold a model and that nothing in the tree sets: an unknown model, with what stands there."""

from __future__ import annotations

import pytest
from deployed import deployed, edges, names

from aibom.model.kinds import RelationKind

COMPOSE = """services:
  chat:
    image: acme/chat
    environment:
      OPENAI_MODEL: ${CHAT_MODEL}
      EMBEDDING_MODEL: ${EMBEDDING_MODEL:?must be set}
      RERANK_MODEL: ${RERANK_MODEL:-rerank-v3.5}
      API_PORT: ${PORT}
      MODEL_TEMPERATURE: ${TEMPERATURE}
      DEVICE_MODEL: ${DEVICE_MODEL}
"""
POD = """apiVersion: v1
kind: Pod
metadata: {name: chat}
spec:
  containers:
    - name: chat
      image: acme/chat
      env:
        - name: OPENAI_MODEL
          valueFrom:
            secretKeyRef: {name: models, key: chat}
        - name: EMBEDDING_MODEL
          valueFrom:
            configMapKeyRef: {name: models, key: search}
        - name: LLM_MODEL
          value: ""
        - name: OPENAI_API_KEY
          valueFrom:
            secretKeyRef: {name: keys, key: openai}
"""
MAP = """apiVersion: v1
kind: ConfigMap
metadata: {name: models}
data:
  search: text-embedding-3-small
"""
CHART = """apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec:
  template:
    spec:
      containers:
        - name: chat
          image: acme/chat
          env:
            - name: OPENAI_MODEL
              value: {{ .Values.llm.model | quote }}
            - name: EMBEDDING_MODEL
              value: {{ .Values.search.model | quote }}
"""
WORKFLOW = """name: review
on:
  workflow_dispatch:
    inputs:
      chosen: {default: claude-sonnet-4-5}
jobs:
  review:
    runs-on: ubuntu-latest
    strategy:
      matrix: {model: [gpt-4o-mini, gpt-4.1]}
    env:
      OPENAI_MODEL: ${{ vars.MODEL }}
      SMALL_MODEL: ${{ matrix.model }}
      LLM_MODEL: ${{ inputs.model || 'gpt-4.1-mini' }}
    steps:
      - uses: anthropics/claude-code-action@v1
        with:
          model: ${{ inputs.chosen }}
      - uses: actions/ai-inference@v1
        with:
          model: ${{ vars.SMALL }}
          version: ${{ vars.VERSION }}
"""


def unknown(files: dict[str, str]) -> list[tuple[str, int | None, str]]:
    return [(one.topic, one.line, one.expression) for one in deployed(files).unknowns]


def test_a_variable_of_compose_without_a_default() -> None:
    told = [("model", 5, "${CHAT_MODEL}"), ("model", 6, "${EMBEDDING_MODEL}")]
    assert unknown({"docker-compose.yml": COMPOSE}) == told
    set_ = {"docker-compose.yml": COMPOSE, ".env": "CHAT_MODEL=gpt-4o\nEMBEDDING_MODEL=embed-english-v3.0\n"}
    assert unknown(set_) == []
    assert names(deployed(set_), "model") >= {"gpt-4o", "embed-english-v3.0", "rerank-v3.5"}


def test_a_variable_that_compose_hands_through() -> None:
    source = "services:\n  chat:\n    image: acme/chat\n    environment:\n      - OPENAI_MODEL\n      - HOME\n"
    assert unknown({"compose.yaml": source}) == [("model", 5, "${OPENAI_MODEL}")]


def test_a_container_that_has_its_model_from_a_secret() -> None:
    told = unknown({"pod.yaml": POD})
    assert told == [
        ("model", 9, "${secretKeyRef models.chat}"),
        ("model", 12, "${configMapKeyRef models.search}"),
    ]


def test_a_container_that_has_its_model_from_a_config_map_of_the_tree() -> None:
    files = {"pod.yaml": POD, "models.yaml": MAP}
    assert [expression for _, _, expression in unknown(files)] == ["${secretKeyRef models.chat}"]
    assert "text-embedding-3-small" in names(deployed(files), "model")


def test_a_value_of_a_chart_that_is_left_empty() -> None:
    files = {
        "chat/Chart.yaml": "apiVersion: v2\nname: chat\nversion: 0.1.0\n",
        "chat/values.yaml": 'llm:\n  model: ""\nsearch:\n  model: text-embedding-3-small\n',
        "chat/templates/deployment.yaml": CHART,
    }
    assert unknown(files) == [("model", 12, "${VALUES_llm_model}")]
    assert names(deployed(files), "model") == {"text-embedding-3-small"}


def test_variables_and_inputs_of_a_workflow() -> None:
    files = {".github/workflows/review.yml": WORKFLOW}
    assert unknown(files) == [("model", 12, "${{ vars.MODEL }}"), ("model", 21, "${{ vars.SMALL }}")]
    seen = deployed(files)
    assert ("claude-code-action", "claude-sonnet-4-5") in edges(seen, RelationKind.USES_MODEL)
    assert "gpt-4.1-mini" in names(seen, "model")


@pytest.mark.parametrize("row", ['MODEL="$1"', "export LLM_MODEL=$CHOSEN", 'MODEL_NAME="${1}"'])
def test_a_variable_of_a_script_is_its_own(row: str) -> None:
    assert unknown({"run.sh": f"#!/bin/bash\n{row}\necho done\n"}) == []
