"""One prompt for a text of a file of settings that the file tells by its keys and code by what it asks with it:
`prompts["extract"]["system"]`. Where code may ask with any of several, it asks with each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from aibom.catalog.languages import language_of
from aibom.model.kinds import Kind
from aibom.model.sighting import Link, Observation, Subject

_OF_OWNER = " prompt"  # ends the names that prompts without one are given
_MAX_TEXTS = 60  # of one file that code may ask with


def with_same_prompts(
    observations: Sequence[Observation], links: Iterable[Link]
) -> tuple[Sequence[Observation], list[Link]]:
    """Both, with what code calls such texts replaced by what the file calls each of them."""
    given = list(links)
    same = _same(observations)
    if not same:
        return observations, given
    seen = [each for one in observations for each in _observed(one, same)]
    return seen, [each for one in given for each in _linked(one, same)]


def _same(observations: Iterable[Observation]) -> dict[Subject, dict[int, Subject]]:
    """A prompt that code tells -> the prompts of the file by their lines."""
    lines: dict[Subject, set[int]] = defaultdict(set)
    for one in observations:
        subject, at = one.subject, one.evidence
        if subject.kind is Kind.PROMPT and not subject.origin and subject.scope == at.path and at.line:
            lines[subject].add(at.line)
    at_place: dict[tuple[str, int], list[Subject]] = defaultdict(list)
    for subject, places in lines.items():
        if len(places) == 1 and not language_of(subject.scope):
            at_place[subject.scope, next(iter(places))].append(subject)
    found: dict[Subject, dict[int, Subject]] = {}
    for subject, places in lines.items() if at_place else ():
        meant = {line: _keyed(subject, at_place[subject.scope, line], len(places) > 1) for line in sorted(places)}
        told = {line: one for line, one in meant.items() if one is not None}
        if len(told) == len(meant) <= _MAX_TEXTS:
            found[subject] = told
    return found


def _keyed(subject: Subject, others: Iterable[Subject], several: bool) -> Subject | None:
    """What the file calls the text of a place: by the keys that lead to it, where code knows the last alone, or calls
    it after what asks with it (`clerk system prompt`)."""
    unnamed = several or subject.name.endswith(_OF_OWNER)
    named = (one for one in others if one != subject and (unnamed or one.name.endswith(f".{subject.name}")))
    return min(named, key=lambda one: one.name, default=None)


def _observed(one: Observation, same: Mapping[Subject, Mapping[int, Subject]]) -> Iterator[Observation]:
    meant = same.get(one.subject)
    if meant is None:
        yield one
    elif one.evidence.path == one.subject.scope:
        yield replace(one, subject=meant[one.evidence.line or 0])
    else:
        yield from (replace(one, subject=each) for each in meant.values())


def _linked(link: Link, same: Mapping[Subject, Mapping[int, Subject]]) -> Iterator[Link]:
    targets = same[link.target].values() if link.target in same else (link.target,)
    sources = same[link.source].values() if link.source is not None and link.source in same else (link.source,)
    yield from (replace(link, source=source, target=target) for source in sources for target in targets)
