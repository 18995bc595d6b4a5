"""Agents that are a folder each: `agents/researcher/` with settings that name a model, and a text that it is told."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Link, Observation, Sighting, Subject
from aibom.scanners.configs.prompt_paths import agent_of_folder

_PROMPTS = "prompts"
_MAX_PROMPTS = 20
# Where code lies beside the settings, it is what makes the agent.
_CODE = (".py", ".ts", ".tsx", ".js", ".mjs", ".go", ".rs", ".java", ".kt", ".cs", ".rb", ".php")


def home_and_name(path: str) -> str:
    """How an agent is marked that is told by its folder: `agents/researcher`."""
    return "/".join(path.split("/")[-3:-1])


def with_agent_folders(sightings: Iterable[Sighting], listed: Callable[[], Iterable[str]]) -> Iterator[Sighting]:
    """The sightings, with agents told by their folders joined to the texts that lie there; those without a text, and
    those that code beside them makes, are left out. `listed` gives all files of the tree, where there are such
    agents."""
    kept = list(sightings)
    agents = [one for one in kept if isinstance(one, Observation) and _is_told_by_folder(one)]
    told = _texts(kept) if agents else {}
    coded = {posixpath.dirname(path) for path in listed() if path.endswith(_CODE)} if agents else set[str]()
    sure = {_folder(one): one for one in reversed(agents) if _folder(one) in told and _folder(one) not in coded}
    gone = {one.subject for one in agents} - {one.subject for one in sure.values()}
    yield from (one for one in kept if gone.isdisjoint(_ends(one)))
    for folder, agent in sorted(sure.items()):
        for prompt in told[folder][:_MAX_PROMPTS]:
            yield Link(source=agent.subject, kind=RelationKind.USES_PROMPT, target=prompt, evidence=agent.evidence)


def _folder(one: Observation) -> str:
    return posixpath.dirname(one.evidence.path)


def _is_told_by_folder(one: Observation) -> bool:
    path = one.evidence.path
    return one.subject.kind is Kind.AGENT and one.evidence.symbol == home_and_name(path) and bool(agent_of_folder(path))


def _texts(sightings: Iterable[Sighting]) -> dict[str, list[Subject]]:
    """The prompts in files by their folder, and by the one around a folder of prompts."""
    found: dict[str, list[Subject]] = defaultdict(list)
    for one in sightings:
        if isinstance(one, Observation) and one.subject.kind is Kind.PROMPT and one.subject.origin == "file":
            folder = posixpath.dirname(one.subject.name)
            found[posixpath.dirname(folder) if posixpath.basename(folder) == _PROMPTS else folder].append(one.subject)
    return found


def _ends(one: Sighting) -> tuple[Subject | None, ...]:
    if isinstance(one, Link):
        return (one.source, one.target)
    return (one.subject,) if isinstance(one, Observation) else ()
