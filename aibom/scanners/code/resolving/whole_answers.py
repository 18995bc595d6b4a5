"""Answers that are kept: whole ones wherever they are asked for, cut ones for those who ask as deep inside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Unpack

from aibom.scanners.code.resolving.types import Abstracts, Asked, Bounded, Follower


class WholeAnswers:
    """What functions of the resolver answered where no question within itself took part.

    An answer that a bound cut is no better for who asks deeper: objects that are made of each other's members
    (`Limit = options.Limit`) would else be followed on every way through them.
    """

    def __init__(self, ev: Bounded) -> None:
        self._ev = ev
        self._known: dict[object, Abstracts] = {}
        self._cut: dict[object, tuple[int, Abstracts]] = {}  # with how deep inside it was asked for

    def of(self, ask: Callable[[Follower, Unpack[Asked]], Abstracts], *asked: *Asked) -> Abstracts:
        """`ask(resolver, *asked)`, remembered as far as it may be."""
        key = (ask, *asked)
        found = self._known.get(key)
        if found is not None:
            return found
        ev, depth = self._ev, self._ev.depth
        above, cut = self._cut.get(key, (depth + 1, ()))
        if depth >= above:
            ev.cuts += 1
            return cut
        before = (ev.cuts, ev.rounds)
        found = ask(ev, *asked)
        if before == (ev.cuts, ev.rounds):
            self._known[key] = found
        elif before[1] == ev.rounds and not ev.spent:
            self._cut[key] = (depth, found)
        return found
