"""Workflows of ComfyUI, agents of Copilot Studio, agentic workflows of GitHub."""

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
