"""Answers are kept where no question within itself took part in them; those that a bound cut for who asks as deep."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from aibom.model.kinds import Kind
from aibom.scanners.code.resolving.types import Const
from aibom.scanners.code.resolving.whole_answers import WholeAnswers

MODEL = (Const("gpt-4o-mini", "assistant.py", 3),)


@pytest.fixture
def resolver():
    return SimpleNamespace(cuts=0, rounds=0, depth=0, spent=False, asked=[])


def _model_of(resolver, name):
    resolver.asked.append(name)
    return MODEL


def _system_prompt_of(resolver, name):
    return ()


def test_a_whole_answer_is_asked_for_once(resolver):
    whole = WholeAnswers(resolver)
    assert [whole.of(_model_of, "Assistant") for _ in range(3)] == [MODEL] * 3
    assert resolver.asked == ["Assistant"]


def test_answers_are_told_apart_by_question_and_by_what_it_is_asked_of(resolver):
    whole = WholeAnswers(resolver)
    whole.of(_model_of, "Assistant")
    assert whole.of(_system_prompt_of, "Assistant") == ()
    whole.of(_model_of, "Reviewer")
    assert resolver.asked == ["Assistant", "Reviewer"]


def _cut(resolver, name):
    resolver.cuts += 1
    return _model_of(resolver, name)


def test_an_answer_within_itself_is_asked_for_again(resolver):
    def around(resolver, name):
        resolver.rounds += 1
        return _model_of(resolver, name)

    whole = WholeAnswers(resolver)
    assert [whole.of(around, "Assistant") for _ in range(2)] == [MODEL] * 2
    assert resolver.asked == ["Assistant"] * 2


def test_an_answer_that_the_depth_cut_is_kept_for_who_asks_as_deep(resolver):
    whole = WholeAnswers(resolver)
    for resolver.depth in (30, 30, 35, 29, 30):
        assert whole.of(_cut, "Assistant") == MODEL
    assert resolver.asked == ["Assistant"] * 2  # at 30 and at 29
    assert resolver.cuts == 5  # whoever is told a cut answer has one


def test_an_answer_of_a_question_that_used_up_its_steps_is_asked_for_again(resolver):
    whole, resolver.spent = WholeAnswers(resolver), True
    assert [whole.of(_cut, "Assistant") for _ in range(2)] == [MODEL] * 2
    assert resolver.asked == ["Assistant"] * 2


def test_no_answer_is_remembered_as_well(resolver):
    def nothing(resolver, name):
        resolver.asked.append(name)
        return ()

    whole = WholeAnswers(resolver)
    assert (whole.of(nothing, "Assistant"), whole.of(nothing, "Assistant")) == ((), ())
    assert resolver.asked == ["Assistant"]


def test_each_object_of_a_class_keeps_the_members_it_is_made_with(scan):
    source = """
from openai import OpenAI

class Assistant:
    def __init__(self, model):
        self.model = model

class Reviewer(Assistant):
    def ask(self, text):
        return OpenAI().chat.completions.create(model=self.model, messages=text)

Reviewer("gpt-4o-mini").ask("Review the change")
Reviewer("gpt-4.1").ask("Review the change")
"""
    assert scan({"review.py": source}).names(Kind.MODEL) == ["gpt-4.1", "gpt-4o-mini"]
