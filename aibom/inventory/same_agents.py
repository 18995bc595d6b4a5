"""One agent for what code makes and a folder or file of settings describes: one name, one file or place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from aibom.catalog.languages import language_of
from aibom.core import re
from aibom.core.text import fold
from aibom.inventory.entries import renamed
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Link, Observation, Subject

_Spot = tuple[str, int | None]
_APART = re.compile(r"[\s_-]+")  # `Tool Creator`, `tool_creator`


def with_same_agents(
    observations: Sequence[Observation], links: Iterable[Link]
) -> tuple[Sequence[Observation], list[Link]]:
    """Both, with agents of one name that one file tells what to do made one."""
    told, given = _without_doubled(observations, list(links))
    same = _same(given) | _of_one_place(told)
    if not same:
        return told, given
    seen = [replace(one, subject=same[one.subject]) if one.subject in same else one for one in told]
    return seen, [renamed(link, same) for link in given]


def _without_doubled(
    observations: Sequence[Observation], links: list[Link]
) -> tuple[Sequence[Observation], list[Link]]:
    """Both without the prompts of code that are but texts of settings, each of which is told there under its own name:
    `create_agent(system_prompt=row["system_prompt"])` for each row of a file."""
    spots: dict[Subject, set[_Spot]] = defaultdict(set)
    for one in observations:
        if one.subject.kind is Kind.PROMPT and one.subject.scope:
            spots[one.subject].add(_spot(one))
    own = {next(iter(places)) for places in spots.values() if len(places) == 1}
    doubled = {subject for subject, places in spots.items() if _is_told(places, own)}
    if not doubled:
        return observations, links
    kept = [link for link in links if link.source not in doubled and link.target not in doubled]
    return [one for one in observations if one.subject not in doubled], kept


def _same(links: Iterable[Link]) -> dict[Subject, Subject]:
    """Agent -> the one of its name and text whose file comes first."""
    told: dict[tuple[str, Subject], set[Subject]] = defaultdict(set)
    for link in links:
        source = link.source
        if link.kind is not RelationKind.USES_PROMPT or not _is_of_file(link.target):
            continue
        if source is not None and source.kind is Kind.AGENT:
            told[_APART.sub("", fold(source.name)), link.target].add(source)
    found: dict[Subject, Subject] = {}
    for agents in told.values():
        first, *others = sorted(agents, key=lambda one: (one.scope, one.name))
        found |= dict.fromkeys(others, first)
    return found


def _is_of_file(prompt: Subject) -> bool:
    """Whether a prompt is a file, or a text of a file that is no code."""
    return prompt.origin == "file" or (prompt.scope != "" and not language_of(prompt.scope))


def _is_told(places: set[_Spot], own: set[_Spot]) -> bool:
    """Whether several places of a prompt, and all of their file, are those of others that have one place each."""
    shared = places & own
    files = {path for path, _ in shared}
    return len(shared) > 1 and shared == {one for one in places if one[0] in files}


def _of_one_place(observations: Iterable[Observation]) -> dict[Subject, Subject]:
    """Agent of code -> the one of the settings that its name was read from: `for row in yaml.safe_load(text): ...`."""
    agents = [one for one in observations if one.subject.kind is Kind.AGENT]
    own = {_place(one): one.subject for one in agents if one.evidence.path == one.subject.scope}
    read = (one for one in agents if one.evidence.path != one.subject.scope and _place(one) in own)
    return {one.subject: own[_place(one)] for one in read}


def _place(one: Observation) -> tuple[str, str, int | None]:
    return (_APART.sub("", fold(one.subject.name)), *_spot(one))


def _spot(one: Observation) -> _Spot:
    return one.evidence.path, one.evidence.line
