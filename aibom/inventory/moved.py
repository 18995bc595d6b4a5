"""A file that a script writes beside itself and that another reads in a folder is one thing.

Notebooks write `similarity.pkl`; whoever has run them puts it where the application looks for it:
`model/similarity.pkl`.
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from aibom.model.kinds import Kind
from aibom.model.sighting import Link, Observation, Subject

_KINDS = (Kind.MODEL, Kind.DATASET)


def with_moved(observations: Sequence[Observation], links: Iterable[Link]) -> list[Link]:
    """The links, those from what is only written told of the one file of that name that is read somewhere."""
    given = list(links)
    written = [one.source for one in given if one.tentative and one.source is not None]
    if not written:
        return given
    known = {one.subject for one in observations if one.subject.kind in _KINDS and one.subject.origin == "file"}
    named: dict[str, set[Subject]] = defaultdict(set)
    for subject in known:
        named[posixpath.basename(subject.name)].add(subject)
    names = {subject.name for subject in known}
    read = {
        one: next(iter(named[one.name]))
        for one in written
        if one.kind in _KINDS and one.name not in names and len(named.get(one.name, ())) == 1
    }
    return [replace(one, source=read[one.source]) if one.tentative and one.source in read else one for one in given]
