"""A defect of ours in one step of the join costs that step, and is told; other files and hits keep what they say."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ParamSpec, TypeVar

from aibom.core.guard import Crash, attempt
from aibom.model.sighting import Unknown

Result = TypeVar("Result")
Given = ParamSpec("Given")


class Guarded:
    """Runs steps of the join; `defects` are those that failed."""

    def __init__(self) -> None:
        self.defects: dict[Unknown, None] = {}

    def run(
        self, path: str, step: Callable[Given, Iterable[Result]], *args: Given.args, **kwargs: Given.kwargs
    ) -> list[Result]:
        """What a step over a file yields ("" = over all of them); nothing, if it fails."""
        result = attempt(lambda: list(step(*args, **kwargs)))
        if not isinstance(result, Crash):
            return result
        reason = f"a step of reading code failed ({result}); please report this as a defect of aibom"
        self.defects[Unknown(topic="defect", path=path or ".", reason=reason)] = None
        return []
