"""The inventory's result: components with one identity each, relations between them, unknowns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from aibom.core.json import Json
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Evidence, Remark, Unknown, Use


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One thing of the bill of materials; `ref` is its bom-ref, the same in every run over the same tree."""

    ref: str
    kind: Kind
    name: str
    origin: str = ""
    version: str | None = None
    purl: str | None = None
    facts: Mapping[str, Json] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    uses: tuple[Use, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A typed edge between two bom-refs; `inferred` where nothing states it (see aibom.inventory.inferred)."""

    source: str
    kind: RelationKind
    target: str
    inferred: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanSummary:
    """What was looked at: counts for `compositions` and the terminal; `prefix` = root relative to its repository,
    `mentioned` = components left out because only tests, documentation or catalogues name them, `audit` = what is
    to be said of the vulnerability database (name and text of a property)."""

    listed_by: str
    files: int
    files_read: int
    ignored_files: int = 0
    prefix: str = ""
    mentioned: int = 0
    notes: tuple[str, ...] = ()
    audit: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """Everything that a scan found; `components` leaves the root application out and is sorted by ref."""

    root: Component
    components: tuple[Component, ...]
    relations: tuple[Relation, ...]
    unknowns: tuple[Unknown, ...]
    summary: ScanSummary
    remarks: tuple[Remark, ...] = ()
