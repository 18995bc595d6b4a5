"""The parts of a component that only models, data sets and prompts have: model card, pedigree, data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from aibom.bom.card_facts import add_card, read_card
from aibom.bom.draft import Draft
from aibom.bom.properties import MODALITY, PARAMETER_COUNT, PROMPT_TEMPLATE, QUANTIZATION, human_count
from aibom.bom.references import hub_page
from aibom.core.json import Json
from aibom.model.kinds import Kind

# What a model's class tells of the data it takes, in the words of the property taxonomy.
_MODALITIES = {"chat": "text", "completion": "text", "speech": "audio", "image": "image", "vision": "image"}


def add_model_card(draft: Draft, data_refs: Iterable[str]) -> None:
    """`modelCard` with task, architecture and the data that it was trained or evaluated on; `pedigree` with
    the base model; official properties for quantisation, size and modality."""
    parameters: dict[str, Any] = {}
    for fact, field in (("task", "task"), ("architecture", "modelArchitecture")):
        if text := draft.take_text(fact):
            parameters[field] = text
    datasets = sorted(set(data_refs))
    if datasets:
        parameters["datasets"] = [{"ref": ref} for ref in datasets]
    if base := draft.take_text("base_model"):
        draft.fields["pedigree"] = {"ancestors": [{"type": "machine-learning-model", "name": base}]}
    card: dict[str, Any] = {"modelParameters": parameters} if parameters else {}
    add_card(draft, card)
    if card:
        draft.fields["modelCard"] = card
    _add_official_properties(draft)


def _add_official_properties(draft: Draft) -> None:
    if quantisation := draft.take_text("quantisation"):
        draft.pairs.append((QUANTIZATION, quantisation))
    count = draft.left.get("parameters")
    if isinstance(count, int | float) and not isinstance(count, bool) and 0 < count < 1e18:
        draft.pairs.append((PARAMETER_COUNT, human_count(count)))
    model_class = draft.left.get("model_class")
    if isinstance(model_class, str) and model_class in _MODALITIES:
        draft.pairs.append((MODALITY, _MODALITIES[model_class]))


def add_data(draft: Draft) -> None:
    """`data`: a data set with its page, classification and owner; a prompt as other data."""
    component = draft.component
    data: dict[str, Any] = {"type": "dataset" if component.kind is Kind.DATASET else "other"}
    data["name"] = draft.fields["name"]
    source = component.facts.get("source")
    if isinstance(source, str) and (page := hub_page(component.kind, source)):
        data["contents"] = {"url": page}
    elif component.kind is Kind.DATASET and (url := draft.take_text("source_url")):
        data["contents"] = {"url": url}
    if sensitivity := draft.take_text("sensitivity"):
        data["classification"] = sensitivity
    if sensitive := draft.texts("card.sensitive_data"):
        data["sensitiveData"] = sensitive
        del draft.left["card.sensitive_data"]
    governance: dict[str, Any] = {}
    for fact, part in (("owner", "owners"), ("creator", "custodians")):
        if name := draft.take_text(fact):
            governance[part] = [{"organization": {"name": name}}]
    if governance:
        data["governance"] = governance
    draft.fields["data"] = [data]
    if component.kind is Kind.PROMPT and component.facts.get("role") == "template":
        draft.pairs.append((PROMPT_TEMPLATE, "true"))


def read_model_card(raw: Mapping[str, Any], pairs: Iterable[tuple[str, str]]) -> dict[str, Json]:
    """Task, architecture, base model and quantisation as the standard fields tell them."""
    facts: dict[str, Json] = {}
    card = raw.get("modelCard")
    parameters = card.get("modelParameters") if isinstance(card, dict) else None
    if isinstance(card, dict):
        facts |= read_card(card)
    if isinstance(parameters, dict):
        _copy_text(parameters, facts, "task", "task")
        _copy_text(parameters, facts, "architectureFamily", "architecture")
        _copy_text(parameters, facts, "modelArchitecture", "architecture")
    if base := _ancestor(raw.get("pedigree")):
        facts["base_model"] = base
    for name, value in pairs:
        if name == QUANTIZATION:
            facts["quantisation"] = value
    return facts


def _copy_text(source: Mapping[str, Any], facts: dict[str, Json], field: str, fact: str) -> None:
    value = source.get(field)
    if isinstance(value, str) and value:
        facts[fact] = value


def _ancestor(pedigree: Any) -> str | None:
    ancestors = pedigree.get("ancestors") if isinstance(pedigree, dict) else None
    for ancestor in ancestors if isinstance(ancestors, list) else ():
        if isinstance(ancestor, dict) and isinstance(ancestor.get("name"), str):
            name: str = ancestor["name"]
            group = ancestor.get("group")
            return f"{group}/{name}" if isinstance(group, str) and group else name
    return None


def read_data(raw: Mapping[str, Any]) -> dict[str, Json]:
    """Classification and owner of a data set."""
    facts: dict[str, Json] = {}
    listed = raw.get("data")
    for data in listed if isinstance(listed, list) else ():
        if isinstance(data, dict):
            _copy_text(data, facts, "classification", "sensitivity")
            for fact, part in (("owner", "owners"), ("creator", "custodians")):
                if party := _party(data.get("governance"), part):
                    facts[fact] = party
            contents, sensitive = data.get("contents"), data.get("sensitiveData")
            if isinstance(contents, dict):
                _copy_text(contents, facts, "url", "source_url")
            if isinstance(sensitive, list) and (said := [one for one in sensitive if isinstance(one, str)]):
                facts["card.sensitive_data"] = list(said)
    return facts


def _party(governance: Any, part: str) -> str | None:
    owners = governance.get(part) if isinstance(governance, dict) else None
    for owner in owners if isinstance(owners, list) else ():
        for party in ("organization", "contact"):
            entity = owner.get(party) if isinstance(owner, dict) else None
            if isinstance(entity, dict) and isinstance(entity.get("name"), str):
                name: str = entity["name"]
                return name
    return None


def datasets_in_card(raw: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The data sets that a model card spells out instead of pointing to."""
    return [item for item in _card_data(raw) if isinstance(item.get("name"), str) and item["name"]]


def dataset_refs(raw: Mapping[str, Any]) -> list[str]:
    """The bom-refs of data sets that a model card points to."""
    return [item["ref"] for item in _card_data(raw) if isinstance(item.get("ref"), str)]


def _card_data(raw: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    card = raw.get("modelCard")
    parameters = card.get("modelParameters") if isinstance(card, dict) else None
    listed = parameters.get("datasets") if isinstance(parameters, dict) else None
    return [item for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []
