"""Reads the settings that an extension of VS Code declares in its package.json: the models, addresses and prompts that
it takes unless the user sets others (code.visualstudio.com/api/references/contribution-points, `configuration`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.core.json import Json
from aibom.core.left_out import within
from aibom.core.lined import Lined
from aibom.model.sighting import Sighting
from aibom.scanners.configs.names.services import service_of_url
from aibom.scanners.configs.names.values import known_model, model_of_setting
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.prompts import variable_prompt

MARK = b'"contributes"'
_MAX_SETTINGS = 500
_MAX_OFFERED = 12  # models to choose from; more are a list of what there is


def read_editor_settings(document: Lined, path: str) -> Iterator[Sighting]:
    """What each setting takes by default, and of few models those that it offers."""
    top, sight = document.value, Sight(path)
    contributes = top.get("contributes") if isinstance(top, Mapping) else None
    declared = contributes.get("configuration") if isinstance(contributes, Mapping) else None
    for section in declared if isinstance(declared, list) else (declared,):
        properties = section.get("properties") if isinstance(section, Mapping) else None
        for key, setting in (
            within(list(properties.items()), _MAX_SETTINGS, "settings") if isinstance(properties, Mapping) else ()
        ):
            if isinstance(setting, Mapping):
                yield from _setting(document, sight, key, setting)


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
