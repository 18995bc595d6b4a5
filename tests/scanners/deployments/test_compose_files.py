"""Compose files: images, products, models, services, and who calls whom."""

from __future__ import annotations

from deployed import deployed, edges, facts, lines, names

from aibom.model.kinds import RelationKind

STACK = """\
x-ollama: &ollama
  image: ollama/ollama:${OLLAMA_TAG:-0.5.4}
  networks: [ai]

services:
  api:
    build: ./api
    depends_on:
      - vectors
    environment:
      OPENAI_API_KEY: ${OPENAI_API_KEY}
      EMBEDDING_MODEL: text-embedding-3-small
      LLM_URL: http://llm:11434
  vectors:
    image: qdrant/qdrant:v1.12.4@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
    ports: ["6333:6333"]
    volumes:
      - ./snapshots:/qdrant/snapshots
      - qdrant_data:/qdrant/storage
  llm:
    <<: *ollama
  pull:
    <<: *ollama
    entrypoint: /bin/sh
    command:
      - "-c"
      - "sleep 3; ollama pull llama3.2; ollama pull nomic-embed-text"
  db:
    image: postgres:16-alpine
"""


def test_images_are_named_tagged_and_pinned() -> None:
    seen = deployed({"docker-compose.yml": STACK})
    assert names(seen, "container") == {
        "docker.io/ollama/ollama",
        "docker.io/qdrant/qdrant",
        "docker.io/library/postgres",
    }
    qdrant = seen.one("container", "docker.io/qdrant/qdrant")
    assert qdrant.subject.version == "v1.12.4"
    assert qdrant.facts["pinned"] is True
    assert qdrant.facts["mounts"] == ["./snapshots"]
    assert qdrant.facts["ai_related"] is True
    postgres = seen.one("container", "docker.io/library/postgres")
    assert (postgres.facts["ai_related"], postgres.facts["pinned"], postgres.evidence.line) == (False, False, 29)


def test_products_are_services_and_plain_databases_are_not() -> None:
    seen = deployed({"docker-compose.yml": STACK})
    assert {"Ollama", "Qdrant", "OpenAI"} <= names(seen, "service")
    assert not {"postgres", "PostgreSQL"} & names(seen, "service")
    assert facts(seen, "service", "Qdrant")["service_type"] == "vector-store"
    assert facts(seen, "service", "Ollama")["self_hosted"] is True


def test_pulled_models_stand_on_their_line() -> None:
    seen = deployed({"docker-compose.yml": STACK})
    assert {"llama3.2", "nomic-embed-text"} <= names(seen, "model")
    assert lines(seen, "model", "llama3.2") == {27}
    assert ("llama3.2", "Ollama") in edges(seen, RelationKind.SERVED_BY)


def test_the_application_calls_what_it_depends_on_and_is_told_of() -> None:
    calls = edges(deployed({"docker-compose.yml": STACK}), RelationKind.CALLS_SERVICE)
    assert {("", "Qdrant"), ("", "OpenAI"), ("", "Ollama")} <= calls


def test_keys_are_named_and_their_values_left_out() -> None:
    text = STACK.replace("${OPENAI_API_KEY}", "sk-proj-9f8e7d6c5b4a3f2e1d0c9b8a7f6e5d4c")
    seen = deployed({"compose.yaml": text})
    assert facts(seen, "service", "OpenAI")["env_names"] == ["OPENAI_API_KEY"]
    assert facts(seen, "service", "OpenAI")["literal_secrets"] == ["OPENAI_API_KEY"]
    assert "sk-proj" not in repr(seen)


def test_models_in_the_environment() -> None:
    seen = deployed({"docker-compose.yml": STACK})
    embedding = seen.one("model", "text-embedding-3-small")
    assert (embedding.subject.origin, embedding.evidence.line) == ("openai", 12)


def test_env_files_of_the_folder_fill_in_variables() -> None:
    files = {"deploy/docker-compose.yml": STACK, "deploy/.env": "OLLAMA_TAG=0.6.0\n", ".env": "OLLAMA_TAG=9\n"}
    versions = {
        one.subject.version for one in deployed(files).observations if one.subject.name.endswith("ollama/ollama")
    }
    assert versions == {"0.6.0"}
    files = {"docker-compose.yml": STACK, ".env.example": "OLLAMA_TAG=0.5.9\n"}
    versions = {
        one.subject.version for one in deployed(files).observations if one.subject.name.endswith("ollama/ollama")
    }
    assert versions == {"0.5.9"}


def test_variables_exported_by_a_script_above() -> None:
    compose = (
        "services:\n  tei:\n"
        "    image: ghcr.io/huggingface/text-embeddings-inference:cpu-1.6\n"
        "    command: --model-id ${EMBED_MODEL_ID}\n"
    )
    script = "#!/bin/bash\nexport EMBED_MODEL_ID=BAAI/bge-small-en-v1.5\n"
    seen = deployed({"rag/cpu/compose.yaml": compose, "rag/set_env.sh": script})
    assert ("BAAI/bge-small-en-v1.5", "Text Embeddings Inference") in edges(seen, RelationKind.SERVED_BY)
    assert not seen.unknowns


def test_a_model_that_stays_a_variable_is_unknown() -> None:
    seen = deployed(
        {"compose.yaml": "services:\n  v:\n    image: vllm/vllm-openai:v0.8.5\n    command: --model ${MODEL}\n"}
    )
    assert [(one.topic, one.line, one.expression) for one in seen.unknowns] == [("model", 4, "${MODEL}")]
    assert not names(seen, "model")


def test_extended_and_overridden_services() -> None:
    base = "services:\n  base:\n    image: vllm/vllm-openai:v0.8.5\n    environment:\n      VLLM_API_KEY: ${KEY}\n"
    child = (
        "services:\n  chat:\n"
        "    extends: {file: base.yml, service: base}\n"
        "    command: [--model, Qwen/Qwen2.5-7B-Instruct]\n"
    )
    seen = deployed(
        {
            "base.yml": base,
            "common-compose.yml": base,
            "docker-compose.yml": child.replace("base.yml", "common-compose.yml"),
        }
    )
    assert ("Qwen/Qwen2.5-7B-Instruct", "vLLM") in edges(seen, RelationKind.SERVED_BY)
    assert facts(seen, "service", "vLLM")["authenticated"] is True


def test_models_of_the_platform() -> None:
    text = "services:\n  app:\n    image: acme/app\n    models: [llm]\nmodels:\n  llm:\n    model: ai/smollm2\n"
    seen = deployed({"compose.yaml": text})
    assert ("ai/smollm2", "Docker Model Runner") in edges(seen, RelationKind.SERVED_BY)


def test_a_build_of_a_serving_dockerfile_is_known_by_its_service() -> None:
    compose = "services:\n  llm:\n    build: {context: ./serve}\n  app:\n    build: .\n    environment: {BASE: 'http://llm:8000/v1'}\n"
    dockerfile = 'FROM python:3.11\nCMD ["vllm", "serve", "Qwen/Qwen2.5-7B-Instruct"]\n'
    seen = deployed({"docker-compose.yml": compose, "serve/Dockerfile": dockerfile})
    assert ("", "vLLM") in edges(seen, RelationKind.CALLS_SERVICE)


def test_privileged_services() -> None:
    text = (
        "services:\n  gpu:\n    image: vllm/vllm-openai\n"
        "    privileged: true\n"
        "    volumes: ['/var/run/docker.sock:/var/run/docker.sock']\n"
    )
    container = deployed({"compose.yml": text}).one("container", "docker.io/vllm/vllm-openai")
    assert (container.facts["privileged"], container.facts["mounts"]) == (True, ["/var/run/docker.sock"])


def test_what_stands_before_a_syntax_error_is_kept() -> None:
    seen = deployed({"docker-compose.yml": "services:\n  q:\n    image: qdrant/qdrant:v1\n  bad: [\n"})
    assert "Qdrant" in names(seen, "service")
    assert [one.topic for one in seen.unknowns] == ["file"]


def test_compose_files_of_tests_and_documentation_are_mentions() -> None:
    seen = deployed({"tests/docker-compose.yml": STACK, "docs/docker-compose.yml": STACK})
    assert {one.facts["usage"] for one in seen.observations} == {"mentioned"}


def test_mcp_servers_in_containers_are_tools() -> None:
    text = (
        "services:\n  gateway:\n    image: docker/mcp-gateway:latest\n    command:\n      - --servers=brave,fetch\n"
        "  tickets:\n    image: ghcr.io/acme/tickets-mcp-server:1.0\n    environment: {TICKETS_TOKEN: '${T}'}\n"
        "  clock:\n    image: mcp/time\n  other:\n    image: acme/mcpherson-web\n"
    )
    seen = deployed({"compose.yml": text})
    assert names(seen, "tool") == {"brave", "fetch", "tickets", "time"}
    tickets = seen.one("tool", "tickets")
    assert (tickets.subject.origin, tickets.facts["env_names"], tickets.evidence.line) == ("mcp", ["TICKETS_TOKEN"], 7)


def test_an_address_decides_whose_service_it_is() -> None:
    text = (
        "services:\n  llm:\n    image: vllm/vllm-openai\n    command: --model a/b\n  app:\n    image: acme/app\n"
        "    environment:\n      OPENAI_API_BASE: http://llm:8000/v1\n      ANTHROPIC_BASE_URL: https://api.anthropic.com\n"
    )
    seen = deployed({"compose.yml": text})
    assert names(seen, "service") == {"vLLM", "Anthropic"}
    assert ("", "vLLM") in edges(seen, RelationKind.CALLS_SERVICE)


READER = """\
services:
  backend:
    image: acme/reader-backend:1.2
    environment:
      - OLLAMA_HOST=${OLLAMA_HOST:-ollama:11434}
      - EMBEDDINGS_MODEL_NAME=${EMBEDDINGS_MODEL_NAME:-nomic-embed-text:v1.5}
      - MCP_URL=http://tools:8811/sse
  assistant:
    build: .
    depends_on: [tools]
    models:
      chat:
        endpoint_var: MODEL_URL
  tools:
    image: docker/mcp-gateway:latest
    command: ["--servers=duckduckgo,fetch"]
  webui:
    image: ghcr.io/open-webui/open-webui:main
    depends_on: [ollama-gpu]
  ollama-gpu:
    build: ./gpu
    image: ollama-ipex:latest
models:
  chat:
    model: ai/gemma3:4B-Q4_0
"""


def test_a_model_is_served_by_the_one_server_beside_it() -> None:
    seen = deployed({"compose.yaml": READER})
    assert ("nomic-embed-text:v1.5", "Ollama") in edges(seen, RelationKind.SERVED_BY)


def test_images_and_built_services_use_what_their_settings_name() -> None:
    seen = deployed({"compose.yaml": READER})
    backend = "docker.io/acme/reader-backend"
    assert (backend, "Ollama") in edges(seen, RelationKind.CALLS_SERVICE)
    assert (backend, "nomic-embed-text:v1.5") in edges(seen, RelationKind.USES_MODEL)
    assert ("assistant", "ai/gemma3:4B-Q4_0") in edges(seen, RelationKind.USES_MODEL)
    assert lines(seen, "application", "assistant") == {8}
    assert ("Open WebUI", "Ollama") in edges(seen, RelationKind.CALLS_SERVICE)


def test_the_gateway_leads_to_the_servers_behind_it() -> None:
    gateway = "docker.io/docker/mcp-gateway"
    tools = edges(deployed({"compose.yaml": READER}), RelationKind.HAS_TOOL)
    assert {(gateway, "duckduckgo"), (gateway, "fetch")} <= tools
    assert {("docker.io/acme/reader-backend", gateway), ("assistant", gateway)} <= tools
