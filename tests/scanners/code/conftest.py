"""Scans a project given as a mapping from path to source, without files and without the gate."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest

from aibom.catalog.languages import language_of
from aibom.catalog.loader import load_catalogue
from aibom.core.samples import without_sample
from aibom.model.kinds import Kind
from aibom.model.sighting import Link, Observation, Sighting, Unknown
from aibom.scanners.code.facts import ModuleFacts
from aibom.scanners.code.matching.matcher import match
from aibom.scanners.code.notebooks import read_notebook
from aibom.scanners.code.python import read_python
from aibom.scanners.code.resolving.documents import Documents
from aibom.scanners.code.treesitter import read_source


@dataclass
class Scan:
    """The sightings of one scan, with the questions that tests ask."""

    sightings: list[Sighting]

    @property
    def observations(self) -> list[Observation]:
        return [s for s in self.sightings if isinstance(s, Observation)]

    @property
    def unknowns(self) -> list[Unknown]:
        return [s for s in self.sightings if isinstance(s, Unknown)]

    def names(self, kind: Kind, origin: str | None = None) -> list[str]:
        """The names of a kind, sorted, used ones only."""
        found = {
            o.subject.name
            for o in self.observations
            if o.subject.kind == kind
            and o.facts.get("usage") != "mentioned"
            and (origin is None or o.subject.origin == origin)
        }
        return sorted(found)

    def one(self, kind: Kind, name: str) -> Observation:
        """The first observation of a subject."""
        return next(o for o in self.observations if o.subject.kind == kind and o.subject.name == name)

    def places(self, kind: Kind, name: str) -> set[str]:
        """`path:line` of every observation of a subject."""
        return {
            f"{o.evidence.path}:{o.evidence.line}"
            for o in self.observations
            if o.subject.kind == kind and o.subject.name == name
        }

    @property
    def links(self) -> set[tuple[str, str, str]]:
        return {
            (s.source.name if s.source else "", s.kind.value, s.target.name)
            for s in self.sightings
            if isinstance(s, Link)
        }


def read(path: str, source: str) -> ModuleFacts:
    data = source.encode()
    if path.endswith(".ipynb"):
        return read_notebook(path, data)
    if posixpath.splitext(without_sample(path))[1] in (".py", ".pyi"):
        return read_python(path, data)
    language = language_of(without_sample(path))
    assert language
    return read_source(path, data, language)


Scanning = Callable[..., Scan]


@pytest.fixture
def scan() -> Scanning:
    """scan({"app.py": "..."}, also=["data/x.csv"]) -> Scan; `also` are paths that exist beside the sources, `documents`
    files of settings with their text."""

    def run(files: Mapping[str, str], also: tuple[str, ...] = (), documents: Mapping[str, str] | None = None) -> Scan:
        records = {path: read(path, source) for path, source in sorted(files.items())}
        texts = {path: text.encode() for path, text in (documents or {}).items()}
        paths = frozenset([*files, *also, *texts])
        return Scan(list(match(records, paths, load_catalogue(), documents=Documents(texts, texts.get))))

    return run
