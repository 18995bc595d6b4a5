"""Reads any YAML, TOML or JSON configuration for models, services, prompts, agents and data sets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.core.lined import Lined
from aibom.model.sighting import Observation, Sighting
from aibom.scanners.configs.agents_in import agents_in
from aibom.scanners.configs.data_in import data_in, is_training
from aibom.scanners.configs.models_in import models_in
from aibom.scanners.configs.prompts_in import collected, prompts_in
from aibom.scanners.configs.services_in import services_in
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.walk import places

_API_DOCUMENT = frozenset({"openapi", "swagger", "asyncapi", "$schema", "definitions", "$defs"})


def read_generic(documents: list[Lined], path: str) -> Iterator[Sighting]:
    """What the documents of one file tell."""
    sight = Sight(path)
    for document in documents:
        if not is_api_document(document):
            yield from _read(document, sight)


def is_api_document(document: Lined) -> bool:
    """Whether it describes an interface or a schema; what models it shows are examples."""
    top = document.value
    if not isinstance(top, Mapping):
        return False
    found = _API_DOCUMENT.intersection(top)
    return bool(found - {"$schema"}) or (
        "$schema" in found and ("properties" in top or "json-schema.org" in str(top["$schema"]))
    )


def is_kubernetes(document: Lined) -> bool:
    """Whether it is a manifest that the deployment scanner reads."""
    top = document.value
    return isinstance(top, Mapping) and "apiVersion" in top and "kind" in top


def _read(document: Lined, sight: Sight) -> Iterator[Sighting]:
    if is_kubernetes(document):
        return
    training = is_training(document)
    prompts: list[Observation] = []
    for place in places(document):
        yield from models_in(place, sight)
        yield from services_in(place, sight)
        yield from agents_in(place, sight)
        yield from data_in(place, sight, training)
        prompts += prompts_in(place, sight)
    yield from collected(prompts, sight)
