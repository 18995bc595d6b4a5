"""Models that only steps of a database's history name: what was the default when a column was added or changed.

Alembic, Django, Laravel, Rails, TypeORM and Knex keep each change of the schema for ever; what the program asks for now
stands in its code and settings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from aibom.core import re
from aibom.model.kinds import Kind
from aibom.model.sighting import Observation, Sighting
from aibom.scanners.code.matching.types import MENTIONED

_HISTORY = re.compile(
    r"(?:^|/)(?:alembic|migrations)/versions/[^/]+\.py\Z"
    r"|(?:^|/)(?:migrations|migrate)/\d[\w.-]*\.(?:py|php|rb|ts|js|mjs|cjs)\Z",
    re.IGNORECASE,
)


def is_history(path: str) -> bool:
    """Whether a file is a step of a database's history."""
    return _HISTORY.search(path) is not None


def of_the_past(sightings: Iterable[Sighting]) -> Iterator[Sighting]:
    """The sightings, with models of such files as mentioned."""
    for one in sightings:
        if isinstance(one, Observation) and one.subject.kind is Kind.MODEL and is_history(one.evidence.path):
            sure = min(one.evidence.confidence, MENTIONED)
            evidence, facts = replace(one.evidence, confidence=sure), {**one.facts, "usage": "mentioned"}
            yield replace(one, evidence=evidence, facts=facts)
        else:
            yield one
