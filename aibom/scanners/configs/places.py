"""Tells by its path whether a file is used or only shows something: tests, fixtures, documentation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from aibom.model.sighting import Observation, Sighting

_SHOWN = re.compile(
    r"(?:^|/)(?:tests?|__tests__|testing|e2e|fixtures?|testdata|test[-_]data|test[-_]fixtures|mocks?|__mocks__|spec|specs"
    r"|docs?|documentation|website|blog|cassettes|recordings|__snapshots__|snapshots?)/",
    re.IGNORECASE,
)
# Projects of tests: `src/IntegrationTests/`, `Acme.Rag.Tests/`, and settings that only tests read.
_PROJECT = re.compile(r"(?:^|/)(?:[\w.-]*(?:[a-z.]Tests?|Test[A-Z]\w*|Mocks?)(?:\.[\w.]+)?/|testsettings[\w.]*\.json\Z)")


def is_shown(path: str) -> bool:
    """Whether what a file names is not used by the application: it stands in tests or documentation."""
    return bool(_SHOWN.search(path) or _PROJECT.search(path))


def with_usage(sightings: Iterable[Sighting]) -> Iterator[Sighting]:
    """The sightings, those from tests and documentation marked as mentioned."""
    for sighting in sightings:
        if isinstance(sighting, Observation) and is_shown(sighting.evidence.path):
            yield replace(sighting, facts={**sighting.facts, "usage": "mentioned"})
        else:
            yield sighting
