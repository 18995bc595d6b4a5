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
from aibom.inventory.owner import FALLBACK, STATABLE, add_owner_facts, look_alikes, read_owner_facts
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
    assert notes == [
        "aibom.yaml:10: the entry matches no component (name: gpt-9).",
        "aibom.yaml:3: 'licences' of 'acme/faq' stays as the tree tells it.",
    ]


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
        ("components:\n- match: {name: x}\n  facts:", "aibom.yaml:2:1: 'facts' wants at least one of owner,"),
        ("components:\n- match: {name: x}\n  facts:\n    owner: a\n    owner: b", "aibom.yaml:5:1: the key 'owner'"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, message: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read_owner_facts(text.encode())
    assert message in str(caught.value)


def test_another_encoding_is_told() -> None:
    with pytest.raises(DocumentError, match="not UTF-8"):
        read_owner_facts("components:\n- {match: {name: x}, facts: {owner: Müller}}".encode("latin-1"))


@pytest.mark.parametrize(
    ("path", "fits"),
    [
        ("services/chat/agent.py", True),
        ("./services/chat/agent.py", True),
        ("**/agent.py", True),
        ("services/**/agent.py", True),
        ("services/chat/**/agent.py", True),
        ("services/chat/", True),
        ("services/index/", False),
        ("chat/agent.py", False),
    ],
)
def test_paths_as_people_write_them(path: str, fits: bool) -> None:
    text = f"components:\n- match: {{path: '{path}'}}\n  facts: {{owner: chat}}"
    ((agent,), _) = add_owner_facts([AGENT], read_owner_facts(text.encode()))
    assert ("owner" in agent.facts) is fits


def test_what_two_entries_say_differently_is_told() -> None:
    text = "components:\n- {match: {kind: agent}, facts: {owner: a}}\n- {match: {name: support}, facts: {owner: b}}"
    ((agent,), notes) = add_owner_facts([AGENT], read_owner_facts(text.encode()))
    assert agent.facts["owner"] == "b"
    assert notes == ["aibom.yaml:3: 'owner' of 'support' differs from an earlier entry; this one counts."]


def test_a_name_that_is_nearly_right_is_suggested() -> None:
    text = "components:\n- {match: {name: suport}, facts: {owner: a}}"
    assert add_owner_facts([AGENT], read_owner_facts(text.encode()))[1][0].endswith("did you mean 'support'?")


def test_entries_that_differ_are_told_apart_by_the_cache() -> None:
    one, other = (
        read_owner_facts(f"components:\n- {{match: {{name: {name}}}, facts: {{owner: a}}}}".encode()) for name in "ab"
    )
    assert repr(one) != repr(other)  # the cache of scans asks for the repr
    assert " at 0x" not in repr(one)


def test_files_that_look_like_it_are_told() -> None:
    told = list(look_alikes(["aibom.yaml", "aibom.yml", "services/chat/aibom.yaml", "docs/aibom.yml"]))
    assert [one.split()[0] for one in told] == ["aibom.yml", "services/chat/aibom.yaml"]


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
