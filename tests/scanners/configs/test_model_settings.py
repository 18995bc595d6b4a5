"""Which settings name a model, and which only look so."""

from __future__ import annotations

import pytest
from configured import configured, edges, names, origins, places
from hypothesis import given
from hypothesis import strategies as st

from aibom.model.kinds import RelationKind
from aibom.scanners.configs.names.modelkeys import key_hint
from aibom.scanners.configs.names.naming import name_model
from aibom.scanners.configs.names.values import model_of_setting


@pytest.mark.parametrize(
    ("key", "value", "origin", "name"),
    [
        ("OPENAI_MODEL", "gpt-4o-mini", "openai", "gpt-4o-mini"),
        ("LLM_MODEL", "claude-3-5-sonnet-20241022", "anthropic", "claude-3-5-sonnet-20241022"),
        ("OLLAMA_MODEL", "llama3.2:latest", "ollama", "llama3.2"),
        ("AZURE_OPENAI_DEPLOYMENT_NAME", "gpt-4o", "azure-openai", "gpt-4o"),
        ("OPENAI_CHAT_DEPLOYMENT_NAME", "gpt-4o", "azure-openai", "gpt-4o"),
        ("EMBEDDING_MODEL", "BAAI/bge-m3", "hf", "BAAI/bge-m3"),
        ("model_name_or_path", "google/gemma-2-2b", "hf", "google/gemma-2-2b"),
        ("base_model", "mistralai/Mistral-7B-v0.1", "hf", "mistralai/Mistral-7B-v0.1"),
        ("base_model", "openai/gpt-oss-20b", "hf", "openai/gpt-oss-20b"),
        ("tokenizer", "meta-llama/Llama-3.1-8B", "hf", "meta-llama/Llama-3.1-8B"),
        ("chatModelId", "gemini-2.0-flash", "google", "gemini-2.0-flash"),
        ("model", "openai/gpt-4o", "openai", "gpt-4o"),
        ("model", "google/gemma-2-9b-it", "hf", "google/gemma-2-9b-it"),
        ("model", "groq:llama-3.3-70b-versatile", "groq", "llama-3.3-70b-versatile"),
        ("MODEL_PATH", "./weights/churn.onnx", "file", "weights/churn.onnx"),
        ("lora_weights", "tloen/alpaca-lora-7b", "hf", "tloen/alpaca-lora-7b"),
        ("WHISPER_MODEL", "base", "", "whisper-base"),
        ("LLM_MODEL", "acme-chat-v3", "", "acme-chat-v3"),
    ],
)
def test_settings_that_name_a_model(key: str, value: str, origin: str, name: str) -> None:
    named = model_of_setting(key, value)
    assert named is not None
    assert (named.subject.origin, named.subject.name) == (origin, name)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("MODEL_DIR", "./models/llama"),
        ("MODEL_PROVIDER", "openai"),
        ("LLM_TEMPERATURE", "0.7"),
        ("LLM_BASE_URL", "http://localhost:11434"),
        ("MAX_MODEL_LEN", "4096"),
        ("OPENAI_MODEL", "<your-model>"),
        ("OPENAI_MODEL", "${MODEL}"),
        ("LLM_MODEL", "your-model-here"),
        ("MODEL", "Tesla Model 3"),
        ("DATA_MODEL", "customer"),
        ("MODEL", "default"),
        ("CAR", "gpt-4o"),
        ("model_type", "llama"),
        ("embedding_dimension", "1536"),
        ("hub_model_id_prefix", "acme/chat-7b"),
        ("django_model", "auth.User"),
        ("LLM_MODEL", "path/to/model"),
    ],
)
def test_settings_that_only_look_so(key: str, value: str) -> None:
    assert model_of_setting(key, value) is None


def test_keys_tell_what_a_model_is_for() -> None:
    classes = {
        key: hint.model_class for key in ("EMBED_MODEL", "rerankerModel", "TTS_MODEL", "LLM") if (hint := key_hint(key))
    }
    assert classes == {"EMBED_MODEL": "embedding", "rerankerModel": "reranker", "TTS_MODEL": "speech", "LLM": ""}


@pytest.mark.parametrize(
    ("text", "origin", "name", "told"),
    [
        ("https://huggingface.co/org/model/resolve/main/m.gguf", "hf", "org/model", {"revision": "main"}),
        ("hf://org/model", "hf", "org/model", {}),
        ("org/model@0a1b2c", "hf", "org/model", {"revision": "0a1b2c"}),
        ("org/model-GGUF:Q4_K_M", "hf", "org/model-GGUF", {"quantisation": "Q4_K_M"}),
        ("s3://bucket/churn/1", "", "s3://bucket/churn/1", {"source": "s3://bucket/churn/1"}),
        ("https://example.org/w/yolov8n.pt?x=1", "", "yolov8n.pt", {"source": "https://example.org/w/yolov8n.pt"}),
        (
            "https://example.org/w/epoch%3D9.ckpt",
            "",
            "epoch=9.ckpt",
            {"source": "https://example.org/w/epoch%3D9.ckpt"},
        ),
        ("/models/phi-4.gguf", "file", "/models/phi-4.gguf", {"hosted": False}),
    ],
)
def test_names_with_a_place(text: str, origin: str, name: str, told: dict[str, object]) -> None:
    named = name_model(text)
    assert named is not None
    assert (named.subject.origin, named.subject.name) == (origin, name)
    assert told.items() <= named.facts.items()


def test_hosted_models_say_so() -> None:
    alias, dated = model_of_setting("OPENAI_MODEL", "gpt-4o"), model_of_setting("OPENAI_MODEL", "gpt-4o-2024-08-06")
    assert alias is not None
    assert dated is not None
    assert (alias.facts["hosted"], alias.facts["floating_alias"]) == (True, True)
    assert dated.facts["floating_alias"] is False


@given(
    st.text(max_size=60),
    st.text(max_size=250),
    st.sampled_from(["", "hf", "ollama", "file", "routed", "url", "label", "openai"]),
)
def test_any_text_is_a_model_or_none(key: str, value: str, origin: str) -> None:
    named = name_model(value, origin)
    assert named is None or named.subject.name
    model_of_setting(f"{key}_MODEL", value)


def test_open_weights_are_known_by_their_family_under_a_bare_key() -> None:
    values = "replicaCount: 1\nmodel: all-MiniLM-L6-v2\n"
    assert names(configured({"charts/embed/values.yaml": values}), "model") == {"all-MiniLM-L6-v2"}
    assert names(configured({"charts/car/values.yaml": "model: option-2\n"}), "model") == set()


def test_a_list_of_addresses_for_a_downloader() -> None:
    links = """\
https://huggingface.co/acme-ai/paint-v2/resolve/main/paint-v2.safetensors
  out=checkpoints/paint-v2.safetensors
# https://example.org/old.pth
https://github.com/acme/scaler/releases/download/v1/scaler_x4.pth
https://example.org/readme.html
"""
    seen = configured({"fetch/links.txt": links, "docs/notes.txt": links, "robots.txt": links})
    assert names(seen, "model") == {"acme-ai/paint-v2", "scaler_x4.pth"}
    assert ("scaler_x4.pth", 4) in places(seen, "model")


def test_files_of_a_group_of_models_name_one_each() -> None:
    text = "name_or_path: {}\ntokenizer_name_or_path: null\narchive: null\n"
    seen = configured(
        {
            "config/model/gpt2_xl.yaml": text.format("gpt2-xl"),
            "conf/models/llama.yaml": "name_or_path: meta-llama/Llama-2-7b-hf\n",
            "conf/llm/local.yaml": text.format("null"),
            "conf/dataset/wikitext.yaml": text.format("Salesforce/wikitext"),
            "conf/model/nested.yaml": "corpus:\n  name_or_path: Salesforce/wikitext\n",
        }
    )
    assert places(seen, "model") == {("gpt2-xl", 1), ("meta-llama/Llama-2-7b-hf", 1)}


LISTED = """{
  "default_model": "Sonnet",
  "models": [
    {"model_id": "claude-sonnet-4-20250514", "name": "Sonnet"},
    {"model_id": "claude-opus-4-20250514", "name": "Opus"}
  ]
}
"""


def test_names_that_a_list_of_models_gives_are_no_models_themselves() -> None:
    expected = {"claude-sonnet-4-20250514", "claude-opus-4-20250514"}
    assert names(configured({"config.json.example": LISTED}), "model") == expected
    plain = LISTED.replace('"default_model": "Sonnet"', '"default_model": "claude-haiku-4-5"')
    assert names(configured({"config.json": plain}), "model") == {*expected, "claude-haiku-4-5"}


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://openrouter.ai/api/v1", ("openrouter", "deepseek/deepseek-chat")),
        ("https://api.deepseek.com", ("deepseek", "deepseek-chat")),
        ("http://localhost:4000", ("deepseek", "deepseek-chat")),
    ],
)
def test_the_address_beside_a_name_says_whose_it_is(address: str, expected: tuple[str, str]) -> None:
    seen = configured({".env": f"LLM_BASE_URL={address}\nLLM_MODEL=deepseek/deepseek-chat\n"})
    assert origins(seen) == {expected}
    assert ("DeepSeek" in names(seen, "service")) == (expected[0] == "deepseek")


def test_models_that_are_keys_behind_their_providers() -> None:
    text = """\
providers:
  openai: {base_url: "https://api.openai.com/v1"}
  ollama: {base_url: "http://localhost:11434/v1"}
models:
  openai/gpt-5-mini: {reasoning_effort: high}
  ollama/llama4:
  other/thing:
"""
    seen = configured({"config.yaml": text, "routes.yaml": "models:\n  api/v1: {path: /v1}\n"})
    assert names(seen, "model") == {"gpt-5-mini", "llama4"}
    assert edges(seen, RelationKind.SERVED_BY) == {("gpt-5-mini", "OpenAI"), ("llama4", "Ollama")}


def test_the_name_of_an_agent_is_no_provider() -> None:
    agent = '"agent": {"test-writer": {"model": "openai/gpt-5-codex", "description": "Writes tests"}}'
    seen = configured({"opencode.json": '{"$schema": "https://opencode.ai/config.json", ' + agent + "}"})
    assert names(seen, "service") == {"OpenAI"}
    assert origins(configured({".env": "WRITER_MODEL=gpt-4o\n"})) == {("openai", "gpt-4o")}


def test_a_name_in_bedrock_s_form_is_bedrock_s_whoever_made_the_model() -> None:
    text = (
        "claude_on_aws:\n  model: claude_on_aws\n  model_id: anthropic.claude-3-haiku-20240307-v1:0\n  api_type: aws_claude\n"
        "mistral_here:\n  model: mistral-large-latest\n  api_type: mistral\n"
    )
    seen = configured({"models.yaml": text})
    assert names(seen, "model") == {"anthropic.claude-3-haiku-20240307-v1:0", "mistral-large-latest"}
    assert edges(seen, RelationKind.SERVED_BY) == {
        ("anthropic.claude-3-haiku-20240307-v1:0", "Amazon Bedrock"),
        ("mistral-large-latest", "Mistral AI"),
    }


def test_a_variant_of_openrouter_s_in_variables():
    seen = configured(
        {".env.example": "OPENROUTER_API_MODEL=qwen/qwen3-coder:free\nMODEL_NAME=deepseek/deepseek-r1:free\n"}
    )
    assert {(one.subject.origin, one.subject.name) for one in seen.observations if one.subject.kind == "model"} == {
        ("openrouter", "qwen/qwen3-coder:free"),
        ("openrouter", "deepseek/deepseek-r1:free"),
    }
