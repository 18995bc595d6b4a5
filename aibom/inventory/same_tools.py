"""One tool for what code defines and what only names it: a file of settings or a prompt file (`tools: [todays_menu]`),
and code that tells a model of the tools by what their classes answer (`told.add(Map.of("name", one.getName()))`)."""

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
    """Both, with a tool that is only named replaced by the one of this name that code defines."""
    given = list(links)
    same = _same(observations)
    if not same:
        return observations, given
    seen = [replace(one, subject=same[one.subject]) if one.subject in same else one for one in observations]
    return seen, [renamed(link, same) for link in given]


def _same(observations: Iterable[Observation]) -> dict[Subject, Subject]:
    """Tool that is only named -> the tool of code."""
    defined: dict[str, set[Subject]] = defaultdict(set)
    named: set[Subject] = set()
    elsewhere: set[tuple[Subject, str]] = set()  # tools with other files that tell their names
    for one in observations:
        subject = one.subject
        if subject.kind is not Kind.TOOL or subject.origin or not subject.scope:
            continue
        if one.evidence.path != subject.scope:
            elsewhere.add((subject, one.evidence.path))
        if language_of(subject.scope):
            if one.facts.get("usage") != "mentioned":
                defined[fold(subject.name)].add(subject)
        elif not _is_of_client(subject.scope):
            named.add(subject)
    found = ((one, defined.get(fold(one.name), set())) for one in named)
    return _answered(elsewhere, defined) | {one: next(iter(tools)) for one, tools in found if len(tools) == 1}


def _answered(elsewhere: Iterable[tuple[Subject, str]], defined: dict[str, set[Subject]]) -> dict[Subject, Subject]:
    """Tools whose names stand in files that define tools of these names themselves -> those."""
    found: dict[Subject, set[Subject]] = defaultdict(set)
    for subject, path in elsewhere:
        found[subject] |= {one for one in defined.get(fold(subject.name), ()) if one.scope == path} - {subject}
    return {subject: next(iter(tools)) for subject, tools in found.items() if len(tools) == 1}


def _is_of_client(path: str) -> bool:
    """Whether a file is one of a coding agent, which has tools of its own: `.claude/agents/reviewer.md`."""
    return any(part.startswith(".") for part in path.split("/")[:-1])
