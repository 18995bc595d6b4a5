"""What a policy concludes about one component."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from aibom.model.kinds import Severity


class FindingKind(StrEnum):
    """`fail` counts toward the exit code; `review` asks a person and never does (SARIF result.kind)."""

    FAIL = "fail"
    REVIEW = "review"


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """A place in the repository (path relative to the scanned root), with in_bom a line of the BOM file, or with
    as_given a line of a file that the user named (exceptions), whose path is that of the command line."""

    path: str
    line: int = 1
    in_bom: bool = False
    as_given: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One rule, one version-less identity; `locations` has at least one place.

    `identity` is the component's name without version (the fingerprint's ground), `ref` its bom-ref,
    `witness` the bom-refs of a graph path that a `reaches` rule followed.
    """

    rule: str
    severity: Severity
    kind: FindingKind
    message: str
    component: str
    identity: str
    ref: str
    fingerprint: str
    locations: tuple[Location, ...]
    discriminator: str = ""
    witness: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """The exception that covers a finding; `expires` is an ISO date. Empty texts were not given. `in_source`: it is
    a comment in the scanned files, and its id is the comment's place."""

    id: str
    reason: str
    owner: str
    expires: str
    approved_by: str = ""
    ticket: str = ""
    in_source: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Excepted:
    """A finding that does not count because of an exception (SARIF suppressions)."""

    finding: Finding
    suppression: Suppression


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleInfo:
    """What reports tell of a rule; the predicate itself stays in the policy room."""

    id: str
    name: str
    severity: Severity
    confidence: str
    audience: str
    tags: tuple[str, ...]
    why: str
    fix: str
    refs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The result of one check: which rules of which packs ran, and what they found (worst first).

    `excepted` are findings that exceptions cover; they count for nothing and stay on record.
    """

    packs: tuple[str, ...]
    rules: tuple[RuleInfo, ...]
    findings: tuple[Finding, ...]
    components: int
    warnings: tuple[str, ...] = ()
    excepted: tuple[Excepted, ...] = ()
