"""What the words of prompts tell, and what looks like it."""

from __future__ import annotations

import pytest

from aibom.catalog.prompt_words import prompt_words


@pytest.mark.parametrize("name", ["system", "with_system", "set_system_prompt", "for_systemmessage"])
def test_calls_that_speak_for_the_system(name: str) -> None:
    assert prompt_words().calls.fullmatch(name)


@pytest.mark.parametrize(
    "name", ["file_system", "subsystem", "operating_system", "system_load", "systems", "render_system"]
)
def test_calls_of_other_systems(name: str) -> None:
    assert not prompt_words().calls.fullmatch(name)


@pytest.mark.parametrize(
    ("kind", "name", "told"),
    [
        ("arguments", "chat_system_prompt", True),
        ("arguments", "preamble", True),
        ("arguments", "long_preamble", False),
        ("arguments", "system", False),
        ("loaders", "load_prompt_template", True),
        ("loaders", "get_image_prompt_from_hub", True),
        ("loaders", "load_template", False),
        ("role", "Role.SYSTEM", True),
        ("role", "ChatRole::Developer", True),
        ("role", "system_message", True),
        ("role", "user", False),
    ],
)
def test_arguments_loaders_and_roles(kind: str, name: str, told: bool) -> None:
    assert bool(getattr(prompt_words(), kind).fullmatch(name)) is told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("You are a careful clerk.", True),
        ("  ## You are Ada, the planner of tours.", True),
        ("Your task is to sum up.", True),
        ("你是一名会计。", True),
        ("You are welcome to open a ticket.", False),
        ("You are ada, the planner", False),
        ("She said: You are a clerk.", False),
    ],
)
def test_beginnings(text: str, told: bool) -> None:
    assert bool(prompt_words().beginning.match(text)) is told
