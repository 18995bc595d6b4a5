"""A defect of ours in one step of the join costs that step, and is told; other files and hits keep what they say."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ParamSpec, TypeVar

from aibom.core.guard import Crash, attempt
from aibom.model.sighting import Unknown
from aibom.scanners.code.resolving.resolver import Resolver

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
        return self._tried(path, step, *args, **kwargs) or []

    def narrowed(
        self, things: list[Result], step: Callable[[Resolver, list[Result]], Iterable[Result]], by: Resolver
    ) -> list[Result]:
        """What a step over all files leaves of things; all of them, if it fails."""
        left = self._tried("", step, by, things)
        return things if left is None else left

    def _tried(
        self, path: str, step: Callable[Given, Iterable[Result]], *args: Given.args, **kwargs: Given.kwargs
    ) -> list[Result] | None:
        result = attempt(lambda: list(step(*args, **kwargs)))
        if not isinstance(result, Crash):
            return result
        reason = f"a step of reading code failed ({result}); please report this as a defect of aibom"
        self.defects[Unknown(topic="defect", path=path or ".", reason=reason)] = None
        return None
