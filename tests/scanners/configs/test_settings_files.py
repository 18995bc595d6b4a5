"""Settings in YAML, TOML, JSON, `.env` and properties."""

from __future__ import annotations

import pytest
from configured import configured, edges, names, origins, places

from aibom.model.kinds import RelationKind

RAG = """\
llm:
  provider: anthropic
  model: claude-3-5-sonnet-20241022
  temperature: 0.2
  api_key: ${ANTHROPIC_API_KEY}
embeddings:
  model_name: BAAI/bge-m3
  revision: 5617a9f
vector_store:
  type: qdrant
  url: http://localhost:6333
search:
  base_url: https://api.tavily.com
prompts:
  answer: |
    You answer questions about our products. Use only the context.
    {context}
agents:
  researcher:
    role: Finds sources
    instructions: Search the web and collect sources for the question.
    model: openai/gpt-4o-mini
    tools: [web_search]
"""


def test_a_yaml_configuration() -> None:
    seen = configured({"config/rag.yaml": RAG})
    assert origins(seen) == {
        ("anthropic", "claude-3-5-sonnet-20241022"),
        ("hf", "BAAI/bge-m3"),
        ("openai", "gpt-4o-mini"),
    }
    assert ("claude-3-5-sonnet-20241022", 3) in places(seen, "model")
    assert {"Anthropic", "Qdrant", "Tavily"} <= names(seen, "service")
    assert ("claude-3-5-sonnet-20241022", "Anthropic") in edges(seen, RelationKind.SERVED_BY)
    bge = seen.one("model", "BAAI/bge-m3")
    assert (bge.facts["revision"], bge.facts["model_class"]) == ("5617a9f", "embedding")
    assert ("researcher", "gpt-4o-mini") in edges(seen, RelationKind.USES_MODEL)
    assert ("researcher", "web_search") in edges(seen, RelationKind.HAS_TOOL)


def test_prompts_are_told_by_hash_and_not_copied() -> None:
    seen = configured({"config/rag.yaml": RAG})
    answer = seen.one("prompt", "answer")
    assert answer.evidence.line == 15
    assert str(answer.facts["hashes"]).startswith("['SHA-256:")
    assert "Use only the context" not in repr(seen)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("settings.toml", '[llm]\nmodel = "gpt-4o-mini"\nprovider = "openai"\n'),
        ("appsettings.json", '{"OpenAI": {"ChatModelId": "gpt-4o-mini"}}'),
        ("config.jsonc", '{\n // ours\n "model": "openai/gpt-4o-mini",\n}'),
        ("conf/llm/openai.yaml", "model: gpt-4o-mini\n"),
        (".env", "export OPENAI_MODEL='gpt-4o-mini' # ours\n"),
        (".env.example", "OPENAI_MODEL=gpt-4o-mini\n"),
        ("src/main/resources/application.properties", "spring.ai.openai.chat.options.model=gpt-4o-mini\n"),
        (
            "application-dev.yml",
            ("spring:\n  ai:\n    openai:\n      chat:\n        options:\n          model: ${MODEL:gpt-4o-mini}\n"),
        ),
    ],
)
def test_every_notation(path: str, text: str) -> None:
    assert origins(configured({path: text})) == {("openai", "gpt-4o-mini")}


REGISTER = """\
models:
  - {id: gpt-4o, context_window: 128000, input_cost_per_token: 0.0000025}
  - {id: gpt-4o-mini, context_window: 128000, input_cost_per_token: 0.00000015}
  - {id: o1, context_window: 200000, input_cost_per_token: 0.000015}
"""


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("prices.yaml", REGISTER),
        (
            "models.json",
            '{"a": {"model": "gpt-4o", "cost": 1}, "b": {"model": "o1", "cost": 2}, "c": {"model": "o3", "cost": 3}}',
        ),
        ("openapi.yaml", "openapi: 3.0.0\ncomponents:\n  x: {model: gpt-4o}\n"),
        ("api.yaml", "openapi: 3.0.0\ncomponents:\n  x: {model: gpt-4o}\n"),
        ("config.schema.json", '{"properties": {"model": {"default": "gpt-4o"}}}'),
        ("config.json", '{"$schema": "https://json-schema.org/draft-07/schema#", "model": "gpt-4o"}'),
        ("tests/fixtures/config.yaml", "model: gpt-4o\n"),
        ("tests/cassettes/chat.yaml", "model: gpt-4o\n"),
        ("locales/en.json", '{"model": "gpt-4o"}'),
        ("package.json", '{"model": "gpt-4o"}'),
        ("results/run1.json", '{"model": "gpt-4o"}'),
        ("chat_log.json", '{"model": "gpt-4o", "prompt": "hello"}'),
        ("options.yaml", "models: [gpt-4o, gpt-4o-mini, o1, o3-mini, claude-3-opus]\n"),
        (".env", "# OPENAI_MODEL=gpt-4o\nNOTES=gpt-4o\n"),
        ("k8s.yaml", "apiVersion: v1\nkind: ConfigMap\ndata: {model: gpt-4o}\n"),
        ("data.yaml", "car: {model: X5, provider: bmw}\n"),
    ],
)
def test_what_is_shown_and_not_used(path: str, text: str) -> None:
    seen = configured({path: text})
    assert [one for one in seen.observations if one.facts.get("usage") != "mentioned"] == []


def test_env_files_name_services_and_never_values() -> None:
    text = "OPENAI_API_KEY=sk-proj-9f8e7d6c5b4a3f2e1d0c9b8a\nNEXT_PUBLIC_PINECONE_API_KEY=\nQDRANT_URL=http://localhost:6333\nDATABASE_URL=postgres://u:p@h/db\n"
    seen = configured({".env.local": text})
    assert names(seen, "service") == {"OpenAI", "Pinecone", "Qdrant"}
    openai = seen.one("service", "OpenAI")
    assert (openai.facts["env_names"], openai.facts["literal_secrets"]) == (["OPENAI_API_KEY"], ["OPENAI_API_KEY"])
    assert "sk-proj" not in repr(seen)


def test_examples_are_less_sure_than_settings() -> None:
    sure = configured({".env": "OPENAI_API_KEY=\n"}).one("service", "OpenAI").evidence.confidence
    shown = configured({".env.example": "OPENAI_API_KEY=\n"}).one("service", "OpenAI").evidence.confidence
    assert shown < sure


def test_local_servers_are_known_by_their_port() -> None:
    seen = configured({"config.yaml": "llm:\n  base_url: http://localhost:11434/v1\n  model: qwen2.5:7b\n"})
    assert "Ollama" in names(seen, "service")
    assert not names(configured({"config.yaml": "llm: {base_url: 'http://localhost:8000'}\n"}), "service")


def test_spring_names_the_provider_and_the_store() -> None:
    text = (
        "spring.ai.ollama.chat.options.model=llama3.2\n"
        "spring.ai.vectorstore.pgvector.dimensions=1024\n"
        "spring.datasource.url=jdbc:x\n"
    )
    seen = configured({"application.properties": text})
    assert origins(seen) == {("ollama", "llama3.2")}
    assert names(seen, "service") == {"Ollama", "pgvector"}


def test_spring_chooses_whose_embedding_model_the_store_is_filled_by() -> None:
    text = (
        "spring.ai.openai.embedding.options.model=text-embedding-3-small\n"
        "spring.ai.mistralai.embedding.options.model=mistral-embed\n"
        "spring.ai.vectorstore.pgvector.dimensions=1024\n"
    )
    both = {("pgvector", "mistral-embed"), ("pgvector", "text-embedding-3-small")}
    assert edges(configured({"application.properties": text}), RelationKind.USES_MODEL) == both
    chosen = f"spring.ai.model.embedding=mistral\nspring.ai.model.chat=none\n{text}"
    seen = configured({"application.properties": chosen})
    assert edges(seen, RelationKind.USES_MODEL) == {("pgvector", "mistral-embed")}
    assert names(seen, "service") == {"OpenAI", "Mistral AI", "pgvector"}


def test_who_serves_a_model_is_none() -> None:
    text = "spring:\n  ai:\n    model:\n      embedding: azure-openai\n      chat: azure-openai\n"
    assert not names(configured({"src/main/resources/application.yaml": text}), "model")
    assert not names(configured({"config.yaml": "llm:\n  embedding_model: azure-openai\n"}), "model")


def test_broken_settings_are_reported_and_templates_are_not() -> None:
    assert [one.path for one in configured({"config.yaml": "llm: [\nmodel: a: b\n"}).unknowns] == ["config.yaml"]
    assert not configured({"config.yaml": "model: {{ cookiecutter.model }}\n"}).unknowns
    assert not configured({"data/x.json": '{"prompt": NaN}'}).unknowns


def test_a_collection_of_prompts_is_one() -> None:
    text = "".join(
        f"p{n}_prompt: You are helper number {n} and you answer every question in one line.\n" for n in range(30)
    )
    assert names(configured({"conf/all.yaml": text}), "prompt") == {"conf/all.yaml"}


def test_parts_of_addresses_are_no_models() -> None:
    provider = '{"name": "Ollama", "url_suffix": {"chat": "api/chat", "embedding": "api/embed"}, "llm": "llama3.2"}'
    assert names(configured({"conf/models/ollama.json": provider}), "model") == {"llama3.2"}


def test_servers_of_a_project_s_own_are_mcp_by_their_addresses():
    seen = configured(
        {
            "config.json": '{"servers": {\n "metrics": {"name": "Metrics", "url": "http://127.0.0.1:7862/gradio_api/mcp/sse"},\n'
            ' "shop": {"url": "https://shop.example/api"},\n "off": {"url": "http://127.0.0.1:1/mcp", "disabled": true}}}',
            "desk.yaml": "servers:\n  - name: notes\n    url: https://notes.example/mcp\n  - url: https://x.example/mcp\n",
            "openapi.yaml": "openapi: 3.1.0\nservers:\n  - url: https://api.example/v1\n",
        }
    )
    assert places(seen, "tool") == {("metrics", 2), ("notes", 2)}


def test_an_address_among_variables_serves_no_model_of_another() -> None:
    compose = "x-env:\n  environment:\n    OPENAI_MODEL: gpt-4o-mini\n    OLLAMA_HOST: http://ollama:11434\n"
    seen = configured({"stack.yaml": compose})
    assert origins(seen) == {("openai", "gpt-4o-mini")}


def test_a_provider_that_is_switched_off_is_not_used() -> None:
    seen = configured(
        {"config.yaml": "providers:\n  anthropic: {enable: false, api_key: x}\n  groq: {enabled: true}\n"}
    )
    assert names(seen, "service") == {"Groq"}


def test_lists_of_models_by_what_they_do() -> None:
    toml = """\
[[models.llms]]
name = "THUDM/glm-4-9b-chat"
provider = "hf"
[[models.rerankers]]
name = "heron-rank:latest"
provider = "proxy/ollama"
[[models.people]]
name = "acme/clerk"
provider = "hf"
"""
    seen = configured({"configs/local.toml": toml})
    assert {("THUDM/glm-4-9b-chat", 2), ("heron-rank:latest", 5)} <= places(seen, "model")
    assert "acme/clerk" not in names(seen, "model")


def test_functions_that_a_gateway_has_as_targets() -> None:
    gateway = """\
llm_providers:
  - model: openai/gpt-4o-mini
prompt_targets:
  - name: find_berth
    description: Finds a free berth
    parameters: [{name: length, type: int}]
"""
    assert names(configured({"gateway/config.yaml": gateway}), "tool") == {"find_berth"}


def test_stores_by_the_names_of_their_settings_and_starters_with_hyphens() -> None:
    text = (
        "langchain4j.open-ai.chat-model.model-name=gpt-4o-mini\n"
        "spring.ai.vectorstore.redis.uri=redis://cache:6379\n"
        "spring.ai.vectorstore.type=qdrant\n"
        "quarkus.langchain4j.redis.chat-memory.ttl=5\n"
    )
    seen = configured({"application.properties": text})
    assert origins(seen) == {("openai", "gpt-4o-mini")}
    assert names(seen, "service") == {"OpenAI", "Redis", "Qdrant"}


def test_beans_of_the_cdi_extension() -> None:
    start = "dev.langchain4j.cdi.plugin"
    text = (
        f"{start}.desk.class=dev.langchain4j.model.openai.OpenAiStreamingChatModel\n"
        f"{start}.desk.config.model-name=gpt-4o-mini\n"
        f"{start}.store.class=dev.langchain4j.store.embedding.pgvector.PgVectorEmbeddingStore\n"
        f"{start}.calendar.class=dev.langchain4j.mcp.client.transport.http.StreamableHttpMcpTransport\n"
        f"{start}.calendar.config.url=http://localhost:9081/mcp\n"
        f"{start}.other.class=clinic.Desk\n"
    )
    seen = configured({"src/main/resources/META-INF/microprofile-config.properties": text})
    assert origins(seen) == {("openai", "gpt-4o-mini")}
    assert names(seen, "service") >= {"OpenAI"}
    assert names(seen, "tool") == {"calendar"}


@pytest.mark.parametrize(
    ("path", "told"),
    [(".gitai/config.yaml", True), ("home/.chatter/settings.toml", True), (".github/labels.yaml", False)],
)
def test_settings_in_hidden_folders_but_those_of_development(path: str, told: bool) -> None:
    written = '[llm]\nmodel = "gpt-4o-mini"\n' if path.endswith(".toml") else "llm:\n  model: gpt-4o-mini\n"
    assert ("gpt-4o-mini" in names(configured({path: written}), "model")) is told


def test_what_a_profile_of_quarkus_changes_is_told_with_its_own_address() -> None:
    text = (
        "quarkus.langchain4j.openai.chat-model.model-name=gpt-4o-mini\n"
        "%test,ollama.quarkus.langchain4j.openai.chat-model.model-name=qwen2.5-coder:14b\n"
        "%test,ollama.quarkus.langchain4j.openai.base-url=http://localhost:11434/v1\n"
        "%test.quarkus.langchain4j.openai.chat-model.model-name=gpt-3.5-turbo\n"
        "%dev.quarkus.http.port=8081\n"
    )
    seen = configured({"src/main/resources/application.properties": text})
    assert places(seen, "model") == {("gpt-4o-mini", 1), ("qwen2.5-coder:14b", 2)}
    assert edges(seen, RelationKind.SERVED_BY) == {("gpt-4o-mini", "OpenAI"), ("qwen2.5-coder:14b", "Ollama")}


def test_a_profile_without_an_address_goes_where_all_go() -> None:
    text = (
        "quarkus.langchain4j.openai.base-url=http://localhost:11434/v1\n"
        "%dev.quarkus.langchain4j.openai.chat-model.model-name=llama3.2\n"
    )
    seen = configured({"application.properties": text})
    assert edges(seen, RelationKind.SERVED_BY) == {("llama3.2", "Ollama")}


def test_a_prompt_that_semantic_kernel_keeps_as_yaml_has_its_name() -> None:
    text = 'name: ReplyToGuest\ntemplate: |\n  <message role="system">You answer guests of a hotel in two lines.</message>\n'
    told = "template_format: handlebars\ndescription: Replies to a guest of the hotel.\n"
    assert names(configured({"src/reply.yaml": text + told}), "prompt") == {"ReplyToGuest"}
    page = "name: page\ntemplate: <p>Our rooms are open to guests at any time of the day.</p>\nlayout: wide\n"
    assert not names(configured({"src/page.yaml": page}), "prompt")
