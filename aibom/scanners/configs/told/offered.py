"""Models that an endpoint of the settings offers: `{baseURL: ..., models: [...]}` of chat front ends and routers.

Entries are names, mappings with a name, or the keys of a mapping. A list without an endpoint is a register of what a
product knows, and none of its models is used.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from aibom.catalog.loader import load_catalogue
from aibom.core import re
from aibom.core.json import Json
from aibom.model.kinds import Kind
from aibom.model.sighting import Observation, Sighting
from aibom.scanners.configs.names.naming import Named, is_placeholder, name_model
from aibom.scanners.configs.registers import is_entry
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.providers import is_endpoint, is_reached, provider_in, service_at
from aibom.scanners.configs.walk import Place

_LISTS = ("models", "model_list", "modelList", "model_names", "availableModels", "available_models", "deployments")
_WITHIN = ("default", "list", "available", "enabled", "chat", "embedding", "completion")
_NAMES = ("model", "id", "model_id", "modelId", "model_name", "modelName", "deployment", "name")
_MAX_MODELS, _MAX_DESCRIBED, _MAX_OFFERED = 40, 8, 30
_MODEL = re.compile(r"[A-Za-z@][\w.-]*(?:[/:@-][\w.:@-]*)*\Z")


def offered_in(place: Place, sight: Sight) -> Iterator[Sighting]:
    """The models of one endpoint, served by it."""
    key = next((key for key in _LISTS if isinstance(place.table.get(key), list | Mapping)), "")
    if not key or not is_endpoint(place):
        return
    entries = list(_entries(place, key))
    if not 0 < len(entries) <= _MAX_MODELS:
        return
    if _described(place.table[key]) and (len(entries) > _MAX_DESCRIBED or not is_reached(place)):
        return  # a register of what each provider has
    provider, service = provider_in(place), service_at(place)
    for text, line in entries:
        named = _model(text, provider.id if provider is not None else "")
        if named is not None:
            yield sight.model(named, line, key)
            yield from sight.served(named.subject, service, line, key)


def is_catalogue(offered: Iterable[tuple[Place, Iterable[Sighting]]]) -> bool:
    """Whether a document offers so many models that it is the template of a product, of which somebody uses a few."""
    models = {one.subject for _, found in offered for one in found if isinstance(one, Observation)}
    return sum(one.kind is Kind.MODEL for one in models) > _MAX_OFFERED


def _entries(place: Place, key: str) -> Iterator[tuple[str, int]]:
    value, line = place.table[key], place.line(key)
    if isinstance(value, Mapping):
        inner = next((name for name in _WITHIN if isinstance(value.get(name), list)), "")
        if inner:
            yield from _listed(place, value[inner], place.document.line_of(value, inner))
        elif all(isinstance(one, Mapping) for one in value.values()):
            yield from ((name, place.document.line_of(value, name)) for name in value)
    else:
        yield from _listed(place, value, line)


def _listed(place: Place, items: Json, line: int) -> Iterator[tuple[str, int]]:
    for index, item in enumerate(items if isinstance(items, list) else ()):
        at = place.document.line_of(items, index)
        at = at if at >= line else line
        if isinstance(item, str):
            yield item, at
        elif isinstance(item, Mapping):
            name = next((name for name in _NAMES if isinstance(item.get(name), str)), "")
            if name:
                yield str(item[name]), place.document.line_of(item, name)


def _described(value: Json) -> bool:
    items = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return any(isinstance(item, Mapping) and is_entry(item) for item in items)


def _model(text: str, provider: str) -> Named | None:
    if not _MODEL.match(text) or is_placeholder(text) or not re.search(r"[\d/:-]", text):
        return None
    if not provider:
        return name_model(text, "" if load_catalogue().form(text) or "/" in text else "label")
    form = load_catalogue().form(text)
    served = load_catalogue().provider(provider)
    if served is not None and served.own_models and form is not None and form.provider != provider:
        return name_model(text, "")
    return name_model(text, "hf" if provider == "huggingface" else provider)
