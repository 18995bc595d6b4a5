"""One agent for a graph that a deployment names and the variable of a file that holds it (`langgraph.json`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from aibom.model.kinds import Kind
from aibom.model.sighting import ENTRY, Link, Observation, Subject

# What graphs are called in code for want of a name; the deployment knows them better.
_PLAIN = frozenset("graph agent app workflow builder compiled compiled_graph make_graph create_graph chain".split())


def with_entries(
    observations: Sequence[Observation], links: Iterable[Link]
) -> tuple[Sequence[Observation], Iterator[Link]]:
    """The sightings with each agent that stands for what a variable holds made one with it.

    Its name is the code's, unless that only says that it is a graph. What no agent of the file can be meant by is left
    as it is, without the link.
    """
    given = list(links)
    agents = [one.subject for one in observations if one.subject.kind is Kind.AGENT]
    rest, names = list[Link](), dict[Subject, Subject]()
    for link in given:
        outer, held = link.source, _held(link, agents) if link.target.origin == ENTRY else link.target
        if link.target.origin != ENTRY:
            rest.append(link)
        elif outer is None or held is None or held in names:
            continue
        elif held.name == link.target.name or link.target.name.lower() in _PLAIN:
            kept = replace(held, name=outer.name) if held.name.lower() in _PLAIN else held
            names |= {outer: kept, held: kept}
        else:
            rest.append(replace(link, target=held))  # a part of a graph that is not told itself
    if not names:
        return observations, iter(rest)
    seen = [replace(one, subject=names[one.subject]) if one.subject in names else one for one in observations]
    return seen, (renamed(link, names) for link in rest)


def renamed(link: Link, names: Mapping[Subject, Subject]) -> Link:
    """A link between what its ends are called now."""
    source = names.get(link.source, link.source) if link.source is not None else None
    target = names.get(link.target, link.target)
    return link if (source, target) == (link.source, link.target) else replace(link, source=source, target=target)


def _held(link: Link, agents: list[Subject]) -> Subject | None:
    """The agent of a file that bears the name of the variable, else the only one that the file defines."""
    there = {one: None for one in agents if one.scope == link.target.scope and one != link.source}
    named = [one for one in there if one.name == link.target.name]
    return named[0] if named else next(iter(there)) if len(there) == 1 else None
