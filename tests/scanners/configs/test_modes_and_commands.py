"""Agents and prompts of coding agents' other files: modes of Roo Code, commands in TOML, texts that YAML carries."""

from __future__ import annotations

import json

from configured import configured, edges, names, origins, places

from aibom.model.kinds import RelationKind

MODES = {
    "customModes": [
        {
            "slug": "harbour-clerk",
            "name": "Harbour clerk",
            "roleDefinition": "You keep the register of berths and answer questions of skippers about it.",
            "groups": ["read", "mcp"],
            "customInstructions": "Answer in one sentence.",
        },
        {
            "slug": "tide-reader",
            "name": "Tide reader",
            "roleDefinition": "You read tables of tides.",
            "groups": ["read"],
        },
    ]
}
COMMAND = 'description = "Sum up a day."\nprompt = """\nSum up what the berths took in on the given day, in three rows.\n"""\n'
COMPOSE = """\
services:
  router:
    image: ghcr.io/berriai/litellm:main-stable
    entrypoint: ["/bin/sh", "-c"]
    command:
      - |
        cat > /tmp/router.yaml << 'EOF'
        model_list:
          - model_name: clerk
            litellm_params:
              model: bedrock/converse/eu.anthropic.claude-sonnet-4-20250514-v1:0
        EOF
        exec litellm --config /tmp/router.yaml
"""


def test_modes_are_agents_in_json_and_yaml():
    yaml = "customModes:\n  - slug: tide-reader\n    roleDefinition: You read tables of tides.\n    groups: [read]\n"
    seen = configured({".roomodes": json.dumps(MODES), "sub/.roomodes": yaml})
    assert names(seen, "agent") == {"harbour-clerk", "tide-reader"}
    assert ("tide-reader", 2) in places(seen, "agent")


def test_a_command_goes_by_the_name_of_its_file():
    seen = configured({"commands/harbour/sum-up.toml": COMMAND})
    assert places(seen, "prompt") == {("commands/harbour/sum-up.toml", 2)}


def test_prompts_that_a_model_is_tried_with_are_none():
    text = "test_cases:\n  - inputs:\n      prompt: a photograph of a harbour at dusk, with boats and gulls over them\n"
    assert names(configured({"push-config.yaml": "model: acme/harbour-lora\n" + text}), "prompt") == set()


def test_a_file_that_a_container_writes_is_read_and_the_route_to_bedrock_is_no_part_of_the_name():
    seen = configured({"compose.yaml": COMPOSE})
    assert origins(seen) == {("bedrock", "eu.anthropic.claude-sonnet-4-20250514-v1:0")}
    assert {line for _, line in places(seen, "model")} == {11}
    assert names(seen, "service") >= {"LiteLLM", "Amazon Bedrock"}


def test_the_image_of_a_model_server_is_no_model():
    text = "modelMeshImage:\n  name: kserve/modelmesh\n  tag: v0.12.0\nmodel_name: gpt-4o\n"
    assert names(configured({"config/defaults.yaml": text}), "model") == {"gpt-4o"}


def test_promptfoo_tells_models_of_providers_only():
    text = """\
prompts:
  - id: clerk
    raw: You are the clerk of a harbour and answer {{question}}.
providers:
  - id: huggingface:text-generation:gemma-7b-it
  - id: rest:api
  - id: openai:assistant:asst_123
  - id: https
    config:
      url: http://localhost:1234/v1/completions
      body: '{"model": "colossal-llama-2-7b-base", "prompt": "You answer in English only. {{prompt}}"}'
tests: [{vars: {question: Which berth is free?}}]
"""
    seen = configured({"promptfooconfig.yaml": text})
    assert names(seen, "model") == {"gemma-7b-it", "colossal-llama-2-7b-base"}
    assert names(seen, "prompt") == {"clerk", "body.prompt"}
    assert ("clerk", "gemma-7b-it") in edges(seen, RelationKind.USES_MODEL)


def test_code_of_a_drawn_flow_composes_prompts_and_asks_stores():
    code = 'const prompt = `You are "Stevie", the clerk of a harbour.\nAnswer from ${context}.`;\nreturn [{json: {prompt}}];'
    nodes = [
        {"name": "Compose", "type": "n8n-nodes-base.code", "parameters": {"jsCode": code}},
        {
            "name": "Search",
            "type": "n8n-nodes-base.httpRequest",
            "parameters": {"url": "http://qdrant:6333/collections/berths/points/query", "method": "POST"},
        },
    ]
    seen = configured({"flow.json": json.dumps({"nodes": nodes, "connections": {}}, indent=1)})
    assert names(seen, "prompt") == {"prompt"}
    assert names(seen, "service") == {"Qdrant"}


def test_a_dify_application_without_a_kind():
    text = """\
app: {mode: workflow, name: Report helper}
workflow:
  graph:
    nodes:
      - id: '2'
        data:
          type: llm
          title: Advice
          model: {provider: openai, name: gpt-4o, mode: chat}
          prompt_template: [{role: system, text: You are the clerk of a harbour.}]
"""
    seen = configured({"helper.yml": text})
    assert (names(seen, "agent"), names(seen, "prompt")) == ({"Report helper"}, {"Advice system prompt"})


def test_many_texts_of_one_list_are_one_collection_and_what_people_are_shown_is_none():
    rows = [
        f"A picture of berth number {number}, at dusk and with gulls, painted in the manner of the old masters."
        for number in range(8)
    ]
    seen = configured({"prompts/pictures.json": json.dumps({"pictures": rows, "few": rows[:2]}, indent=1)})
    assert names(seen, "prompt") == {"pictures", "few 1", "few 2"}
    shown = "interface:\n  default_prompt: Use $clerk to sum up what the berths took in on the given day.\n"
    assert names(configured({"agents/openai.yaml": shown}), "prompt") == set()


def test_deployments_in_a_list_of_parameters():
    text = json.dumps(
        {
            "parameters": {
                "modelDeploymentList": {
                    "value": [{"name": "chat", "model": {"format": "OpenAI", "name": "gpt-5-nano"}}]
                }
            }
        },
        indent=1,
    )
    assert names(configured({"main.parameters.json": text}), "model") == {"gpt-5-nano"}


def test_an_address_without_its_scheme():
    text = "kind: GCPTrafficExtension\napiVersion: networking.gke.io/v1\nmetadata: {name: armor}\nspec:\n  model: x\n"
    seen = configured({"armor.yaml": text + "  googleAPIServiceName: modelarmor.us-central1.rep.googleapis.com\n"})
    assert names(seen, "service") == {"Model Armor"}


def test_subjects_of_a_collection_are_no_tests_or_documentation() -> None:
    agent = "---\nname: {0}\ndescription: Use it for {0}\ntools: Read\n---\nYou are a writer of {0}.\n"
    seen = configured(
        {
            "kit/agents/documentation/api-writer.md": agent.format("api-writer"),
            "kit/agents/testing/case-writer.md": agent.format("case-writer"),
            "docs/agents/shown-writer.md": agent.format("shown-writer"),
        }
    )
    used = {one.subject.name for one in seen.observations if one.facts.get("usage") != "mentioned"}
    assert {"api-writer", "case-writer"} <= used
    assert "shown-writer" not in used


def test_commands_about_skills_are_commands() -> None:
    seen = configured(
        {".claude/commands/skills/build-skill.md": "# Build a skill\n\nAsk what the skill is for, then write it.\n"}
    )
    assert names(seen, "prompt") == {".claude/commands/skills/build-skill.md"}


def test_folders_that_any_agent_keeps_for_itself() -> None:
    flow = "provider: claude\nmodel: claude-haiku-4-5-20251001\nnodes:\n  - id: review\n    prompt: Review the change and tell what is wrong with it.\n"
    seen = configured(
        {".acme/workflows/review.yaml": flow, ".idea/workflows/review.yaml": flow, ".acme/cache/x.yaml": flow}
    )
    assert {one.evidence.path for one in seen.observations} == {".acme/workflows/review.yaml"}
    assert names(seen, "prompt") == {"review.prompt"}


EVALUATION = """\
providers:
  - openai:gpt-4o-mini
  - id: file://./clerk.js
    config:
      model: claude-sonnet-4-20250514
      mcpServers:
        - {command: npx, args: [-y, "@harbour/berths@latest"]}
        - {command: node, args: [./src/ledger.js]}
prompts:
  - label: grading
    raw: Grade the answer in {{language}} from 1 to 10.
tests:
  - assert: [{type: llm-rubric, value: is fair, provider: "openai:gpt-4o"}]
"""


def test_promptfoo_is_read_below_tests_with_graders_and_servers():
    seen = configured({"tests/feedback.yaml": EVALUATION})
    assert names(seen, "model") == {"gpt-4o-mini", "claude-sonnet-4-20250514", "gpt-4o"}
    assert names(seen, "tool") == {"@harbour/berths", "ledger"}
    assert {one.facts.get("usage") for one in seen.observations} == {"used"}
    uses = edges(seen, RelationKind.USES_MODEL)
    assert uses == {("grading", "gpt-4o-mini"), ("grading", "claude-sonnet-4-20250514")}


def test_other_yaml_below_tests_is_nobodys_settings():
    assert not configured({"tests/desk.yaml": "model: gpt-4o\nprompts: [x]\n"}).observations
