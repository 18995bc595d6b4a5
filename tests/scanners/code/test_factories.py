"""Functions that several places call to make an agent or ask a model: each call's parts stay together."""

from __future__ import annotations

from aibom.model.kinds import Kind

_FACTORY = """
from agents import Agent

def build(name, model, instructions):
    return Agent(name=name, model=model, instructions=instructions)

writer = build("Writer", "gpt-4o", "Write the report in plain words and keep it short.")
critic = build("Critic", %s, "Find three errors in the report and say how to mend them.")
"""


def links(found, kind):
    return {(source, target) for source, link, target in found.links if link == kind}


def test_each_agent_of_a_factory_has_its_own_model_and_prompt(scan):
    found = scan({"team.py": _FACTORY % '"o3-mini"'})
    assert links(found, "uses-model") == {("Writer", "gpt-4o"), ("Critic", "o3-mini")}
    assert links(found, "uses-prompt") == {
        ("Writer", "Writer system prompt"), ("Critic", "Critic system prompt"),
    }  # fmt: skip
    assert found.places(Kind.PROMPT, "Critic system prompt") >= {"team.py:8"}


def test_what_one_call_hands_over_unread_is_not_that_of_another(scan):
    found = scan({"team.py": "from settings import load\n" + _FACTORY % "load().model"})
    assert links(found, "uses-model") == {("Writer", "gpt-4o")}


def test_a_function_that_one_place_calls(scan):
    once = _FACTORY.partition("critic")[0]
    assert links(scan({"team.py": once}), "uses-model") == {("Writer", "gpt-4o")}
