"""One agent for what code makes and a folder or file of settings describes: one name, told by the same file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from aibom.core import re
from aibom.core.text import fold
from aibom.inventory.entries import renamed
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Link, Observation, Subject

_APART = re.compile(r"[\s_-]+")  # `Tool Creator`, `tool_creator`


def with_same_agents(
    observations: Sequence[Observation], links: Iterable[Link]
) -> tuple[Sequence[Observation], list[Link]]:
    """Both, with agents of one name that one file tells what to do made one."""
    given = list(links)
    same = _same(given)
    if not same:
        return observations, given
    seen = [replace(one, subject=same[one.subject]) if one.subject in same else one for one in observations]
    return seen, [renamed(link, same) for link in given]


def _same(links: Iterable[Link]) -> dict[Subject, Subject]:
    """Agent -> the one of its name and text whose file comes first."""
    told: dict[tuple[str, Subject], set[Subject]] = defaultdict(set)
    for link in links:
        source = link.source
        from_file = link.kind is RelationKind.USES_PROMPT and link.target.origin == "file"
        if from_file and source is not None and source.kind is Kind.AGENT:
            told[_APART.sub("", fold(source.name)), link.target].add(source)
    found: dict[Subject, Subject] = {}
    for agents in told.values():
        first, *others = sorted(agents, key=lambda one: (one.scope, one.name))
        found |= dict.fromkeys(others, first)
    return found
