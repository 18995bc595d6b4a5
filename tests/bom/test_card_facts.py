"""The facts of a model card."""

from __future__ import annotations

from aibom.bom.card_facts import read_card

CARD = {
    "modelParameters": {
        "approach": {"type": "self-supervised"},
        "datasets": [{"type": "dataset", "name": "The Pile"}, {"ref": "dataset:squad"}],
        "inputs": [{"format": "text"}],
        "outputs": [{"format": "embedding"}],
    },
    "quantitativeAnalysis": {"performanceMetrics": [{"type": "accuracy", "value": "0.91"}]},
    "considerations": {
        "users": ["Support engineers"],
        "useCases": ["Ranking of tickets"],
        "technicalLimitations": ["English only"],
        "ethicalConsiderations": [{"name": "Bias", "mitigationStrategy": "Review"}],
        "fairnessAssessments": [{"groupAtRisk": "Non-native speakers"}],
        "environmentalConsiderations": {"energyConsumptions": [{"activity": "training"}]},
    },
}


def test_every_part_of_a_card() -> None:
    assert read_card(CARD) == {
        "card.use_cases": ["Ranking of tickets"],
        "card.users": ["Support engineers"],
        "card.limitations": ["English only"],
        "card.ethics": ["Bias"],
        "card.fairness": ["Non-native speakers"],
        "card.metrics": ["accuracy"],
        "card.datasets": ["The Pile", "dataset:squad"],
        "card.approach": "self-supervised",
        "card.inputs": ["text"],
        "card.outputs": ["embedding"],
        "card.energy": True,
    }


def test_what_a_card_leaves_out_gives_no_fact() -> None:
    assert read_card({}) == {}
    assert read_card({"considerations": {}}) == {"card.energy": False}


def test_odd_content_is_passed_over() -> None:
    odd = {"considerations": [], "modelParameters": {"datasets": ["x", {"name": 3}], "approach": "y"}}
    assert read_card(odd) == {"card.datasets": []}
