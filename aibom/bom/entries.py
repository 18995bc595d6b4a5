"""Finds every component and service of a document, nested ones too, and gives each a unique ref."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from aibom.bom.model_card import datasets_in_card
from aibom.model.kinds import RelationKind

# (field of a holder, whether its items are services)
_FIELDS = (("components", False), ("services", True))


class Entry(NamedTuple):
    """One component or service as written; `parent` is the ref of the entry that holds it (or ""), and `relation`
    what holding means."""

    ref: str
    raw: Mapping[str, Any]
    is_service: bool
    parent: str
    relation: RelationKind
    line: int


class Entries:
    """All entries of a document in its order, the root first. A missing bom-ref is replaced by the place in the
    document (`components[3]`), a repeated one gets the suffix `#2`, `#3`, ...; `warnings` tell of it."""

    def __init__(self, data: Mapping[str, Any], lines: Mapping[str, tuple[int, ...]]) -> None:
        self.root: Entry | None = None
        self.found: list[Entry] = []
        self._lines = lines
        self._counts: dict[str, int] = {}
        self._unnamed = 0
        self._duplicates: list[str] = []
        self._malformed: list[str] = []
        metadata = data.get("metadata")
        root = metadata.get("component") if isinstance(metadata, dict) else None
        if isinstance(root, dict):
            self.root = self._add(root, "metadata.component")
            self._add_all(root, "metadata.component.", self.root.ref)
        self._add_all(data, "", "")

    @property
    def duplicates(self) -> tuple[str, ...]:
        """The bom-refs that more than one entry has, sorted."""
        return tuple(sorted(set(self._duplicates)))

    @property
    def warnings(self) -> list[str]:
        """Plain sentences about what was tolerated."""
        found = [f"{place} is not what CycloneDX wants there and was left out." for place in self._malformed[:20]]
        if self._unnamed:
            found.append(f"Without a bom-ref, and named by their place: {self._unnamed} components or services.")
        if self._duplicates:
            shown = ", ".join(repr(ref) for ref in self.duplicates[:5])
            found.append(
                f"With a bom-ref that another one has: {len(self._duplicates)} components or services ({shown})."
            )
        return found

    def _add_all(self, holder: Mapping[str, Any], place: str, parent: str) -> None:
        """Everything below a holder, depth first; a stack of our own, since nesting is the author's choice."""
        stack = self._items(holder, place, parent)
        while stack:
            raw, where, above, is_service = stack.pop()
            entry = self._add(raw, where, parent=above, is_service=is_service)
            for number, dataset in enumerate(datasets_in_card(raw)):
                self._add(
                    dataset, f"{entry.ref}.datasets[{number}]", parent=entry.ref, relation=RelationKind.TRAINED_ON
                )
            stack.extend(self._items(raw, f"{where}.", entry.ref))

    def _items(
        self, holder: Mapping[str, Any], place: str, parent: str
    ) -> list[tuple[Mapping[str, Any], str, str, bool]]:
        """The items of one holder, last first, so that a stack gives them in order."""
        items: list[tuple[Mapping[str, Any], str, str, bool]] = []
        for field, is_service in _FIELDS:
            listed = holder.get(field)
            if listed is not None and not isinstance(listed, list):
                self._malformed.append(f"{place}{field}")
                continue
            for number, raw in enumerate(listed or ()):
                where = f"{place}{field}[{number}]"
                if isinstance(raw, dict):
                    items.append((raw, where, parent, is_service))
                else:
                    self._malformed.append(where)
        items.reverse()
        return items

    def _add(
        self,
        raw: Mapping[str, Any],
        place: str,
        *,
        parent: str = "",
        relation: RelationKind = RelationKind.CONTAINS,
        is_service: bool = False,
    ) -> Entry:
        written = raw.get("bom-ref")
        has_ref = isinstance(written, str) and bool(written)
        wanted = str(written) if has_ref else place
        count = self._counts[wanted] = self._counts.get(wanted, 0) + 1
        lines = self._lines.get(wanted, ()) if has_ref else ()
        line = lines[min(count, len(lines)) - 1] if lines else 1
        if not has_ref and relation is RelationKind.CONTAINS:
            self._unnamed += 1
        if has_ref and count > 1:
            self._duplicates.append(wanted)
        entry = Entry(self._free(wanted, count), raw, is_service, parent, relation, line)
        self.found.append(entry)
        return entry

    def _free(self, ref: str, count: int) -> str:
        """The ref, or when it is taken the ref with a suffix that no other entry has so far."""
        if count == 1:
            return ref
        while f"{ref}#{count}" in self._counts:
            count += 1
        self._counts[f"{ref}#{count}"] = 1
        return f"{ref}#{count}"
