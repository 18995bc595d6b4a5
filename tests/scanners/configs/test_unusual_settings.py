"""Settings of products that say in members of their own what is used."""

from __future__ import annotations

import json

from configured import configured, edges, names, places

from aibom.model.kinds import RelationKind

SWARM = """\
agents:
  - agent_name: Harvest clerk
    model_name: gpt-4o-mini
    system_prompt: You advise orchards about the day on which apples are picked.
    task: When are they ripe?
"""
ROLES = """\
roles:
  scout:
    backstory: Has walked every fair since childhood.
    goal: Find the fairs of the month
    role: Scout
    tools: [search_fairs]
"""
RIGHTS = "model: gpt-4o\nroles:\n  admin:\n    description: May do all\n    permission: all\n"
TASKS = """\
tasks:
  - id: desk
    type: io.kestra.plugin.ai.agent.AIAgent
    systemMessage: You are the desk of the town and look things up before you answer.
    provider: {type: io.kestra.plugin.ai.provider.GoogleGemini, modelName: gemini-2.5-flash}
  - id: fetch
    type: io.kestra.plugin.core.http.Download
    uri: https://news.example.org/feed.json
"""
REVIEWS = """\
reviews:
  path_instructions:
    - path: "src/**"
      instructions: Every exported function has a comment that says why it is there.
install_instructions: Unpack the archive and run the installer with all rights of the machine.
"""
STACK = """\
providers:
  vector_io:
    - provider_id: chromadb
      provider_type: remote::chromadb
tool_groups:
  - toolgroup_id: builtin::websearch
    provider_id: tavily-search
models:
  - model_id: meta-llama/Llama-Guard-3-1B
"""
STATES = {
    "StartAt": "SumUp",
    "States": {
        "SumUp": {
            "Type": "Task",
            "Resource": "arn:aws:states:::bedrock:invokeModel",
            "Parameters": {
                "ModelId": "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0",
                "Body": {"messages": [{"role": "user", "content": "Sum up."}]},
            },
        }
    },
}
BOT = {
    "version": "6",
    "groups": [
        {
            "title": "Ask",
            "blocks": [
                {
                    "type": "openai",
                    "options": {
                        "model": "gpt-4o-mini",
                        "messages": [
                            {"role": "system", "content": "You answer questions about gardens in two sentences."}
                        ],
                    },
                }
            ],
        }
    ],
}


def test_agents_of_a_swarm_are_called_by_their_own_member() -> None:
    seen = configured({"swarm/agents.yaml": SWARM})
    assert places(seen, "agent") == {("Harvest clerk", 2)}
    assert names(seen, "prompt") == {"Harvest clerk.system_prompt"}
    assert edges(seen, RelationKind.USES_MODEL) == {("Harvest clerk", "gpt-4o-mini")}


def test_roles_are_agents_by_all_that_they_have() -> None:
    assert names(configured({"fairs.yaml": ROLES}), "agent") == {"scout"}
    assert not names(configured({"rights.yaml": RIGHTS}), "agent")


def test_a_task_is_an_agent_by_its_class() -> None:
    seen = configured({"flows/desk.yaml": TASKS})
    assert names(seen, "agent") == {"desk"}
    assert edges(seen, RelationKind.USES_MODEL) == {("desk", "gemini-2.5-flash")}
    assert names(seen, "service") == {"Google Gemini"}


def test_reviewers_are_told_by_path_what_to_look_for() -> None:
    seen = configured({".coderabbit.yaml": REVIEWS})
    assert names(seen, "prompt") == {"path_instructions.instructions"}


def test_stores_and_tools_of_a_stack() -> None:
    seen = configured({"run.yaml": STACK})
    assert names(seen, "service") == {"Chroma"}
    assert names(seen, "tool") == {"builtin::websearch"}


def test_a_state_machine_asks_a_model() -> None:
    seen = configured({"machines/digest.json": json.dumps(STATES)})
    assert names(seen, "model") == {"anthropic.claude-3-haiku-20240307-v1:0"}
    assert names(seen, "service") == {"Amazon Bedrock"}


def test_blocks_of_a_drawn_bot() -> None:
    seen = configured({"garden.json": json.dumps(BOT)})
    assert names(seen, "model") == {"gpt-4o-mini"}
    assert names(seen, "prompt")


def test_clients_of_autogen_are_a_list_of_models() -> None:
    clients = [
        {"model": "gpt-4-32k", "api_key": "", "api_type": "azure", "base_url": "https://desk.openai.azure.com"},
        {"model": "llama3:70b", "base_url": "http://localhost:11434/v1", "api_key": "ollama"},
    ]
    planes = [{"model": "172", "maker": "Cessna"}, {"model": "A320", "maker": "Airbus"}]
    text = json.dumps(clients)
    seen = configured({"OAI_CONFIG_LIST.json": text, "planes_config.json": json.dumps(planes)})
    assert names(seen, "model") == {"gpt-4-32k", "llama3:70b"}
    assert names(configured({"OAI_CONFIG_LIST_sample": text}), "model") == {"gpt-4-32k", "llama3:70b"}


def test_weights_of_koboldcpp() -> None:
    seen = configured({"chat.kcpps": json.dumps({"model_param": "/models/stheno-8b-Q6_K.gguf", "port": 5001})})
    assert names(seen, "model") == {"/models/stheno-8b-Q6_K.gguf"}


def test_servers_among_toolsets_are_called_by_what_they_run() -> None:
    team = (
        "agents:\n  root:\n    model: openai/gpt-5-mini\n    instruction: You keep the orders of the shop.\n"
        '    toolsets:\n      - type: mcp\n        command: npx\n        args: ["-y", "order-desk-mcp"]\n'
    )
    assert edges(configured({"team.yaml": team}), RelationKind.HAS_TOOL) == {("root", "order-desk-mcp")}


def test_what_an_installer_asks_is_no_prompt() -> None:
    asked = (
        "planning_artifacts:\n  prompt: Where should the documents of the planning be kept?\n  default: docs/planning\n"
    )
    said = "planner:\n  prompt: Write a plan for the week, and ask what is missing before you begin, will you?\n"
    seen = configured({"module.yaml": asked, "plans.yaml": said})
    assert names(seen, "prompt") == {"planner.prompt"}


def test_an_image_of_models_has_its_settings_in_a_text() -> None:
    image = (
        "#syntax=ghcr.io/kaito-project/aikit/aikit:latest\napiVersion: v1alpha1\nbackends: [diffusers]\nconfig: |\n"
        "  - name: pictures\n    backend: diffusers\n    parameters:\n      model: black-forest-labs/FLUX.1-dev\n"
    )
    assert places(configured({"models/flux.yaml": image}), "model") == {("black-forest-labs/FLUX.1-dev", 8)}


def test_how_an_index_searches_is_no_store() -> None:
    index = "embedding:\n  method: {name: hnsw, engine: faiss, space_type: l2}\nvector_store: {engine: qdrant}\n"
    assert names(configured({"index.yaml": index}), "service") == {"Qdrant"}


def test_an_agent_of_elevenlabs_and_its_tool() -> None:
    said = {"prompt": "You are the receptionist of a dentist. Keep answers short.", "llm": "gemini-2.0-flash"}
    agent = {"name": "Receptionist", "conversation_config": {"agent": {"first_message": "Hello", "prompt": said}}}
    tool = {"name": "find_slot", "description": "Finds a slot", "api_schema": {"url": "https://dentist.example.org"}}
    seen = configured({"agent_configs/desk.json": json.dumps(agent), "tool_configs/slot.json": json.dumps(tool)})
    assert names(seen, "agent") == {"Receptionist"}
    assert names(seen, "tool") == {"find_slot"}
    assert edges(seen, RelationKind.USES_MODEL) == {("Receptionist", "gemini-2.0-flash")}
