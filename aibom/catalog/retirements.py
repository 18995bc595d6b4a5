"""Hosted models that their provider has switched off, or has announced to (retirements.json).

The dates are copied from the sources that the file names, each with the day it speaks of; the form of the file is
schemas/retirements.schema.json. A name without an entry is not known to be retired, which is not the same as current.
"""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import orjson

_FILE = Path(__file__).with_name("retirements.json")


class Retirement(NamedTuple):
    """What a source says of one model. Days are ISO dates; an empty text was not said."""

    date: str
    announced: str
    replacement: str
    source: str
    as_of: str


def retirement_of(provider: str, name: str) -> Retirement | None:
    """The retirement of a provider's model; an exact name before a glob."""
    exact, globs = _table().get(provider, ({}, ()))
    return exact.get(name) or next((entry for glob, entry in globs if fnmatchcase(name, glob)), None)


@cache
def _table() -> Mapping[str, tuple[Mapping[str, Retirement], tuple[tuple[str, Retirement], ...]]]:
    raw: Mapping[str, Any] = orjson.loads(_FILE.read_bytes())
    names: dict[str, dict[str, Retirement]] = {}
    globs: dict[str, list[tuple[str, Retirement]]] = {}
    for row in raw["retirements"]:
        source = raw["sources"][row["source"]]
        entry = Retirement(
            date=row.get("date", ""),
            announced=row.get("announced", ""),
            replacement=row.get("replacement", ""),
            source=source["url"],
            as_of=source["as_of"],
        )
        for name in row["names"]:
            if "*" in name:
                globs.setdefault(row["provider"], []).append((name, entry))
            names.setdefault(row["provider"], {}).setdefault(name, entry)
    return {provider: (exact, tuple(globs.get(provider, ()))) for provider, exact in names.items()}
