"""A comparison as one page in the shell of our reports, without any script."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from aibom.model.change import Change, Comparison, PolicyDelta
from aibom.model.kinds import Severity
from aibom.reports.diff_text import (
    CAUSES,
    MOVEMENTS,
    Group,
    counts_line,
    finding_text,
    groups_of,
    headline,
    line_of,
    match_text,
    place_of,
    policy_line,
)
from aibom.reports.html.shell import shell

_MAX_ROWS = 5_000
_ABOUT = "What changed between two bills of materials"


def to_html(comparison: Comparison, *, show_all: bool = False) -> bytes:
    """The page, UTF-8; everything that comes from the BOMs is escaped, and the page may load or run nothing."""
    title = f"Changes of {comparison.new.root or comparison.new.path}"
    groups = groups_of(comparison.changes if show_all else comparison.shown)
    return shell(title=title, body="\n".join(_body(comparison, groups, title))).encode()


def _body(comparison: Comparison, groups: Sequence[Group], title: str) -> Iterator[str]:
    yield from _parts(comparison, groups)
    yield '<main id="main" tabindex="-1">'
    yield from _overview(comparison, groups, title)
    if comparison.policy:
        yield from _policy(comparison.policy)
    for group in groups:
        yield from _group(group)
    yield "</main>"
    yield '<footer><p class="quiet">This page loads nothing and runs nothing.</p></footer>'


def _parts(comparison: Comparison, groups: Sequence[Group]) -> Iterator[str]:
    yield '<header class="bar">\n<nav aria-label="Parts of this page" tabindex="0"><ul>'
    yield '<li><a href="#overview">Overview</a></li>'
    if comparison.policy:
        count = len(comparison.policy.changes)
        yield f'<li><a href="#policy">Policy <span class="count">{count:,}</span></a></li>'
    for group in groups:
        count = len(group.changes)
        yield f'<li><a href="#{group.cls}">{group.cls} <span class="count">{count:,}</span></a></li>'
    yield "</ul></nav>\n</header>"


def _overview(comparison: Comparison, groups: Sequence[Group], title: str) -> Iterator[str]:
    counts = Counter({group.severity: 0 for group in groups})
    for group in groups:
        counts[group.severity] += len(group.changes)
    yield '<section id="overview" aria-labelledby="overview-title">'
    yield f'<p class="eyebrow">{_ABOUT}</p>\n<h1 id="overview-title">{escape(title)}</h1>'
    old, new = escape(comparison.old.path), escape(comparison.new.path)
    yield f'<p class="quiet"><code>{old}</code> → <code>{new}</code></p>'
    yield '<ul class="tiles" aria-label="Changes by severity">'
    for severity in reversed(Severity):
        tone = severity if counts[severity] else "none"
        yield f'<li><span class="tile {tone}"><strong>{counts[severity]:,}</strong> {severity}</span></li>'
    yield f"</ul>\n<p>{escape(headline(comparison))}</p>\n<p>{escape(counts_line(comparison))}</p>"
    if not groups:
        yield '<p class="empty">Nothing changed that a reader should know of.</p>'
    if comparison.notes:
        items = "".join(f"<li>{escape(note)}</li>" for note in comparison.notes)
        yield f'<div class="notice"><strong>Notes</strong><ul>{items}</ul></div>'
    yield "</section>"


def _group(group: Group) -> Iterator[str]:
    yield f'<section id="{group.cls}" aria-labelledby="{group.cls}-title">\n<h2 id="{group.cls}-title">'
    yield f'<span class="badge {group.severity}">{group.severity}</span> {escape(group.title)}'
    yield f'<span class="count">({escape(group.cls)}, {len(group.changes):,})</span></h2>'
    yield f'<p>{escape(group.why)}</p>\n<p class="fix"><strong>To do:</strong> {escape(group.fix)}</p>'
    yield from _table(group.title, ("What", "Where", "Found again by"), map(_row, group.changes), len(group.changes))
    yield "</section>"


def _row(change: Change) -> str:
    place = place_of(change)
    where = f"<code>{escape(place)}</code>" if place else ""
    found = f'<td class="quiet">{escape(match_text(change))}</td>'
    return f'<tr><td>{escape(line_of(change))}</td><td class="seen">{where}</td>{found}</tr>'


def _policy(delta: PolicyDelta) -> Iterator[str]:
    yield '<section id="policy" aria-labelledby="policy-title">\n<h2 id="policy-title">Policy</h2>'
    yield f"<p>{escape(policy_line(delta))}</p>"
    if delta.changes:
        rows = (
            f'<tr><td>{MOVEMENTS[one.movement]}</td><td><span class="badge {one.finding.severity}">'
            f"{one.finding.severity}</span></td><td>{escape(finding_text(one))}</td>"
            f"<td>{escape(CAUSES[one.cause])}</td></tr>"
            for one in delta.changes
        )
        yield from _table("Findings", ("Finding", "Severity", "What", "Why"), rows, len(delta.changes))
    yield "</section>"


def _table(name: str, columns: Sequence[str], rows: Iterable[str], count: int) -> Iterator[str]:
    """A table that a narrow window scrolls, by keyboard too."""
    yield f'<div class="table" role="region" aria-label="{escape(name)}" tabindex="0">\n<table>\n<thead><tr>'
    yield "".join(f'<th scope="col">{column}</th>' for column in columns) + "</tr></thead>\n<tbody>"
    yield from (row for row, _ in zip(rows, range(_MAX_ROWS), strict=False))
    if count > _MAX_ROWS:
        more = count - _MAX_ROWS
        yield f'<tr><td colspan="{len(columns)}">and {more:,} more; the JSON file names them all</td></tr>'
    yield "</tbody>\n</table>\n</div>"
