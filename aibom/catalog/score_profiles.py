"""Which fields who demands of an AI bill of materials (score_profiles.json; form: schemas/score-profiles.schema.json).

The demands are facts of the published documents (G7 SBOM for AI 2026, CISA minimum elements 2026, BSI TR-03183-2 2.1,
the CycloneDX specification, the OWASP AIBOM Generator's field registry), named in our own words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import orjson

_FILE = Path(__file__).with_name("score_profiles.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """How a profile calls a field, and how much it wants it: required, recommended or forbidden."""

    ref: str
    level: str = "required"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field: of what it is asked (`scope`), where it stands (`paths`), how to fill it, who demands it."""

    id: str
    name: str
    scope: str
    paths: tuple[str, ...]
    fill: str
    demands: Mapping[str, Demand]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwaspField:
    """One field of OWASP's registry; an `optional` one counts only where it is present."""

    id: str
    tier: str
    category: str
    path: str
    optional: bool = False


@cache
def _table() -> Mapping[str, Any]:
    table: Mapping[str, Any] = orjson.loads(_FILE.read_bytes())
    return table


@cache
def profiles() -> Mapping[str, str]:
    """Profile -> title."""
    return {one["id"]: one["title"] for one in _table()["profiles"]}


@cache
def fields() -> tuple[Field, ...]:
    """Every field, in the order of the table."""
    return tuple(
        Field(
            id=one["id"],
            name=one["name"],
            scope=one["scope"],
            paths=tuple(one["paths"]),
            fill=one["fill"],
            demands={name: Demand(**demand) for name, demand in one["demands"].items()},
        )
        for one in _table()["fields"]
    )


@cache
def owasp_fields() -> tuple[OwaspField, ...]:
    """The fields of OWASP's registry."""
    return tuple(OwaspField(**one) for one in _table()["owasp"]["fields"])


def owasp_weights() -> Mapping[str, float]:
    """Category -> points."""
    weights: Mapping[str, float] = _table()["owasp"]["weights"]
    return weights
