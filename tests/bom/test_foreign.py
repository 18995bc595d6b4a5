"""BOMs that other tools wrote. The documents below have the form in which each tool writes; the content is ours."""

from __future__ import annotations

import json
from typing import Any

import pytest

from aibom.bom.facts import BomFacts, ComponentFacts, facts_of
from aibom.bom.placement import locations_of
from aibom.bom.read import load_document
from aibom.model.component import Relation
from aibom.model.finding import Location
from aibom.model.kinds import Kind, RelationKind


def facts(spec_version: str = "1.6", **parts: Any) -> BomFacts:
    return facts_of(load_document(json.dumps({"bomFormat": "CycloneDX", "specVersion": spec_version} | parts).encode()))


def only(**component: Any) -> ComponentFacts:
    found = facts(components=[{"bom-ref": "it", "name": "it"} | component])
    return found.by_ref["it"]


SYFT = {
    "metadata": {
        "tools": {"components": [{"type": "application", "author": "anchore", "name": "syft", "version": "1.18.1"}]},
        "component": {"bom-ref": "8f4c", "type": "file", "name": "checkout"},
    },
    "components": [
        {
            "bom-ref": "pkg:pypi/torch@2.6.0?package-id=1eda",
            "type": "library",
            "name": "torch",
            "version": "2.6.0",
            "purl": "pkg:pypi/torch@2.6.0",
            "licenses": [{"license": {"id": "BSD-3-Clause"}}],
            "properties": [
                {"name": "syft:package:foundBy", "value": "python-package-cataloger"},
                {"name": "syft:location:0:path", "value": "/services/requirements.txt"},
            ],
        }
    ],
}

CDXGEN = {
    "metadata": {
        "tools": {"components": [{"group": "@cyclonedx", "name": "cdxgen", "version": "11.0.0", "type": "application"}]}
    },
    "components": [
        {
            "bom-ref": "pkg:npm/%40langchain/core@0.3.1",
            "type": "library",
            "group": "@langchain",
            "name": "core",
            "version": "0.3.1",
            "purl": "pkg:npm/%40langchain/core@0.3.1",
            "scope": "required",
            "hashes": [{"alg": "SHA-512", "content": "ab" * 64}],
            "licenses": [{"expression": "MIT OR Apache-2.0"}],
            "evidence": {
                "identity": [
                    {"field": "purl", "confidence": 1, "methods": [{"technique": "manifest-analysis", "confidence": 1}]}
                ],
                "occurrences": [{"location": "src/agent.ts#12"}, {"location": "src/tools.ts#3"}],
            },
        }
    ],
    "services": [
        {
            "bom-ref": "urn:service:chat:latest",
            "name": "chat",
            "endpoints": ["https://api.groq.com/openai/v1"],
            "authenticated": True,
            "x-trust-boundary": True,
            "provider": {"name": "Groq"},
            "data": [
                {"flow": "bi-directional", "classification": "prompts"},
                {"flow": "outbound", "classification": "audio"},
            ],
        }
    ],
    "dependencies": [
        {"ref": "pkg:npm/%40langchain/core@0.3.1", "dependsOn": ["urn:service:chat:latest", "pkg:npm/gone@1"]},
    ],
}

OWASP = {
    "metadata": {
        "component": {"bom-ref": "pkg:generic/acme%2Fbge@1", "type": "application", "name": "bge", "version": "1"},
        "tools": [{"vendor": "OWASP", "name": "AIBOM Generator", "version": "1.0.0"}],
    },
    "components": [
        {
            "bom-ref": "pkg:huggingface/acme/bge@5c38ec7c405ec4b44b94cc5a9bb96e735b38267a",
            "type": "machine-learning-model",
            "group": "acme",
            "name": "bge",
            "version": "1",
            "purl": "pkg:huggingface/acme/bge@5c38ec7c405ec4b44b94cc5a9bb96e735b38267a",
            "licenses": [{"license": {"name": "apache-2.0"}}],
            "supplier": {"name": "Acme"},
            "externalReferences": [{"type": "website", "url": "https://huggingface.co/acme/bge"}],
            "modelCard": {
                "modelParameters": {
                    "task": "feature-extraction",
                    "architectureFamily": "bert",
                    "datasets": [
                        {
                            "type": "dataset",
                            "name": "ms_marco",
                            "contents": {"url": "https://huggingface.co/datasets/microsoft/ms_marco"},
                        },
                        {"ref": "squad"},
                    ],
                }
            },
        },
        {
            "bom-ref": "squad",
            "type": "data",
            "name": "squad",
            "data": [{"type": "dataset", "classification": "public"}],
        },
    ],
}


def test_syft() -> None:
    found = facts(**SYFT)
    torch = found.by_ref["pkg:pypi/torch@2.6.0?package-id=1eda"]
    assert torch.kind == Kind.LIBRARY
    assert torch.identity == "pkg:pypi/torch"
    assert torch.values["ecosystem"] == "pypi"
    assert torch.values["source"] == "pypi:torch"
    assert torch.values["licences"] == ["BSD-3-Clause"]
    assert locations_of(found, torch.ref) == (Location(path="services/requirements.txt", line=1),)
    assert found.bom["tools"] == ["syft@1.18.1"]


def test_what_a_foreign_tool_does_not_say_stays_missing() -> None:
    torch = facts(**SYFT).by_ref["pkg:pypi/torch@2.6.0?package-id=1eda"]
    assert not {"uses", "pinned", "declared", "vulnerabilities", "hashes", "scope"} & set(torch.values)


def test_cdxgen() -> None:
    found = facts(**CDXGEN)
    core = found.by_ref["pkg:npm/%40langchain/core@0.3.1"]
    assert core.name == "@langchain/core"
    assert core.identity == "pkg:npm/@langchain/core"
    assert core.values["scope"] == "runtime"
    assert core.values["licences"] == ["MIT OR Apache-2.0"]
    assert core.values["hashes"] == ["SHA-512:" + "ab" * 64]
    manifest = {"technique": "manifest-analysis", "confidence": 1}
    assert core.values["evidence"] == [
        {"path": "src/agent.ts", "line": 12} | manifest,
        {"path": "src/tools.ts", "line": 3} | manifest,
    ]
    service = found.by_ref["urn:service:chat:latest"]
    assert service.kind == Kind.SERVICE
    assert service.values["provider"] == "Groq"
    assert service.values["endpoints"] == ["https://api.groq.com/openai/v1"]
    assert service.values["authenticated"] is True
    assert service.values["data_flows"] == ["prompts"]
    edge = Relation(source=core.ref, kind=RelationKind.DEPENDS_ON, target=service.ref)
    assert found.relations == (edge,)
    assert found.warnings == ("Left out, since they name a bom-ref that no component has: 1 relations.",)


def test_owasp_aibom_generator() -> None:
    found = facts(**OWASP)
    model = found.components[1]
    assert model.kind == Kind.MODEL
    assert model.name == "acme/bge"
    assert model.values["source"] == "hf:acme/bge"
    assert model.values["revision"] == "5c38ec7c405ec4b44b94cc5a9bb96e735b38267a"
    assert model.values["pinned"] is True
    assert model.values["licences"] == ["Apache-2.0"]
    assert model.values["architecture"] == "bert"
    assert found.bom["tools"] == ["AIBOM Generator@1.0.0"]
    inline = found.components[2]
    assert (inline.kind, inline.name, inline.values["source"]) == (Kind.DATASET, "ms_marco", "hf:microsoft/ms_marco")
    assert found.by_ref["squad"].values["sensitivity"] == "public"
    assert {(r.kind, r.target) for r in found.relations} == {
        (RelationKind.TRAINED_ON, inline.ref),
        (RelationKind.TRAINED_ON, "squad"),
    }


@pytest.mark.parametrize(
    ("component", "kind"),
    [
        ({"type": "framework"}, Kind.LIBRARY),
        ({"type": "container"}, Kind.CONTAINER),
        ({"type": "application", "purl": "pkg:oci/vllm@sha256:11"}, Kind.CONTAINER),
        ({"type": "library", "purl": "pkg:huggingface/acme/bge"}, Kind.MODEL),
        ({"type": "file", "purl": "pkg:huggingface/acme/bge#config.json"}, Kind.FILE),
        ({"type": "file", "modelCard": {}}, Kind.MODEL),
        ({"type": "data"}, Kind.DATASET),
        ({"type": "data", "tags": ["system-prompt"]}, Kind.PROMPT),
        ({"type": "application", "tags": ["mcp-server"]}, Kind.TOOL),
        ({"type": "application", "name": "compcert"}, Kind.APPLICATION),
        ({"type": "operating-system"}, Kind.APPLICATION),
        ({"type": "library", "properties": [{"name": "aibom:kind", "value": "agent"}]}, Kind.AGENT),
        ({"type": "library", "properties": [{"name": "aibom:kind", "value": "spaceship"}]}, Kind.LIBRARY),
    ],
)
def test_kind(component: dict[str, Any], kind: Kind) -> None:
    assert only(**component).kind == kind


def test_nested_components_and_services_are_flattened() -> None:
    found = facts(
        components=[{"bom-ref": "app", "type": "application", "name": "app", "components": [
            {"bom-ref": "model", "type": "machine-learning-model", "name": "m", "components": [
                {"bom-ref": "shard", "type": "file", "name": "m-1.safetensors"}]}]}],
        services=[{"bom-ref": "gateway", "name": "gateway", "services": [{"bom-ref": "inner", "name": "inner"}]}],
    )  # fmt: skip
    assert [c.ref for c in found.components] == ["app", "model", "shard", "gateway", "inner"]
    assert {(r.source, r.target) for r in found.relations} == {
        ("app", "model"),
        ("model", "shard"),
        ("gateway", "inner"),
    }


def test_deep_nesting_costs_no_recursion() -> None:
    node: dict[str, Any] = {"type": "file", "name": "leaf"}
    for depth in range(90):
        node = {"type": "file", "name": f"level {depth}", "components": [node]}
    assert len(facts(components=[node]).components) == 91


def test_missing_and_repeated_refs_are_told_apart_and_said() -> None:
    same = {"type": "library", "name": "numpy", "bom-ref": "numpy"}
    found = facts(components=[same, same | {"version": "2"}, {"type": "library", "name": "pandas"}])
    assert [c.ref for c in found.components] == ["numpy", "numpy#2", "components[2]"]
    assert found.warnings == (
        "Without a bom-ref, and named by their place: 1 components or services.",
        "With a bom-ref that another one has: 1 components or services ('numpy').",
    )


def vulnerability(**more: Any) -> dict[str, Any]:
    return {"id": "CVE-2025-32434", "affects": [{"ref": "it"}]} | more


def stated(*vulnerabilities: dict[str, Any]) -> Any:
    found = facts(
        components=[{"bom-ref": "it", "type": "library", "name": "torch"}], vulnerabilities=list(vulnerabilities)
    )
    return found.by_ref["it"].values.get("vulnerabilities", "missing")


def test_vulnerabilities_are_attached_with_their_vex_state() -> None:
    ratings = [
        {"method": "CVSSv31", "score": 7.5, "severity": "high"},
        {"method": "CVSSv4", "score": 9.3, "severity": "critical"},
        {"method": "other", "score": 0.97},
    ]
    found = stated(vulnerability(ratings=ratings, analysis={"state": "not_affected"}))
    assert found == [{"id": "CVE-2025-32434", "cvss": 9.3, "severity": "critical", "vex_state": "not_affected"}]


def test_vulnerabilities_are_found_through_bom_links() -> None:
    link = "urn:cdx:3f8f700e-4649-44ef-87c0-84080d153e50/1#it"
    assert stated(vulnerability(affects=[{"ref": link}])) == [{"id": "CVE-2025-32434"}]


def test_a_component_of_which_no_version_is_affected_is_not_vulnerable() -> None:
    unaffected = [{"ref": "it", "versions": [{"version": "2.6.0", "status": "unaffected"}]}]
    assert stated(vulnerability(affects=unaffected)) == "missing"


def test_incomplete_compositions_name_what_is_missing() -> None:
    found = facts(
        components=[{"bom-ref": "it", "type": "library", "name": "torch"}],
        compositions=[
            {"aggregate": "incomplete_third_party_only", "assemblies": ["it"], "dependencies": ["it"]},
            {"aggregate": "complete", "assemblies": ["other"]},
        ],
    )
    assert found.incomplete == {("it", "components"), ("it", "dependencies")}
    assert found.bom["incomplete"] is True


def test_a_list_with_an_unreadable_element_is_incomplete() -> None:
    value = json.dumps(["API_KEY", {"unresolved": "names()"}])
    found = facts(components=[{"bom-ref": "it", "type": "application", "name": "x", "properties": [
        {"name": "aibom:kind", "value": "tool"}, {"name": "aibom:json:env_names", "value": value}]}])  # fmt: skip
    assert found.incomplete == {("it", "env_names")}


def test_properties_that_say_nonsense_are_no_facts_of_another_type() -> None:
    found = only(
        type="machine-learning-model",
        properties=[
            {"name": "aibom:pinned", "value": "perhaps"},
            {"name": "aibom:size", "value": "nan"},
            {"name": "aibom:parameters", "value": "9" * 5000},
            {"name": "aibom:json:revision", "value": "{not json"},
            {"name": "aibom:no_such_fact", "value": "1"},
            {"name": 7},
        ],
    )
    assert found.values["pinned"] == "perhaps"
    assert found.values["size"] == "nan"
    assert found.values["parameters"] == "9" * 5000
    assert found.values["revision"] == {"unresolved": "{not json"}
    assert "no_such_fact" not in found.values
