"""What the names that pickles ask for are known to be: listed as safe with a role, or known to be dangerous.

Names are exact, `module.qualified.name`; a module says nothing of what lies in it. The sources are
aibom/catalog/sources/pickle/*.yaml, compiled into pickle_names.json.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import orjson

_FILE = Path(__file__).with_name("pickle_names.json")


class PickleNames(NamedTuple):
    """`safe` maps a name to its role, `dangerous` to what it does, `extended` are names that a project added."""

    safe: Mapping[str, str]
    dangerous: Mapping[str, str]
    extended: frozenset[str] = frozenset()

    def extend(self, names: frozenset[str]) -> PickleNames:
        """With the names that a project lists as safe; what is known to be dangerous stays so."""
        added = names - self.safe.keys() - self.dangerous.keys()
        return PickleNames({**self.safe, **dict.fromkeys(added, "class")}, self.dangerous, added)


@cache
def load_pickle_names() -> PickleNames:
    """The shipped lists, read once."""
    if not _FILE.exists():
        return PickleNames({}, {})
    raw = orjson.loads(_FILE.read_bytes())
    return PickleNames(raw["safe"], raw["dangerous"])
