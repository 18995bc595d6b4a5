"""A path in a container or notebook and the same path in the project are one file: `/app/data/rates.pkl`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from aibom.inventory.entries import renamed
from aibom.model.kinds import Kind
from aibom.model.sighting import Link, Observation, Subject

_KINDS = (Kind.MODEL, Kind.DATASET)
_FILE = "file"
_WORKED_IN = frozenset("app workspace code src content".split())  # folders that images and notebooks run programs in
_MOST_ABOVE = 3  # `/usr/src/app/`


def with_mounted(
    observations: Sequence[Observation], links: Iterable[Link]
) -> tuple[Sequence[Observation], list[Link]]:
    """Both, with what is read at an absolute path told as what the project names below its own root."""
    given = list(links)
    ends = (end for link in given for end in (link.source, link.target) if end is not None)
    told = {*(one.subject for one in observations), *ends}
    same = _same({one for one in told if one.kind in _KINDS and one.origin == _FILE})
    if not same:
        return observations, given
    seen = [_at_root(one, same[one.subject]) if one.subject in same else one for one in observations]
    return seen, [renamed(link, same) for link in given]


def _same(files: set[Subject]) -> dict[Subject, Subject]:
    """What stands at an absolute path -> what has the rest of that path for its name."""
    known = {(one.kind, one.name): one for one in files if not one.name.startswith("/")}
    if not known:
        return {}
    found: dict[Subject, Subject] = {}
    for one in files:
        folders = one.name.split("/")[1:] if one.name.startswith("/") else []
        for cut in range(min(_MOST_ABOVE + 1, len(folders))):
            rest = "/".join(folders[cut:])
            plain = cut > 0 and "/" not in rest and folders[cut - 1] not in _WORKED_IN
            if one not in found and not plain and (one.kind, rest) in known:
                found[one] = known[one.kind, rest]
    return found


def _at_root(one: Observation, subject: Subject) -> Observation:
    named = {"source": f"{_FILE}:{subject.name}"} if "source" in one.facts else {}
    return replace(one, subject=subject, facts={**one.facts, **named})
