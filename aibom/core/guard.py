"""The one place that catches everything: a defect of ours costs one piece of work and is shown, never a traceback."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from aibom.core.errors import AibomError

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Crash:
    """Work that failed through a defect; `where` is the innermost line of aibom that failed, `message` the
    error's own text, which may hold anything."""

    error: str
    where: str
    message: str = ""

    def __str__(self) -> str:
        return f"{self.error} at {self.where}"


def attempt(work: Callable[[], Result]) -> Result | Crash:
    """The result of work(), or the Crash that it ended in. Errors meant for the user (AibomError) pass through."""
    try:
        return work()
    except AibomError:
        raise
    except Exception as error:  # noqa: BLE001 - the one place, see the module's docstring
        return Crash(error=type(error).__name__, where=_where(error), message=str(error))


def _where(error: Exception) -> str:
    place, step = "?", error.__traceback__
    while step is not None:
        name = str(step.tb_frame.f_globals.get("__name__", ""))
        if name.startswith("aibom."):
            place = f"{name}:{step.tb_lineno}"
        step = step.tb_next
    return place
