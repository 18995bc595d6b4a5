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
