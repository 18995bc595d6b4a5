"""Functions by which databases ask models (sql.json; form: schemas/sql.schema.json)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import orjson

DATA = Path(__file__).with_name("sql.json")


class SqlFunction(NamedTuple):
    """A function that asks a model; see the schema for each member."""

    provider: str = ""
    routed: bool = False
    sure: bool = False
    model_class: str = ""
    at: int | None = None
    keys: tuple[str, ...] = ()
    inside: str = ""
    table: tuple[str, ...] = ()


class SqlTable(NamedTuple):
    """A function that is given a table of documents, or a data set of the hub."""

    at: int | None = None
    keys: tuple[str, ...] = ()
    hub: bool = False


def sql_function(name: str) -> SqlFunction | None:
    """The function of a dotted name in lower case that asks a model."""
    row = _row("functions", name)
    if row is None:
        return None
    members: dict[str, Any] = {key: tuple(one) if isinstance(one, list) else one for key, one in row.items()}
    members["model_class"] = members.pop("class", "")
    del members["names"]
    return SqlFunction(**members)


def sql_table(name: str) -> SqlTable | None:
    """The function of a dotted name in lower case that is given a table."""
    row = _row("tables", name)
    return None if row is None else SqlTable(row.get("at"), tuple(row.get("keys", ())), row.get("hub", False))


def _row(part: str, name: str) -> Mapping[str, Any] | None:
    whole, begun = _rows()[part]
    return whole.get(name) or next((row for start, row in begun if name.startswith(start)), None)


@cache
def _rows() -> Mapping[str, tuple[dict[str, Any], tuple[tuple[str, Any], ...]]]:
    """Of each part the rows by whole names, and those whose names end in `*` by their beginnings, longest first."""
    data = orjson.loads(DATA.read_bytes())
    parts = {}
    for part in ("functions", "tables"):
        named = [(name, row) for row in data[part] for name in row["names"]]
        begun = sorted(((name[:-1], row) for name, row in named if name.endswith("*")), key=lambda one: -len(one[0]))
        parts[part] = ({name: row for name, row in named if not name.endswith("*")}, tuple(begun))
    return parts
