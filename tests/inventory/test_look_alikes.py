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


def against(card: dict[str, Json], **weights: Json) -> Json:
    front: dict[str, Json] = {"card__sections__intended_use": "present", **card}
    found = facts_of(model("models/m", **front), model("models/m/w", **weights))
    return found["models/m/w"].get("claims.contradicted", [])


def test_a_licence_of_the_card_that_the_header_contradicts() -> None:
    card: dict[str, Json] = {"licences": ["MIT"]}
    assert against(card, format="gguf", header__licence="apache-2.0") == [
        "licence: the card says MIT, the header Apache-2.0"
    ]
    assert against(card, format="gguf", header__licence="mit") == []
    assert against(card, format="gguf", header__licence="other") == []
    assert against({}, format="gguf", header__licence="mit") == []


def test_a_library_and_a_relation_that_the_weights_contradict() -> None:
    assert against({"card__library": "gguf"}, format="safetensors") == [
        "library: the card says gguf, the weights are safetensors"
    ]
    assert against({"card__library": "transformers"}, format="safetensors") == []
    assert against({"card__relation": "merge"}, format="safetensors", model_class="adapter") == [
        "relation: the card says merge, the weights are an adapter"
    ]
    assert against({"card__relation": "adapter"}, format="safetensors", model_class="adapter") == []
    assert against({"card__relation": "adapter"}, format="safetensors", layout__family="gpt2") == [
        "relation: the card says adapter, the weights are a whole gpt2"
    ]
    assert against({"card__relation": "quantized"}, format="safetensors", header__dtype="F32") == [
        "relation: the card says quantized, most bytes of the weights are F32"
    ]
    assert against({"card__relation": "quantized"}, format="gguf", header__dtype="F32") == []
