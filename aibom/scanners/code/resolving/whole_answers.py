"""Answers that are kept because they are whole: the same wherever they are asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Unpack

from aibom.scanners.code.resolving.types import Abstracts, Asked, Bounded, Follower


class WholeAnswers:
    """What functions of the resolver answered where neither a bound nor a question within itself took part."""

    def __init__(self, ev: Bounded) -> None:
        self._ev = ev
        self._known: dict[object, Abstracts] = {}

    def of(self, ask: Callable[[Follower, Unpack[Asked]], Abstracts], *asked: *Asked) -> Abstracts:
        """`ask(resolver, *asked)`, remembered when it is whole."""
        key = (ask, *asked)
        found = self._known.get(key)
        if found is None:
            before = (self._ev.cuts, self._ev.rounds)
            found = ask(self._ev, *asked)
            if before == (self._ev.cuts, self._ev.rounds):
                self._known[key] = found
        return found
