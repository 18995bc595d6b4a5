"""Models with how they are reached: lists in variables, proxies of agents, stores of settings, modules, scripts."""

from __future__ import annotations

from configured import configured, edges, names

from aibom.model.kinds import RelationKind

SERVED = RelationKind.SERVED_BY
VARIABLES = """\
LLM_MODEL_CONFIG_FAST="gpt-5-mini,openai-key"
LLM_MODEL_CONFIG_AZURE="gpt-4o,https://berths.openai.azure.com/,key,2024-10-21"
LLM_MODEL_CONFIG_OPEN="accounts/fireworks/models/kimi-k2p6,key"
"""
PROXY = '{"env": {"ANTHROPIC_BASE_URL": "http://localhost:4141", "ANTHROPIC_MODEL": "claude-sonnet-4"}}'
STORED = (
    '{"_default": {"2": {"name": "LLMOllamaConfig", "value": {"base_url": "http://ollama:11434", "model": "llama2"}}}}'
)
MODULE = """\
module "openai" {
  source = "../.."
  deployment = {
    "gpt-35-turbo" = {
      name         = "gpt-35-turbo"
      model_format = "OpenAI"
      model_name   = "gpt-35-turbo"
    }
  }
}
"""


def test_a_variable_lists_a_model_and_how_it_is_reached():
    seen = configured({"backend/example.env": VARIABLES})
    assert names(seen, "model") == {"gpt-5-mini", "gpt-4o", "accounts/fireworks/models/kimi-k2p6"}
    assert edges(seen, SERVED) == {
        ("gpt-5-mini", "OpenAI"),
        ("gpt-4o", "Azure OpenAI"),
        ("accounts/fireworks/models/kimi-k2p6", "Fireworks AI"),
    }


def test_a_proxy_of_one_s_own_serves_what_an_agent_asks_for():
    seen = configured({".claude/settings.json": PROXY})
    assert ("claude-sonnet-4", "localhost:4141") in edges(seen, SERVED)


def test_settings_that_a_program_stores_among_its_data():
    assert names(configured({"data/metadata.json": STORED}), "model") == {"llama2"}


def test_a_module_deploys_models_on_azure():
    seen = configured({"infra/main.tf": MODULE})
    assert edges(seen, SERVED) == {("gpt-35-turbo", "Azure OpenAI")}
    assert len({one.subject for one in seen.observations if one.subject.kind == "model"}) == 1


def test_a_model_of_the_hub_is_none_of_ollama_s_registry():
    told = 'OLLAMA_HOST="http://ollama:11434"\nDEFAULT_MODEL="%s"\n'
    assert ("llama3.2", "Ollama") in edges(configured({".env.example": told % "llama3.2"}), SERVED)
    seen = configured({".env.example": told % "Qwen/Qwen3-32B"})
    assert "Qwen/Qwen3-32B" in names(seen, "model")
    assert not edges(seen, SERVED)


def test_a_server_of_one_model_serves_the_one_that_is_called_after_it():
    told = "VLLM_BASE_URL=http://localhost:8000/v1\nVLLM_MODEL=hosted_vllm/google/gemma-3-4b-it\n%s=BAAI/bge-m3\n"
    seen = configured({".env.example": told % "EMBEDDING_MODEL"})
    assert edges(seen, SERVED) == {("google/gemma-3-4b-it", "vLLM")}
    assert {one.subject.origin for one in seen.observations if one.subject.kind == "model"} == {"hf"}
