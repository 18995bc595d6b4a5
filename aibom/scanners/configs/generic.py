"""Reads any YAML, TOML or JSON configuration for models, services, prompts, agents and data sets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from aibom.core.lined import Lined
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Observation, Sighting
from aibom.scanners.configs.agents_in import agents_in
from aibom.scanners.configs.data_in import data_in, is_training
from aibom.scanners.configs.manifests import is_custom_group
from aibom.scanners.configs.model_mappings import mapped_in
from aibom.scanners.configs.models_in import models_in
from aibom.scanners.configs.prompts_in import collected, prompts_in
from aibom.scanners.configs.services_in import services_in
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.walk import places

_BASE = re.compile(r"base|name_or_path|pretrained|\Amodel\Z|model_id\Z|model_name\Z")
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
    return (
        isinstance(top, Mapping)
        and "apiVersion" in top
        and "kind" in top
        and not is_custom_group(str(top["apiVersion"]))
    )


def _read(document: Lined, sight: Sight) -> Iterator[Sighting]:
    if is_kubernetes(document):
        return
    training = is_training(document)
    prompts: list[Observation] = []
    found: list[Sighting] = []
    for place in places(document):
        found += models_in(place, sight)
        found += services_in(place, sight)
        found += mapped_in(place, sight)
        found += agents_in(place, sight)
        found += data_in(place, sight, training)
        prompts += prompts_in(place, sight)
    yield from found
    yield from collected(prompts, sight)
    if training:
        yield from _lineage(found, sight)


def _lineage(found: list[Sighting], sight: Sight) -> Iterator[Sighting]:
    """What a training run makes of what: its models are trained on its data, its adapters derived from its base."""
    seen = [one for one in found if isinstance(one, Observation)]
    models = [one for one in seen if one.subject.kind is Kind.MODEL]
    adapters = [one for one in models if one.facts.get("model_class") == "adapter"]
    bases = [one for one in models if one not in adapters and _BASE.search(_key(one))][:1]
    for base in bases:
        for data in seen:
            if data.subject.kind is Kind.DATASET and data.facts.get("role") == "training":
                line = data.evidence.line or 1
                yield sight.link(base.subject, RelationKind.TRAINED_ON, data.subject, line)
        for adapter in adapters:
            if adapter.subject != base.subject:
                line = adapter.evidence.line or 1
                yield sight.link(adapter.subject, RelationKind.DERIVED_FROM, base.subject, line)


def _key(one: Observation) -> str:
    """The last key of the setting that a model was seen under."""
    return one.evidence.symbol.rpartition(".")[2].lower()
