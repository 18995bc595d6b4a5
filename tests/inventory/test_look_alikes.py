"""Models that are others under another name, and cards that do not fit their weights."""

from __future__ import annotations

from aibom.core.json import Json
from aibom.inventory.look_alikes import with_look_alikes
from aibom.model.component import Component
from aibom.model.kinds import Kind


def model(name: str, **facts: Json) -> Component:
    stated = {key.replace("__", "."): value for key, value in facts.items()}
    return Component(ref=f"model:{name}", kind=Kind.MODEL, name=name, origin="file", facts=stated)


def facts_of(*models: Component) -> dict[str, dict[str, Json]]:
    return {one.name: dict(one.facts) for one in with_look_alikes(models)}


def test_a_renamed_copy_and_a_model_of_the_same_family_are_told_apart() -> None:
    found = facts_of(
        model("models/bge", layout="a1", hashes=["SHA-256:aa"]),
        model("models/ours", layout="a1", hashes=["SHA-256:aa"]),
        model("models/tuned", layout="a1", hashes=["SHA-256:bb"]),
        model("models/other", layout="b2", hashes=["SHA-256:cc"]),
    )
    assert found["models/bge"]["layout.twins"] == ["models/ours (same bytes)", "models/tuned (other bytes)"]
    assert "layout.twins" not in found["models/other"]


def test_a_card_is_held_against_the_weights_of_its_folder() -> None:
    card = model("models/m", card__sections__intended_use="present", card__parameters=7_000_000_000, base_model="a/b")
    weights = model("models/m/w.safetensors", format="safetensors", parameters=110_000_000, base_model="x/y")
    claims = facts_of(card, weights)["models/m/w.safetensors"]["claims.contradicted"]
    assert claims == [
        "parameters: the card says 7000000000, the weights have 110000000",
        "base model: the card says a/b, the configuration x/y",
    ]
    fitting = model("models/m/w.safetensors", format="safetensors", parameters=6_700_000_000, base_model="A/B")
    assert "claims.contradicted" not in facts_of(card, fitting)["models/m/w.safetensors"]


def test_a_card_of_a_folder_of_several_models_is_of_none_of_them() -> None:
    card = model("models/m", card__sections__intended_use="present", card__parameters=7_000_000_000)
    two = [model(f"models/m/{name}.gguf", format="gguf", parameters=1_000_000) for name in ("a", "b")]
    assert all("claims.contradicted" not in facts for facts in facts_of(card, *two).values())
