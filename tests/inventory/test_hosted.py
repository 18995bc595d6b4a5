"""A hub name told by a key alone belongs to the provider that a call hands it to."""

from __future__ import annotations

from dataclasses import replace

from inventory.test_build import build

from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Evidence, Link, Observation, Subject, Use

NAME = "deepseek-ai/DeepSeek-V3"


def model(origin: str, path: str, confidence: float) -> Observation:
    facts = {"hosted": origin != "hf"}
    evidence = Evidence(path=path, line=3, confidence=confidence)
    return Observation(subject=Subject(kind=Kind.MODEL, origin=origin, name=NAME), evidence=evidence, facts=facts)


def test_a_name_told_by_a_key_is_the_model_that_a_call_hands_to_its_host() -> None:
    built = build(model("hf", "lib/constants.ts", 0.6), model("together", "lib/generation.ts", 0.9)).components
    assert [(one.origin, [place.path for place in one.evidence]) for one in built] == [
        ("together", ["lib/constants.ts", "lib/generation.ts"])
    ]
    assert built[0].facts["hosted"] is True


def test_a_model_that_is_loaded_from_the_hub_stays_beside_the_hosted_one() -> None:
    built = build(model("hf", "train.py", 0.9), model("hf", "names.py", 0.6), model("together", "app.py", 0.9))
    assert sorted(one.origin for one in built.components) == ["hf", "together"]


def test_a_name_that_no_host_is_seen_to_get_stays_one_of_the_hub() -> None:
    assert [one.origin for one in build(model("hf", "lib/constants.ts", 0.6)).components] == ["hf"]


def test_links_of_the_name_lead_to_the_hosted_model() -> None:
    prompt = Observation(
        subject=Subject(kind=Kind.PROMPT, name="TITLE_PROMPT", scope="lib/title.ts"),
        evidence=Evidence(path="lib/title.ts", line=1),
    )
    link = Link(
        source=model("hf", "", 0.6).subject,
        kind=RelationKind.USES_PROMPT,
        target=prompt.subject,
        evidence=Evidence(path="lib/title.ts", line=9),
    )
    built = build(model("hf", "lib/title.ts", 0.6), model("together", "lib/generation.ts", 0.9), prompt, link)
    ends = [(one.source, one.kind) for one in built.relations if one.target.startswith("prompt:")]
    assert (f"model:together/{NAME}", RelationKind.USES_PROMPT) in ends


def settings(path: str, confidence: float, **arguments: object) -> Observation:
    use = Use(path=path, line=3, symbol="MODEL_NAME", args=arguments)
    return replace(model("hf", path, confidence), uses=(use,))


def test_settings_that_only_choose_a_model_say_nothing_of_its_host() -> None:
    seen = (settings(".env.example", 0.7), settings("configs/router.yaml", 0.9, temperature=0))
    built = build(*seen, model("groq", "app.py", 0.9)).components
    assert [(one.origin, len(one.evidence)) for one in built] == [("groq", 3)]


def test_settings_of_how_a_model_is_loaded_keep_it_on_the_hub() -> None:
    recipe = settings("recipes/sft.yaml", 0.9, load_in_4bit=True)
    built = build(recipe, model("together", "evaluate.py", 0.9)).components
    assert sorted(one.origin for one in built) == ["hf", "together"]
