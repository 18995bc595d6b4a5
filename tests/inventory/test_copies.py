"""A path that holds a model's hub name is a copy of the model."""

from __future__ import annotations

import pytest
from inventory.test_build import build

from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Evidence, Link, Observation, Subject


def model(name: str, origin: str, **facts: object) -> Observation:
    subject = Subject(kind=Kind.MODEL, origin=origin, name=name)
    return Observation(subject=subject, evidence=Evidence(path="load.py", line=3), facts=dict(facts))  # type: ignore[arg-type]


HUB = model("Qwen/Qwen3-4B", "hf")


@pytest.mark.parametrize("path", ["models/Qwen/Qwen3-4B", "quantized/Qwen/Qwen3-4B/8bit/text_encoder"])
def test_a_folder_that_a_program_downloads_to_is_the_model_itself(path: str) -> None:
    assert [one.name for one in build(HUB, model(path, "file")).components] == ["Qwen/Qwen3-4B"]


@pytest.mark.parametrize(
    "path", ["output/Qwen/Qwen3-4B", "Qwen3-4B", "models/Qwen/Qwen3-4B-medical", "lora/Qwen/Qwen3-4B"]
)
def test_what_training_makes_and_other_names_are_models_of_their_own(path: str) -> None:
    assert sorted(one.name for one in build(HUB, model(path, "file")).components) == sorted(["Qwen/Qwen3-4B", path])


def test_weights_of_the_tree_and_what_is_derived_from_another_model_stay() -> None:
    weights = model("models/Qwen/Qwen3-4B", "file", hashes={"SHA-256": "0" * 64})
    assert len(build(HUB, weights).components) == 2
    made = model("models/Qwen/Qwen3-4B", "file")
    base = Subject(kind=Kind.MODEL, origin="hf", name="Qwen/Qwen3-4B-Base")
    link = Link(source=made.subject, kind=RelationKind.DERIVED_FROM, target=base, evidence=made.evidence)
    assert len(build(HUB, made, link).components) == 3


def test_a_quantised_copy_is_the_model() -> None:
    made = model("quantized/Qwen/Qwen3-4B/8bit", "file")
    link = Link(source=made.subject, kind=RelationKind.DERIVED_FROM, target=HUB.subject, evidence=made.evidence)
    built = build(HUB, made, link)
    assert [one.name for one in built.components] == ["Qwen/Qwen3-4B"]
    assert not [one for one in built.relations if one.kind is RelationKind.DERIVED_FROM]
