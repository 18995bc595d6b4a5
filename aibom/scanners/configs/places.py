"""Tells by its path whether a file is used or only shows something: tests, fixtures, documentation."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import replace

from aibom.model.sighting import Observation, Sighting
from aibom.scanners.configs.folders import folder_of
from aibom.scanners.configs.prompt_paths import home_of

# Settings that only tests read.
_TEST_SETTINGS = "testsettings"


def is_shown(path: str) -> bool:
    """Whether what a file names is not used by the application: it stands in tests or documentation."""
    folder, name = posixpath.split(path)
    return folder_of(folder).shown or name.lower().startswith(_TEST_SETTINGS)


def with_usage(sightings: Iterable[Sighting], form: str = "") -> Iterator[Sighting]:
    """The sightings, those from tests and documentation marked as mentioned.

    What a reader says of the use stays. An agent's file is judged by the collection that it stands in:
    `agents/testing/` is a subject.
    """
    for sighting in sightings:
        path = sighting.evidence.path if isinstance(sighting, Observation) else ""
        place = f"{home_of(path)}/{posixpath.basename(path)}" if form == "agent-file" else path
        if isinstance(sighting, Observation) and "usage" not in sighting.facts and is_shown(place):
            yield replace(sighting, facts={**sighting.facts, "usage": "mentioned"})
        else:
            yield sighting
