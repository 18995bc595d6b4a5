"""Clients of BAML by their names: functions name them in one file, another file of the folder has their models."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Link, Observation, Sighting, Subject

CLIENT = "baml-client"
_ROOT = "baml_src/"  # what lies in it is one program
_MAX_STEPS = 20


def client(name: str, path: str) -> Subject:
    """The client of a name, as a stand-in for its models until all files are read."""
    above, root, _ = path.rpartition(_ROOT)
    return Subject(kind=Kind.MODEL, name=name, origin=CLIENT, scope=above + root if root else posixpath.dirname(path))


def with_clients(sightings: Iterable[Sighting]) -> Iterator[Sighting]:
    """The sightings, with what asks a client led to the models that stand behind it."""
    kept = list(sightings)
    chosen: dict[Subject, list[Subject]] = defaultdict(list)
    for one in kept:
        if isinstance(one, Link) and one.source is not None and one.source.origin == CLIENT:
            chosen[one.source].append(one.target)
        elif isinstance(one, Observation) and one.subject.kind is Kind.MODEL and one.evidence.path.endswith(".baml"):
            chosen[client(one.evidence.symbol, one.evidence.path)].append(one.subject)
    for one in kept:
        if isinstance(one, Link) and one.source is not None and one.source.origin == CLIENT:
            continue
        if isinstance(one, Link) and one.target.origin == CLIENT:
            for model in _behind(one.target, chosen):
                yield replace(one, source=model, kind=RelationKind.USES_PROMPT, target=one.source or model)
        else:
            yield one


def _behind(name: Subject, chosen: Mapping[Subject, list[Subject]]) -> Iterator[Subject]:
    """The models of a client, through those that choose among others."""
    waiting, seen = [name], set[Subject]()
    for _ in range(_MAX_STEPS):
        if not waiting:
            return
        one = waiting.pop(0)
        if one in seen:
            continue
        seen.add(one)
        if one.origin != CLIENT:
            yield one
        waiting += chosen.get(one, ())
