"""Whether two components of different BOMs are the same thing, and one of what both say."""

from __future__ import annotations

import json
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

from aibom.exchange.elements import Element

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


@dataclass(slots=True)
class Candidates:
    """Elements to find again, in time that does not grow with how many share a name.

    Equal purls are the same unless their hashes disagree. Without purls, names and versions are too weak, but for
    applications: a common hash must speak for it, or everything else must be equal.
    """

    _by_hash: dict[tuple[Hashable, ...], Element] = field(default_factory=dict)
    _by_algorithms: dict[Hashable, dict[frozenset[str], Element]] = field(default_factory=dict)
    _by_content: dict[tuple[Hashable, str], Element] = field(default_factory=dict)

    def add(self, element: Element) -> None:
        """Let an element be found; of several that are alike the first one is."""
        key, hashes = _key(element), _hashes(element.raw)
        for hash_ in hashes.items():
            self._by_hash.setdefault((key, *hash_), element)
        self._by_algorithms.setdefault(key, {}).setdefault(frozenset(hashes), element)
        if not _is_strong(element.raw):
            self._by_content.setdefault((key, _core(element.raw)), element)

    def find(self, element: Element) -> tuple[Element | None, Element | None]:
        """(the element that is the same thing, one of the same name whose hashes disagree)."""
        key, hashes = _key(element), _hashes(element.raw)
        for hash_ in hashes.items():
            other = self._by_hash.get((key, *hash_))
            if other is not None and not _disagree(hashes, _hashes(other.raw)):
                return other, None
        others = self._by_algorithms.get(key, {})
        if _is_strong(element.raw):
            found = next((one for names, one in others.items() if not names & hashes.keys()), None)
        else:
            found = self._by_content.get((key, _core(element.raw)))
        conflict = next((one for names, one in others.items() if names & hashes.keys()), None)
        return found, None if found else conflict


def name_of(element: Element) -> str:
    """By what an element is looked for: its purl, else what names it, as JSON."""
    purl = element.raw.get("purl")
    if isinstance(purl, str) and purl:
        return purl
    return json.dumps([element.raw.get(name) for name in ("type", "group", "name", "version")], default=str)


def _key(element: Element) -> Hashable:
    return element.is_service, name_of(element)


def _is_strong(raw: dict[str, Any]) -> bool:
    return bool(raw.get("purl")) or raw.get("type") == "application"


def _disagree(first: dict[str, str], second: dict[str, str]) -> bool:
    return any(first[name] != second[name] for name in first.keys() & second.keys())


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
