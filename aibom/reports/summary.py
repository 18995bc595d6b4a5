"""What the terminal summary says: what was found, how bad it is, what to do first, where the files lie."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from aibom.core.text import counted, printable
from aibom.model.finding import Finding, FindingKind, Judgement
from aibom.model.kinds import Severity
from aibom.model.sighting import Unknown
from aibom.reports.causes import Cause, causes_of
from aibom.reports.gaps import advice, gaps, untold

_SHOWN = 10
_MAX_TEXT = 300
_PLURALS = {"library": "libraries", "dataset": "data sets"}
_SINGULARS = {"dataset": "data set"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What the summary tells; `counts` = components by kind, `unknowns` = what could not be read, `files` =
    label -> path of what was written, `judgement` is None after a scan without check."""

    target: str
    counts: Mapping[str, int]
    unknowns: Sequence[Unknown]
    judgement: Judgement | None = None
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One rule's findings of one kind: one cause is shown once, however many components it touches."""

    severity: str
    rule: str
    place: str
    message: str
    more: int
    fix: str


def headline(summary: Summary) -> str:
    """What was found, by kind, and how much could not be read."""
    counts = ", ".join(_counted(kind, count) for kind, count in summary.counts.items() if count)
    unknown = f"; {len(summary.unknowns):,} could not be read or resolved" if summary.unknowns else ""
    return f"{printable(summary.target)}: {counts or 'no components'}{unknown}"


def _counted(kind: str, count: int) -> str:
    return counted(count, _SINGULARS.get(kind, kind), _PLURALS.get(kind, ""))


def findings_line(judgement: Judgement) -> str:
    """How many findings of each severity, and what was asked."""
    failing = Counter(f.severity for f in judgement.findings if f.kind is FindingKind.FAIL)
    review = len(judgement.findings) - sum(failing.values())
    parts = [f"{failing[severity]:,} {severity}" for severity in reversed(Severity) if failing[severity]]
    parts += [f"{review:,} to review"] if review else []
    parts += [_excepted(judgement)] if judgement.excepted else []
    packs = printable(", ".join(judgement.packs))
    return f"Findings: {', '.join(parts) or 'none'} ({counted(len(judgement.rules), 'rule')} of {packs})"


def _excepted(judgement: Judgement) -> str:
    inline = sum(excepted.suppression.in_source for excepted in judgement.excepted)
    return f"{len(judgement.excepted):,} excepted" + (f" ({inline:,} by comments in the source)" if inline else "")


def worst(judgement: Judgement) -> list[Row]:
    """The ten worst causes, in the order of the judgement."""
    return [_row(cause) for cause in causes_of(judgement)[:_SHOWN]]


def _row(cause: Cause) -> Row:
    first, rule = cause.findings[0], cause.rule
    return Row(
        severity=cause.severity,
        rule=printable(cause.title),
        place=_place(first),
        message=printable(" ".join(first.message.split()), _MAX_TEXT),
        more=len(cause.findings) - 1,
        fix=printable(" ".join(rule.fix.split()), _MAX_TEXT) if rule else "",
    )


def _place(finding: Finding) -> str:
    place = finding.locations[0] if finding.locations else None
    if place is None or place.in_bom:
        return f"line {place.line if place else 1} of the BOM"
    return printable(f"{place.path}:{place.line}")


def more_text(row: Row) -> str:
    """` (and 12 more)`, or nothing."""
    return f" (and {row.more:,} more)" if row.more else ""


def left_over(summary: Summary) -> str:
    """Says that causes were left out, and where they all stand, or nothing."""
    count = len(causes_of(summary.judgement)) - _SHOWN if summary.judgement else 0
    where = "the report files name" if summary.files.keys() - {"BOM"} else "--sarif, --json or --html FILE names"
    rest = counted(count, "further rule has", "further rules have")
    return f"{rest} findings; {where} them all." if count > 0 else ""


def gap_lines(summary: Summary) -> Iterator[str]:
    """What could not be read or resolved, the first few reasons with their places, and what to do about it."""
    shown = gaps(summary.unknowns)
    for gap in shown:
        more = f" (and {gap.more:,} more)" if gap.more else ""
        yield f"UNKNOWN  {gap.topic}  {gap.place}"
        yield f"         {gap.reason}{f': {gap.expression}' if gap.expression else ''}{more}"
    if shown:
        left = untold(summary.unknowns, shown)
        rest = f"{counted(left, 'further unknown is', 'further unknowns are')} not shown. " if left else ""
        yield f"{rest}{advice(summary.unknowns)}"
