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
    provider: str  # "" when it is told whose models to call
    agent: bool

    @property
    def short_name(self) -> str:
        """The name without its owner: `claude-code-action`."""
        return self.name.rpartition("/")[2]


@cache
def _actions() -> Mapping[str, AiAction]:
    rows = orjson.loads(DATA.read_bytes())["actions"]
    return {
        row["name"].lower(): AiAction(row["name"], row.get("provider", ""), row.get("agent", False)) for row in rows
    }


def action_of(name: str) -> AiAction | None:
    """The action of this name (`owner/repo`, without version), None when it is not known to call a model."""
    return _actions().get("/".join(name.lower().split("/")[:2]))
