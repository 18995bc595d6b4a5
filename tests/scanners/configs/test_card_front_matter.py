"""What the front matter of a card states beside licence and base model."""

from __future__ import annotations

from configured import configured
from memory_tree import run

from aibom.scanners.configs.scanner import ConfigScanner

CARD = """---
license: mit
base_model: acme/base
language: [en, de]
metrics: [f1, accuracy]
co2_eq_emissions: {emissions: 120, source: codecarbon}
pipeline_tag: text-classification
---
# Ranker
"""


def test_languages_metrics_and_energy() -> None:
    facts = run(ConfigScanner(), {"models/ranker/README.md": CARD}).one("model", "models/ranker").facts
    assert facts["card.languages"] == ["de", "en"]
    assert facts["card.metrics"] == ["accuracy", "f1"]
    assert facts["card.energy"] is True


def test_what_a_space_loads_beforehand() -> None:
    revision = "12c59eb7e23bc4c26876f7be7c17760d5d3a1ffa"
    head = f"---\nsdk: docker\nmodels: [vidore/colpali-v1.2]\npreload_from_hub:\n- vidore/colpali-v1.2 config.json {revision}\n---\n# Search\n"
    seen = configured({"README.md": head})
    assert {one.subject.name for one in seen.observations} == {"vidore/colpali-v1.2"}
    assert revision in {one.facts.get("revision") for one in seen.observations}
