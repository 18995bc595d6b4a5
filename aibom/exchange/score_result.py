"""The result of scoring: a row for each field, totals, and their JSON form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aibom.catalog.score_profiles import Demand


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One field of a profile. `present`, `unknown` and `absent` are bom-refs ("" for the document); a forbidden field
    is present where it is rightly missing."""

    id: str
    name: str
    scope: str
    demand: Demand
    demanded_by: Mapping[str, str]
    fill: str
    present: tuple[str, ...]
    unknown: tuple[str, ...]
    absent: tuple[str, ...]

    @property
    def asked(self) -> int:
        """Of how many it is asked; 0 = not applicable."""
        return len(self.present) + len(self.unknown) + len(self.absent)

    @property
    def state(self) -> str:
        """In one word, for a table."""
        if not self.asked:
            return "not applicable"
        if len(self.present) == self.asked:
            return "present"
        if len(self.unknown) == self.asked:
            return "stated unknown"
        return "absent" if len(self.absent) == self.asked else "partly"


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The result for one profile, both figures in percent with one decimal; `components` maps bom-refs to the percent
    of what is asked of each that it has; `notes` are plain sentences about how the figure came about."""

    profile: str
    title: str
    score: float
    answered: float
    rows: tuple[Row, ...]
    components: Mapping[str, float]
    notes: tuple[str, ...] = ()


def as_record(score: Score) -> dict[str, Any]:
    """The content of `--json FILE` (schemas/score.schema.json)."""
    return {
        "profile": score.profile,
        "title": score.title,
        "score": score.score,
        "answered": score.answered,
        "fields": [
            {
                "id": row.id,
                "name": row.name,
                "scope": row.scope,
                "ref": row.demand.ref,
                "level": row.demand.level,
                "state": row.state,
                "present": list(row.present),
                "unknown": list(row.unknown),
                "absent": list(row.absent),
                "demanded_by": dict(row.demanded_by),
                "fill": row.fill,
            }
            for row in score.rows
        ],
        "components": dict(score.components),
        "notes": list(score.notes),
    }
