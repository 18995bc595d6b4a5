"""Texts of settings that code asks with."""

from __future__ import annotations

from aibom.inventory.same_prompts import with_same_prompts
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Evidence, Link, Observation, Subject

SETTINGS, CODE = "config/prompts.toml", "flow.py"
MODEL = Subject(kind=Kind.MODEL, name="gpt-4o", origin="openai")


def prompt(name: str, scope: str = SETTINGS) -> Subject:
    return Subject(kind=Kind.PROMPT, name=name, scope=scope)


def seen(subject: Subject, path: str, line: int) -> Observation:
    return Observation(subject=subject, evidence=Evidence(path=path, line=line))


EXTRACT, CLASSIFY, ASKED = prompt("extract.system"), prompt("classify.system"), prompt("run prompt")


def test_code_that_may_ask_with_any_of_several_texts_asks_with_each() -> None:
    told = [seen(EXTRACT, SETTINGS, 3), seen(CLASSIFY, SETTINGS, 7)]
    asked = [seen(ASKED, SETTINGS, 3), seen(ASKED, SETTINGS, 7), seen(ASKED, CODE, 8)]
    link = Link(source=MODEL, kind=RelationKind.USES_PROMPT, target=ASKED)
    found, links = with_same_prompts([*told, *asked], [link])
    assert {one.subject for one in found} == {EXTRACT, CLASSIFY}
    assert {one.target for one in links} == {EXTRACT, CLASSIFY}
    assert {one.subject for one in found if one.evidence.path == CODE} == {EXTRACT, CLASSIFY}


def test_a_text_is_known_by_the_keys_that_lead_to_it() -> None:
    inner = prompt("system")
    found, _ = with_same_prompts([seen(EXTRACT, SETTINGS, 3), seen(inner, SETTINGS, 3)], [])
    assert {one.subject for one in found} == {EXTRACT}


def test_other_texts_and_those_of_code_stay() -> None:
    other = [seen(EXTRACT, SETTINGS, 3), seen(ASKED, SETTINGS, 3), seen(ASKED, SETTINGS, 9)]
    assert {one.subject for one in with_same_prompts(other, [])[0]} == {EXTRACT, ASKED}
    code = [seen(prompt(name, CODE), CODE, 3) for name in ("a.system", "system")]
    assert with_same_prompts(code, [])[0] == code


def test_a_text_that_code_calls_after_who_asks_with_it_is_that_of_the_file() -> None:
    asked = prompt("clerk system prompt")
    found, _ = with_same_prompts([seen(EXTRACT, SETTINGS, 3), seen(asked, SETTINGS, 3), seen(asked, CODE, 8)], [])
    assert {one.subject for one in found} == {EXTRACT}
    elsewhere = [seen(EXTRACT, SETTINGS, 3), seen(asked, SETTINGS, 4)]
    assert {one.subject for one in with_same_prompts(elsewhere, [])[0]} == {EXTRACT, asked}
