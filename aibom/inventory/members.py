"""The pages of a folder that code reads as one data set are that data set: they are no entries of their own. A file
that is named as a prompt and is one is no data, although a plain `open` reads it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Set

from aibom.core import re
from aibom.model.kinds import Kind
from aibom.model.sighting import Link, Observation, Subject

_NAMED = re.compile(r"prompt|system|instruction|persona|character|role", re.IGNORECASE)
_PAGES = (".md", ".mdx", ".txt", ".rst", ".html", ".pdf", ".docx")


def without_pages(observations: Iterable[Observation], links: Iterable[Link]) -> tuple[list[Observation], list[Link]]:
    """The same sightings without the pages that only their own path tells, below a folder that something else names,
    and without prompts, definitions of tools and models told as data."""
    seen = list(observations)
    named = {one.subject for one in seen if _is_data(one.subject) and one.evidence.path != one.subject.name}
    folders = {_plain(subject.name) for subject in named}
    pages = {
        one.subject
        for one in seen
        if _is_data(one.subject)
        and one.subject not in named
        and one.subject.name.lower().endswith(_PAGES)
        and not folders.isdisjoint(_above(one.subject.name))
    }
    prompts = {one.subject.name for one in seen if one.subject.kind is Kind.PROMPT and one.subject.origin == "file"}
    pages |= {one.subject for one in seen if _is_data(one.subject) and _is_prompt(one.subject.name, prompts)}
    defined = {
        one.evidence.path for one in seen if one.subject.kind is Kind.TOOL and one.evidence.path.endswith(".json")
    }
    pages |= {one.subject for one in seen if _is_data(one.subject) and _plain(one.subject.name) in defined}
    pages |= _loaded(seen)
    if not pages:
        return seen, list(links)
    kept = [one for one in links if one.source not in pages and one.target not in pages]
    return [one for one in seen if one.subject not in pages], kept


def _loaded(seen: Iterable[Observation]) -> set[Subject]:
    """The paths told as data that something surer loads as a model: `Path(weights).glob("*.xml")` looks into those."""
    surest: dict[Subject, float] = {}
    for one in seen:
        if one.subject.kind in (Kind.DATASET, Kind.MODEL) and one.subject.origin == "file":
            surest[one.subject] = max(surest.get(one.subject, 0.0), one.evidence.confidence)
    models = {_plain(one.name): sure for one, sure in surest.items() if one.kind is Kind.MODEL}
    return {one for one, sure in surest.items() if _is_data(one) and sure < models.get(_plain(one.name), 0.0)}


def _is_prompt(name: str, prompts: Set[str]) -> bool:
    return _plain(name) in prompts and _NAMED.search(posixpath.basename(name)) is not None


def _is_data(subject: Subject) -> bool:
    return subject.kind is Kind.DATASET and subject.origin == "file"


def _plain(name: str) -> str:
    return posixpath.normpath(name.replace("\\", "/"))


def _above(path: str) -> set[str]:
    """The folders that a path lies in."""
    parts = path.split("/")[:-1]
    return {"/".join(parts[: count + 1]) for count in range(len(parts))}
