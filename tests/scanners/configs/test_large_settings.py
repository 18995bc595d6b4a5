"""Large settings: the cost grows with their size, and what a bound leaves out is told."""

from __future__ import annotations

import json
import time

import pytest
from configured import configured, names

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
    used = [one for one in seen.observations if "usage" not in one.facts]
    assert {one.subject.name for one in used if one.subject.kind == "model"} == {"gpt-4o"}
    assert all(one.evidence.confidence < used[0].evidence.confidence for one in seen.observations if one not in used)


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
