"""The paths of a tree, and what was asked about them.

A conclusion rests not on all paths of the tree but on the answers to a few questions: is there a file of this path,
which files have this name. They are noted here, so that the cache can tell whether an added or removed file matters
(see aibom.memory).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Set


class Asked:
    """Questions about paths; `whole` says that somebody looked at all of them."""

    def __init__(self) -> None:
        self.paths: set[str] = set()
        self.names: set[str] = set()
        self.whole = False


class Listed(Set[str]):
    """Paths that can be asked for one by one or by name; every question is noted in `asked`."""

    def __init__(self, paths: Iterable[str], asked: Asked | None = None) -> None:
        self._paths = frozenset(paths)
        self._names: dict[str, list[str]] | None = None
        self.asked = asked or Asked()

    def __contains__(self, path: object) -> bool:
        self.asked.paths.add(str(path))
        return path in self._paths

    def __iter__(self) -> Iterator[str]:
        self.asked.whole = True
        return iter(self._paths)

    def __len__(self) -> int:
        self.asked.whole = True
        return len(self._paths)

    def named(self, name: str) -> list[str]:
        """The paths whose last part is this name, sorted."""
        self.asked.names.add(name)
        if self._names is None:
            self._names = by_name(self._paths)
        return self._names.get(name, [])


def by_name(paths: Iterable[str]) -> dict[str, list[str]]:
    """Paths by their last part, sorted."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(paths):
        found[path.rpartition("/")[2]].append(path)
    return dict(found)
