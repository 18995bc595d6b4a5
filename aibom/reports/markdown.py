"""The summary of a judgement as Markdown: a comment on a pull request, or a CI's step summary.

GitHub cuts comments at 65,536 characters and step summaries at 1 MiB; the page is kept below the smaller bound.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from aibom.bom.facts import BomFacts
from aibom.core.markdown import code, escaped
from aibom.core.text import counted
from aibom.model.finding import Finding, Judgement
from aibom.reports.causes import Cause, causes_of
from aibom.reports.gaps import advice, gaps, untold
from aibom.reports.places import repository_path
from aibom.reports.sarif_baseline import Baseline
from aibom.reports.summary import findings_line

MAX_CHARACTERS = 60_000
_PLACES_OF_A_CAUSE = 20
_MAX_TEXT = 400
_MARKS = {"critical": "🟥", "high": "🟧", "medium": "🟨", "low": "🟦", "info": "⬜", "review": "❔"}


def to_markdown(judgement: Judgement, facts: BomFacts, *, bom_path: str, baseline: Baseline | None = None) -> bytes:
    """The page, UTF-8. Names and messages come from what was scanned and are escaped; causes that do not fit are
    counted, never dropped in silence."""
    lines = [*_head(judgement, facts, baseline)]
    used, left = sum(len(line) + 1 for line in lines), 0
    for cause in causes_of(judgement):
        block = list(_cause(cause, facts, bom_path, baseline))
        size = sum(len(line) + 1 for line in block)
        if left or used + size > MAX_CHARACTERS:
            left += 1
            continue
        lines += block
        used += size
    if left:
        lines += ["", f"{left:,} further rules have findings; the SARIF and JSON files name them all."]
    return ("\n".join([*lines, *_unknown(facts), *_foot(judgement, facts)]) + "\n").encode()


def _head(judgement: Judgement, facts: BomFacts, baseline: Baseline | None) -> Iterator[str]:
    counts = Counter(str(one.kind) for one in facts.components if one is not facts.root)
    name = facts.root.name if facts.root else "BOM"
    yield f"## AI bill of materials: {escaped(name, 100)}"
    yield ""
    yield escaped(findings_line(judgement))
    if baseline is not None:
        new = sum(baseline.is_new(one.fingerprint) for one in judgement.findings)
        known = [*judgement.findings, *(one.finding for one in judgement.excepted)]
        gone = len(baseline.gone(one.fingerprint for one in known))
        yield ""
        yield f"Since the baseline: **{new:,} new**, {gone:,} gone."
    yield ""
    yield "| kind | components |"
    yield "|---|---|"
    yield from (f"| {escaped(kind)} | {count:,} |" for kind, count in sorted(counts.items()))
    if facts.unknowns:
        yield f"| not read or not resolved | {len(facts.unknowns):,} |"


def _cause(cause: Cause, facts: BomFacts, bom_path: str, baseline: Baseline | None) -> Iterator[str]:
    mark = _MARKS.get(cause.severity, "")
    more = f" ({len(cause.findings):,} times)" if len(cause.findings) > 1 else ""
    yield ""
    yield f"### {mark} {cause.severity.upper()}: {escaped(cause.title)}{more}"
    yield ""
    for finding in cause.findings[:_PLACES_OF_A_CAUSE]:
        yield _item(finding, facts, bom_path, baseline)
    if len(cause.findings) > _PLACES_OF_A_CAUSE:
        yield f"- and {len(cause.findings) - _PLACES_OF_A_CAUSE:,} more"
    if cause.rule and cause.rule.fix:
        yield ""
        yield f"**Fix:** {escaped(' '.join(cause.rule.fix.split()), _MAX_TEXT)}"


def _item(finding: Finding, facts: BomFacts, bom_path: str, baseline: Baseline | None) -> str:
    new = "**new** " if baseline is not None and baseline.is_new(finding.fingerprint) else ""
    place = _place(finding, facts.prefix, bom_path)
    return f"- {new}{code(place, 200)} {escaped(' '.join(finding.message.split()), _MAX_TEXT)}"


def _place(finding: Finding, prefix: str, bom_path: str) -> str:
    if not finding.locations:
        return bom_path
    first = finding.locations[0]
    more = f" (+{len(finding.locations) - 1})" if len(finding.locations) > 1 else ""
    return f"{repository_path(first, prefix, bom_path)}:{max(first.line, 1)}{more}"


def _unknown(facts: BomFacts) -> Iterator[str]:
    shown = gaps(facts.unknowns)
    if not shown:
        return
    yield from ("", "### Not read or not resolved", "")
    for gap in shown:
        what = f": {code(gap.expression)}" if gap.expression else ""
        more = f" (and {gap.more:,} more)" if gap.more else ""
        yield f"- {code(gap.place, 200)} {escaped(gap.topic)}: {escaped(gap.reason)}{what}{more}"
    left = untold(facts.unknowns, shown)
    yield ""
    rest = f"{counted(left, 'further unknown is', 'further unknowns are')} not shown. " if left else ""
    yield rest + advice(facts.unknowns)


def _foot(judgement: Judgement, facts: BomFacts) -> Sequence[str]:
    warnings = [f"- {escaped(one, _MAX_TEXT)}" for one in (*facts.warnings, *judgement.warnings)][:20]
    return ["", "### Warnings", "", *warnings] if warnings else []
