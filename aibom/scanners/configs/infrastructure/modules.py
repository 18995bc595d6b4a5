"""Modules of infrastructure that lie in the tree and that nothing calls: templates bring along more than they use."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import replace

from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Link, Observation, Sighting, Subject
from aibom.scanners.configs.sight import Sight

_CALLED = "bicep-module"  # origin of the end of a link that only says which file is called
# Folders in which modules lie that others call; elsewhere a file may be deployed by itself.
_SHELVES = frozenset({"core", "modules", "module"})


def call(path: str, module: str, line: int) -> Link:
    """That the file `path` calls the module at `module`, relative to it."""
    target = posixpath.normpath(posixpath.join(posixpath.dirname(path), module))
    return Sight(path).link(None, RelationKind.CONTAINS, Subject(kind=Kind.FILE, name=target, origin=_CALLED), line)


def without_uncalled(sightings: Iterable[Sighting]) -> Iterator[Sighting]:
    """The sightings without those calls; what modules tell that nothing calls is marked as mentioned."""
    kept = list(sightings)
    called = {one.target.name for one in kept if _is_call(one) and isinstance(one, Link)}
    for one in kept:
        if _is_call(one):
            continue
        path = one.evidence.path if isinstance(one, Observation | Link) and one.evidence is not None else ""
        if not called or not path.endswith(".bicep") or path in called or _SHELVES.isdisjoint(path.split("/")[:-1]):
            yield one
        elif isinstance(one, Observation):
            yield replace(one, facts={**one.facts, "usage": "mentioned"})


def _is_call(one: Sighting) -> bool:
    return isinstance(one, Link) and one.target.origin == _CALLED
