"""Reads parsed JSON, TOML and YAML without trusting its types: what has the wrong type is as if absent.

The readers of aibom.core make plain dicts and lists, so that these are all that is looked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aibom.core.json import Json

NOTHING: Mapping[str, Json] = {}


def mapping(value: Json, *steps: str | int) -> Mapping[str, Json]:
    """The mapping that the steps lead to; an empty one when there is none."""
    found = _at(value, steps) if steps else value
    return found if isinstance(found, dict) else NOTHING


def sequence(value: Json, *steps: str | int) -> Sequence[Json]:
    """The list that the steps lead to; an empty one when there is none."""
    found = _at(value, steps) if steps else value
    return found if isinstance(found, list) else ()


def text(value: Json, *steps: str | int) -> str:
    """The text (or number, as text) that the steps lead to; "" when there is none."""
    found = _at(value, steps) if steps else value
    if isinstance(found, str):
        return found
    return str(found) if isinstance(found, int | float) and not isinstance(found, bool) else ""


def texts(value: Json, *steps: str | int) -> list[str]:
    """The texts in the list that the steps lead to."""
    return [one for one in sequence(value, *steps) if isinstance(one, str)]


def _at(value: Json, steps: Sequence[str | int]) -> Json:
    for step in steps:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value):
            value = value[step]
        else:
            return None
    return value
