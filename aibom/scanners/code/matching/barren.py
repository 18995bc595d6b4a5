"""What holds nothing: things that were followed to the end in a role without a component, and need not be again.

Objects that everything is handed to (a kernel, a logger) stand behind most values; each value would follow them anew.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TypeAlias

Seen: TypeAlias = dict[object, int]  # what a search has come upon, and how far from its beginning
_NEVER = 1_000


class Barren:
    """Learns of whole searches that found nothing, and answers for things that are come upon later.

    Near the beginning of a search more counts than further on (a name, a function in place): a thing that held nothing
    there holds nothing further on, but not the other way round.
    """

    def __init__(self) -> None:
        self._known: dict[str, Seen] = defaultdict(dict)
        self.cuts = 0  # how often less was told than there may be: by a bound, or to what was asked within itself

    def learn(self, role: str, seen: Seen, cuts: int) -> None:
        """Of a search that found nothing: all that it saw holds nothing, unless something was cut since there were so
        many `cuts`."""
        known = self._known[role]
        for thing, depth in seen.items() if cuts == self.cuts else ():
            if depth < known.get(thing, _NEVER):
                known[thing] = depth

    def has(self, thing: object, role: str, depth: int) -> bool:
        """Whether something so far from the beginning of a search holds nothing."""
        return self._known[role].get(thing, _NEVER) <= depth
