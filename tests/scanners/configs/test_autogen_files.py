"""AutoGen Studio's components, LiteLLM in front of servers of one's own, Terraform's lists and variable files."""

from __future__ import annotations

import json

from configured import configured, edges, names, origins, places

from aibom.model.kinds import RelationKind


def client(model: str, provider: str = "autogen_ext.models.openai.OpenAIChatCompletionClient") -> dict[str, object]:
    return {"provider": provider, "component_type": "model", "config": {"model": model}}


TOOL = {"provider": "autogen_core.tools.FunctionTool", "component_type": "tool", "config": {"name": "book_room"}}
CLERK = {
    "provider": "autogen_agentchat.agents.AssistantAgent",
    "component_type": "agent",
    "config": {
        "name": "clerk",
        "model_client": client("gpt-4o-mini"),
        "tools": [TOOL],
        "system_message": "You book rooms for the guests of a house at the sea and say when none is free.",
    },
}
OLD = {"component_type": "agent", "name": "critic", "model_client": {"component_type": "model", "model": "gpt-4"}}
TEAM = {
    "provider": "autogen_agentchat.teams.RoundRobinGroupChat",
    "component_type": "team",
    "label": "desk",
    "config": {"participants": [CLERK, OLD]},
}


def test_teams_have_agents_and_these_have_models_tools_and_prompts() -> None:
    seen = configured({"teams/desk.json": json.dumps(TEAM, indent=1)})
    assert names(seen, "agent") == {"desk", "clerk", "critic"}
    assert edges(seen, RelationKind.CONTAINS) == {("desk", "clerk"), ("desk", "critic")}
    assert edges(seen, RelationKind.USES_MODEL) == {("clerk", "gpt-4o-mini"), ("critic", "gpt-4")}
    assert edges(seen, RelationKind.HAS_TOOL) == {("clerk", "book_room")}
    assert names(seen, "prompt") == {"clerk.system_message"}
    assert names(seen, "service") == {"OpenAI"}


def test_a_gallery_lists_components() -> None:
    gallery = {"name": "house", "components": {"agents": [CLERK], "models": [client("acme/house-7b-gguf")]}}
    seen = configured({"gallery/base.json": json.dumps(gallery, indent=1)})
    assert origins(seen) == {("openai", "gpt-4o-mini"), ("hf", "acme/house-7b-gguf")}


def test_a_proxy_in_front_of_an_own_server_names_its_model() -> None:
    text = (
        "model_list:\n  - model_name: chat\n    litellm_params:\n      model: openai/Qwen/Qwen3-4B\n"
        "      api_base: http://vllm:8000/v1\n"
    )
    seen = configured({"litellm/config.yaml": text})
    assert origins(seen) == {("hf", "Qwen/Qwen3-4B")}
    assert edges(seen, RelationKind.SERVED_BY) == {("Qwen/Qwen3-4B", "vLLM")}


TERRAFORM = """\
module "services" {
  activate_apis = [
    "aiplatform.googleapis.com",
    "run.googleapis.com",
  ]
}
data "aws_iam_policy_document" "desk" {
  statement {
    actions = ["bedrock:InvokeModel", "logs:PutLogEvents"]
  }
}
resource "aws_vpc_endpoint" "sm" {
  service_name = "com.amazonaws.${var.region}.sagemaker.runtime"
}
"""


def test_what_terraform_lets_be_called() -> None:
    seen = configured({"infra/main.tf": TERRAFORM, "infra/prod.tfvars": 'bedrock_model_id = "amazon.nova-lite-v1:0"\n'})
    assert places(seen, "service") >= {("Google Vertex AI", 3), ("Amazon Bedrock", 9), ("Amazon SageMaker", 13)}
    assert origins(seen) == {("bedrock", "amazon.nova-lite-v1:0")}


def test_agents_of_flowise_choose_tools_in_their_settings() -> None:
    agent = {
        "id": "a1",
        "data": {
            "name": "agentAgentflow",
            "label": "Desk",
            "category": "Agent Flows",
            "inputs": {
                "agentModel": "chatOpenAI",
                "agentModelConfig": {"modelName": "gpt-4o-mini"},
                "agentTools": [{"agentSelectedTool": "braveSearchAPI"}, {"agentSelectedTool": ""}],
            },
        },
    }
    seen = configured({"flows/desk.json": json.dumps({"nodes": [agent], "edges": []}, indent=1)})
    assert edges(seen, RelationKind.HAS_TOOL) == {("Desk", "braveSearchAPI")}
    assert names(seen, "service") == {"OpenAI", "Brave Search"}
