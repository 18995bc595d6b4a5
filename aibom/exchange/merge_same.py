"""Whether two components of different BOMs are the same thing, and one of what both say."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

_LISTS = ("hashes", "externalReferences", "properties", "tags", "data")
_PLACES = ("occurrences", "identity", "licenses", "copyright")


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """A field of which two BOMs say different things; the first one's value stays."""

    field: str
    kept: Any
    other: Any

    def said(self, source: str) -> str:
        """One sentence."""
        return f"{source} says {self.field} = {_short(self.other)}; {_short(self.kept)} of an earlier BOM stays."

    def record(self, source: str) -> str:
        """JSON for the property `aibom:merge:conflict`."""
        return json.dumps(
            {"field": self.field, "from": source, "value": self.other}, ensure_ascii=False, sort_keys=True
        )


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
    return f"'{text[:80]}'"


def same(first: dict[str, Any], second: dict[str, Any]) -> str:
    """`same`, `hashes` (the same name with other content), or `other`.

    Equal purls are the same unless their hashes disagree. Without purls, names and versions are too weak: a common
    hash must speak for it, or everything else must be equal.
    """
    hashes = _hashes(first), _hashes(second)
    common = hashes[0].keys() & hashes[1].keys()
    if any(hashes[0][alg] != hashes[1][alg] for alg in common):
        return "hashes"
    if first.get("purl") and first.get("purl") == second.get("purl"):
        return "same"
    if first.get("purl") or second.get("purl"):
        return "other"
    if common or first.get("type") == "application":
        return "same" if common or first.get("version") == second.get("version") else "other"
    return "same" if _core(first) == _core(second) else "other"


def _hashes(raw: dict[str, Any]) -> dict[str, str]:
    listed = raw.get("hashes")
    return {
        str(one.get("alg")): str(one.get("content")).lower()
        for one in (listed if isinstance(listed, list) else ())
        if isinstance(one, dict)
    }


def _core(raw: dict[str, Any]) -> str:
    """What it says without where it was seen and what it was called."""
    left = {key: value for key, value in raw.items() if key not in ("bom-ref", "evidence", "properties")}
    return json.dumps(left, sort_keys=True, default=str)


def combine(kept: dict[str, Any], other: dict[str, Any]) -> list[Disagreement]:
    """Take what `other` says beyond `kept` into it; what both say differently is returned."""
    found = []
    for name, value in other.items():
        if name == "bom-ref" or value in (None, "", [], {}):
            continue
        mine = kept.get(name)
        if mine in (None, "", [], {}):
            kept[name] = value
        elif name in _LISTS and isinstance(mine, list) and isinstance(value, list):
            kept[name] = mine + [one for one in value if one not in mine]
        elif name == "evidence" and isinstance(mine, dict) and isinstance(value, dict):
            _add_evidence(mine, value)
        elif mine != value:
            found.append(Disagreement(field=name, kept=mine, other=value))
    return found


def _add_evidence(mine: dict[str, Any], other: dict[str, Any]) -> None:
    for name in _PLACES:
        ours, theirs = mine.get(name), other.get(name)
        if isinstance(theirs, list) and isinstance(ours, list):
            mine[name] = ours + [one for one in theirs if one not in ours]
        elif name not in mine and theirs is not None:
            mine[name] = theirs
