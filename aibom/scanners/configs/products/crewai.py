"""Reads CrewAI's agents.yaml and tasks.yaml (docs.crewai.com/concepts): agents by key, tasks as prompts."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from aibom.core.json import Json
from aibom.core.left_out import within
from aibom.core.lined import Lined
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Sighting, Subject
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.agents import agent
from aibom.scanners.configs.told.prompts import prompt_facts
from aibom.scanners.configs.walk import Place

_MAX = 5_000


def is_crew(document: Lined) -> bool:
    """Whether the top of a document is agents (role, goal) or tasks (description, expected_output) by key."""
    top = document.value
    if not isinstance(top, Mapping) or not top:
        return False
    bodies = [body for body in list(top.values())[:_MAX] if isinstance(body, Mapping)]
    return bool(bodies) and all(_is_agent(body) or _is_task(body) for body in bodies)


def read_crew(document: Lined, path: str) -> Iterator[Sighting]:
    """The agents with their models and tools; the tasks with the agent that they are for."""
    top = document.value
    sight = Sight(path)
    for name, body in within(list(top.items()), _MAX, "agents") if isinstance(top, Mapping) else ():
        if not isinstance(body, Mapping):
            continue
        line = document.line_of(top, name)
        if _is_agent(body):
            yield from agent(name, Place(body, (name,), document), line, sight, "crewai")
        elif _is_task(body):
            yield from _task(name, body, line, sight)


def _is_agent(body: Mapping[str, Json]) -> bool:
    return {"role", "goal"} <= set(body)


def _is_task(body: Mapping[str, Json]) -> bool:
    return {"description", "expected_output"} <= set(body)


def _task(name: str, body: Mapping[str, Json], line: int, sight: Sight) -> Iterator[Sighting]:
    subject = sight.local(Kind.PROMPT, name)
    yield sight.thing(subject, line, name, **{**prompt_facts(str(body["description"])), "role": "user"})
    owner = body.get("agent")
    if isinstance(owner, str):
        agents = posixpath.join(posixpath.dirname(sight.path), "agents.yaml")
        performer = Subject(kind=Kind.AGENT, name=owner, scope=agents)
        yield sight.link(performer, RelationKind.USES_PROMPT, subject, line)
