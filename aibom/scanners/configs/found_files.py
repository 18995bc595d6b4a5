"""Paths in settings that do not start at the root of the tree: at the settings' own folder, or at one that another
member or the program names (`dataset_root: experiments/data` beside `train_file: mini/train.csv`)."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import replace

from aibom.model.kinds import Kind
from aibom.model.sighting import Link, Observation, Sighting, Subject
from aibom.scanners.listed import Listed

_KINDS = (Kind.DATASET, Kind.MODEL)
_FILE = "file"


def with_found_files(sightings: Iterable[Sighting], listed: Listed) -> Iterator[Sighting]:
    """The sightings, with data and models in files that settings name told as the files of the tree that are meant."""
    for one in sightings:
        if isinstance(one, Observation):
            yield _observed(one, listed)
        elif isinstance(one, Link) and one.evidence is not None:
            near = one.evidence.path
            source = _subject(one.source, near, listed) if one.source is not None else None
            yield replace(one, source=source, target=_subject(one.target, near, listed))
        else:
            yield one


def _observed(one: Observation, listed: Listed) -> Observation:
    subject = _subject(one.subject, one.evidence.path, listed)
    if subject is one.subject:
        return one
    named = {"source": f"file:{subject.name}"} if "source" in one.facts else {}
    return replace(one, subject=subject, facts={**one.facts, **named})


def _subject(subject: Subject, near: str, listed: Listed) -> Subject:
    path = _meant(subject, near, listed) if subject.kind in _KINDS and subject.origin == _FILE else None
    return subject if path is None else replace(subject, name=path)


def _meant(subject: Subject, near: str, listed: Listed) -> str | None:
    """The file below the settings' own folder, else the only one with such an end, else the one that lies nearest."""
    name = subject.name
    if name in listed or not posixpath.splitext(name)[1]:
        return None
    beside = posixpath.normpath(posixpath.join(posixpath.dirname(near), name))
    if beside in listed:
        return beside
    end = "/" + name.lstrip("./")
    alike = [one for one in listed.named(posixpath.basename(name)) if one.endswith(end)]
    shared = [len(posixpath.commonprefix((one.split("/"), near.split("/")))) for one in alike]
    nearest = [one for one, folders in zip(alike, shared, strict=True) if folders == max(shared)]
    return nearest[0] if len(nearest) == 1 else None
