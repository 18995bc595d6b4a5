"""aibom.yaml: owners add what no file can tell, and are told when they are wrong."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from aibom.core.errors import DocumentError
from aibom.core.resources import schema_path
from aibom.inventory.build import build_inventory
from aibom.inventory.owner import FALLBACK, STATABLE, add_owner_facts, read_owner_facts
from aibom.model.component import Component, ScanSummary
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Evidence, Observation, Subject

GOOD = """
components:
- match: {purl: "pkg:huggingface/acme/*", kind: dataset}
  facts:
    collection_method: exported from the ticket system
    sensitivity: confidential
    licences: [CC-BY-4.0]
- match: {path: "services/chat/*"}
  facts: {environment: production, owner: chat-team}
- match: {name: "gpt-9"}
  facts: {owner: nobody}
"""
FAQ = Component(
    ref="dataset:hf/acme/faq",
    kind=Kind.DATASET,
    name="acme/faq",
    purl="pkg:huggingface/acme/faq",
    facts={"licences": ["Apache-2.0"]},
    evidence=(Evidence(path="services/index/build.py", line=3),),
)
AGENT = Component(
    ref="agent:a",
    kind=Kind.AGENT,
    name="support",
    evidence=(Evidence(path="services/chat/agent.py", line=9),),
)


def test_facts_are_added_and_never_overwrite() -> None:
    (faq, agent), notes = add_owner_facts([FAQ, AGENT], read_owner_facts(GOOD.encode()))
    assert faq.facts == {
        "collection_method": "exported from the ticket system",
        "licences": ["Apache-2.0"],
        "sensitivity": "confidential",
    }
    assert agent.facts == {"environment": "production", "owner": "chat-team"}
    assert notes == ["aibom.yaml:10: the entry matches no component."]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("component: []", "aibom.yaml:1:1: unknown key 'component'; did you mean 'components'?"),
        ("components:\n- match: {nam: x}\n  facts: {}", "aibom.yaml:2:1: unknown key 'nam'; did you mean 'name'?"),
        ("components:\n- match: {}\n  facts: {}", "'match' wants at least one of"),
        ("components:\n- match: {kind: modle}\n  facts: {}", "unknown kind 'modle'; did you mean 'model'?"),
        ("components:\n- match: {name: x}\n  facts:\n    ownr: y", "aibom.yaml:4:1: unknown key 'ownr'"),
        ("components:\n- match: {name: x}\n  facts: {licences: MIT}", "'licences' wants a list of texts"),
        ("components: {a: 1}", "'components' wants a list"),
        ("- 1", "wants a mapping"),
        ("a: [", "aibom.yaml:"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, message: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read_owner_facts(text.encode())
    assert message in str(caught.value)


def test_an_empty_file_says_nothing() -> None:
    assert read_owner_facts(b"") == ()


def test_the_schema_agrees_with_the_code() -> None:
    schema = json.loads(Path(schema_path("aibom")).read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(yaml.safe_load(GOOD), schema)
    facts = schema["properties"]["components"]["items"]["properties"]["facts"]["properties"]
    assert sorted(facts) == sorted((*STATABLE, FALLBACK))


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode), st.integers(0, len(GOOD)))
def test_any_bytes_are_read_or_refused(junk: bytes, at: int) -> None:
    data, lines = GOOD.encode(), list[int]()
    for content in (junk, data[:at] + junk + data[at:]):
        try:
            read_owner_facts(content)
        except DocumentError as error:
            lines.append(error.line)
    assert all(line >= 1 for line in lines)


def test_a_fallback_becomes_a_relation() -> None:
    entries = read_owner_facts(
        b"components:\n"
        b"- {match: {name: gpt-4o}, facts: {fallback: 'claude-*', owner: chat}}\n"
        b"- {match: {name: gpt-4o}, facts: {fallback: gone}}\n"
    )
    seen = [
        Observation(
            subject=Subject(kind=Kind.MODEL, name=name, origin=origin), evidence=Evidence(path="app.py", line=1)
        )
        for name, origin in (("gpt-4o", "openai"), ("claude-haiku-4-5", "anthropic"))
    ]
    summary = ScanSummary(listed_by="walk", files=1, files_read=1)
    inventory = build_inventory(seen, name="app", summary=summary, owner=entries)
    drawn = [(one.source, one.target) for one in inventory.relations if one.kind is RelationKind.FALLS_BACK_TO]
    assert drawn == [("model:openai/gpt-4o", "model:anthropic/claude-haiku-4-5")]
    assert inventory.components[1].facts["owner"] == "chat"
    assert inventory.summary.notes == ("aibom.yaml:3: the fallback 'gone' is the name of no other component.",)
