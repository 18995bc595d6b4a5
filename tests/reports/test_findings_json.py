"""`aibom check --json`: the contract and its schema."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
import report_samples as samples
from jsonschema import Draft202012Validator

from aibom.core.resources import schema_path
from aibom.model.finding import Judgement
from aibom.reports.findings_json import to_json

SCHEMA = json.loads(schema_path("findings").read_bytes())


def result(judgement: Judgement = samples.JUDGEMENT) -> dict[str, Any]:
    document = json.loads(to_json(judgement, prefix="services/support", bom_path="aibom-out/bom.cdx.json"))
    Draft202012Validator(SCHEMA).validate(document)
    return document


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_findings_keep_the_contract() -> None:
    first = result()["findings"][0]
    assert {key: first[key] for key in ("rule", "severity", "component", "location")} == {
        "rule": "AIB102",
        "severity": "critical",
        "component": "hf/BAAI/bge-small-en-v1.5",
        "location": {"path": "services/support/bot/index.py", "line": 14},
    }
    assert first["fingerprint"] == samples.FINDINGS[0].fingerprint
    assert first["locations"][1]["path"] == "services/support/bot/re index#1.py"


def test_a_finding_of_the_bom_alone_names_the_bom() -> None:
    assert result()["findings"][-1]["location"] == {"path": "aibom-out/bom.cdx.json", "line": 42}


def test_summary_counts_failures_reviews_and_exceptions() -> None:
    assert result()["summary"] == {
        "components": 9,
        "packs": ["baseline@1.0.0"],
        "rules": 4,
        "findings": {"critical": 1, "high": 1, "medium": 1, "low": 0, "info": 0},
        "review": 1,
        "excepted": 1,
        "excepted_in_source": 0,
        "warnings": ["The exception EXC-7 matches nothing"],
    }


def test_excepted_findings_name_their_exception() -> None:
    (excepted,) = result()["excepted"]
    assert excepted["exception"]["id"] == "EXC-3"
    assert excepted["exception"]["expires"] == "2026-12-01"


def test_nothing_found_is_a_result_too() -> None:
    assert result(samples.EMPTY)["findings"] == []


def test_the_schema_refuses_what_breaks_the_contract() -> None:
    document = result()
    del document["findings"][0]["fingerprint"]
    with pytest.raises(jsonschema.ValidationError, match="'fingerprint' is a required property"):
        Draft202012Validator(SCHEMA).validate(document)
    document = result()
    document["findings"][0]["extra"] = 1
    with pytest.raises(jsonschema.ValidationError, match="Unevaluated properties are not allowed"):
        Draft202012Validator(SCHEMA).validate(document)
