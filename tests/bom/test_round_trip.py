"""What the writer writes the reader reads: every fact, in every version of CycloneDX."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import bom_samples
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aibom.bom.validate import validate
from aibom.bom.write import SPEC_VERSIONS
from aibom.core.json import Json
from aibom.model.component import Component, Relation
from aibom.model.kinds import Kind, RelationKind, Technique
from aibom.model.sighting import Evidence, Use
from aibom.model.vocabulary import FACTS, Fact, FactType

# Control characters are written visibly (test_write.py), so they do not come back; everything else does.
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), max_size=30)
NUMBER = st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
UNRESOLVED = TEXT.map(lambda text: {"unresolved": text})
ANY_JSON = st.recursive(
    st.none() | st.booleans() | NUMBER | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)
OWN_TYPE: Mapping[FactType, st.SearchStrategy[Any]] = {
    FactType.STRING: TEXT,
    FactType.DATE: st.dates().map(str),
    FactType.NUMBER: NUMBER,
    FactType.BOOLEAN: st.booleans(),
    FactType.STRINGS: st.lists(
        TEXT | st.sampled_from(["MIT", "https://api.example.org/v1", bom_samples.SHA]), max_size=4
    ),
}
VULNERABILITY = st.fixed_dictionaries(
    {"id": st.from_regex(r"CVE-20[0-9]{2}-[0-9]{4}", fullmatch=True)},
    optional={
        "cvss": st.floats(0, 10),
        "severity": st.sampled_from(["critical", "high", "medium", "low", "info", "none", "unknown"]),
        "vex_state": st.sampled_from(["exploitable", "in_triage", "not_affected", "resolved", "false_positive"]),
    },
)
# These are fields of Component, not of its facts.
OF_THE_COMPONENT = {"uses", "evidence"}
ORDINARY = [fact for fact in FACTS if fact.type is not FactType.OBJECTS]


def as_read(value: Json) -> Json:
    """Lists of texts are sets: sorted, each element once."""
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        return sorted({str(item) for item in value})
    return value


def test_objects_are_the_three_that_have_tests_of_their_own() -> None:
    objects = {fact.name for fact in FACTS if fact.type is FactType.OBJECTS}
    assert objects == OF_THE_COMPONENT | {"vulnerabilities"}


@pytest.mark.parametrize("fact", ORDINARY, ids=lambda fact: fact.name)
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_every_fact_comes_back(fact: Fact, data: st.DataObject) -> None:
    value = data.draw(OWN_TYPE[fact.type] | UNRESOLVED | st.none() | ANY_JSON, label="value")
    kind = data.draw(st.sampled_from(fact.kinds or tuple(Kind)), label="kind")
    component = Component(ref="it", kind=kind, name="it", facts={fact.name: value})
    for spec_version in SPEC_VERSIONS:
        values = bom_samples.read_back(bom_samples.of(component), spec_version).by_ref["it"].values
        expected = as_read(value) if fact.type is FactType.STRINGS else value
        assert values.get(fact.name, "missing") == expected
        assert type(values[fact.name]) is type(expected)


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(st.sampled_from([f.name for f in ORDINARY]), ANY_JSON | UNRESOLVED, max_size=12),
    st.sampled_from(Kind),
)
def test_facts_do_not_disturb_each_other(facts: dict[str, Json], kind: Kind) -> None:
    component = Component(ref="it", kind=kind, name="it", facts=facts)
    for spec_version in SPEC_VERSIONS:
        values = bom_samples.read_back(bom_samples.of(component), spec_version).by_ref["it"].values
        types = {fact.name: fact.type for fact in FACTS}
        expected = {n: as_read(v) if types[n] is FactType.STRINGS else v for n, v in facts.items()}
        own = {"kind": kind, "ref": "it", "name": "it", "evidence": [], "uses": []}
        assert values == expected | own


@settings(max_examples=30, deadline=None)
@given(
    st.lists(VULNERABILITY, max_size=4, unique_by=lambda item: item["id"]) | ANY_JSON, st.sampled_from(SPEC_VERSIONS)
)
def test_vulnerabilities_come_back(stated: Any, spec_version: str) -> None:
    component = Component(ref="it", kind=Kind.LIBRARY, name="it", facts={"vulnerabilities": stated})
    found = bom_samples.read_back(bom_samples.of(component), spec_version).by_ref["it"].values["vulnerabilities"]
    if isinstance(stated, list) and all(isinstance(item, dict) and "id" in item for item in stated):
        stated = sorted(stated, key=lambda item: item["id"])
    assert found == stated


PATH = st.from_regex(r"[a-z]{1,8}(/[a-z_]{1,8}){0,3}\.(py|ipynb|json)", fullmatch=True)
EVIDENCE = st.builds(
    Evidence,
    path=PATH,
    line=st.none() | st.integers(1, 99999),
    symbol=TEXT,
    technique=st.sampled_from(Technique),
    confidence=st.sampled_from([0.3, 0.5, 0.9, 1.0]),
)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(EVIDENCE, max_size=5, unique=True),
    st.sampled_from([Kind.MODEL, Kind.SERVICE]),
    st.sampled_from(SPEC_VERSIONS),
)
def test_evidence_comes_back(evidence: list[Evidence], kind: Kind, spec_version: str) -> None:
    component = Component(ref="it", kind=kind, name="it", evidence=tuple(evidence))
    found = bom_samples.read_back(bom_samples.of(component), spec_version).by_ref["it"].values["evidence"]
    assert isinstance(found, list)
    assert {as_evidence(place) for place in found} == set(evidence)
    assert len(found) == len(evidence)


def as_evidence(place: Any) -> Evidence:
    return Evidence(**(place | {"technique": Technique(place["technique"])}))


USE = st.builds(
    Use,
    path=PATH,
    line=st.integers(1, 99999),
    symbol=TEXT,
    args=st.dictionaries(TEXT, st.none() | st.booleans() | TEXT | UNRESOLVED, max_size=4),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(USE, max_size=4), st.sampled_from(SPEC_VERSIONS))
def test_uses_come_back(uses: list[Use], spec_version: str) -> None:
    component = Component(ref="it", kind=Kind.MODEL, name="it", uses=tuple(uses))
    found = bom_samples.read_back(bom_samples.of(component), spec_version).by_ref["it"].values["uses"]
    stated = [{"path": u.path, "line": u.line, "symbol": u.symbol, "args": dict(u.args)} for u in uses]
    assert isinstance(found, list)
    assert all(use in found for use in stated)
    assert all(use in stated for use in found)


EDGES = st.lists(
    st.builds(
        Relation,
        source=st.sampled_from(["a", "b", "c", bom_samples.ROOT.ref]),
        kind=st.sampled_from(RelationKind),
        target=st.sampled_from(["a", "b", "c"]),
    ),
    max_size=8,
)


@settings(max_examples=40, deadline=None)
@given(EDGES, st.sampled_from([Kind.MODEL, Kind.SERVICE, Kind.TOOL]), st.sampled_from(SPEC_VERSIONS))
def test_relations_come_back(edges: list[Relation], kind: Kind, spec_version: str) -> None:
    components = [Component(ref=ref, kind=kind, name=ref) for ref in "abc"]
    sample = bom_samples.of(*components, relations=tuple(edges))
    assert set(bom_samples.read_back(sample, spec_version).relations) == set(edges)
    assert validate(bom_samples.written(sample, spec_version)) == []


@pytest.mark.parametrize("spec_version", SPEC_VERSIONS)
def test_the_sample_comes_back_whole(spec_version: str) -> None:
    sample = bom_samples.inventory()
    facts = bom_samples.read_back(sample, spec_version)
    assert facts.warnings == ()
    assert set(facts.relations) == set(sample.relations)
    assert set(facts.unknowns) == set(sample.unknowns)
    assert facts.prefix == "services/support"
    assert facts.root is not None
    assert facts.root.ref == sample.root.ref
    for component in sample.components:
        read = facts.by_ref[component.ref]
        assert read.kind == component.kind
        assert read.values.get("version") == component.version
        assert read.values.get("purl") == component.purl
        assert {name: read.values[name] for name in component.facts} == dict(component.facts)
