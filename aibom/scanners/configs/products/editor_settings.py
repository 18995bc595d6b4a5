"""Reads what an extension declares in its package.json: of VS Code the models, addresses and prompts that it takes
unless the user sets others (code.visualstudio.com/api/references/contribution-points, `configuration`) and the tools
that it brings for models (`languageModelTools`), of Raycast the tools and instructions that it gives Raycast's AI
(developers.raycast.com/ai/create-an-ai-extension)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.core.json import Json
from aibom.core.left_out import within
from aibom.core.lined import Lined
from aibom.model.kinds import Kind
from aibom.model.sighting import Sighting
from aibom.scanners.configs.names.services import service_of_url
from aibom.scanners.configs.names.values import known_model, model_of_setting
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.prompts import prompt_facts, variable_prompt

MARKS = (b'"contributes"', b"raycast.com/schemas")
_RAYCAST = "raycast.com/schemas"
_MAX_SETTINGS = 500
_MAX_OFFERED = 12  # models to choose from; more are a list of what there is


def read_editor_settings(document: Lined, path: str) -> Iterator[Sighting]:
    """What each setting takes by default, of few models those that it offers, and what Raycast's AI is given."""
    top, sight = document.value, Sight(path)
    contributes = top.get("contributes") if isinstance(top, Mapping) else None
    if isinstance(top, Mapping) and _RAYCAST in str(top.get("$schema")):
        yield from _tools(document, sight, top.get("tools"))
        yield from _instructions(document, sight, top.get("ai"))
    if isinstance(contributes, Mapping):
        yield from _tools(document, sight, contributes.get("languageModelTools"), "vscode")
    declared = contributes.get("configuration") if isinstance(contributes, Mapping) else None
    for section in declared if isinstance(declared, list) else (declared,):
        properties = section.get("properties") if isinstance(section, Mapping) else None
        for key, setting in (
            within(list(properties.items()), _MAX_SETTINGS, "settings") if isinstance(properties, Mapping) else ()
        ):
            if isinstance(setting, Mapping):
                yield from _setting(document, sight, key, setting)


def _tools(document: Lined, sight: Sight, listed: Json, framework: str = "raycast") -> Iterator[Sighting]:
    for one in within(listed, _MAX_SETTINGS, "tools") if isinstance(listed, list) else ():
        name = one.get("name") if isinstance(one, Mapping) else None
        if isinstance(name, str) and name:
            told = sight.local(Kind.TOOL, name)
            line = document.line_of(one, "name")
            yield sight.thing(told, line, name, framework=framework, tool_type="function")


def _instructions(document: Lined, sight: Sight, told: Json) -> Iterator[Sighting]:
    text = told.get("instructions") if isinstance(told, Mapping) else None
    if isinstance(text, str) and text:
        subject = sight.local(Kind.PROMPT, "ai.instructions")
        yield sight.thing(
            subject, document.line_of(told, "instructions"), "instructions", **prompt_facts(text, "system")
        )


def _setting(document: Lined, sight: Sight, key: str, setting: Mapping[str, Json]) -> Iterator[Sighting]:
    default, last = setting.get("default"), key.rpartition(".")[2]
    if not isinstance(default, str) or not default:
        return
    line = document.line_of(setting, "default")
    named = model_of_setting(last, default) or (model_of_setting(key, default) if last == "default" else None)
    if named is not None:
        yield sight.model(named, line, key)
        yield from _offered(document, sight, key, setting, default)
    elif default.startswith(("http://", "https://")):
        service = service_of_url(default)
        yield from (sight.service(service, line, key),) if service is not None else ()
    else:
        yield from variable_prompt(last, default, line, sight)


def _offered(document: Lined, sight: Sight, key: str, setting: Mapping[str, Json], default: str) -> Iterator[Sighting]:
    choices = setting.get("enum")
    if isinstance(choices, list) and len(choices) <= _MAX_OFFERED:
        for index, choice in enumerate(choices):
            named = known_model(choice) if isinstance(choice, str) and choice != default else None
            if named is not None:
                yield sight.model(named, document.line_of(choices, index), key)
