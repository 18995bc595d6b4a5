"""Names of elements: from bom-refs to SPDX identifiers, each once."""

from __future__ import annotations

from collections.abc import Iterable

from aibom.core import re

_UNFIT = re.compile(r"[^A-Za-z0-9.-]+")
_MAX = 200


def fit(text: str) -> str:
    """The text with only what the idstring of an SPDX identifier may hold (specification 2.3, 3.2)."""
    return _UNFIT.sub("-", text).strip("-")[:_MAX] or "element"


class Names:
    """Gives every text one name of its own; the same texts in the same order give the same names."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)
        self._next: dict[str, int] = {}

    def of(self, text: str) -> str:
        """A name for one more thing that is called `text`."""
        name = base = fit(text)
        while name in self._taken:
            self._next[base] = self._next.get(base, 1) + 1
            name = f"{base}-{self._next[base]}"
        self._taken.add(name)
        return name
