"""Texts that the project's own classes are given as roles."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

ROLES = '''from openai import OpenAI
PILOT = """Give only the course and the speed for {{ship}} in {{harbour}}, without any explanation.
If something is missing, give the safest course that there is."""
for one in ({made},):
    keep(one)
'''


@pytest.mark.parametrize("made", ['SystemRole("Pilot", PILOT, known)', "Helper(name='pilot', role=PILOT)"])
def test_a_constant_that_is_given_as_a_role_is_a_prompt(scan, made: str) -> None:
    found = scan({"harbour/roles.py": ROLES.format(made=made)})
    assert found.names(Kind.PROMPT) == ["PILOT"]
    assert "harbour/roles.py:2" in found.places(Kind.PROMPT, "PILOT")


@pytest.mark.parametrize("made", ['Notice("Pilot", PILOT)', "print_role(PILOT)", "Helper(footer=PILOT)"])
def test_other_constants_are_none(scan, made: str) -> None:
    assert scan({"harbour/roles.py": ROLES.format(made=made)}).names(Kind.PROMPT) == []


def test_a_constant_of_another_file_is_told_where_it_stands(scan) -> None:
    texts = (
        'PILOT = "Give only the course and the speed, without any explanation."\nNOTICE = "All ships are late today."\n'
    )
    roles = "from openai import OpenAI\nfrom harbour.texts import PILOT\nkeep(SystemRole('Pilot', PILOT))\n"
    found = scan({"harbour/texts.py": texts, "harbour/roles.py": roles})
    assert found.places(Kind.PROMPT, "PILOT") == {"harbour/texts.py:1"}
    assert found.names(Kind.PROMPT) == ["PILOT"]
