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
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spdx_documents import documents

from aibom.bom.facts import BomFacts, facts_of
from aibom.bom.read import load_document
from aibom.bom.validate import validate
from aibom.core.errors import UsageError
from aibom.exchange.convert import read_bom
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


def facts(document: Any) -> BomFacts:
    return facts_of(load_document(json.dumps(document).encode()))


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
    assert ("data/claims", "component.data[].sensitiveData[]") in fields
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

    monkeypatch.setitem(sys.modules, "spdx_python_model.bindings", None)
    with pytest.raises(UsageError, match="pip install 'aibom\\[spdx3\\]'"):
        to_spdx3(CLAIMS, moment=MOMENT, tool_version="1.0")


def read(document: Any, spec_version: str = "1.6") -> Any:
    return read_bom(json.dumps(document).encode(), "given.spdx3.json", spec_version=spec_version)


@pytest.mark.parametrize("spec_version", ["1.5", "1.6", "1.7"])
def test_there_and_back(spec_version: str) -> None:
    back = read(made(CLAIMS), spec_version)
    assert back.format == "spdx3-json"
    assert validate(back.document) == []
    assert back.warnings == ()
    assert back.losses == () or spec_version == "1.5"
    before, after = facts(CLAIMS), facts(back.document)
    assert after.relations == before.relations
    assert after.bom["serial_number"] == before.bom["serial_number"]
    for one in before.components:
        other = dict(after.by_ref[one.ref].values)
        if one.ref == "data/claims":  # SPDX says that there are sensitive data, not which
            assert other.pop("card.sensitive_data") == ["sensitive personal information"]
            assert other.pop("description") == "Claims of 2025, pseudonymized."
        expected = {name: value for name, value in one.values.items() if name != "card.sensitive_data"}
        if spec_version == "1.6":
            assert other == expected, one.ref


def test_the_sample_comes_back_with_every_fact() -> None:
    document = json.loads((ROOT / "samples/rag-agent.expected/bom.cdx.json").read_bytes())
    back = read(made(document))
    assert validate(back.document) == []
    before, after = facts(document), facts(back.document)
    assert after.relations == before.relations
    assert {one.ref: one.values for one in after.components} == {one.ref: one.values for one in before.components}


@given(document=documents())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_document_keeps_names_versions_purls_hashes_licences_and_dependencies(document: Any) -> None:
    before, after = facts(document), facts(read(made(document)).document)
    for one in before.components:
        other = after.by_ref[one.ref]
        for name in ("name", "version", "purl", "hashes", "licences"):
            assert (other.values.get(name) or None) == (one.values.get(name) or None)
    assert {r for r in after.relations if r.source in before.by_ref} == set(before.relations)


ASSESSED = copy.deepcopy(CLAIMS) | {
    "vulnerabilities": [
        {
            "bom-ref": "v1",
            "id": "CVE-2025-32434",
            "source": {"url": "https://osv.dev/vulnerability/CVE-2025-32434"},
            "description": "torch.load runs code.",
            "ratings": [
                {
                    "method": "CVSSv31",
                    "score": 9.8,
                    "severity": "critical",
                    "vector": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
                }
            ],
            "affects": [{"ref": "pkg:pypi/torch@2.7.1"}],
            "analysis": {"state": "not_affected", "justification": "code_not_reachable", "detail": "never called"},
        },
        {
            "bom-ref": "v2",
            "id": "GHSA-53q9-r3pm-6pq6",
            "affects": [{"ref": "pkg:pypi/torch@2.7.1"}, {"ref": "model/triage"}],
            "analysis": {"state": "exploitable"},
        },
        {
            "bom-ref": "v3",
            "id": "CVE-2026-0001",
            "affects": [{"ref": "model/triage"}],
            "analysis": {"state": "in_triage"},
        },
        {
            "bom-ref": "v4",
            "id": "CVE-2026-0002",
            "affects": [{"ref": "model/triage"}],
            "analysis": {"state": "resolved"},
        },
        {"bom-ref": "v5", "id": "ACME-7", "affects": [{"ref": "model/triage"}]},
    ]
}


def test_vulnerabilities_in_the_security_profile() -> None:
    spdx = made(ASSESSED)
    assert [str(error)[:300] for error in schema().iter_errors(spdx)] == []
    assert shacl_errors(spdx) == ""
    assert "security" in element(spdx, "SpdxDocument", "acme/claims-assistant")["profileConformance"]
    types = [one["type"].removeprefix("security_") for one in spdx["@graph"] if one["type"].startswith("security_")]
    assert sorted(types) == [
        "CvssV3VulnAssessmentRelationship",
        "VexAffectedVulnAssessmentRelationship",
        "VexFixedVulnAssessmentRelationship",
        "VexNotAffectedVulnAssessmentRelationship",
        "VexUnderInvestigationVulnAssessmentRelationship",
        *(["Vulnerability"] * 4),
    ]
    losses = to_spdx3(ASSESSED, moment=MOMENT, tool_version="1.0")["losses"]
    assert {one.field for one in losses if one.field.startswith("vulnerabilities")} == {
        "vulnerabilities[].bom-ref",  # of ACME-7, whose page nobody knows
        "vulnerabilities[].id",
        "vulnerabilities[].affects[].ref",
    }


def test_vulnerabilities_come_back() -> None:
    back = read(made(ASSESSED))
    assert (back.losses, validate(back.document)) == ((), [])
    found = {one["id"]: one for one in back.document["vulnerabilities"]}
    first = found["CVE-2025-32434"]
    assert first["analysis"] == ASSESSED["vulnerabilities"][0]["analysis"]
    assert first["ratings"] == ASSESSED["vulnerabilities"][0]["ratings"]
    assert first["affects"] == [{"ref": "pkg:pypi/torch@2.7.1"}]
    assert {name: one["analysis"]["state"] for name, one in found.items()} == {
        "CVE-2025-32434": "not_affected",
        "GHSA-53q9-r3pm-6pq6": "exploitable",
        "CVE-2026-0001": "in_triage",
        "CVE-2026-0002": "resolved",
    }
    assert found["GHSA-53q9-r3pm-6pq6"]["affects"] == [{"ref": "model/triage"}, {"ref": "pkg:pypi/torch@2.7.1"}]


FOREIGN: dict[str, Any] = {
    "@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
    "@graph": [
        {
            "type": "CreationInfo",
            "@id": "_:info",
            "specVersion": "3.0.1",
            "created": "2026-01-01T00:00:00Z",
            "createdBy": ["urn:vendor:ada"],
            "createdUsing": ["urn:vendor:tool"],
        },
        {"type": "Person", "spdxId": "urn:vendor:ada", "creationInfo": "_:info", "name": "Ada"},
        {"type": "Tool", "spdxId": "urn:vendor:tool", "creationInfo": "_:info", "name": "spdxmaker-3.1"},
        {
            "type": "SpdxDocument",
            "spdxId": "urn:vendor:doc",
            "creationInfo": "_:info",
            "rootElement": ["urn:vendor:sbom"],
        },
        {
            "type": "software_Sbom",
            "spdxId": "urn:vendor:sbom",
            "creationInfo": "_:info",
            "rootElement": "urn:vendor:app",
        },
        {
            "type": "software_Package",
            "spdxId": "urn:vendor:app",
            "creationInfo": "_:info",
            "name": "app",
            "software_primaryPurpose": "executable",
            "software_sourceInfo": "from the vendor",
        },
        {
            "type": "ai_AIPackage",
            "spdxId": "urn:vendor:model",
            "creationInfo": "_:info",
            "name": "ranker",
            "software_packageVersion": "NOASSERTION",
            "suppliedBy": {
                "type": "Organization",
                "spdxId": "urn:vendor:org",
                "creationInfo": "_:info",
                "name": "Vendor",
            },
            "ai_domain": ["Ranking of search results"],
            "ai_autonomyType": "no",
        },
        {
            "type": "expandedlicensing_ConjunctiveLicenseSet",
            "spdxId": "urn:vendor:both",
            "creationInfo": "_:info",
            "expandedlicensing_member": ["https://spdx.org/licenses/MIT", "urn:vendor:eula"],
        },
        {
            "type": "expandedlicensing_CustomLicense",
            "spdxId": "urn:vendor:eula",
            "creationInfo": "_:info",
            "name": "Vendor EULA",
            "simplelicensing_licenseText": "You may not.",
        },
        *(
            {
                "type": "Relationship",
                "spdxId": f"urn:vendor:r{number}",
                "creationInfo": "_:info",
                "from": source,
                "relationshipType": kind,
                "to": [target],
            }
            for number, (source, kind, target) in enumerate(
                [
                    ("urn:vendor:app", "dependsOn", "urn:vendor:model"),
                    ("urn:vendor:app", "hasDeclaredLicense", "urn:vendor:both"),
                    ("urn:vendor:app", "hasConcludedLicense", "https://spdx.org/rdf/3.0.1/terms/Licensing/NoAssertion"),
                    ("urn:vendor:model", "generates", "urn:vendor:app"),
                ]
            )
        ),
    ],
}


def test_a_document_of_another_tool() -> None:
    back = read(FOREIGN)
    assert validate(back.document) == []
    metadata, (model,) = back.document["metadata"], back.document["components"]
    assert metadata["component"] == {
        "type": "application",
        "bom-ref": "urn:vendor:app",
        "name": "app",
        "licenses": [{"expression": "LicenseRef-urn-vendor-eula AND MIT"}],
    }
    assert metadata["authors"] == [{"name": "Ada"}]
    assert metadata["tools"] == {"components": [{"type": "application", "name": "spdxmaker", "version": "3.1"}]}
    assert (model["type"], model["supplier"], model.get("version")) == (
        "machine-learning-model",
        {"name": "Vendor"},
        None,
    )
    assert model["modelCard"]["considerations"] == {"useCases": ["Ranking of search results"]}
    assert back.document["dependencies"] == [{"ref": "urn:vendor:app", "dependsOn": ["urn:vendor:model"]}]
    assert {(one.ref, one.field) for one in back.losses} == {
        ("urn:vendor:app", "software_Package.software_sourceInfo"),
        ("urn:vendor:model", "ai_AIPackage.ai_autonomyType"),
        ("urn:vendor:model", "Relationship.generates"),
    }


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"@context": "https://schema.org"}, "JSON-LD of another kind"),
        ({"@graph": []}, "without any element"),
        ({"@graph": FOREIGN["@graph"] + FOREIGN["@graph"][1:2]}, "gives the spdxId 'urn:vendor:ada' to two elements"),
    ],
)
def test_what_is_no_spdx_3_is_refused(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence):
        read(FOREIGN | change)


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_document_with_odd_values_is_read_or_refused(data: st.DataObject) -> None:
    odd = st.sampled_from([None, 7, "x", [], ["x", 7], {}, {"type": 5}, [{"spdxId": "urn:new"}], True])
    document = copy.deepcopy(FOREIGN)
    for _ in range(data.draw(st.integers(1, 4))):
        one = data.draw(st.sampled_from(document["@graph"]))
        if one:
            one[data.draw(st.sampled_from(sorted(one)))] = data.draw(odd)
    try:
        assert read(document).document["bomFormat"] == "CycloneDX"
    except UsageError as error:
        sentence = str(error)
        assert "\n" not in sentence
