"""The schema of facts against the vocabulary and against facts that real documents give."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from aibom.bom.facts import facts_of
from aibom.bom.read import load_document
from aibom.core.resources import data_root
from aibom.model.vocabulary import BOM_FACTS, FACT_BY_NAME
from aibom.policy.facts_schema import BOM_FIELDS, FIELDS, facts_schema

SCHEMA = json.loads(facts_schema())
DOCUMENTS = sorted((Path(__file__).parent.parent / "bom" / "data").glob("*.cdx.json"))


def test_every_fact_is_described() -> None:
    properties = SCHEMA["$defs"]["component"]["properties"]
    assert set(FACT_BY_NAME) <= set(properties)
    assert all(one["description"] and one["x-from"] for one in properties.values())
    assert set(FIELDS) <= set(FACT_BY_NAME)
    assert set(BOM_FIELDS) == {fact.name for fact in BOM_FACTS} == set(SCHEMA["$defs"]["bom"]["properties"])


def test_it_is_not_stale() -> None:
    assert (data_root() / "schemas" / "facts.schema.json").read_bytes() == facts_schema()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_facts_of_documents_fit_it(path: Path) -> None:
    facts = facts_of(load_document(path))
    component = jsonschema.Draft202012Validator(SCHEMA)
    document = jsonschema.Draft202012Validator({**SCHEMA, "$ref": "#/$defs/bom"})
    for one in facts.components:
        assert [error.message for error in component.iter_errors(dict(one.values))] == []
    assert [error.message for error in document.iter_errors(dict(facts.bom))] == []
