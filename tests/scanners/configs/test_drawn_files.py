"""Workflows of ComfyUI and Node-RED, pipelines of Haystack, agents of Copilot Studio, saved models of MLflow."""

from __future__ import annotations

import json

from configured import configured, edges, names, places

from aibom.model.kinds import RelationKind

DRAWN = {
    "last_node_id": 3,
    "nodes": [
        {"id": 1, "type": "CheckpointLoaderSimple", "widgets_values": ["dreamshaper_8.safetensors"]},
        {"id": 2, "type": "LoraLoader", "widgets_values": ["ink_style.safetensors", 1, 1]},
        {"id": 3, "type": "CLIPTextEncode", "widgets_values": ["a heron in the rain, see model.txt"]},
    ],
    "links": [[1, 1, 0, 2, 0, "MODEL"]],
}
SENT = {
    "4": {"class_type": "UNETLoader", "inputs": {"unet_name": "flux1-dev.safetensors"}},
    "5": {"class_type": "LoraLoaderModelOnly", "inputs": {"lora_name": "ink_style.safetensors", "model": ["4", 0]}},
}
AGENT = "kind: GptComponentMetadata\ninstructions: You find a desk that is free and you book it.\ngptCapabilities:\n"


def test_models_of_a_drawn_workflow_and_of_one_for_the_api() -> None:
    seen = configured({"flows/heron.json": json.dumps(DRAWN, indent=1), "api.json": json.dumps(SENT, indent=1)})
    assert names(seen, "model") == {"dreamshaper_8.safetensors", "ink_style.safetensors", "flux1-dev.safetensors"}
    assert edges(seen, RelationKind.DERIVED_FROM) == {
        ("ink_style.safetensors", "dreamshaper_8.safetensors"),
        ("ink_style.safetensors", "flux1-dev.safetensors"),
    }


def test_the_components_of_an_exported_agent() -> None:
    folder = "solution/botcomponents/cr1_deskAgent"
    action = "kind: TaskDialog\nmodelDisplayName: Book a desk\nmodelDescription: Books one desk\naction: {}\n"
    topic = "kind: AdaptiveDialog\nbeginDialog:\n  actions:\n  - kind: Question\n    prompt: Which floor do you want to sit on today?\n"
    seen = configured(
        {
            f"{folder}.gpt.default/data": AGENT + "  webBrowsing: true\n",
            f"{folder}.action.Book/data": action,
            f"{folder}.topic.Ask/data": topic,
        }
    )
    assert places(seen, "agent") == {("cr1_deskAgent", 1)}
    assert edges(seen, RelationKind.HAS_TOOL) == {("cr1_deskAgent", "Book a desk"), ("cr1_deskAgent", "webBrowsing")}
    assert names(seen, "prompt") == {"cr1_deskAgent.instructions"}


def test_an_agentic_workflow_is_an_agent_and_a_page_is_none() -> None:
    head = "---\non:\n  schedule: daily\nengine: {id: claude, model: claude-sonnet-4-5}\nsafe-outputs: {}\n---\n"
    page = "---\ntitle: Workflows\n---\n# How we work\n"
    seen = configured({"workflows/triage.md": head + "# Triage\nSort the issues.\n", "workflows/intro.md": page})
    assert names(seen, "agent") == {"triage"}
    assert edges(seen, RelationKind.USES_MODEL) == {("triage", "claude-sonnet-4-5")}


PIPELINE = """components:
  prompt_builder:
    type: haystack.components.builders.prompt_builder.PromptBuilder
    init_parameters:
      template: 'Answer from the documents below and say where it stands: {{documents}} {{query}}'
  llm:
    type: haystack.components.generators.openai.OpenAIGenerator
    init_parameters:
      model: gpt-4o-mini
      api_key: {type: env_var, env_vars: [OPENAI_API_KEY]}
"""
NODES = """[{"id": "b2", "type": "openai-chat", "name": "Summary", "model": "gpt-4o",
  "systemPrompt": "You summarise the news of the day in three lines."},
 {"id": "d4", "type": "http request", "url": "https://api.anthropic.com/v1/messages"}]"""
SAVED = """flavors:
  python_function: {loader_module: mlflow.transformers, model_path: model.pkl}
  transformers:
    source_model_name: distilbert/distilbert-base-uncased
    model_binary: model
"""


def test_the_class_of_a_component_tells_who_serves_its_model() -> None:
    seen = configured({"pipelines/answer.yaml": PIPELINE})
    assert edges(seen, RelationKind.SERVED_BY) == {("gpt-4o-mini", "OpenAI")}
    assert len(edges(seen, RelationKind.USES_MODEL)) == 1
    assert {line for _, line in places(seen, "prompt")} == {5}


def test_nodes_of_node_red() -> None:
    seen = configured({"flows.json": NODES})
    assert edges(seen, RelationKind.SERVED_BY) == {("gpt-4o", "OpenAI")}
    assert {"OpenAI", "Anthropic"} <= names(seen, "service")
    assert edges(seen, RelationKind.USES_MODEL) == {("Summary.systemPrompt", "gpt-4o")}


def test_a_saved_model_and_what_it_was_made_of() -> None:
    seen = configured({"artifacts/model/MLmodel": SAVED})
    assert places(seen, "model") == {("artifacts/model/model", 5), ("distilbert/distilbert-base-uncased", 4)}
    assert edges(seen, RelationKind.DERIVED_FROM) == {("artifacts/model/model", "distilbert/distilbert-base-uncased")}


def test_settings_of_dotnet_are_read_in_their_spelling() -> None:
    text = """{"AzureOpenAI": {"Endpoint": "https://acme.openai.azure.com/", "DeploymentName": "gpt-4o"},
 "Qdrant": {"Host": "localhost", "Port": 6334},
 "Agents": [{"Name": "Planner", "Instructions": "You plan a tour and you keep to the budget of it.", "Model": "gpt-4o"}]}"""
    seen = configured({"src/appsettings.json": text})
    assert names(seen, "agent") == {"Planner"}
    assert {"Azure OpenAI", "Qdrant"} <= names(seen, "service")
    assert ("gpt-4o", "Azure OpenAI") in edges(seen, RelationKind.SERVED_BY)
    assert {source for source, _ in edges(seen, RelationKind.USES_PROMPT)} == {"Planner"}


def test_large_json_is_told_and_smaller_json_where_its_name_says_that_it_concerns_us():
    large = b'{"rows": [' + b'"x",' * 2_200_000 + b'"x"]}'
    seen = configured(
        {
            "flows/support.json": large,
            "export/rows.json": large,
            "agents.json": large[:700_000] + b'"x"]}',
            "export/days.json": large[:700_000] + b'"x"]}',
        }
    )
    assert {one.path for one in seen.unknowns} == {"flows/support.json", "export/rows.json", "agents.json"}


def test_nodes_of_comfyui_that_ask_a_server_of_models() -> None:
    nodes = [
        {
            "id": 1,
            "type": "OllamaConnectivityV2",
            "widgets_values": ["http://127.0.0.1:11434", "mistral-small3.2:24b", 5],
        },
        {
            "id": 2,
            "type": "OllamaChat",
            "widgets_values": ["You are an expert in plants. Describe the leaf in the image.", "Describe it"],
        },
        {"id": 3, "type": "DownloadAndLoadFlorence2Model", "widgets_values": ["microsoft/Florence-2-large", "fp16"]},
        {"id": 4, "type": "CLIPTextEncode", "widgets_values": ["a house by the sea, in the evening, masterpiece"]},
        {"id": 5, "type": "CheckpointLoaderSimple", "widgets_values": ["folder\\\\dream.safetensors"]},
    ]
    text = json.dumps({"last_node_id": 5, "nodes": nodes, "links": [], "version": 0.4}, indent=1)
    seen = configured({"plants.json": text})
    assert {(one.subject.origin, one.subject.name) for one in seen.observations if one.subject.kind == "model"} >= {
        ("ollama", "mistral-small3.2:24b"),
        ("hf", "microsoft/Florence-2-large"),
    }
    assert set(seen.named("prompt")) == {"OllamaChat prompt"}
    assert set(seen.named("service")) == {"Ollama"}
    lines = {one.subject.name: one.evidence.line for one in seen.observations}
    assert all(line is not None and line > 1 for line in lines.values())


def test_exports_of_tools_in_which_workflows_are_drawn() -> None:
    said = [{"role": "system", "content": "You sort the mail of a firm into five folders."}]
    make = {"flow": [{"module": "openai-gpt-3:CreateCompletion", "mapper": {"model": "gpt-4o-mini", "messages": said}}]}
    zapier = {
        "zaps": [
            {"nodes": {"2": {"selected_api": "AnthropicCLIAPI@1", "params": {"model": "claude-3-haiku-20240307"}}}}
        ]
    }
    power = {
        "definition": {
            "actions": {
                "Chat": {
                    "inputs": {
                        "host": {"apiId": "/providers/Microsoft.PowerApps/apis/shared_azureopenai"},
                        "parameters": {"deployment-id": "gpt-4o", "body/messages": said},
                    }
                }
            }
        }
    }
    voice = {"diagrams": {"a": {"nodes": {"n": {"data": {"model": "gpt-4", "system": said[0]["content"]}}}}}}
    for path, document, model, service in (
        ("blueprint.json", make, "gpt-4o-mini", "OpenAI"),
        ("zap.json", zapier, "claude-3-haiku-20240307", "Anthropic"),
        ("Flow-1.json", power, "gpt-4o", ""),
        ("bot.vf", voice, "gpt-4", ""),
    ):
        seen = configured({path: json.dumps(document, indent=1)})
        assert set(seen.named("model")) == {model}, path
        assert not service or (model, service) in edges(seen, RelationKind.SERVED_BY), path
        assert path == "zap.json" or seen.named("prompt"), path


def test_settings_named_for_openai_that_say_azure_are_of_azure():
    text = '{"OpenAi": {"type": "azure", "deployment": "gpt-35-turbo", "endpoint": "https://desk.acme.com", "key": ""}}'
    seen = configured({"src/appsettings.json": text})
    assert names(seen, "service") == {"Azure OpenAI"}
    assert "gpt-35-turbo" in names(seen, "model")


def test_the_parts_of_an_assistant_of_microsoft_365() -> None:
    declared = {
        "$schema": "https://developer.microsoft.com/json-schemas/copilot/declarative-agent/v1.5/schema.json",
        "name": "Travel clerk",
        "description": "Books journeys",
        "instructions": "$[file('instruction.txt')]",
    }
    plugin = {
        "schema_version": "v2.2",
        "name_for_human": "Bookings",
        "functions": [{"name": "bookTrain", "description": "Books a train"}],
        "runtimes": [{"type": "OpenApi"}],
    }
    knowledge = (
        "kind: KnowledgeSourceConfiguration\nsource:\n  kind: SharePointSearchSource\n  site: https://acme.test/hand\n"
    )
    seen = configured(
        {
            "app/declarativeAgent.json": json.dumps(declared),
            "app/instruction.txt": "You are a travel clerk. Book journeys only by train when they are short.\n",
            "app/ai-plugin.json": json.dumps(plugin),
            "Desk/knowledge/Handbook.mcs.yml": knowledge,
        }
    )
    assert edges(seen, RelationKind.USES_PROMPT) == {("Travel clerk", "app/instruction.txt")}
    assert names(seen, "tool") == {"bookTrain"}
    assert names(seen, "dataset") == {"https://acme.test/hand"}


ASKED = (
    "msg.payload = {model: 'gpt-4o-mini', messages: [{role: 'system', content: 'You are the voice of a smart home.'}]};"
)


def test_flows_of_node_red_under_any_name() -> None:
    flow = [{"id": "t", "type": "tab"}, {"id": "n", "type": "function", "name": "ask", "func": ASKED, "wires": [[]]}]
    seen = configured({"nodered/flows.json": json.dumps(flow)})
    assert edges(seen, RelationKind.USES_PROMPT) == {("gpt-4o-mini", "ask prompt")}
    assert not names(configured({"nodered/rows.json": json.dumps([{"id": "a", "type": "b", "func": ASKED}])}), "model")


def test_the_messages_of_a_step_are_said_to_its_model() -> None:
    said = [{"role": "system", "content": "You answer the mails of tenants politely and briefly."}]
    step = {"id": 2, "module": "openai-gpt-3:CreateCompletion", "mapper": {"model": "gpt-4o-mini", "messages": said}}
    other = {"id": 3, "module": "anthropic-claude:createAMessage", "mapper": {"model": "claude-3-5-haiku-latest"}}
    seen = configured({"mails.blueprint.json": json.dumps({"name": "Mails", "flow": [step, other]})})
    assert edges(seen, RelationKind.USES_MODEL) == {("messages.content", "gpt-4o-mini")}
