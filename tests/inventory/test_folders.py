"""The folder of a model, its card and its weights are one component; a base that only a card names is an ancestor."""

from __future__ import annotations

from inventory.test_build import build, model

from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Evidence, Link, Subject


def test_a_card_and_the_weights_beside_it_are_one_model() -> None:
    inventory = build(
        model("models/bge", "file", "models/bge/README.md", licences=["mit"]),
        model("models/bge/model.safetensors", "file", "models/bge/model.safetensors", hashes=["SHA-256:00"]),
        Link(
            source=Subject(kind=Kind.MODEL, origin="file", name="models/bge"),
            kind=RelationKind.DERIVED_FROM,
            target=Subject(kind=Kind.MODEL, origin="hf", name="acme/base"),
            evidence=Evidence(path="models/bge/README.md", line=2),
        ),
        model("acme/base", "hf", "models/bge/README.md", 2, usage="ancestor"),
    )

    named = {one.name: one for one in inventory.components}
    assert sorted(named) == ["acme/base", "models/bge/model.safetensors"]
    weights = named["models/bge/model.safetensors"]
    assert (weights.facts["licences"], weights.facts["hashes"]) == (["MIT"], ["SHA-256:00"])
    derived = [one for one in inventory.relations if one.kind is RelationKind.DERIVED_FROM]
    assert [(one.source, one.target) for one in derived] == [(weights.ref, named["acme/base"].ref)]


def test_a_folder_of_several_models_stays_apart_from_them() -> None:
    inventory = build(
        model("models", "file", "models/README.md"),
        model("models/a.gguf", "file", "models/a.gguf", hashes=["SHA-256:00"]),
        model("models/b.gguf", "file", "models/b.gguf", hashes=["SHA-256:01"]),
    )

    assert [one.name for one in inventory.components] == ["models", "models/a.gguf", "models/b.gguf"]


def test_an_ancestor_that_code_loads_is_no_mere_ancestor() -> None:
    inventory = build(
        model("acme/base", "hf", "models/bge/README.md", 2, usage="ancestor"),
        model("acme/base", "hf", "app/train.py", 9),
    )

    assert "usage" not in inventory.components[0].facts
