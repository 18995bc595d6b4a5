"""Files inside of manifests, custom resources of platforms, and marks that are no models."""

from __future__ import annotations

from configured import configured, edges, names, places

from aibom.model.kinds import RelationKind

CONFIG_MAP = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: gateway}
data:
  config.yaml: |
    model_list:
      - model_name: chat
        litellm_params:
          model: anthropic/claude-3-5-sonnet-20240620
"""
RAY = """\
apiVersion: ray.io/v1
kind: RayService
metadata:
  name: writer
  labels: {acme.test/model: writer-model}
spec:
  serveConfigV2: |
    applications:
      - name: llm
        args:
          llm_configs:
            - model_loading_config:
                model_source: Qwen/Qwen2.5-7B-Instruct
"""


def test_a_file_in_a_config_map_is_read_with_the_lines_of_the_manifest() -> None:
    seen = configured({"k8s/gateway.yaml": CONFIG_MAP})
    assert ("claude-3-5-sonnet-20240620", 9) in places(seen, "model")
    assert "Anthropic" in names(seen, "service")


def test_a_text_of_a_custom_resource_names_models_that_its_product_serves() -> None:
    seen = configured({"k8s/ray.yaml": RAY})
    assert places(seen, "model") == {("Qwen/Qwen2.5-7B-Instruct", 13)}
    assert edges(seen, RelationKind.SERVED_BY) == {("Qwen/Qwen2.5-7B-Instruct", "Ray Serve")}


PROVIDERS = """\
model_providers:
  - name: shared
    type: openai
    auth: {key: OPENAI_API_KEY}
models:
  - targets:
      - {name: gpt-4o, provider: shared}
"""


def test_providers_by_entry_and_models_beside_them() -> None:
    seen = configured({"gateway.yaml": PROVIDERS})
    assert names(seen, "model") == {"gpt-4o"}
    assert {place for place in places(seen, "service") if place[0] == "OpenAI"} >= {("OpenAI", 3)}


MACHINE = """\
{"States": {"Ask": {"Type": "Task", "Resource": "arn:aws:states:::bedrock:invokeModel",
  "Parameters": {"ModelId": "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0"}}}}
"""


def test_names_of_amazon_resources_tell_services_and_models() -> None:
    seen = configured({"flow.asl.json": MACHINE})
    assert places(seen, "model") == {("amazon.nova-lite-v1:0", 2)}
    assert ("Amazon Bedrock", 1) in places(seen, "service")


def test_a_definition_of_localai_names_its_model() -> None:
    text = "name: chat\nbackend: llama-cpp\nparameters:\n  model: mistral-7b.Q6_K.gguf\nmmproj: mmproj-f16.gguf\n"
    seen = configured({"models/chat.yaml": text})
    assert edges(seen, RelationKind.SERVED_BY) == {("mistral-7b.Q6_K.gguf", "LocalAI"), ("mmproj-f16.gguf", "LocalAI")}


def test_definitions_of_localai_in_a_list_have_their_prompts() -> None:
    text = (
        "models:\n  - name: helper\n    parameters:\n      model: /models/codellama-7b.Q4_K_M.gguf\n      context_size: 4096\n"
        "    threads: 4\n    context_size: 4096\n    template:\n"
        "      completion: '[INST] You are a Laravel expert. Write code for: {{.Input}} [/INST]'\n"
        "      chat: '<|im_start|>{{.RoleName}} {{.Content}}<|im_end|> and what belongs to it'\n"
    )
    seen = configured({"config.yaml": text})
    assert edges(seen, RelationKind.SERVED_BY) == {("/models/codellama-7b.Q4_K_M.gguf", "LocalAI")}
    assert edges(seen, RelationKind.USES_PROMPT) == {("/models/codellama-7b.Q4_K_M.gguf", "template.completion")}


def test_a_key_beside_an_address_of_ones_own_is_no_key_of_the_provider() -> None:
    text = "OPENAI_API_BASE=http://server:8080/v1\nOPENAI_API_KEY=x\nOPENAI_MODEL=gpt-3.5-turbo\n"
    seen = configured({".env": text})
    assert names(seen, "model") == {"gpt-3.5-turbo"}
    assert "OpenAI" not in names(seen, "service")


def test_a_path_of_an_api_names_its_model() -> None:
    seen = configured(
        {"kong.yaml": "replace:\n  uri: /v1beta/models/gemini-2.5-pro:generateContent\nai: true # model\n"}
    )
    assert places(seen, "model") == {("gemini-2.5-pro", 2)}
