"""Gateways in front of models, goose recipes, agent nodes of Dify, Croissant without a name, arguments of a Bento."""

from __future__ import annotations

from configured import configured, edges, names, origins, places

from aibom.model.kinds import RelationKind

ROUTE = """\
apiVersion: aigateway.envoyproxy.io/v1beta1
kind: AIGatewayRoute
metadata: {name: support}
spec:
  rules:
    - matches:
        - headers:
            - {type: Exact, name: x-ai-eg-model, value: eu.anthropic.claude-sonnet-4-20250514-v1:0}
      backendRefs:
        - name: claude
    - matches:
        - headers:
            - type: Exact
              name: x-ai-eg-model
              value: phi4-mini
      backendRefs:
        - name: on-premises
    - matches:
        - headers:
            - {type: RegularExpression, name: x-ai-eg-model, value: .*}
      backendRefs:
        - name: overflow
          modelNameOverride: gpt-4.1-mini
---
apiVersion: aigateway.envoyproxy.io/v1beta1
kind: AIServiceBackend
metadata: {name: claude}
spec:
  schema: {name: AWSAnthropic}
  backendRef: {name: frankfurt, kind: Backend}
---
apiVersion: aigateway.envoyproxy.io/v1beta1
kind: AIServiceBackend
metadata: {name: on-premises}
spec:
  schema: {name: OpenAI}
  backendRef: {name: gpu-box, kind: Backend}
---
apiVersion: aigateway.envoyproxy.io/v1beta1
kind: AIServiceBackend
metadata: {name: overflow}
spec:
  schema:
    name: AzureOpenAI
  backendRef: {name: azure, kind: Backend}
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: Backend
metadata: {name: frankfurt}
spec: {endpoints: [{fqdn: {hostname: bedrock-runtime.eu-central-1.amazonaws.com, port: 443}}]}
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: Backend
metadata: {name: gpu-box}
spec: {endpoints: [{fqdn: {hostname: gpu.internal.example, port: 8000}}]}
---
apiVersion: aigateway.envoyproxy.io/v1beta1
kind: MCPRoute
metadata: {name: tools}
spec:
  path: /mcp
  backendRefs:
    - name: tickets
      path: /mcp
"""


def test_models_and_servers_behind_an_envoy_ai_gateway() -> None:
    seen = configured({"deploy/gateway.yaml": ROUTE})
    assert places(seen, "model") == {
        ("eu.anthropic.claude-sonnet-4-20250514-v1:0", 8),
        ("phi4-mini", 15),
        ("gpt-4.1-mini", 23),
    }
    # What speaks OpenAI's API under an address of one's own is not OpenAI.
    assert edges(seen, RelationKind.SERVED_BY) == {
        ("eu.anthropic.claude-sonnet-4-20250514-v1:0", "Amazon Bedrock"),
        ("gpt-4.1-mini", "Azure OpenAI"),
    }
    assert names(seen, "service") == {"Amazon Bedrock", "Azure OpenAI"}
    assert places(seen, "tool") == {("tickets", 63)}


def test_a_gateway_of_odd_resources_is_no_error() -> None:
    text = "apiVersion: aigateway.envoyproxy.io/v1\nkind: AIGatewayRoute\nspec: {rules: [1, {matches: {}, backendRefs: [x]}]}\n"
    assert not configured({"deploy/odd.yaml": text}).observations


RECIPE = """\
version: 1.0.0
title: Release notes writer
description: Collects merged changes and writes the notes
instructions: You write short release notes for people who use the product.
prompt: |
  List what was merged since {{last_tag}} and group it by who is affected.
extensions:
  - type: stdio
    name: changelog
    cmd: uvx
    args: [mcp-server-git]
  - type: builtin
    name: developer
settings:
  goose_provider: anthropic
  goose_model: claude-sonnet-4-20250514
"""


def test_a_goose_recipe_is_an_agent() -> None:
    seen = configured({"release/notes.yaml": RECIPE})
    assert places(seen, "agent") == {("Release notes writer", 2)}
    assert len(names(seen, "prompt")) == 2
    assert edges(seen, RelationKind.HAS_TOOL) == {("Release notes writer", "changelog")}
    assert edges(seen, RelationKind.USES_MODEL) == {("Release notes writer", "claude-sonnet-4-20250514")}
    assert origins(seen) == {("anthropic", "claude-sonnet-4-20250514")}


DIFY = """\
kind: app
app: {name: Facility desk, mode: advanced-chat}
workflow:
  graph:
    nodes:
    - data:
        type: agent
        title: Dispatcher
        agent_parameters:
          instruction: {type: constant, value: Ask which room it is and open a ticket for it.}
          mcp_server: {type: constant, value: "https://tickets.example.com/sse/abc"}
          model:
            value: {model: gpt-4o-mini, provider: langgenius/openai/openai, mode: chat}
          tools:
            value:
            - {enabled: true, tool_name: current_time, provider_name: time}
            - {enabled: false, tool_name: calculator}
    - data:
        type: llm
        title: Summary
        model: {name: deepseek-chat, provider: deepseek, mode: chat}
        prompt_template:
        - {role: system, text: Summarise what was reported in two sentences.}
        - {role: user, text: "{{#sys.query#}}"}
    - data:
        type: llm
        title: 路线
        prompt_template: [{role: system, text: 请根据房间号给出最短的路线。}]
"""


def test_agent_nodes_and_prompts_of_dify() -> None:
    seen = configured({"apps/desk.yml": DIFY})
    assert names(seen, "agent") == {"Facility desk", "Dispatcher"}
    assert origins(seen) == {("openai", "gpt-4o-mini"), ("deepseek", "deepseek-chat")}
    assert names(seen, "tool") == {"current_time", "tickets.example.com"}
    assert ("Dispatcher", "current_time") in edges(seen, RelationKind.HAS_TOOL)
    assert ("Facility desk", "deepseek-chat") in edges(seen, RelationKind.USES_MODEL)
    assert places(seen, "prompt") == {
        ("Dispatcher system prompt", 10),
        ("Summary system prompt", 23),
        ("路线 system prompt", 28),
    }


def test_croissant_metadata_without_a_name_is_that_of_its_source() -> None:
    text = """{
 "@context": {"@vocab": "https://schema.org/"},
 "@type": "sc:Dataset", "conformsTo": "http://mlcommons.org/croissant/1.0",
 "distribution": [{"@type": "cr:FileObject",
  "contentUrl": "https://huggingface.co/datasets/nyu-mll/glue/tree/refs%2Fconvert%2Fparquet"}]
}"""
    assert origins(configured({"data/metadata.json": text}), "dataset") == {("hf", "nyu-mll/glue")}


def test_arguments_of_a_bento() -> None:
    text = '[project]\nname = "phi-4"\n[tool.bentoml.build.args]\nmodel_id = "microsoft/phi-4"\n'
    seen = configured({"serve/pyproject.toml": text, "other/pyproject.toml": '[tool.x]\nmodel_id = "a/b"\n'})
    assert origins(seen) == {("hf", "microsoft/phi-4")}


def test_an_adapter_of_a_chart_that_lies_on_the_hub() -> None:
    text = "loraAdapters:\n- name: legal\n  adapterSource: {type: huggingface, repository: acme/llama-legal-lora}\n"
    seen = configured({"serve/values-lora.yaml": text})
    assert origins(seen) == {("hf", "acme/llama-legal-lora")}


def test_a_host_name_is_no_model() -> None:
    assert not names(configured({"infra/settings.yaml": "hostLlmHostname:\n  default: host.k3d.internal\n"}), "model")


MAPPED = """\
apiVersion: extensions.higress.io/v1alpha1
kind: WasmPlugin
metadata: {name: ai-proxy}
spec:
  matchRules:
  - config:
      provider:
        type: zhipuai
        apiTokens: ["${TOKEN}"]
        modelMapping:
          gpt-4o: glm-4-air
          "*": glm-4-flash
  - config:
      provider:
        type: openai
        apiTokens: ["${TOKEN}"]
"""
EMBEDDED = """\
static_resources:
  listeners:
  - configuration:
      value: |
        {
          "providers": [
            {"type": "moonshot",
             "modelMapping": {"*": "moonshot-v1-32k"}}
          ]
        }
"""


def test_names_that_a_gateway_maps_to_models() -> None:
    seen = configured({"gateway/plugins.yaml": MAPPED})
    assert places(seen, "model") == {("glm-4-air", 11), ("glm-4-flash", 12)}
    assert edges(seen, RelationKind.SERVED_BY) == {("glm-4-air", "Zhipu AI"), ("glm-4-flash", "Zhipu AI")}
    assert places(seen, "service") == {("Zhipu AI", 8), ("OpenAI", 15)}


def test_settings_of_a_plugin_in_a_text() -> None:
    seen = configured({"gateway/envoy.yaml": EMBEDDED})
    assert places(seen, "model") == {("moonshot-v1-32k", 8)}
    assert names(seen, "service") == {"Moonshot AI"}
    assert not configured({"gateway/broken.yaml": EMBEDDED.replace("]\n", "\n")}).observations


REST = """\
server:
  name: parcel-desk
tools:
- name: find_parcels
  description: Finds parcels by what is written on them
  args: [{name: q, type: string}]
  requestTemplate:
    url: "https://api.search.brave.com/res/v1/web/search"
    method: GET
- name: close_desk
  requestTemplate: {url: "https://desk.example.com/close"}
"""


def test_an_mcp_server_made_of_requests() -> None:
    seen = configured({"gateway/parcels/mcp-server.yaml": REST})
    assert places(seen, "tool") == {("parcel-desk", 2), ("find_parcels", 4), ("close_desk", 10)}
    assert edges(seen, RelationKind.CALLS_SERVICE) == {("find_parcels", "Brave Search")}


def test_a_module_with_a_model_and_instructions_is_an_agent() -> None:
    text = (
        'module "triage" {\n  source = "acme/agents/aws"\n  planner_model = "anthropic.claude-3-5-sonnet-20241022-v2:0"\n'
        '  planner_instruction = "You decide which desk answers the question of a customer."\n}\n'
        'module "index" {\n  source = "acme/search/aws"\n  embedding_model = "amazon.titan-embed-text-v2:0"\n}\n'
    )
    seen = configured({"infra/main.tf": text})
    assert places(seen, "agent") == {("triage", 1)}
    assert ("triage", "anthropic.claude-3-5-sonnet-20241022-v2:0") in edges(seen, RelationKind.USES_MODEL)


def test_a_provider_of_two_letters() -> None:
    text = 'gateway:\n  type: yi\n  modelMapping: {"*": yi-lightning}\n'
    assert names(configured({"gateway/settings.yaml": text}), "service") == {"01.AI"}


OWN_HOST = """\
model_list:
  - model_name: house
    litellm_params:
      model: openai/my-ledger-model
      api_base: https://llm.prod.ledger-works.io/v1
  - model_name: sample
    litellm_params: {model: openai/your-model-here, api_base: "https://your-endpoint.example.com"}
"""


def test_a_proxy_before_an_own_host_names_the_host_and_what_it_serves() -> None:
    seen = configured({"litellm_config.yaml": OWN_HOST})
    assert places(seen, "model") == {("my-ledger-model", 4)}
    assert names(seen, "service") == {"LiteLLM", "llm.prod.ledger-works.io"}
    assert edges(seen, RelationKind.SERVED_BY) == {("my-ledger-model", "llm.prod.ledger-works.io")}


def test_a_key_with_the_id_of_a_search_engine_is_no_account_of_models() -> None:
    account = '"google": {"api_key": "", "cse_id": "a1"}'
    assert names(configured({"config.json": f"{{{account}}}"}), "service") == {"Google Custom Search"}
    plain = account.replace(', "cse_id": "a1"', "")
    assert names(configured({"config.json": f"{{{plain}}}"}), "service") == {"Google Gemini"}


def test_a_token_before_a_host_is_no_name_of_a_service():
    found = configured(
        {
            "litellm.yaml": "model_list:\n- model_name: desk\n  litellm_params:\n    model: openai/gpt-4o\n"
            "    api_base: https://mytoken123@llm.acme.internal/v1\n"
        }
    )
    assert "llm.acme.internal" in names(found, "service")
    assert not any("mytoken" in name for name in names(found, "service"))
