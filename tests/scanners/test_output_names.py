"""Names of what a training run makes."""

from __future__ import annotations

import pytest

from aibom.scanners.output_names import is_telling


@pytest.mark.parametrize("name", ["lora-out", "models/churn.pkl", "runs/expert", "v2/exp01-german"])
def test_names_that_tell(name: str) -> None:
    assert is_telling(name)


@pytest.mark.parametrize("name", ["./outputs", "experiments/vgg/exp00", "logs/version_3", "saved/{epoch}.pt"])
def test_names_that_say_nothing(name: str) -> None:
    assert not is_telling(name)
