"""Reads parsed JSON, TOML and YAML without trusting its types: what has the wrong type is as if absent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aibom.core.json import Json
from aibom.core.lined import member

NOTHING: Mapping[str, Json] = {}


def mapping(value: Json, *steps: str | int) -> Mapping[str, Json]:
    """The mapping that the steps lead to; an empty one when there is none."""
    found = _at(value, steps)
    return found if isinstance(found, Mapping) else NOTHING


def sequence(value: Json, *steps: str | int) -> Sequence[Json]:
    """The list that the steps lead to; an empty one when there is none."""
    found = _at(value, steps)
    return found if isinstance(found, Sequence) and not isinstance(found, str) else ()


def text(value: Json, *steps: str | int) -> str:
    """The text (or number, as text) that the steps lead to; "" when there is none."""
    found = _at(value, steps)
    if isinstance(found, str):
        return found
    return str(found) if isinstance(found, int | float) and not isinstance(found, bool) else ""


def texts(value: Json, *steps: str | int) -> list[str]:
    """The texts in the list that the steps lead to."""
    return [one for one in sequence(value, *steps) if isinstance(one, str)]


def _at(value: Json, steps: Sequence[str | int]) -> Json:
    for step in steps:
        value = member(value, step)
    return value
