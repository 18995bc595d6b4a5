"""A tool that a prompt file names and code defines is one."""

from __future__ import annotations

import pytest

from aibom.inventory.same_tools import with_same_tools
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Evidence, Link, Observation, Subject


def _tool(name, path):
    subject = Subject(kind=Kind.TOOL, name=name, scope=path)
    return Observation(subject=subject, evidence=Evidence(path=path, line=1), facts={})


CODE = _tool("todays_menu", "main.go")
NAMED = _tool("todays_menu", "prompts/waiter.prompt")
PROMPT = Subject(kind=Kind.PROMPT, name="prompts/waiter.prompt", origin="file")
ASKED = Link(source=PROMPT, kind=RelationKind.HAS_TOOL, target=NAMED.subject, evidence=NAMED.evidence)


def test_what_code_defines_is_what_a_prompt_file_names():
    seen, links = with_same_tools([CODE, NAMED], [ASKED])
    assert {one.subject for one in seen} == {CODE.subject}
    assert [one.target for one in links] == [CODE.subject]


@pytest.mark.parametrize(
    "others",
    [
        [_tool("todays_menu", "main.go"), _tool("todays_menu", "bar.go")],  # nobody knows which
        [_tool("order", "main.go")],
    ],
)
def test_what_is_not_known_stays(others):
    seen, links = with_same_tools([*others, NAMED], [ASKED])
    assert NAMED.subject in {one.subject for one in seen}
    assert links == [ASKED]


def test_tools_of_a_coding_agent_are_its_own():
    own = _tool("search", ".claude/agents/reader.md")
    seen, _ = with_same_tools([_tool("search", "tools.py"), own], [])
    assert own.subject in {one.subject for one in seen}


def _told(path):
    """The tool of `Desk.java` that a file tells the name of."""
    subject = Subject(kind=Kind.TOOL, name="track_parcel", scope="Desk.java")
    return Observation(subject=subject, evidence=Evidence(path=path, line=4), facts={})


def test_a_tool_that_a_class_answers_for_is_that_of_the_class():
    own = _tool("track_parcel", "ParcelTool.java")
    seen, _ = with_same_tools([own, _told("Desk.java"), _told("ParcelTool.java")], [])
    assert {one.subject for one in seen} == {own.subject}


def test_tools_of_one_name_in_two_files_stay_two():
    seen, _ = with_same_tools([_tool("track_parcel", "ParcelTool.java"), _told("Desk.java")], [])
    assert len({one.subject for one in seen}) == 2
