"""Reads Azure's resource templates in JSON (learn.microsoft.com/azure/azure-resource-manager/templates): AI services
by the type of a resource, deployed models, and models that parameters and variables hold by default.

What Bicep wrote itself (`_generator`) is left to the Bicep beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.core import re
from aibom.core.json import Json
from aibom.core.lined import Lined
from aibom.model.kinds import RelationKind
from aibom.model.sighting import Sighting
from aibom.scanners.configs.infrastructure.bicep import azure_model, azure_provider
from aibom.scanners.configs.names.services import provider_service
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.walk import Place, places

_REFERENCE = re.compile(r"\[(?P<table>parameters|variables)\('(?P<name>\w{1,120})'\)\]")
MARK = b"deploymentTemplate.json"
_ACCOUNTS = "microsoft.cognitiveservices/accounts"
_DEPLOYMENTS, _CHILD = f"{_ACCOUNTS}/deployments", "deployments"


def is_template(document: Lined) -> bool:
    """Whether a document is a template, whoever wrote it."""
    top = document.value
    return isinstance(top, Mapping) and "deploymentTemplate" in str(top.get("$schema"))


def read_template(document: Lined, path: str) -> Iterator[Sighting]:
    """The services, and the models that they deploy or that are chosen by default."""
    top, sight = document.value, Sight(path)
    if not isinstance(top, Mapping) or _is_made(top):
        return
    for place in places(document):
        type_ = place.text("type").lower()
        if "/" in type_ or type_ == _CHILD:
            yield from _resource(place, type_, top, sight)
    for name, body in _table(top, "parameters").items():
        if isinstance(body, Mapping) and isinstance(value := body.get("defaultValue"), str):
            yield from azure_model(name, value, document.line_of(body, "defaultValue"), sight)
    variables = _table(top, "variables")
    for name, value in variables.items():
        if isinstance(value, str):
            yield from azure_model(name, value, document.line_of(variables, name), sight)


def _is_made(top: Mapping[str, Json]) -> bool:
    """Whether Bicep wrote it."""
    return "_generator" in _table(top, "metadata")


def _table(table: Mapping[str, Json], key: str) -> Mapping[str, Json]:
    value = table.get(key)
    return value if isinstance(value, Mapping) else {}


def _resource(place: Place, type_: str, top: Mapping[str, Json], sight: Sight) -> Iterator[Sighting]:
    kind = place.text("kind") if type_ == _ACCOUNTS else ""
    service = provider_service(azure_provider(type_, kind))
    if service is not None:
        line = place.line("type")
        yield sight.service(service, line, "type")
        yield sight.link(None, RelationKind.CALLS_SERVICE, service.subject, line)
    model = _table(_table(place.table, "properties"), "model")
    name = model.get("name") if type_ in (_DEPLOYMENTS, _CHILD) else None
    if isinstance(name, str):
        yield from azure_model("model", _filled(name, top), place.document.line_of(model, "name"), sight)


def _filled(text: str, top: Mapping[str, Json]) -> str:
    """`[parameters('chatModel')]` as the default of that parameter, `[variables('chatModel')]` as what it holds."""
    match = _REFERENCE.fullmatch(text)
    if match is None:
        return text
    told = _table(top, match["table"])
    value = (
        _table(told, match["name"]).get("defaultValue") if match["table"] == "parameters" else told.get(match["name"])
    )
    return value if isinstance(value, str) else text
