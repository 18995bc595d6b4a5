"""Model cards and data of CycloneDX in the AI and Dataset profiles of SPDX 3.0.1."""

from __future__ import annotations

from typing import Any

from aibom.exchange.losses import take, take_text
from aibom.exchange.spdx3_maker import Maker, give, is_iri
from aibom.exchange.spdx3_words import ANNOTATED, ENERGY

# Properties of the taxonomy (cdx:ai-ml) and of the house that are hyperparameters to SPDX.
_HYPERPARAMETER = "cdx:ai-ml:model:hyperparameter:"
# CycloneDX classifications are free text; these words mean the colours of the Traffic Light Protocol.
_CONFIDENTIALITY = {"red": "red", "amber": "amber", "green": "green", "clear": "clear", "public": "clear"}
_SENSITIVE = frozenset({"pii", "personal", "sensitive"})


def add_model_card(maker: Maker, made: Any, raw: dict[str, Any]) -> None:
    """What a model card says, in the properties of AIPackage; it is taken from `raw`."""
    card = raw.get("modelCard")
    parameters = card.get("modelParameters") if isinstance(card, dict) else None
    considerations = card.get("considerations") if isinstance(card, dict) else None
    kinds = [
        take_text(parameters, "approach", "type"),
        take_text(parameters, "architectureFamily"),
        take_text(parameters, "modelArchitecture"),
    ]
    made.ai_typeOfModel = list(dict.fromkeys(text for text in kinds if text))
    domains = [take_text(parameters, "task"), *_texts(considerations, "useCases")]
    made.ai_domain = list(dict.fromkeys(text for text in domains if text))
    give(made, ai_limitation="\n".join(_texts(considerations, "technicalLimitations")))
    give(made, ai_informationAboutApplication="\n".join(_application(parameters, considerations)))
    made.ai_hyperparameter = _hyperparameters(maker, made, card)
    made.ai_metric = _metrics(maker, card)
    _add_energy(maker, made, considerations)
    for name in ANNOTATED:
        if stated := take(considerations, name):
            maker.annotate(made.spdxId, name, stated)
    take_text(card, "bom-ref")


def _texts(raw: Any, name: str) -> list[str]:
    """Take a list of texts; when it holds anything else it stays."""
    listed = raw.get(name) if isinstance(raw, dict) else None
    if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
        return []
    return list(raw.pop(name))


def _application(parameters: Any, considerations: Any) -> list[str]:
    """What goes in and out, and who uses it."""
    lines = []
    for name in ("inputs", "outputs"):
        listed = parameters.get(name) if isinstance(parameters, dict) else None
        formats = [take_text(one, "format") for one in listed] if isinstance(listed, list) else []
        if any(formats):
            lines.append(f"{name}: {', '.join(text for text in formats if text)}")
    if users := _texts(considerations, "users"):
        lines.append(f"users: {', '.join(users)}")
    return lines


def _hyperparameters(maker: Maker, made: Any, card: Any) -> list[Any]:
    """Those of the card's properties, and those that the official taxonomy names on the component."""
    pairs = []
    listed = take(card, "properties")
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, dict) and isinstance(one.get("name"), str):
            pairs.append((one["name"], str(one.get("value", ""))))
    for extension in made.extension:
        for entry in extension.extension_cdxProperty:
            if entry.extension_cdxPropName.startswith(_HYPERPARAMETER):
                pairs.append((entry.extension_cdxPropName.removeprefix(_HYPERPARAMETER), entry.extension_cdxPropValue))
    return [maker.model.DictionaryEntry(key=key, value=value) for key, value in sorted(set(pairs))]


def _metrics(maker: Maker, card: Any) -> list[Any]:
    analysis = card.get("quantitativeAnalysis") if isinstance(card, dict) else None
    listed = analysis.get("performanceMetrics") if isinstance(analysis, dict) else None
    found = []
    for one in listed if isinstance(listed, list) else ():
        kind, value, part = take_text(one, "type"), take_text(one, "value"), take_text(one, "slice")
        if kind or value:
            key = (kind or "metric") + (f" ({part})" if part else "")
            found.append(maker.model.DictionaryEntry(key=key, value=value))
    return found


def _add_energy(maker: Maker, made: Any, considerations: Any) -> None:
    model = maker.model
    environment = considerations.get("environmentalConsiderations") if isinstance(considerations, dict) else None
    listed = environment.get("energyConsumptions") if isinstance(environment, dict) else None
    by_activity: dict[str, list[Any]] = {}
    for one in listed if isinstance(listed, list) else ():
        target = ENERGY.get(str(one.get("activity"))) if isinstance(one, dict) else None
        cost = one.get("activityEnergyCost") if isinstance(one, dict) else None
        value = cost.get("value") if isinstance(cost, dict) else None
        if target is None or not isinstance(value, int | float) or isinstance(value, bool):
            continue
        take(one, "activity")
        take(cost, "value")
        take(cost, "unit")  # CycloneDX knows kWh only
        unit = model.ai_EnergyUnitType.kilowattHour
        made_of = model.ai_EnergyConsumptionDescription(ai_energyQuantity=float(value), ai_energyUnit=unit)
        by_activity.setdefault(target, []).append(made_of)
    if by_activity:
        made.ai_energyConsumption = model.ai_EnergyConsumption(**by_activity)


def add_dataset(maker: Maker, made: Any, raw: dict[str, Any]) -> None:
    """What `data` says of a data set, in the properties of DatasetPackage; it is taken from `raw`."""
    model = maker.model
    made.dataset_datasetType = [model.dataset_DatasetType.noAssertion]
    listed = raw.get("data")
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, dict):
            _add_data(maker, made, one)


def _add_data(maker: Maker, made: Any, one: dict[str, Any]) -> None:
    model = maker.model
    take_text(one, "type")
    if one.get("name") == made.name:
        take_text(one, "name")
    url = take_text(one, "contents", "url")
    if url and (made.software_downloadLocation in (None, url)) and is_iri(url):
        made.software_downloadLocation = url
    elif url:
        one.setdefault("contents", {})["url"] = url
    if not made.description and (text := take_text(one, "description")):
        made.description = text
    level = _CONFIDENTIALITY.get(str(one.get("classification", "")).lower())
    if level:
        made.dataset_confidentialityLevel = getattr(model.dataset_ConfidentialityLevelType, level)
        take(one, "classification")
    if one.get("sensitiveData"):
        made.dataset_hasSensitivePersonalInformation = model.PresenceType.yes
    _add_governance(maker, made, one)


def _add_governance(maker: Maker, made: Any, one: dict[str, Any]) -> None:
    """The first owner is who the data set comes from; SPDX wants exactly one."""
    governance = one.get("governance")
    owners = governance.get("owners") if isinstance(governance, dict) else None
    for owner in owners if isinstance(owners, list) else ():
        if made.originatedBy or not isinstance(owner, dict):
            return
        agent = maker.agent("Organization", owner.get("organization")) or maker.agent("Person", owner.get("contact"))
        made.originatedBy = [agent] if agent else []
