"""An agent that code makes and a folder describes is one."""

from __future__ import annotations

from aibom.inventory.same_agents import with_same_agents
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Evidence, Link, Observation, Subject


def _agent(name, path):
    subject = Subject(kind=Kind.AGENT, name=name, scope=path)
    return Observation(subject=subject, evidence=Evidence(path=path, line=1), facts={})


def _told(agent, prompt, origin="file"):
    target = Subject(kind=Kind.PROMPT, name=prompt, origin=origin)
    return Link(source=agent.subject, kind=RelationKind.USES_PROMPT, target=target, evidence=agent.evidence)


FOLDER = _agent("tool_creator", "agents/tool_creator/settings.json")
CODE = _agent("Tool Creator", "create.py")
TEXT = "agents/tool_creator/instructions.md"


def test_one_name_and_one_text_are_one_agent():
    seen, links = with_same_agents([FOLDER, CODE], [_told(FOLDER, TEXT), _told(CODE, TEXT)])
    assert {one.subject for one in seen} == {FOLDER.subject}
    assert {one.source for one in links} == {FOLDER.subject}


def test_another_text_or_name_is_another_agent():
    other = _agent("reviewer", "review.py")
    links = [_told(FOLDER, TEXT), _told(CODE, "prompts/tool.md"), _told(other, TEXT)]
    seen, kept = with_same_agents([FOLDER, CODE, other], links)
    assert [one.subject for one in seen] == [FOLDER.subject, CODE.subject, other.subject]
    assert kept == links


def _read(name, kind, scope, path, line):
    subject = Subject(kind=kind, name=name, scope=scope)
    return Observation(subject=subject, evidence=Evidence(path=path, line=line), facts={})


TEAM, MAKER = "config/team.yaml", "main.py"
SCOUT = _read("scout", Kind.AGENT, TEAM, TEAM, 2)
BRIEFS = [_read(f"{name}.brief", Kind.PROMPT, TEAM, TEAM, line) for name, line in (("scout", 4), ("clerk", 8))]


def test_an_agent_of_code_whose_name_is_read_from_settings_is_the_one_told_there():
    code = _read("scout", Kind.AGENT, MAKER, TEAM, 2)
    seen, _ = with_same_agents([SCOUT, code], [])
    assert {one.subject for one in seen} == {SCOUT.subject}


def test_an_agent_of_that_name_from_another_place_is_another():
    code = _read("scout", Kind.AGENT, MAKER, MAKER, 9)
    assert {one.subject for one in with_same_agents([SCOUT, code], [])[0]} == {SCOUT.subject, code.subject}


def test_texts_of_settings_are_told_under_their_own_names_only():
    rows = [_read("brief", Kind.PROMPT, MAKER, TEAM, line) for line in (4, 8)]
    link = Link(source=SCOUT.subject, kind=RelationKind.USES_PROMPT, target=rows[0].subject, evidence=SCOUT.evidence)
    seen, links = with_same_agents([SCOUT, *BRIEFS, *rows], [link])
    assert {one.subject.name for one in seen} == {"scout", "scout.brief", "clerk.brief"}
    assert links == []


def test_texts_of_which_one_is_told_nowhere_else_stay():
    rows = [_read("brief", Kind.PROMPT, MAKER, TEAM, line) for line in (4, 12)]
    assert rows[0].subject in {one.subject for one in with_same_agents([*BRIEFS, *rows], [])[0]}
