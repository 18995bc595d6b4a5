"""Cards of models and data sets in a scan: facts, CycloneDX fields, rules."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from runner import aibom

MODEL = """---
license: apache-2.0
pipeline_tag: text-ranking
library_name: transformers
---
# bge
## Uses
Ranking of support articles for customer questions in English and German, by the helpdesk.
## Limitations
"""
DATA = """---
license: cc-by-4.0
task_categories: [question-answering]
---
# Dataset Card for faq
## Source Data
Questions of customers of Acme, exported from the helpdesk in January 2025 by the support team.
## Personal and Sensitive Information
Names and order numbers were replaced by placeholders before the export was made.
"""
CROISSANT = {
    "@context": {"cr": "http://mlcommons.org/croissant/"},
    "@type": "sc:Dataset",
    "name": "orders",
    "license": "CC-BY-4.0",
    "creator": {"@type": "Organization", "name": "Acme Data Team"},
    "datePublished": "2025-02-03T00:00:00",
    "isBasedOn": "https://data.acme.example/orders",
}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for path, text in (("models/bge/README.md", MODEL), ("data/faq/README.md", DATA),
                       ("data/orders/croissant.json", json.dumps(CROISSANT))):  # fmt: skip
        Path(path).parent.mkdir(parents=True)
        Path(path).write_text(text)
    return tmp_path


def scanned() -> dict[str, dict[str, Any]]:
    assert aibom("scan", ".", "-o", "bom.json", "--no-cache").code == 0
    return {one["name"]: one for one in json.loads(Path("bom.json").read_bytes())["components"]}


def properties(component: dict[str, Any]) -> dict[str, str]:
    return {row["name"].removeprefix("aibom:"): row["value"] for row in component["properties"]}


def test_sections_stand_in_the_bom_and_their_texts_in_its_fields(place: Path) -> None:
    found = scanned()
    model, data, orders = found["models/bge"], found["data/faq"], found["orders"]
    assert model["modelCard"]["considerations"]["useCases"][0].startswith("Ranking of support articles")
    assert properties(model)["card.sections.limitations"] == "thin"
    assert properties(model)["card.sections.evaluation"] == "absent"
    assert data["data"][0]["sensitiveData"][0].startswith("Names and order numbers")
    assert properties(data)["card.sections.source"] == "present"
    assert orders["data"][0]["governance"]["custodians"] == [{"organization": {"name": "Acme Data Team"}}]
    assert orders["data"][0]["contents"] == {"url": "https://data.acme.example/orders"}
    assert properties(orders)["published"] == "2025-02-03"


def test_thin_cards_are_findings_of_the_rules(place: Path) -> None:
    scanned()
    result = aibom("check", "bom.json", "--json", "-", "--fail-on", "never", "--policy", "strict")
    found = {(one["rule"], one["component"]["name"] if isinstance(one["component"], dict) else one["component"])
             for one in json.loads(result.out)["findings"]}  # fmt: skip
    assert {("AIB153", "models/bge"), ("AIB211", "data/faq")} <= found
