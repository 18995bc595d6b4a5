"""The document: valid in every version, the same for the same input, whatever names the tree holds."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import bom_samples
import pytest
from golden import check_golden
from hypothesis import given, settings
from hypothesis import strategies as st

from aibom.bom.validate import validate
from aibom.bom.write import SPEC_VERSIONS, build_document, to_bytes
from aibom.core.errors import UsageError
from aibom.model.component import Component, Relation
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Evidence, Unknown

DATA = Path(__file__).parent / "data"


def document(sample: Any = None, spec_version: str = "1.6") -> dict[str, Any]:
    return json.loads(bom_samples.written(sample or bom_samples.inventory(), spec_version))


def by_ref(bom: dict[str, Any], ref: str) -> dict[str, Any]:
    return next(c for c in (*bom["components"], *bom.get("services", ())) if c["bom-ref"] == ref)


def properties(component: dict[str, Any], name: str) -> list[str]:
    return [p["value"] for p in component["properties"] if p["name"] == name]


@pytest.mark.parametrize("spec_version", SPEC_VERSIONS)
def test_sample_is_valid_and_as_expected(spec_version: str) -> None:
    data = bom_samples.written(bom_samples.inventory(), spec_version)
    assert validate(data) == []
    check_golden(DATA / f"support-bot-{spec_version}.cdx.json", data)


def test_kinds_become_types() -> None:
    types = {c["bom-ref"]: c["type"] for c in document()["components"]}
    assert types == {
        "model:hf/BAAI/bge-small-en-v1.5": "machine-learning-model",
        "model:openai/gpt-4o": "machine-learning-model",
        "dataset:file/data/tickets.jsonl": "data",
        "prompt:bot/prompts/system.txt": "data",
        "library:pypi/torch@2.6.0": "framework",
        "tool:mcp/browser": "application",
    }


def test_services_hold_apis_and_remote_mcp_servers_only() -> None:
    assert [s["bom-ref"] for s in document()["services"]] == ["service:openai", "tool:mcp/search"]


def test_model_has_card_pedigree_evidence_and_hub_page() -> None:
    model = by_ref(document(), "model:hf/BAAI/bge-small-en-v1.5")
    assert model["modelCard"]["modelParameters"] == {
        "task": "feature-extraction",
        "modelArchitecture": "BertModel",
        "datasets": [{"ref": "dataset:file/data/tickets.jsonl"}],
    }
    assert model["pedigree"]["ancestors"][0]["name"] == "google-bert/bert-base-uncased"
    assert model["externalReferences"] == [
        {"type": "distribution", "url": "https://huggingface.co/BAAI/bge-small-en-v1.5"}
    ]
    assert model["evidence"]["occurrences"][0]["line"] == 14
    assert properties(model, "cdx:ai-ml:model:parameter:count") == ["33.36M"]


def test_lines_stand_in_properties_where_the_version_has_no_field() -> None:
    model = by_ref(document(spec_version="1.5"), "model:openai/gpt-4o")
    assert model["evidence"]["occurrences"] == [{"location": "bot/chat.py"}]
    assert properties(model, "aibom:evidence:location") == ["bot/chat.py:31"]
    service = by_ref(document(), "service:openai")
    assert properties(service, "aibom:evidence:location") == ["bot/chat.py:9"]


def test_null_and_unresolved_are_told_apart_from_text() -> None:
    bom = document()
    assert properties(by_ref(bom, "model:hf/BAAI/bge-small-en-v1.5"), "aibom:json:revision") == ["null"]
    unresolved = properties(by_ref(bom, "model:openai/gpt-4o"), "aibom:json:revision")
    assert json.loads(unresolved[0]) == {"unresolved": "settings.model_date"}


def test_every_component_has_a_node_in_the_dependency_graph() -> None:
    bom = document()
    refs = {c["bom-ref"] for c in (*bom["components"], *bom["services"], bom["metadata"]["component"])}
    assert {node["ref"] for node in bom["dependencies"]} == refs


def test_a_typed_relation_is_named_and_a_plain_dependency_needs_no_property() -> None:
    bom = document()
    root = bom["metadata"]["component"]
    assert properties(root, "aibom:relation:has-tool") == ["tool:mcp/browser", "tool:mcp/search"]
    assert properties(root, "aibom:relation:depends-on") == []


def test_two_kinds_of_relation_between_the_same_two_are_both_named() -> None:
    edges = tuple(
        Relation(source=bom_samples.ROOT.ref, kind=kind, target=bom_samples.TORCH.ref)
        for kind in (RelationKind.DEPENDS_ON, RelationKind.CONTAINS)
    )
    root = document(bom_samples.of(bom_samples.TORCH, relations=edges))["metadata"]["component"]
    assert properties(root, "aibom:relation:depends-on") == [bom_samples.TORCH.ref]
    assert properties(root, "aibom:relation:contains") == [bom_samples.TORCH.ref]


def test_a_relation_to_nothing_known_is_left_out() -> None:
    edge = Relation(source=bom_samples.TORCH.ref, kind=RelationKind.DEPENDS_ON, target="library:pypi/gone")
    bom = document(bom_samples.of(bom_samples.TORCH, relations=(edge,)))
    assert "library:pypi/gone" not in json.dumps(bom)


def test_composition_says_incomplete_only_when_something_is_known_to_be_missing() -> None:
    sample = bom_samples.of(bom_samples.TORCH)
    assert document(sample)["compositions"][0]["aggregate"] == "unknown"
    ignored = replace(sample, summary=replace(sample.summary, ignored_files=1))
    assert document(ignored)["compositions"][0]["aggregate"] == "incomplete"
    computed = Unknown(topic="dependencies", path="setup.py", reason="install_requires is computed")
    composition = document(replace(sample, unknowns=(computed,)))["compositions"][0]
    assert composition["aggregate"] == "incomplete"
    assert composition["dependencies"] == [bom_samples.ROOT.ref]


def test_serial_number_depends_on_content_and_not_on_time() -> None:
    sample = bom_samples.inventory()
    earlier = build_document(sample, moment=datetime(2020, 1, 1, tzinfo=UTC), tool_version="0.0.0")
    later = build_document(sample, moment=bom_samples.MOMENT, tool_version="0.0.0")
    assert earlier["serialNumber"] == later["serialNumber"]
    assert earlier["metadata"]["timestamp"] == "2020-01-01T00:00:00Z"
    other = build_document(replace(sample, unknowns=()), moment=bom_samples.MOMENT, tool_version="0.0.0")
    assert other["serialNumber"] != later["serialNumber"]


def test_order_of_the_inventory_does_not_matter() -> None:
    sample = bom_samples.inventory()
    turned = replace(
        sample,
        components=tuple(reversed(sample.components)),
        relations=tuple(reversed(sample.relations)),
        unknowns=tuple(reversed(sample.unknowns)),
    )
    assert bom_samples.written(turned) == bom_samples.written(sample)


def test_an_unknown_version_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match=r"1\.4 cannot be written; choose one of 1\.5, 1\.6, 1\.7"):
        build_document(bom_samples.inventory(), spec_version="1.4", moment=bom_samples.MOMENT, tool_version="0")


def licences(*texts: str, spec_version: str = "1.6") -> list[dict[str, Any]]:
    component = replace(bom_samples.TORCH, facts={"licences": list(texts)})
    return document(bom_samples.of(component), spec_version)["components"][0]["licenses"]


def test_licences_are_ids_expressions_or_names() -> None:
    assert licences("Apache-2.0") == [{"license": {"id": "Apache-2.0"}}]
    assert licences("MIT OR Apache-2.0") == [{"expression": "MIT OR Apache-2.0"}]
    assert licences("Llama 3.1 Community Licence") == [{"license": {"name": "Llama 3.1 Community Licence"}}]
    assert licences("MIT OR") == [{"license": {"name": "MIT OR"}}]


def test_expressions_stand_beside_ids_only_since_1_7() -> None:
    texts = ("BSD-3-Clause", "MIT OR Apache-2.0")
    ids = {"license": {"id": "BSD-3-Clause"}}
    assert licences(*texts) == [ids, {"license": {"name": "MIT OR Apache-2.0"}}]
    assert licences(*texts, spec_version="1.7") == [ids, {"expression": "MIT OR Apache-2.0"}]


def test_what_no_document_may_hold_is_written_visibly() -> None:
    component = Component(
        ref="file:caf\udce9\x00.bin",
        kind=Kind.FILE,
        name="caf\udce9\x00.bin",
        evidence=(Evidence(path="caf\udce9\x00.bin"),),
    )
    data = bom_samples.written(bom_samples.of(component))
    assert validate(data) == []
    assert json.loads(data)["components"][0]["name"] == "caf\\xe9\\x00.bin"


ODD = st.text(st.characters(exclude_categories=()), max_size=40)
ODD_VALUES = st.none() | st.booleans() | st.floats() | st.integers() | ODD | st.lists(ODD, max_size=3)
ODD_FACTS = st.dictionaries(
    st.sampled_from(
        "description licences hashes endpoints authenticated data_flows provider sensitivity owner source registry"
        " task architecture base_model quantisation parameters scope ai_role purl tool_type transport"
        " vulnerabilities self_hosted role".split()
    ),
    ODD_VALUES,
    max_size=8,
)
ODD_COMPONENTS = st.builds(
    Component,
    ref=st.just("odd"),
    kind=st.sampled_from(Kind),
    name=ODD,
    origin=ODD,
    version=st.none() | ODD | st.just("9" * 2000),
    purl=st.none() | ODD,
    facts=ODD_FACTS,
    evidence=st.lists(
        st.builds(Evidence, path=ODD, line=st.none() | st.integers(-5, 5), symbol=ODD, confidence=st.floats()),
        max_size=2,
    ).map(tuple),
)


@settings(max_examples=80, deadline=None)
@given(ODD_COMPONENTS, st.sampled_from(SPEC_VERSIONS))
def test_odd_input_never_makes_an_invalid_document(component: Component, spec_version: str) -> None:
    data = bom_samples.written(bom_samples.of(component), spec_version)
    assert validate(data) == []
    assert to_bytes(json.loads(data)) == data
