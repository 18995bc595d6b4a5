"""What a rule may name: the facts of each subject and the members of list items, with their types.

A rule is about components, about the document as a whole, or about the exceptions file. A name that the
subject does not have is an error when the rule is loaded, never a silent "no match".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any

from aibom.core.json import Json
from aibom.model.kinds import Kind, Technique
from aibom.model.vocabulary import BOM_FACTS, FACT_BY_NAME, Fact, FactType


class Subject(StrEnum):
    """What a rule is about: its `subject` key."""

    COMPONENT = "component"
    BOM = "bom"
    EXCEPTION = "exception"
    VEX = "vex"


class ValueType(StrEnum):
    """The type of what a path leads to. VERSION is ordered as its ecosystem orders versions; ANY is an
    argument in source code, whose type nobody declares."""

    STRING = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    VERSION = "version"
    STRINGS = "list of texts"
    LICENCES = "list of licence expressions"
    OBJECTS = "list of objects"
    ANY = "any value"


def closed_values(name: str) -> frozenset[str]:
    """The only values that a fact or member of this name can have; empty when any may stand."""
    return _CLOSED.get(name, frozenset())


MISSING: Any = object()
Getter = Callable[[Mapping[str, Json]], Any]

_TYPES = {
    FactType.STRING: ValueType.STRING,
    FactType.NUMBER: ValueType.NUMBER,
    FactType.BOOLEAN: ValueType.BOOLEAN,
    FactType.DATE: ValueType.DATE,
    FactType.STRINGS: ValueType.STRINGS,
    FactType.OBJECTS: ValueType.OBJECTS,
}


@dataclass(frozen=True, slots=True)
class Path:
    """A resolved name. `members` are the paths of a list item's members, empty for plain values. `values` are
    the only values that there are, empty when any may stand."""

    text: str
    type: ValueType
    meaning: str = field(default="", repr=False)
    members: Mapping[str, Path] = field(default_factory=dict, repr=False)
    values: frozenset[str] = field(default=frozenset(), repr=False)


# The item of a list of texts, which has no name of its own.
ITEM = Path("item", ValueType.STRING)

# Facts with a closed vocabulary; comparing them with anything else is a typo.
_CLOSED: Mapping[str, frozenset[str]] = {
    "kind": frozenset(Kind),
    "usage": frozenset({"used", "declared", "installed", "ancestor", "mentioned"}),
    "scope": frozenset({"runtime", "dev", "optional", "peer", "build", "test"}),
    "signature.state": frozenset({"verified", "invalid", "unsigned", "unchecked"}),
    "scan.verdict": frozenset({"clean", "unknown", "suspicious", "malicious"}),
    "scan.status": frozenset({"complete", "incomplete", "unsupported", "error", "not-applicable"}),
    "standing": frozenset({"active", "expired", "incomplete"}),
    "audit.state": frozenset({"vulnerable", "clean", "not-audited", "audited"}),
    "transport": frozenset({"stdio", "http", "sse", "streamable-http", "websocket"}),
    "technique": frozenset(Technique),
    "approval.state": frozenset({"approved", "denied", "expired", "other-version", "none"}),
    "trust_zone": frozenset({"application", "local", "internal", "third-party", "user-machine"}),
    "state": frozenset({"active", "expired", "pending"}),
    # CycloneDX 1.4-1.7, vulnerabilities[].analysis.state
    "vex_state": frozenset(
        {"resolved", "resolved_with_pedigree", "exploitable", "in_triage", "false_positive", "not_affected"}
    ),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """The names that may stand in one place of a rule; `what` is for messages ("component", "item of uses")."""

    what: str
    paths: Mapping[str, Path]

    def find(self, text: str) -> Path | None:
        """The path of this name, or None when there is no such name."""
        path = self.paths.get(text)
        if path is not None:
            return path
        head, dot, rest = text.partition(".")
        open_path = self.paths.get(f"{head}.*")
        if open_path is not None and dot and rest:
            return Path(text, ValueType.ANY, open_path.meaning)
        return None

    def member(self, text: str) -> tuple[str, str] | None:
        """The list of objects and its member that `list.member` names (either may hold dots), or None."""
        for place, char in enumerate(text):
            listed = self.paths.get(text[:place]) if char == "." else None
            if listed is not None and listed.type is ValueType.OBJECTS:
                name = text[place + 1 :]
                return (text[:place], name) if Scope(text[:place], listed.members).find(name) else None
        return None

    @property
    def names(self) -> Iterable[str]:
        """All names, for suggestions."""
        return self.paths


def getter(path: Path, in_item: bool) -> Getter:
    """A function that takes the value out of a component's facts or of a list item; MISSING when absent.

    A component's facts are flat (a dotted name is one fact); an item's dotted path walks into its members.
    """
    name = path.text
    if not in_item or "." not in name:
        return lambda values: values.get(name, MISSING)
    head, _, rest = name.partition(".")

    def get(item: Mapping[str, Json]) -> Any:
        inner = item.get(head, MISSING)
        if isinstance(inner, Mapping):
            return inner if "unresolved" in inner else inner.get(rest, MISSING)
        return MISSING

    return get


@cache
def scope_of(subject: Subject) -> Scope:
    """The names of a subject."""
    if subject is Subject.COMPONENT:
        return Scope("component", _paths((*FACT_BY_NAME.values(), *APPROVAL_FACTS)))
    if subject is Subject.BOM:
        return Scope("bom", _paths(BOM_FACTS))
    return Scope(subject.value, _paths(VEX_FACTS if subject is Subject.VEX else EXCEPTION_FACTS))


@cache
def item_scope(subject: Subject, list_name: str) -> Scope:
    """The names of the members of one list's items."""
    return Scope(f"item of {list_name}", scope_of(subject).paths[list_name].members)


def _paths(facts: Iterable[Fact]) -> dict[str, Path]:
    return {
        fact.name: Path(fact.name, _type(fact), fact.meaning, _members(fact), closed_values(fact.name))
        for fact in facts
    }


def _type(fact: Fact) -> ValueType:
    special = {"version": ValueType.VERSION, "licences": ValueType.LICENCES}
    return special.get(fact.name) or _TYPES[fact.type]


def _members(fact: Fact) -> dict[str, Path]:
    members = {}
    for name, kind in fact.members:
        if kind is FactType.OBJECTS:
            text, meaning = f"{name}.*", f"An argument, by the name that the source gives it ({name}.<name>)."
            members[text] = Path(text, ValueType.ANY, meaning)
        else:
            members[name] = Path(name, _TYPES[kind], values=closed_values(name))
    return members


_S, _N, _B, _D = FactType.STRING, FactType.NUMBER, FactType.BOOLEAN, FactType.DATE
# What the approvals file says of a component; all of them are missing when a check has no such file.
APPROVAL_FACTS: tuple[Fact, ...] = (
    Fact(name="approval.state", type=_S, meaning="approved, denied, expired, other-version, or none."),
    Fact(name="approval.id", type=_S, meaning="Id of the approval."),
    Fact(name="approval.reviewer", type=_S, meaning="Who decided."),
    Fact(name="approval.reviewed", type=_D, meaning="When it was decided."),
    Fact(name="approval.expires", type=_D, meaning="The last day on which the decision counts."),
    Fact(name="approval.permissions", type=FactType.STRINGS, meaning="Permissions that were granted."),
    Fact(
        name="approval.excess",
        type=FactType.STRINGS,
        meaning="Permissions that it asks for beyond what was granted.",
    ),
    Fact(
        name="approval.evidence",
        type=FactType.OBJECTS,
        meaning="Review evidence: SOC 2 report, data processing agreement, penetration test, ...",
        members=(("type", _S), ("url", _S), ("issued", _D), ("expires", _D)),
    ),
)

# What became of each statement of a VEX document (`check --vex`).
VEX_FACTS: tuple[Fact, ...] = (
    Fact(name="id", type=_S, meaning="The vulnerability, and where the statement stands."),
    Fact(name="vulnerability", type=_S, meaning="Id of the vulnerability as the statement names it."),
    Fact(name="vex_state", type=_S, meaning="CycloneDX analysis state that it gives."),
    Fact(name="standing", type=_S, meaning="active, expired, or incomplete (it does not say all that it must)."),
    Fact(name="missing", type=FactType.STRINGS, meaning="What it must say and does not."),
    Fact(name="matches", type=_N, meaning="How many vulnerabilities of components it is about."),
    Fact(name="used", type=_B, meaning="Whether at least one vulnerability has its state from it."),
    Fact(name="repeats", type=_S, meaning="Where an earlier statement about the same vulnerability stands."),
    Fact(name="justification", type=_S, meaning="Why, as it says."),
    Fact(name="owner", type=_S, meaning="Who answers for it."),
    Fact(name="expires", type=_D, meaning="The last day on which it counts."),
)

EXCEPTION_FACTS: tuple[Fact, ...] = (
    Fact(name="id", type=_S, meaning="The exception's id."),
    Fact(name="rule", type=_S, meaning="The rule that it excepts from."),
    Fact(name="severity", type=_S, meaning="Severity of that rule: info, low, medium, high, critical."),
    Fact(name="state", type=_S, meaning="active, expired, or pending (created later than the day of the check)."),
    Fact(name="used", type=_B, meaning="Whether it excepted at least one finding of this check."),
    Fact(name="known_rule", type=_B, meaning="Whether the rule stands in the library of rules."),
    Fact(name="matches", type=_N, meaning="How many components its match fits."),
    Fact(name="match_share", type=_N, meaning="The part of all components that its match fits, 0 to 1."),
    Fact(name="lifetime_days", type=_N, meaning="Days from `created` to `expires`."),
    Fact(name="hash_mismatch", type=_B, meaning="Whether a component fits all but the hashes that it is bound to."),
    Fact(name="overlaps", type=_S, meaning="Id of an earlier exception of the same rule that fits a same component."),
    Fact(name="created", type=_D, meaning="The day it was granted."),
    Fact(name="expires", type=_D, meaning="The last day on which it counts."),
    Fact(name="owner", type=_S, meaning="Who answers for it."),
    Fact(name="approved_by", type=_S, meaning="Who granted it."),
    Fact(name="ticket", type=_S, meaning="Where it was decided."),
    Fact(name="reason", type=_S, meaning="Why it was granted."),
    Fact(name="inline", type=_B, meaning="Whether it is a comment in the scanned files (`# aibom: ignore[...]`)."),
)
