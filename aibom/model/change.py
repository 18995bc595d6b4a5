"""What a comparison of two BOMs concludes: changes, each of one class, and what they mean for policy."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from aibom.core.json import Json
from aibom.model.change_classes import CHANGE_CLASSES, ChangeClass
from aibom.model.finding import Finding, Judgement, Location
from aibom.model.kinds import Severity


class Tier(StrEnum):
    """By what a component of the old BOM was found again in the new one, the surest first; never by bom-ref."""

    PURL = "purl"
    NAME = "name"
    ENDPOINT = "endpoint"
    HASH = "hash"
    NAME_ONLY = "name-only"
    ROOT = "root"


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A component as one of the BOMs has it. `identity` is its name without version (bom.identity); `version` is None
    when none is told; `locations` has at least one place, the best first."""

    ref: str
    kind: str
    name: str
    identity: str
    version: str | None
    purl: str | None
    source: str | None
    hashes: tuple[str, ...]
    locations: tuple[Location, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactChange:
    """A fact (model.vocabulary) before and after; None when it was not stated. Of lists `lost` and `gained` name the
    items, as text."""

    name: str
    old: Json
    new: Json
    lost: tuple[str, ...] = ()
    gained: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A component on a path through the graph."""

    ref: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference.

    `old` is None for what is new and `new` for what is gone; both are None when the document itself changed.
    `tier` and `confidence` (high, medium, low) tell how the two sides were found to be the same thing. `path` leads
    to an external service. `one_sided`: only one of the tools that made the BOMs states such facts, so that it may be
    a difference of the tools.
    """

    cls: str
    kind: str
    old: Side | None = None
    new: Side | None = None
    tier: Tier | None = None
    confidence: str | None = None
    facts: tuple[FactChange, ...] = ()
    path: tuple[Step, ...] = ()
    detail: str = ""
    one_sided: bool = False

    @property
    def info(self) -> ChangeClass:
        """What the class means."""
        return CHANGE_CLASSES[self.cls]

    @property
    def severity(self) -> Severity:
        """The severity of its class; a difference of the tools only informs."""
        return Severity.INFO if self.one_sided else self.info.severity

    @property
    def is_quiet(self) -> bool:
        """Left out of what people read, unless they ask for all."""
        return self.info.quiet or self.one_sided

    @property
    def side(self) -> Side | None:
        """The component as it is now, or as it was when it is gone."""
        return self.new or self.old

    @property
    def fingerprint(self) -> str:
        """The same for the same change of the same thing, whatever the versions; SHA-256 in hex."""
        side = self.side
        names = [fact.name for fact in self.facts]
        parts = [self.cls, side.identity if side else "", *names, *(step.name for step in self.path), self.detail]
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


class Cause(StrEnum):
    """Why a finding appeared or went: the BOM changed, the rules did, or it takes both."""

    BOM = "bom"
    RULES = "rules"
    BOTH = "both"


class Movement(StrEnum):
    """What became of a finding between the old BOM under the old rules and the new BOM under the new ones."""

    APPEARED = "appeared"
    GONE = "gone"
    WORSE = "worse"
    BETTER = "better"


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingChange:
    """A finding that appeared, went or has another severity, and why; `finding` is the new one unless it is gone."""

    movement: Movement
    cause: Cause
    finding: Finding
    old_severity: Severity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyDelta:
    """Old BOM under the old policy against new BOM under the new one. `changes` are worst first; `old` and `new` are
    the two judgements."""

    changes: tuple[FindingChange, ...]
    old: Judgement
    new: Judgement

    @property
    def unchanged(self) -> int:
        """How many of the new findings were there before, with the same severity."""
        return len(self.new.findings) - sum(one.movement is not Movement.GONE for one in self.changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """One of the two documents: how the user called it, what it describes, what made it, how many components it has
    (without the root)."""

    path: str
    root: str
    tools: tuple[str, ...]
    serial_number: str
    timestamp: str
    components: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The result of comparing two BOMs; `changes` are in order: worst class first, then by component.

    `matched` = components of both documents that were found to be the same thing, `unchanged` = those of them without
    any change but a quiet one.
    """

    old: Described
    new: Described
    changes: tuple[Change, ...]
    matched: int
    unchanged: int
    notes: tuple[str, ...] = ()
    policy: PolicyDelta | None = None

    @property
    def shown(self) -> tuple[Change, ...]:
        """The changes that are not quiet."""
        return tuple(change for change in self.changes if not change.is_quiet)
