"""One tool for what code defines and a file of settings or a prompt file only names: `tools: [todays_menu]`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from aibom.catalog.languages import language_of
from aibom.core.text import fold
from aibom.inventory.entries import renamed
from aibom.model.kinds import Kind
from aibom.model.sighting import Link, Observation, Subject


def with_same_tools(
    observations: Sequence[Observation], links: Iterable[Link]
) -> tuple[Sequence[Observation], list[Link]]:
    """Both, with a tool that settings name replaced by the only one of this name that code defines."""
    given = list(links)
    same = _same(observations)
    if not same:
        return observations, given
    seen = [replace(one, subject=same[one.subject]) if one.subject in same else one for one in observations]
    return seen, [renamed(link, same) for link in given]


def _same(observations: Iterable[Observation]) -> dict[Subject, Subject]:
    """Tool of settings -> the tool of code."""
    defined: dict[str, set[Subject]] = defaultdict(set)
    named: set[Subject] = set()
    for one in observations:
        subject = one.subject
        if subject.kind is not Kind.TOOL or subject.origin or not subject.scope:
            continue
        if language_of(subject.scope):
            if one.facts.get("usage") != "mentioned":
                defined[fold(subject.name)].add(subject)
        elif not _is_of_client(subject.scope):
            named.add(subject)
    found = ((one, defined.get(fold(one.name), set())) for one in named)
    return {one: next(iter(tools)) for one, tools in found if len(tools) == 1}


def _is_of_client(path: str) -> bool:
    """Whether a file is one of a coding agent, which has tools of its own: `.claude/agents/reviewer.md`."""
    return any(part.startswith(".") for part in path.split("/")[:-1])
