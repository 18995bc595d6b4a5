"""Reads any YAML, TOML or JSON configuration for models, services, prompts, agents and data sets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from aibom.core.lined import Lined
from aibom.model.sighting import Observation, Sighting
from aibom.scanners.configs.manifests import is_custom_group
from aibom.scanners.configs.products.graphrag import indexed_in
from aibom.scanners.configs.products.litellm import is_litellm, read_litellm
from aibom.scanners.configs.products.model_mappings import mapped_in
from aibom.scanners.configs.products.platforms import asked_of, platform_of, served_by
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.addresses import addressed_in
from aibom.scanners.configs.told.agents import agents_in
from aibom.scanners.configs.told.architectures import architectures_in
from aibom.scanners.configs.told.cloudformation import cloud_resources
from aibom.scanners.configs.told.data import data_in, is_training
from aibom.scanners.configs.told.lineage import OUTPUTS, PUBLISHED, Output, lineage, outputs_in
from aibom.scanners.configs.told.mcp import mcp_in, mcp_resource
from aibom.scanners.configs.told.models import models_in
from aibom.scanners.configs.told.offered import is_catalogue, offered_in
from aibom.scanners.configs.told.operations import offered_to_agents
from aibom.scanners.configs.told.owners import (
    Owners,
    performed,
    prompt_files,
    prompted,
    prompted_by_one,
    served_within,
    uses,
)
from aibom.scanners.configs.told.prompts import collected, prompts_in
from aibom.scanners.configs.told.references import References
from aibom.scanners.configs.told.services import services_in
from aibom.scanners.configs.told.tools import tools_in
from aibom.scanners.configs.walk import Place, places

WRITTEN = OUTPUTS | PUBLISHED
_API_DOCUMENT = frozenset({"openapi", "swagger", "asyncapi", "$schema", "definitions", "$defs"})


def read_generic(documents: list[Lined], path: str) -> Iterator[Sighting]:
    """What the documents of one file tell."""
    sight = Sight(path)
    for document in documents:
        if not is_api_document(document):
            yield from _read(document, sight)
        else:
            yield from offered_to_agents(document, sight)


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
    training, owners, references = is_training(document), Owners(), References(sight)
    prompts: list[Observation] = []
    found: list[Sighting] = []
    links: list[Sighting] = []
    offered: list[tuple[Place, list[Sighting]]] = []
    placed: list[tuple[Place, Sighting]] = []
    for place in places(document):
        if "model_list" in place.table and is_litellm(inner := replace(document, value=place.table)):
            found += read_litellm(inner, sight.path)  # a proxy's settings among others: values of its chart
        if "model_list" in place.keys and found:
            continue
        for table, agent in agents_in(place, sight):
            owners.add(table, agent.subject)
            found.append(agent)
        owner = owners.of(place)
        here = _named_in(place, owner is not None, sight, training)
        offered.append((place, list(offered_in(place, sight))))
        told = list(prompts_in(place, sight))
        references.take(place, here, owner)
        found += here
        placed += [(place, one) for one in here]
        prompts += told
        links += prompt_files(owner, place, sight)
        links += performed(place, told, sight)
        links += uses(owner, [*here, *told], place, sight) if owner is not None else prompted(here, told, sight)
    if not is_catalogue(offered):
        for place, models in offered:
            found += models
            references.take(place, models, None)
    found += mcp_resource(document, sight)
    product = platform_of(document)
    if product is not None:
        found += asked_of(document, product, sight)
        links += served_by(product, found, sight)
    yield from found
    yield from indexed_in(document, sight)
    yield from collected(prompts, sight)
    yield from links
    yield from served_within(placed, sight)
    yield from prompted_by_one(found, prompts, sight)
    yield from references.sightings()
    yield from cloud_resources(document, sight)
    observed = [one for one in found if isinstance(one, Observation)]
    yield from lineage(observed, _outputs(document) if training else (), sight, training)


def _named_in(place: Place, owned: bool, sight: Sight, training: bool) -> list[Sighting]:
    """What one mapping names beside prompts and agents."""
    return [
        *models_in(place, sight),
        *services_in(place, sight),
        *addressed_in(place, sight, training),
        *mcp_in(place, sight),
        *mapped_in(place, sight),
        *tools_in(place, owned, sight),
        *data_in(place, sight, training),
        *architectures_in(place, sight),
    ]


def _outputs(document: Lined) -> list[Output]:
    """What the settings of a run write, wherever among its sections they stand."""
    found: list[Output] = []
    for place in places(document):
        found += outputs_in(place.table, {key: place.line(key) for key in place.table if key.lower() in WRITTEN})
    return found
