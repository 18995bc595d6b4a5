"""Cards: which sections are there, thin or absent, whatever the README looks like."""

from __future__ import annotations

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from aibom.formats.card import (
    ABSENT,
    DATA_SECTIONS,
    MODEL_SECTIONS,
    PRESENT,
    THIN,
    is_titled_card,
    section_facts,
    sections,
)

BODY = """
# bge-support

## Intended uses & limitations
Ranking of support articles for customer questions in English and German; it was not tried on legal texts.

## Bias, Risks, and Limitations
[More Information Needed]

## Training Details
### Training Data
Some 120,000 anonymised tickets of the years 2021 to 2024, with the articles that agents sent.

## Evaluation
```python
print("ndcg")  # what stands in code does not describe anything, however long it may be
```

## License
MIT

## Environmental Impact
<!-- How much CO2? -->

## Model Card Contact
models@acme.example
"""


def states(body: str, front: dict[str, object] | None = None, dataset: bool = False) -> dict[str, str]:
    return {name: one.state for name, one in sections(front or {}, body, dataset=dataset).items()}  # type: ignore[arg-type]


def test_sections_are_present_thin_or_absent() -> None:
    assert states(BODY) == {
        "intended_use": PRESENT,
        "limitations": PRESENT,
        "training_data": PRESENT,
        "evaluation": THIN,
        "licence": PRESENT,
        "ethical_considerations": THIN,
        "energy": THIN,
        "contact": PRESENT,
    }
    assert set(states("# A model\nIt ranks.\n").values()) == {ABSENT}


def test_front_matter_counts() -> None:
    index = [{"results": [{"metrics": [{"type": "ndcg", "value": 0.6}]}]}]
    found = states("", {"license": "mit", "datasets": ["acme/t"], "model-index": index, "co2_eq_emissions": 3})
    assert {name for name, state in found.items() if state == PRESENT} == {
        "licence",
        "training_data",
        "evaluation",
        "energy",
    }
    assert states("", {"license": "other"})["licence"] == ABSENT


def test_texts_go_to_the_facts_that_a_cyclonedx_card_holds() -> None:
    facts = section_facts({}, BODY, dataset=False)
    assert str(facts["card.use_cases"]).startswith("['Ranking of support articles")
    assert "card.ethics" not in facts
    assert "energy (thin)" in str(facts["card.gaps"])


def test_data_sets_have_sections_of_their_own() -> None:
    body = """
# Dataset Card for tickets
## Dataset Structure
### Data Splits
Train has 120,000 rows and test 4,000 rows, split by customer and not by ticket.
## Source Data
Tickets of the helpdesk of Acme, exported in January 2025 by the support team.
## Personal and Sensitive Information
Names, addresses and order numbers were replaced by placeholders before the export was made.
"""
    assert states(body, {"license": "cc-by-4.0"}, dataset=True) == {
        "source": PRESENT,
        "collection": ABSENT,
        "licence": PRESENT,
        "sensitive_data": PRESENT,
        "splits": PRESENT,
    }
    assert is_titled_card(b"# Dataset Card for tickets\n")
    assert not is_titled_card(b"# Tickets\n")


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="# \n`~[]!()<>-abelorstuimgd|*", max_size=400), st.booleans())
def test_any_text_gives_every_section_a_state(body: str, dataset: bool) -> None:
    found = sections({}, body, dataset=dataset)
    assert tuple(found) == (DATA_SECTIONS if dataset else MODEL_SECTIONS)
    assert all(one.state in (PRESENT, THIN, ABSENT) for one in found.values())


def test_a_hostile_text_is_linear() -> None:
    started = time.process_time()
    sections({}, "## uses\n" + "![" * 400_000 + "\n" + "# " * 100_000 + "\n" + "```\n" * 100_000, dataset=False)
    assert time.process_time() - started < 5  # tenths of a second; quadratic work takes hours
