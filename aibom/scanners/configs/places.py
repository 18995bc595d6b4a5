"""Tells by its path whether a file is used or only shows something: tests, fixtures, documentation."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import replace

from aibom.model.sighting import Observation, Sighting
from aibom.scanners.configs.paths import folder_of

# Settings that only tests read.
_TEST_SETTINGS = "testsettings"


def is_shown(path: str) -> bool:
    """Whether what a file names is not used by the application: it stands in tests or documentation."""
    folder, name = posixpath.split(path)
    return folder_of(folder).shown or name.lower().startswith(_TEST_SETTINGS)


def with_usage(sightings: Iterable[Sighting]) -> Iterator[Sighting]:
    """The sightings, those from tests and documentation marked as mentioned."""
    for sighting in sightings:
        if isinstance(sighting, Observation) and is_shown(sighting.evidence.path):
            yield replace(sighting, facts={**sighting.facts, "usage": "mentioned"})
        else:
            yield sighting
