"""Agents whose models have names that no form of the catalogue tells."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

_DESK = "from agents import Agent\nMODEL = {model!r}\ndesk = Agent(name='Desk', model=MODEL)\n"


@pytest.mark.parametrize("model", ["triage-deployment-2", "acme-tuned", "acme/tickets-7b-v3"])
def test_an_agent_has_the_model_that_its_call_names(scan, model):
    assert ("Desk", "uses-model", model) in scan({"desk.py": _DESK.format(model=model)}).links


@pytest.mark.parametrize("model", ["default", "house_model"])
def test_a_word_that_may_choose_a_setting_is_an_unknown(scan, model):
    found = scan({"desk.py": _DESK.format(model=model)})
    assert found.names(Kind.MODEL) == []
    assert [(one.topic, one.path, one.line, one.expression) for one in found.unknowns] == [
        ("model", "desk.py", 3, model)
    ]


@pytest.mark.parametrize("model", ["./models/desk", "an answer to all of this", ""])
def test_what_is_no_name_is_no_model(scan, model):
    assert scan({"desk.py": _DESK.format(model=model)}).names(Kind.MODEL) == []
