"""Settings that an extension of VS Code declares."""

from __future__ import annotations

import json

from configured import configured, names, places

PACKAGE = {
    "name": "berth-helper",
    "contributes": {
        "configuration": {
            "title": "Berth helper",
            "properties": {
                "berths.model": {
                    "type": "string",
                    "default": "gpt-4o",
                    "enum": ["gpt-4o", "gpt-4o-mini", "other"],
                },
                "berths.server": {"type": "string", "default": "http://localhost:11434"},
                "berths.promptPrefix": {"type": "string", "default": "Explain to a skipper what this code does"},
                "berths.theme": {"type": "string", "default": "harbour"},
            },
        }
    },
}


def test_defaults_and_choices_of_an_extension() -> None:
    seen = configured({"extension/package.json": json.dumps(PACKAGE, indent=1)})
    assert names(seen, "model") == {"gpt-4o", "gpt-4o-mini"}
    assert names(seen, "service") == {"Ollama"}
    assert ("gpt-4o", 9) in places(seen, "model")


def test_other_packages_tell_nothing() -> None:
    plain = {"name": "site", "config": {"model": "gpt-4o"}, "contributes": {"commands": []}}
    assert not configured({"package.json": json.dumps(plain)}).observations


RAYCAST = {
    "$schema": "https://www.raycast.com/schemas/extension.json",
    "name": "berths",
    "tools": [{"name": "find-berth", "title": "Find berth", "description": "Finds a free berth"}],
    "ai": {"instructions": "Always look for a free berth before you answer."},
}


def test_what_an_extension_gives_raycasts_ai() -> None:
    seen = configured({"package.json": json.dumps(RAYCAST, indent=1)})
    assert names(seen, "tool") == {"find-berth"}
    assert names(seen, "prompt") == {"ai.instructions"}
    assert not configured({"package.json": json.dumps({**RAYCAST, "$schema": "https://berths.example"})}).observations


def test_tools_that_an_extension_brings_for_models() -> None:
    tools = [{"name": "berth-list", "modelDescription": "Lists the berths", "inputSchema": {"type": "object"}}]
    package = {"name": "berth-helper", "contributes": {"languageModelTools": tools, "commands": [{"command": "open"}]}}
    assert names(configured({"package.json": json.dumps(package)}), "tool") == {"berth-list"}
