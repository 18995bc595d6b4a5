"""What the audit of software against known vulnerabilities concludes: one state for each component, never silence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from aibom.core.json import Json


class AuditState(StrEnum):
    """Exactly one of these for every component that the audit is about. AUDITED stands in a BOM whose
    vulnerabilities are in a document of their own: looked up, result not told here."""

    VULNERABLE = "vulnerable"
    CLEAN = "clean"
    NOT_AUDITED = "not-audited"
    AUDITED = "audited"


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """Something to audit. `kind` is the component's kind; `purl` and `version` as the component states them;
    `declared_range` only explains a missing version."""

    ref: str
    kind: str
    name: str
    purl: str | None
    version: str | None
    declared_range: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Vulnerability:
    """One vulnerability of one package, all advisories that are aliases of each other merged.

    `id` is the best known of the ids (CVE before others), `aliases` the other ones, `records` those that a
    database holds. `cvss` is the highest base score (0 to 10) and `vector` its vector; `severity` one of critical,
    high, medium, low, none, unknown. `unbounded`: the range that matched names no upper end. `kev`: listed in CISA's
    catalogue of exploited vulnerabilities; `epss` the probability of exploitation (0 to 1).
    """

    id: str
    aliases: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    severity: str = "unknown"
    cvss: float | None = None
    vector: str = ""
    summary: str = ""
    modified: str = ""
    fixed: tuple[str, ...] = ()
    malicious: bool = False
    unbounded: bool = False
    kev: bool = False
    epss: float | None = None
    cwes: tuple[int, ...] = ()
    urls: tuple[str, ...] = ()

    def fact(self) -> dict[str, Json]:
        """The item of the fact `vulnerabilities` (model.vocabulary)."""
        item: dict[str, Json] = {
            "id": self.id,
            "severity": self.severity,
            "malicious": self.malicious,
            "unbounded": self.unbounded,
            "kev": self.kev,
        }
        optional: dict[str, Json] = {
            "cvss": self.cvss,
            "vector": self.vector,
            "epss": self.epss,
            "aliases": list(self.aliases),
            "fixed": list(self.fixed),
        }
        return item | {name: value for name, value in optional.items() if value not in (None, "", [])}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The state of one component; `reason` says why it was not audited (empty otherwise)."""

    state: AuditState
    reason: str = ""
    vulnerabilities: tuple[Vulnerability, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseInfo:
    """What a database of advisories says of itself. `as_of` is the moment for which its oldest source is known to
    be current, `built_at` when the file was built; `ecosystems` maps an OSV ecosystem to its number of packages."""

    as_of: datetime
    built_at: datetime
    records: int
    withdrawn: int
    skipped: int
    schema_version: int
    sources: tuple[Source, ...]
    ecosystems: Mapping[str, int]
    kev: int = 0
    epss: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One source of advisories: name, number of records taken and skipped, moment for which it is current."""

    name: str
    records: int
    skipped: int
    as_of: datetime
    etag: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """The verdict on every component by bom-ref. `database` is None when none could be read, `failure` then says
    why; `stale`: the database was older than allowed."""

    verdicts: Mapping[str, Verdict]
    database: DatabaseInfo | None = None
    stale: bool = False
    failure: str = ""
    notes: tuple[str, ...] = field(default=())
