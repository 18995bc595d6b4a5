"""What compose services are given from elsewhere: files of variables, the product that they are built on; helmfiles."""

from __future__ import annotations

from deployed import deployed, edges, lines, names

from aibom.model.kinds import RelationKind

COMPOSE = """\
services:
  desk:
    build: ./desk
    env_file: .env
  search:
    build: {context: ./search}
    environment:
      OLLAMA_BASE_URL: http://ollama:11434
  db:
    image: postgres:16
    env_file: .env
  ollama:
    image: ollama/ollama
  notes:
    image: mintplexlabs/anythingllm
    environment:
      GENERIC_OPEN_AI_MODEL_PREF: ollama/llama3.2:3b
"""
FILES = {
    "compose.yaml": COMPOSE,
    ".env.example": "OPENAI_API_KEY=\nCHAT_MODEL=gpt-4o-mini\n",
    "search/Dockerfile": "FROM ghcr.io/open-webui/open-webui:main\nRUN pip install python-docx\n",
    "desk/Dockerfile": 'FROM python:3.12-slim\nCMD ["python", "desk.py"]\n',
}
HELMFILE = """\
repositories:
  - name: qdrant
    url: https://qdrant.github.io/qdrant-helm
releases:
  - name: store
    chart: qdrant/qdrant
  - name: off
    installed: false
    chart: weaviate/weaviate
  - name: answers
    chart: oci://ghcr.io/acme/charts/answers
    version: {{ .Values.version }}
    values:
      - image:
          repository: vllm/vllm-openai
          tag: v0.6.3
"""


def test_a_service_uses_what_its_file_of_variables_names():
    seen = deployed(FILES)
    assert ("desk", "OpenAI") in edges(seen, RelationKind.CALLS_SERVICE)
    assert ("desk", "gpt-4o-mini") in edges(seen, RelationKind.USES_MODEL)
    assert not [pair for pair in edges(seen, RelationKind.CALLS_SERVICE) if "postgres" in pair[0]]


def test_a_service_that_is_built_on_a_product_is_that_product():
    seen = deployed(FILES)
    assert ("Open WebUI", "Ollama") in edges(seen, RelationKind.CALLS_SERVICE)
    assert 5 in lines(seen, "service", "Open WebUI")
    assert "search" not in names(seen, "application")


def test_a_platform_uses_the_model_that_its_settings_prefer():
    assert ("AnythingLLM", "llama3.2:3b") in edges(deployed(FILES), RelationKind.USES_MODEL)


def test_releases_of_a_helmfile_install_products():
    seen = deployed({"helmfile.yaml": HELMFILE})
    assert names(seen, "service") == {"Qdrant", "vLLM"}
    assert lines(seen, "service", "Qdrant") == {6}
