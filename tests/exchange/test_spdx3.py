"""SPDX 3.0.1 against the published JSON Schema and SHACL shapes, and what of the model card arrives where."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from exchange_samples import CLAIMS

from aibom.exchange.spdx3 import to_spdx3

ROOT = Path(__file__).parents[2]
SPDX = ROOT / "third_party" / "spdx"
MOMENT = datetime(2026, 3, 14, 15, 9, 26, tzinfo=UTC)


@cache
def schema() -> Any:
    import jsonschema_rs

    return jsonschema_rs.validator_for(json.loads((SPDX / "spdx-json-schema-3.0.1.json").read_bytes()))


@cache
def shapes() -> Any:
    import rdflib

    return rdflib.Graph().parse(SPDX / "spdx-model-3.0.1.ttl")


def shacl_errors(document: dict[str, Any]) -> str:
    import pyshacl
    import rdflib

    local = document | json.loads((SPDX / "spdx-context-3.0.1.jsonld").read_bytes())
    graph = rdflib.Graph().parse(data=json.dumps(local), format="json-ld")
    assert len(graph) > 50  # the context was applied: an unknown one would give an empty graph that conforms
    conforms, _, text = pyshacl.validate(graph, shacl_graph=shapes(), ont_graph=shapes())
    return "" if conforms else str(text)


def made(document: Any) -> dict[str, Any]:
    result: dict[str, Any] = json.loads(to_spdx3(document, moment=MOMENT, tool_version="1.0")["data"])
    return result


def element(document: dict[str, Any], type_: str, name: str) -> dict[str, Any]:
    return next(one for one in document["@graph"] if one["type"] == type_ and one.get("name") == name)


def related(document: dict[str, Any], source: str, kind: str) -> list[str]:
    return [
        target.rpartition("#")[2]
        for one in document["@graph"]
        if one["type"] == "Relationship" and one["relationshipType"] == kind and one["from"].endswith(f"#{source}")
        for target in one["to"]
    ]


def test_output_passes_schema_and_shapes() -> None:
    for document in (CLAIMS, json.loads((ROOT / "samples/rag-agent.expected/bom.cdx.json").read_bytes())):
        spdx = made(document)
        assert [str(error)[:300] for error in schema().iter_errors(spdx)] == []
        assert shacl_errors(spdx) == ""


def test_the_checks_can_fail() -> None:
    spdx = made(CLAIMS)
    element(spdx, "ai_AIPackage", "triage")["software_primaryPurpose"] = "brain"
    assert list(schema().iter_errors(spdx))
    spdx = made(CLAIMS)
    element(spdx, "ai_AIPackage", "triage")["suppliedBy"] = spdx["@graph"][1]["spdxId"] + "-none"
    assert shacl_errors(spdx)


def test_a_model_card_in_the_ai_profile() -> None:
    spdx = made(CLAIMS)
    model = element(spdx, "ai_AIPackage", "triage")
    assert model["ai_typeOfModel"] == ["supervised", "transformer", "BertForSequenceClassification"]
    assert model["ai_domain"] == ["text-classification", "triage of motor claims"]
    assert model["ai_limitation"] == "German text only"
    assert model["ai_informationAboutApplication"] == "inputs: text\noutputs: label\nusers: claims handlers"
    assert model["ai_metric"] == [{"type": "DictionaryEntry", "key": "F1 (motor)", "value": "0.91"}]
    assert model["ai_hyperparameter"] == [{"type": "DictionaryEntry", "key": "learning-rate", "value": "2e-5"}]
    energy = model["ai_energyConsumption"]["ai_trainingEnergyConsumption"][0]
    assert (energy["ai_energyQuantity"], energy["ai_energyUnit"]) == ("31.5", "kilowattHour")
    assert model["releaseTime"] == "2026-02-01T00:00:00Z"
    assert model["software_downloadLocation"] == "https://huggingface.co/acme/triage"
    assert model["verifiedUsing"][0]["algorithm"] == "sha256"
    assert related(spdx, "model-triage", "trainedOn") == ["data-claims"]
    assert related(spdx, "model-triage", "descendantOf") == ["ancestor-google-bert-bert-base"]
    assert related(spdx, "model-triage", "hasDeclaredLicense") == ["licence-Apache-2.0"]
    assert [t.rpartition("/")[2] for t in related(spdx, "model-triage", "hasConcludedLicense")] == [
        "expandedlicensing_NoAssertionLicense"
    ]


def test_a_data_set_in_the_dataset_profile() -> None:
    spdx = made(CLAIMS)
    data = element(spdx, "dataset_DatasetPackage", "claims-2025")
    assert data["dataset_confidentialityLevel"] == "amber"
    assert data["dataset_hasSensitivePersonalInformation"] == "yes"
    assert data["software_downloadLocation"] == "https://data.acme.example/claims-2025"
    assert data["originatedBy"] == [element(spdx, "Organization", "ACME Claims")["spdxId"]]
    assert data["dataset_datasetType"] == ["noAssertion"]


def test_a_profile_is_claimed_only_when_its_minimum_is_met() -> None:
    result = to_spdx3(CLAIMS, moment=MOMENT, tool_version="1.0")
    profiles = element(json.loads(result["data"]), "SpdxDocument", "acme/claims-assistant")["profileConformance"]
    assert "ai" in profiles
    assert "dataset" not in profiles
    assert [note for note in result["notes"] if "AI profile" in note] == []
    assert any("Dataset profile is not claimed" in note and "builtTime" in note for note in result["notes"])


def test_completeness_of_dependencies_is_said() -> None:
    stated = [
        one
        for one in made(CLAIMS)["@graph"]
        if one["type"] == "Relationship" and one["relationshipType"] == "dependsOn" and one.get("completeness")
    ]
    assert [(one["from"].rpartition("#")[2], one["completeness"]) for one in stated] == [("model-triage", "complete")]


def test_properties_keep_their_names_and_values() -> None:
    document = copy.deepcopy(CLAIMS)
    document["components"][0]["properties"] = [{"name": "acme:owner", "value": "ml"}]
    entry = element(made(document), "ai_AIPackage", "triage")["extension"][0]["extension_cdxProperty"][0]
    assert (entry["extension_cdxPropName"], entry["extension_cdxPropValue"]) == ("acme:owner", "ml")


def test_what_has_no_place_is_listed() -> None:
    losses = to_spdx3(CLAIMS, moment=MOMENT, tool_version="1.0")["losses"]
    fields = {(one.ref, one.field) for one in losses}
    assert ("openai", "service.authenticated") in fields
    assert (
        "model/triage",
        "component.modelCard.quantitativeAnalysis.performanceMetrics[].confidenceInterval.lowerBound",
    ) in fields
    assert not [field for _, field in fields if "task" in field or "hashes" in field]


def test_same_input_same_bytes_whatever_the_clock() -> None:
    later = datetime(2027, 1, 1, tzinfo=UTC)
    first, second = (to_spdx3(CLAIMS, moment=moment, tool_version="1.0") for moment in (MOMENT, later))
    assert first == second


def test_without_the_extra_the_user_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    from aibom.core.errors import UsageError

    monkeypatch.setitem(sys.modules, "spdx_python_model.bindings", None)
    with pytest.raises(UsageError, match="pip install 'aibom\\[spdx3\\]'"):
        to_spdx3(CLAIMS, moment=MOMENT, tool_version="1.0")
