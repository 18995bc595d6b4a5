"""The AI and Dataset profiles of SPDX 3 as model cards and data of CycloneDX."""

from __future__ import annotations

from typing import Any

from aibom.core import re
from aibom.exchange.losses import take_text
from aibom.exchange.spdx3_graph import Graph, objects, texts
from aibom.exchange.spdx3_words import ENERGY

_APPROACHES = frozenset({"supervised", "unsupervised", "reinforcement-learning", "semi-supervised", "self-supervised"})
# A task as the hubs spell it: text-classification. Other domains are uses, which are sentences.
_TASK = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_METRIC = re.compile(r"(.+?) \(([^()]*)\)", re.DOTALL)
_LINE = re.compile(r"(inputs|outputs|users): (.+)")
_MEGAJOULE = 3.6
_ACTIVITIES = {theirs: ours for ours, theirs in ENERGY.items()}


def take_model_card(raw: dict[str, Any], stated: list[dict[str, str]], annotated: dict[str, Any]) -> dict[str, Any]:
    """The model card of an AIPackage, whose properties are taken from `raw`; `stated` are the component's own
    properties, which hold the official hyperparameters already; `annotated` what annotations say."""
    parameters = _kinds(raw) | _domain(raw)
    considerations = dict(annotated)
    if uses := parameters.pop("useCases", None):
        considerations["useCases"] = uses
    if limits := take_text(raw, "ai_limitation"):
        considerations["technicalLimitations"] = limits.split("\n")
    _application(raw, parameters, considerations)
    if energy := _energy(raw):
        considerations["environmentalConsiderations"] = {"energyConsumptions": energy}
    card: dict[str, Any] = {"modelParameters": parameters, "considerations": considerations}
    if metrics := _metrics(raw):
        card["quantitativeAnalysis"] = {"performanceMetrics": metrics}
    known = {one["name"].rpartition(":")[2] for one in stated if ":hyperparameter:" in one["name"]}
    settings = [(one.get("key"), one.get("value")) for one in objects(raw.pop("ai_hyperparameter", None))]
    card["properties"] = [{"name": key, "value": value or ""} for key, value in settings if key and key not in known]
    return {name: value for name, value in card.items() if value}


def _kinds(raw: dict[str, Any]) -> dict[str, Any]:
    """Approach, family and architecture, which SPDX has one list for."""
    listed = texts(raw.pop("ai_typeOfModel", None))
    found: dict[str, Any] = {}
    if listed and listed[0] in _APPROACHES:
        found["approach"] = {"type": listed.pop(0)}
    if len(listed) > 1:
        found["architectureFamily"] = listed.pop(0)
    if listed:
        found["modelArchitecture"] = ", ".join(listed)
    return found


def _domain(raw: dict[str, Any]) -> dict[str, Any]:
    listed = texts(raw.pop("ai_domain", None))
    found: dict[str, Any] = {}
    if listed and _TASK.fullmatch(listed[0]):
        found["task"] = listed.pop(0)
    return found | ({"useCases": listed} if listed else {})


def _application(raw: dict[str, Any], parameters: dict[str, Any], considerations: dict[str, Any]) -> None:
    """Inputs, outputs and users as this tool writes them; any other text is about uses."""
    for line in take_text(raw, "ai_informationAboutApplication").split("\n"):
        match = _LINE.fullmatch(line)
        if match and match[1] == "users":
            considerations["users"] = match[2].split(", ")
        elif match:
            parameters[match[1]] = [{"format": text} for text in match[2].split(", ")]
        elif line.strip():
            considerations.setdefault("useCases", []).append(line)


def _metrics(raw: dict[str, Any]) -> list[dict[str, str]]:
    found = []
    for one in objects(raw.pop("ai_metric", None)):
        key, value = one.get("key"), one.get("value")
        if isinstance(key, str) and key:
            match = _METRIC.fullmatch(key)
            named = {"type": match[1], "slice": match[2]} if match else {"type": key}
            found.append(named | ({"value": value} if isinstance(value, str) and value else {}))
    return found


def _energy(raw: dict[str, Any]) -> list[dict[str, Any]]:
    """Energy by activity in kWh, the one unit of CycloneDX; what is no number stays."""
    found = []
    for consumption in objects(raw.get("ai_energyConsumption")):
        for name, activity in _ACTIVITIES.items():
            left = []
            for one in objects(consumption.pop(name, None)):
                amount = _kilowatt_hours(one)
                if amount is None:
                    left.append(one)
                    continue
                cost = {"value": amount, "unit": "kWh"}
                found.append({"activity": activity, "energyProviders": [], "activityEnergyCost": cost})
            if left:
                consumption[name] = left
        consumption.pop("type", None)
    return found


def _kilowatt_hours(one: dict[str, Any]) -> float | None:
    quantity, unit = one.get("ai_energyQuantity"), one.get("ai_energyUnit")
    try:
        amount = float(str(quantity))
    except ValueError:
        return None
    if unit == "megajoule":
        return round(amount / _MEGAJOULE, 6)
    return amount if unit == "kilowattHour" and amount == amount else None


def take_data(graph: Graph, raw: dict[str, Any], name: str) -> dict[str, Any]:
    """The `data` entry of a DatasetPackage, whose properties are taken from `raw`."""
    data: dict[str, Any] = {"type": "dataset", "name": name}
    if texts(raw.get("dataset_datasetType")) in ([], ["noAssertion"]):
        raw.pop("dataset_datasetType", None)
    if level := take_text(raw, "dataset_confidentialityLevel"):
        data["classification"] = level
    if raw.get("dataset_hasSensitivePersonalInformation") == "yes":
        raw.pop("dataset_hasSensitivePersonalInformation")
        data["sensitiveData"] = ["sensitive personal information"]
    owners = [graph.name(one) for one in texts(raw.get("originatedBy"))]
    if any(owners):
        raw.pop("originatedBy")
        data["governance"] = {"owners": [{"organization": {"name": one}} for one in owners if one]}
    return data
