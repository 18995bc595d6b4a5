"""Large settings: the cost grows with their size, and what a bound leaves out is told."""

from __future__ import annotations

import json
import time

import pytest
from configured import configured, names, used

_MANY = 25_000
_SECRET = "${OPENAI_API_KEY}"
FLAT = {
    "config.yaml": "model: gpt-4o\n" + "".join(f"key{n}: value{n}\n" for n in range(_MANY)),
    "config.toml": 'model = "gpt-4o"\n' + "".join(f'key{n} = "value{n}"\n' for n in range(_MANY)),
    "config.json": json.dumps({"model": "gpt-4o", **{f"k{n}": n for n in range(_MANY)}}),
    "accounts.yaml": "model: gpt-4o\n" + "".join(f"x{n}_provider: {{api_key: '{_SECRET}'}}\n" for n in range(8_000)),
}


@pytest.mark.parametrize("path", sorted(FLAT))
def test_settings_of_many_keys_cost_in_proportion(path: str) -> None:
    started = time.process_time()
    seen = configured({path: FLAT[path]})
    assert time.process_time() - started < 4
    assert "gpt-4o" in seen.named("model")


def _tools(count: int) -> str:
    function = {"description": "Books a berth.", "parameters": {"type": "object", "properties": {}}}
    return json.dumps([{"type": "function", "function": {"name": f"book_{n}", **function}} for n in range(count)])


def _prompts(count: int, beside: str) -> str:
    said = "  system_prompt: You answer the letters of the harbour office in room {}.\n"
    return "".join(f"room_{n}:\n{said.format(n)}{beside}" for n in range(count))


@pytest.mark.parametrize("count", [30, 60, 400])
def test_tools_and_prompts_are_told_however_many_there_are(count: int) -> None:
    assert len(names(configured({"config/tools.json": _tools(count)}), "tool")) == count
    asked = configured({"config/prompts.yaml": _prompts(count, "  model: gpt-4o\n")})
    assert len(names(asked, "prompt")) == count
    assert names(asked, "model") == {"gpt-4o"}


def test_many_prompts_that_nothing_is_joined_to_are_one_collection() -> None:
    assert names(configured({"config/prompts.yaml": _prompts(60, "")}), "prompt") == {"config/prompts.yaml"}


def test_many_examples_with_their_answers_are_no_prompts() -> None:
    rows = "".join(f"- prompt: You are asked for berth number {n} of the harbour\n  answer: '{n}'\n" for n in range(60))
    assert names(configured({"config/cases.yaml": f"model: gpt-4o\ncases:\n{rows}"}), "prompt") == set()


def test_models_of_a_register_are_mentioned_and_never_used() -> None:
    seen = configured({"config.yaml": "models:\n" + "".join(f"- model: gpt-4o-{n}\n" for n in range(60))})
    assert len(names(seen, "model")) == 60
    assert {one.facts.get("usage") for one in seen.observations} == {"mentioned"}
    assert not any(one.uses for one in seen.observations)


def test_what_is_used_beside_a_register_stays_used() -> None:
    prices = "prices:\n" + "".join(f"  {name}: {{input_cost: 1}}\n" for name in ("gpt-4o", "gpt-4o-mini", "gpt-4.1"))
    seen = configured({"config.yaml": f"llm_model: gpt-4o\n{prices}"})
    assert used(seen, "model") == {"gpt-4o"}
    assert all(one.evidence.confidence < 0.5 for one in seen.observations if one.facts.get("usage") == "mentioned")


def test_entries_beyond_the_bound_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aibom.scanners.configs.told.catalogued._MAX_ENTRIES", 50)
    seen = configured({"config.yaml": "models:\n" + "".join(f"- model: gpt-4o-{n}\n" for n in range(60))})
    assert len(names(seen, "model")) == 50
    assert [one.reason for one in seen.unknowns] == ["more than 50 entries of a register: only the first 50 were read"]


def test_many_entries_that_are_passed_over_are_told() -> None:
    steps = "".join(f"- step: berth_{n}\n  with: {{size: {n}}}\n" for n in range(60))
    seen = configured({"config.yaml": f"model: gpt-4o\nsteps:\n{steps}"})
    assert [one.reason for one in seen.unknowns] == [
        "60 entries alike that were taken for a list of what there is: not read"
    ]


def test_a_list_of_names_that_is_too_long_to_be_used_is_mentioned() -> None:
    ids = ["gpt-4o", "gpt-4.1", "gpt-4.1-mini", "o3-mini", "o4-mini"]
    seen = configured({"config.yaml": f"llm_model: gpt-4o\nmodels: {json.dumps(ids)}\n"})
    assert used(seen, "model") == {"gpt-4o"}
    assert names(seen, "model") == {*ids}


def test_values_of_the_form_of_models_that_are_too_many_are_mentioned() -> None:
    rows = "".join(f"slot_{n}: claude-3-5-sonnet-2024{n:04}\n" for n in range(20))
    seen = configured({"config.yaml": f"desk: agent\n{rows}"})
    assert len(names(seen, "model")) == 20
    assert {one.facts.get("usage") for one in seen.observations} == {"mentioned"}
    few = configured({"config.yaml": "desk: agent\nslot: claude-3-5-sonnet-20240620\n"})
    assert [one.facts.get("usage") for one in few.observations] == [None]


def test_lists_of_other_things_mention_no_model() -> None:
    assert not names(configured({"config.yaml": "agent: desk\nmodels: [T, S, X, Roadster, Y]\n"}), "model")
