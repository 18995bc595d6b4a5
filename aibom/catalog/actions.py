"""GitHub Actions that call a model (actions.json; form: schemas/actions.schema.json)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import orjson

DATA = Path(__file__).with_name("actions.json")


class AiAction(NamedTuple):
    """A published action and the provider whose models it calls."""

    name: str
    provider: str


@cache
def _actions() -> Mapping[str, AiAction]:
    rows = orjson.loads(DATA.read_bytes())["actions"]
    return {row["name"].lower(): AiAction(row["name"], row["provider"]) for row in rows}


def action_of(name: str) -> AiAction | None:
    """The action of this name (`owner/repo`, without version), None when it is not known to call a model."""
    return _actions().get("/".join(name.lower().split("/")[:2]))
