"""What the analysis of one file's content says: how far it came, what it judges, and why.

Status and verdict are separate. The status tells whether everything was read; the verdict tells what was seen.
What was not read to its end is never clean, and what was seen before a break is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from aibom.core.json import Json
from aibom.model.kinds import Severity


class Status(StrEnum):
    """How far the analysis came; later members outweigh earlier ones."""

    NOT_APPLICABLE = "not-applicable"
    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    UNSUPPORTED = "unsupported"
    ERROR = "error"

    @property
    def rank(self) -> int:
        """Higher is worse."""
        return list(Status).index(self)


class Verdict(StrEnum):
    """What was seen; later members outweigh earlier ones. `unknown` is what no list and no rule could judge."""

    CLEAN = "clean"
    UNKNOWN = "unknown"
    SUSPICIOUS = "suspicious"
    MALICIOUS = "malicious"

    @property
    def rank(self) -> int:
        """Higher is worse."""
        return list(Verdict).index(self)


_SEVERITY = {
    Verdict.CLEAN: Severity.INFO,
    Verdict.UNKNOWN: Severity.MEDIUM,
    Verdict.SUSPICIOUS: Severity.HIGH,
    Verdict.MALICIOUS: Severity.CRITICAL,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One thing that was seen in a file.

    `verdict` is what it causes, `status` how far it lets the analysis come. `offset` counts bytes from the start of
    the innermost member, `where` is that member's path inside containers (`inner.zip!data.pkl`, "" = the file itself).
    """

    id: str
    message: str
    verdict: Verdict = Verdict.CLEAN
    status: Status = Status.COMPLETE
    offset: int | None = None
    where: str = ""

    @property
    def severity(self) -> Severity:
        """By the verdict; what only says that something was not read is medium."""
        if self.verdict is Verdict.CLEAN and self.status.rank > Status.COMPLETE.rank:
            return Severity.MEDIUM
        return _SEVERITY[self.verdict]

    @property
    def order(self) -> tuple[int, int, str, int, str, str]:
        """The worst first, then by place."""
        offset = -1 if self.offset is None else self.offset
        return (-self.verdict.rank, -self.status.rank, self.where, offset, self.id, self.message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """The analysis of one file.

    `formats` are all readings of its content, the most specific first. `facts` are what the analysis learnt beyond
    its judgement (globals of a pickle, parameters, ...), by names of the analysis. `sha256` is hexadecimal, "" when it
    was not asked for.
    """

    status: Status
    formats: tuple[str, ...] = ()
    signals: tuple[Signal, ...] = ()
    facts: Mapping[str, Json] = field(default_factory=dict)
    size: int = 0
    sha256: str = ""

    @property
    def verdict(self) -> Verdict | None:
        """The worst of the signals; None when not applicable; never clean unless complete."""
        if self.status is Status.NOT_APPLICABLE:
            return None
        floor = Verdict.CLEAN if self.status is Status.COMPLETE else Verdict.UNKNOWN
        return max((floor, *(one.verdict for one in self.signals)), key=lambda verdict: verdict.rank)


def worst_status(signals: Iterable[Signal], floor: Status = Status.COMPLETE) -> Status:
    """The worst status that the signals leave."""
    return max((floor, *(one.status for one in signals)), key=lambda status: status.rank)
