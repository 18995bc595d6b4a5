"""A model's folder and the one model whose weights lie in it are one thing: a card or a call names the folder, the
weights have their path."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from aibom.model.kinds import Kind
from aibom.model.sighting import Link, Observation, Subject


def joined_with_weights(
    observations: Iterable[Observation], links: Iterable[Link]
) -> tuple[list[Observation], list[Link]]:
    """The same sightings, in which the folder of exactly one model is named as its weights are."""
    seen = list(observations)
    homes = _homes(seen)
    if not homes:
        return seen, list(links)
    renamed = [replace(one, subject=_named(one.subject, homes)) for one in seen]
    ends = [
        replace(one, source=_named(one.source, homes) if one.source else None, target=_named(one.target, homes))
        for one in links
    ]
    return renamed, ends


def _homes(observations: Iterable[Observation]) -> Mapping[str, str]:
    """Folder -> the name of the only model whose weights lie directly in it. Shards have the
    folder's name already."""
    weights = {one.subject.name for one in observations if _is_local_model(one.subject) and "hashes" in one.facts}
    found: dict[str, set[str]] = defaultdict(set)
    for name in weights:
        found[posixpath.dirname(name)].add(name)
    return {folder: min(names) for folder, names in found.items() if folder not in ("", *weights) and len(names) == 1}


def _is_local_model(subject: Subject) -> bool:
    return subject.kind is Kind.MODEL and subject.origin == "file"


def _named(subject: Subject, homes: Mapping[str, str]) -> Subject:
    if not _is_local_model(subject):
        return subject
    weights = homes.get(posixpath.normpath(subject.name.replace("\\", "/")))
    return replace(subject, name=weights) if weights and weights != subject.name else subject
