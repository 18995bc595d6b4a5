"""Parameters of a rule: what a pack, a file or the command line may set, each with a type and a default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from aibom.core.errors import DocumentError
from aibom.core.json import Json
from aibom.policy.document import Items, Node, Scalar, Table
from aibom.policy.durations import parse_duration
from aibom.policy.reading import Reader, did_you_mean

# Type -> what a value must be, for messages and for the reference.
TYPES: Mapping[str, str] = {
    "text": "a text",
    "texts": "a list of texts",
    "globs": "a list of globs",
    "number": "a number",
    "boolean": "true or false",
    "duration": "a duration such as 90d",
    "date": "a date such as 2026-12-01",
}


@dataclass(frozen=True, slots=True)
class Param:
    """One declared parameter."""

    name: str
    type: str
    default: Json
    description: str


def fits(kind: str, value: Json) -> bool:
    """Whether a value has the type that a parameter declares."""
    if kind in ("texts", "globs"):
        return isinstance(value, list | tuple) and all(isinstance(item, str) for item in value)
    if kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    if kind == "boolean":
        return isinstance(value, bool)
    if not isinstance(value, str):
        return False
    if kind == "duration":
        return parse_duration(value) is not None
    return kind != "date" or _is_day(value)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10


def read_params(reader: Reader, node: Node) -> dict[str, Param]:
    """The `params` of a rule."""
    table = reader.table(node, "params")
    return {name: _read_param(reader, name, value) for name, value in table.nodes.items()}


def _read_param(reader: Reader, name: str, node: Node) -> Param:
    what = f"parameter {name!r}"
    table = reader.table(node, what)
    reader.only(table, ("type", "default", "description"), what)
    kind = reader.choice(reader.need(table, "type", what), "type", TYPES)
    default = reader.need(table, "default", what)
    description = table.nodes.get("description")
    value = check_value(reader, default, what, kind)
    return Param(name, kind, value, reader.text(description, "description") if description else "")


def check_value(reader: Reader, node: Node, what: str, kind: str) -> Json:
    """The plain value of a node that sets a parameter of this type."""
    value = reader.plain(node)
    if not fits(kind, value):
        raise reader.error(node, f"{what} must be {TYPES[kind]}")
    return value


def read_settings(reader: Reader, table: Table, params: Mapping[str, Param], rule: str) -> dict[str, Json]:
    """Values that somebody sets for parameters of a rule; unknown names and wrong types are errors."""
    settings = {}
    for name, node in table.nodes.items():
        param = params.get(name)
        if param is None:
            why = f"rule {rule} has no parameter {name!r}{did_you_mean(name, params)}"
            raise DocumentError(reader.path, why, table.keys[name].line, table.keys[name].column)
        settings[name] = check_value(reader, node, f"parameter {name!r}", param.type)
    return settings


def as_node(value: Json, place: Node) -> Node:
    """A parameter's value as if it were written at `place`."""
    if isinstance(value, list | tuple):
        return Items(tuple(as_node(item, place) for item in value), place.line, place.column)
    assert not isinstance(value, Mapping)
    return Scalar(value, place.line, place.column)  # type: ignore[arg-type]
