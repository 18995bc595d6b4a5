"""Reads any YAML, TOML or JSON configuration for models, services, prompts, agents and data sets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from aibom.core.lined import Lined
from aibom.model.sighting import Link, Observation, Sighting, Subject
from aibom.scanners.configs.manifests import is_custom_group
from aibom.scanners.configs.products.graphrag import indexed_in
from aibom.scanners.configs.products.litellm import is_litellm, read_litellm
from aibom.scanners.configs.products.model_mappings import mapped_in
from aibom.scanners.configs.products.platforms import asked_of, platform_of, served_by
from aibom.scanners.configs.registers import Register
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.addresses import addressed_in
from aibom.scanners.configs.told.agents import agents_in
from aibom.scanners.configs.told.architectures import architectures_in
from aibom.scanners.configs.told.by_form import Candidate, by_form, candidates
from aibom.scanners.configs.told.catalogued import catalogued, listed_in, passed_over
from aibom.scanners.configs.told.cloud_endpoints import cloud_endpoints
from aibom.scanners.configs.told.cloudformation import cloud_resources
from aibom.scanners.configs.told.data import data_in, is_training
from aibom.scanners.configs.told.keyed_models import keyed_models
from aibom.scanners.configs.told.lineage import OUTPUTS, PUBLISHED, Output, lineage, outputs_in
from aibom.scanners.configs.told.mcp import mcp_in, mcp_resource
from aibom.scanners.configs.told.models import models_in
from aibom.scanners.configs.told.of_products import of_product
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
from aibom.scanners.configs.told.sent_texts import sent_in
from aibom.scanners.configs.told.services import services_in
from aibom.scanners.configs.told.tools import tools_in
from aibom.scanners.configs.walk import Place, places

WRITTEN = OUTPUTS | PUBLISHED
_API_DOCUMENT = frozenset({"openapi", "swagger", "asyncapi", "$schema", "definitions", "$defs"})


def read_generic(documents: list[Lined], path: str) -> Iterator[Sighting]:
    """What the documents of one file tell."""
    sight = Sight(path)
    for document in documents:
        if is_api_document(document):
            yield from offered_to_agents(document, sight)
        elif not is_kubernetes(document) and not is_workflow(document):
            yield from _Reading(document, sight).sightings()


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


def is_workflow(document: Lined) -> bool:
    """Whether it is a workflow of GitHub's, which the deployment scanner reads wherever it lies."""
    jobs = document.value.get("jobs") if isinstance(document.value, Mapping) else None
    some = list(jobs.values())[:5] if isinstance(jobs, Mapping) else []
    return any(isinstance(job, Mapping) and "runs-on" in job and "steps" in job for job in some)


class _Reading:
    """One document, read mapping by mapping; what the whole of it says is drawn at the end."""

    def __init__(self, document: Lined, sight: Sight) -> None:
        self.document, self.sight = document, sight
        self.training = is_training(document)
        self.owners, self.references = Owners(), References(sight)
        self.found: list[Sighting] = []
        self.prompts: list[Observation] = []
        self.links: list[Sighting] = []
        self.offered: list[tuple[Place, list[Sighting]]] = []
        self.placed: list[tuple[Place, Sighting]] = []
        self.by_table: dict[int, list[Sighting]] = {}
        self.unnamed: list[Candidate] = []
        self.registers: list[Register] = []
        self.listed: list[Register] = []

    def sightings(self) -> Iterator[Sighting]:
        """What the document tells."""
        for place in places(self.document, self.registers):
            self.unnamed += candidates(place)
            self.listed += listed_in(place)
            self._take(place)
        self._take_offered()
        self._take_platform()
        yield from self.found
        formed = by_form(self.unnamed, self.found, self.sight)
        yield from formed
        passed_over(self.registers, self.document)
        yield from catalogued([*self.registers, *self.listed], [*self.found, *formed], self.document, self.sight)
        yield from indexed_in(self.document, self.sight)
        linked = {one.source for one in self.links if isinstance(one, Link)}
        yield from collected(self.prompts, linked, self.sight)
        yield from self.links
        yield from served_within(self.placed, self.sight)
        yield from prompted_by_one(self.found, self.prompts, self.sight)
        yield from self.references.sightings()
        yield from cloud_resources(self.document, self.sight)
        yield from of_product(self.found, self.sight)
        observed = [one for one in self.found if isinstance(one, Observation)]
        yield from lineage(observed, _outputs(self.document) if self.training else (), self.sight, self.training)

    def _take(self, place: Place) -> None:
        """What one mapping names, and who in it uses what."""
        if "model_list" in place.table and is_litellm(inner := replace(self.document, value=place.table)):
            self.found += read_litellm(inner, self.sight.path)  # a proxy's settings among others: values of its chart
        if "model_list" in place.keys and self.found:
            return
        for table, agent in agents_in(place, self.sight):
            self.owners.add(table, agent.subject)
            self.found.append(agent)
        owner = self.owners.of(place)
        here = _named_in(place, owner is not None, self.sight, self.training)
        self.offered.append((place, list(offered_in(place, self.sight))))
        told = list(prompts_in(place, self.sight))
        self.references.take(place, here, owner)
        self.found += here
        self.placed += [(place, one) for one in here]
        self.by_table[id(place.table)] = here
        self.prompts += told
        self.links += self._linked(place, owner, here, told)

    def _linked(
        self, place: Place, owner: Subject | None, here: list[Sighting], told: list[Observation]
    ) -> Iterator[Sighting]:
        yield from prompt_files(owner, place, self.sight)
        yield from performed(place, told, self.sight)
        if owner is not None:
            yield from uses(owner, [*here, *told], place, self.sight)
        else:
            yield from prompted([*here, *self._asked_above(place)], told, self.sight)

    def _asked_above(self, place: Place) -> list[Sighting]:
        """What stands beside the messages of a request that a mapping is one of."""
        above = place.above if place.parent == "messages" else None
        return self.by_table.get(id(above.table), []) if above is not None else []

    def _take_offered(self) -> None:
        """Models to choose from, unless the document only lists what there is."""
        if not is_catalogue(self.offered):
            for place, models in self.offered:
                self.found += models
                self.references.take(place, models, None)

    def _take_platform(self) -> None:
        """What the platform of the document stands for: an MCP server as a resource, and who serves what is asked."""
        self.found += mcp_resource(self.document, self.sight)
        product = platform_of(self.document)
        if product is not None:
            self.found += asked_of(self.document, product, self.sight)
            self.links += served_by(product, self.found, self.sight)


def _named_in(place: Place, owned: bool, sight: Sight, training: bool) -> list[Sighting]:
    """What one mapping names beside prompts and agents."""
    return [
        *models_in(place, sight),
        *cloud_endpoints(place, sight),
        *keyed_models(place, sight),
        *sent_in(place, sight),
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
