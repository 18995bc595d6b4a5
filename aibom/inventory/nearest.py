"""Which of several things was seen nearest to a place of the tree, without looking at every place it was seen at."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from aibom.inventory.identity import Identity

_Parts = tuple[str, ...]


class Nearest:
    """The variants of one base by where they were seen.

    Of every folder with a sighting in or below it, the variant that lies least deep there is kept, so a question costs
    the depth of its path and not the number of sightings.
    """

    def __init__(self, seen: Iterable[tuple[Identity, str]]) -> None:
        """`seen` are variants, each with the path of one sighting."""
        self._below: dict[_Parts, tuple[int, Identity]] = {}
        self._known: dict[str, Identity | None] = {}
        for identity, folder in dict.fromkeys((identity, posixpath.dirname(path)) for identity, path in seen):
            parts = tuple(folder.split("/"))
            for depth in range(len(parts) + 1):
                above = parts[:depth]
                if above not in self._below or _before((len(parts), identity), self._below[above]):
                    self._below[above] = (len(parts), identity)

    def of(self, path: str) -> Identity | None:
        """The variant with the fewest steps between the folders of a sighting and of path; the larger among equals."""
        folder = posixpath.dirname(path)
        if folder not in self._known:
            self._known[folder] = self._of(tuple(folder.split("/")))
        return self._known[folder]

    def _of(self, parts: _Parts) -> Identity | None:
        best: tuple[int, Identity] | None = None
        for depth in range(len(parts) + 1):
            found = self._below.get(parts[:depth])
            if found is not None:
                there = (found[0] + len(parts) - 2 * depth, found[1])
                best = there if best is None or _before(there, best) else best
        return best[1] if best else None


def _before(one: tuple[int, Identity], other: tuple[int, Identity]) -> bool:
    return one[0] < other[0] or (one[0] == other[0] and (one[1].variant or "") > (other[1].variant or ""))
