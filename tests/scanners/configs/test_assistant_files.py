"""Rasa projects, prompt flows, promptfoo's inline prompts, Langflow's older nodes, models on Kaggle."""

from __future__ import annotations

import json

from configured import configured, edges, names, origins, places

from aibom.model.kinds import RelationKind

RASA = """\
recipe: default.v1
language: en
assistant_id: bank-desk
pipeline:
  - name: WhitespaceTokenizer
  - name: SpacyNLP
    model: "de_core_news_md"
  - name: LanguageModelFeaturizer
    model_name: bert
    model_weights: rasa/LaBSE
policies:
  - name: TEDPolicy
"""
NLU = 'version: "3.1"\nnlu:\n  - intent: greet\n    examples: |\n      - hello\n'
FLOW = """\
inputs:
  question: {type: string}
nodes:
  - name: answer
    type: llm
    source: {type: code, path: answer.jinja2}
    inputs:
      deployment_name: desk-gpt-4o
      temperature: 0
    connection: aoai
node_variants: {}
"""
FOO = """\
prompts:
  - "Write a reminder about {{invoice}} in two sentences"
  - file://prompts/dun.txt
providers:
  - openai:chat:gpt-4o-mini
tests:
  - vars: {invoice: 17}
"""


def test_rasa_projects_have_an_assistant_its_models_and_its_data() -> None:
    seen = configured({"config.yml": RASA, "data/nlu.yml": NLU})
    assert names(seen, "agent") == {"bank-desk"}
    assert names(seen, "model") == {"de_core_news_md", "rasa/LaBSE"}
    assert edges(seen, RelationKind.USES_MODEL) == {("bank-desk", "de_core_news_md"), ("bank-desk", "rasa/LaBSE")}
    assert names(seen, "dataset") == {"data/nlu.yml"}


def test_prompt_flows_send_templates_to_models() -> None:
    seen = configured({"flows/desk/flow.dag.yaml": FLOW})
    assert origins(seen) == {("azure-openai", "desk-gpt-4o")}
    assert edges(seen, RelationKind.USES_MODEL) == {("flows/desk/answer.jinja2", "desk-gpt-4o")}
    assert places(seen, "model") == {("desk-gpt-4o", 8)}


def test_promptfoo_asks_models_over_apis_with_prompts() -> None:
    seen = configured({"promptfooconfig.yaml": FOO})
    assert names(seen, "service") == {"OpenAI"}
    assert places(seen, "prompt") == {("prompt 1", 2), ("prompts/dun.txt", 3)}
    assert ("prompts/dun.txt", "gpt-4o-mini") in edges(seen, RelationKind.USES_MODEL)


def test_older_langflow_nodes() -> None:
    def node(id_: str, type_: str, **given: str) -> dict[str, object]:
        template = {key: {"value": value} for key, value in given.items()}
        return {"id": id_, "data": {"type": type_, "node": {"template": template}}}

    template = "Answer as a clerk of the house would: {question}"
    nodes = [
        node("a", "AgentInitializer"),
        node("m", "ChatOpenAI", model_name="gpt-4o"),
        node("s", "Search", serpapi_api_key=""),
        node("p", "PromptTemplate", template=template),
    ]
    wires = [{"source": one, "target": "a", "targetHandle": f"{one}|x"} for one in ("m", "s", "p")]
    wires[1]["targetHandle"] = "s|tools|a"
    seen = configured({"flows/desk.json": json.dumps({"data": {"nodes": nodes, "edges": wires}}, indent=1)})
    assert names(seen, "agent") == {"AgentInitializer"}
    assert edges(seen, RelationKind.USES_MODEL) == {("AgentInitializer", "gpt-4o")}
    assert {"OpenAI", "SerpApi"} == names(seen, "service")
    assert len(names(seen, "prompt")) == 1


def test_models_on_kaggle_and_of_ollama_urls() -> None:
    text = "env:\n  MODEL_PATH: google/gemma/keras/2b-it/2\nllm:\n  model: ollama://qwen3:4b\n"
    assert origins(configured({"config/run.yaml": text})) == {
        ("kaggle", "google/gemma/keras/2b-it/2"),
        ("ollama", "qwen3:4b"),
    }


def test_modules_of_terraform_that_set_up_a_service_serve_their_models() -> None:
    text = (
        'module "desk_sagemaker" {\n  source = "../modules/endpoint"\n  hf_model_id = "BAAI/bge-m3"\n'
        '  model_data = "s3://acme-models/desk/model.tar.gz"\n}\n'
    )
    served = edges(configured({"infra/main.tf": text}), RelationKind.SERVED_BY)
    assert {name for name, _ in served} == {"BAAI/bge-m3", "s3://acme-models/desk/model.tar.gz"}
    assert {service for _, service in served} == {"Amazon SageMaker"}


SYMFONY = """\
ai:
  platform:
    openai: {api_key: '%env(OPENAI_API_KEY)%'}
  agent:
    desk:
      model: gpt-4o-mini
      prompt: {text: 'You answer at the desk of a clinic.'}
      tools:
        - 'Symfony\\AI\\Agent\\Toolbox\\Tool\\Wikipedia'
        - {service: App\\Slots, name: find_slot, description: Finds a free slot}
  store:
    chroma_db:
      main: {collection: clinic}
  indexer:
    default:
      model: {name: Embeddings, version: text-embedding-3-small}
"""


def test_the_settings_of_symfony_make_agents_and_stores() -> None:
    seen = configured({"config/packages/ai.yaml": SYMFONY})
    assert names(seen, "agent") == {"desk"}
    assert origins(seen) == {("openai", "gpt-4o-mini"), ("openai", "text-embedding-3-small")}
    assert names(seen, "service") == {"OpenAI", "Chroma"}
    assert edges(seen, RelationKind.HAS_TOOL) == {("desk", "Wikipedia"), ("desk", "find_slot")}
    assert edges(seen, RelationKind.USES_MODEL) == {("desk", "gpt-4o-mini")}
    assert edges(seen, RelationKind.USES_PROMPT) == {("desk", "desk system prompt")}


INDEXED = """\
ai:
  platform:
    openai: {api_key: '%env(OPENAI_API_KEY)%'}
  agent: {}
  vectorizer:
    small:
      model:
        class: 'Symfony\\AI\\Platform\\Bridge\\OpenAi\\Embeddings'
        name: !php/const Symfony\\AI\\Platform\\Bridge\\OpenAi\\Embeddings::TEXT_ADA_002
  indexer:
    news:
      source: ['https://feeds.example.org/harbour', '%kernel.project_dir%/data/tides.txt']
      vectorizer: 'ai.vectorizer.small'
      store: 'ai.store.chroma_db.news'
"""


def test_indexers_of_symfony_fill_a_store_by_a_vectorizer() -> None:
    seen = configured({"config/packages/ai.yaml": INDEXED})
    data = {"https://feeds.example.org/harbour", "data/tides.txt"}
    assert names(seen, "dataset") == data
    assert edges(seen, RelationKind.STORES_IN) == {(one, "Chroma") for one in data}
    assert edges(seen, RelationKind.USES_MODEL) == {("Chroma", "text-embedding-ada-002")}
    unknown = INDEXED.replace("TEXT_ADA_002", "TEXT_ELSEWHERE").replace("source:", "other:")
    assert not names(configured({"config/packages/ai.yaml": unknown}), "dataset")
    assert not names(configured({"config/packages/ai.yaml": unknown}), "model")


def test_an_assistant_of_rasa_1() -> None:
    config = "language: en\npipeline: supervised_embeddings\npolicies:\n  - name: MemoizationPolicy\n"
    stories = '## book a room\n* book_room{"city": "Rome"}\n  - utter_dates\n'
    domain = (
        "responses:\n  utter_faq_prompt:\n    - text: Do you have any further questions about the hotel for me today?\n"
    )
    seen = configured(
        {
            "hotel/src/config.yml": config,
            "hotel/src/data/nlu.md": "## intent:greet\n- hey\n- hello\n",
            "hotel/src/data/stories.md": stories,
            "hotel/src/domain.yml": domain,
        }
    )
    assert set(seen.named("agent")) == {"hotel"}
    assert set(seen.named("dataset")) == {"hotel/src/data/nlu.md", "hotel/src/data/stories.md"}
    assert not seen.named("prompt")


def test_defaults_that_a_hub_of_workers_offers() -> None:
    text = (
        '{"config": {"env": [\n{"key": "MODEL_NAMES", "input": {"type": "string",\n'
        '"default": "BAAI/bge-small-en-v1.5;intfloat/e5-large-v2"}},\n{"key": "DTYPES", "input": {"default": "auto"}}]}}'
    )
    seen = configured({".runpod/hub.json": text})
    assert set(seen.named("model")) == {"BAAI/bge-small-en-v1.5", "intfloat/e5-large-v2"}


def test_the_window_that_a_coding_agent_asks_for_is_no_part_of_the_name() -> None:
    text = '{"env": {"ANTHROPIC_DEFAULT_OPUS_MODEL": "kimi-k3[1m]", "ANTHROPIC_DEFAULT_HAIKU_MODEL": "model[a]"}}'
    assert names(configured({".claude/settings.json": text}), "model") == {"kimi-k3"}


def test_the_spelling_of_azure_is_served_there() -> None:
    seen = configured({"config.yaml": "chat_model: gpt-35-turbo\nother_model: gpt-3.5-turbo\n"})
    assert origins(seen) == {("azure-openai", "gpt-35-turbo"), ("openai", "gpt-3.5-turbo")}


def test_tools_that_a_client_brings_along_are_none_of_a_project() -> None:
    told = '"prompt": "You look after a Postgres database and never drop a table."'
    text = '{"name": "db-admin", "description": "Databases", %s, "tools": %s}'
    kiro = configured({".kiro/agents/db.json": text % (told, '["fs_read", "@postgres/query", "backup"]')})
    assert names(kiro, "tool") == {"postgres", "backup"}
    plain = configured({"agents/db.json": text % (told, '["read", "bash"]')})
    assert names(plain, "tool") == set()
    keyed = '"prompt": "You look after a database.", "allowedTools": ["@postgres/query"]'
    elsewhere = configured({"templates/q/agents/db.json": text % (keyed, '["@postgres/query", "backup"]')})
    assert names(elsewhere, "tool") == {"postgres", "backup"}
    own = configured({"agents/db.json": text % (told, '["read", "book_desk"]')})
    assert names(own, "tool") == {"read", "book_desk"}


def test_an_agent_of_opencode_may_have_nothing_but_a_mode_and_a_model() -> None:
    agents = '{"build": {"mode": "primary", "model": "openai/gpt-5"}, "fast": {"temperature": 0.1}}'
    seen = configured({"opencode.json": f'{{"$schema": "https://opencode.ai/config.json", "agent": {agents}}}'})
    assert names(seen, "agent") == {"build"}
