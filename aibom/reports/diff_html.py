"""A comparison as one self-contained page: no script, no network, dark and light."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from html import escape

from aibom.model.change import Change, Comparison, PolicyDelta
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

_MAX_ROWS = 5_000
_STYLE = """
:root{color-scheme:light dark;--line:#8884;--critical:#b00020;--high:#c4420a;--medium:#8a6100;--low:#1f5fa8;--info:#666}
@media (prefers-color-scheme:dark){:root{--critical:#ff6b81;--high:#ff9557;--medium:#f0c040;--low:#7ab8ff;--info:#aaa}}
body{font:16px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.35rem .5rem;
border-bottom:1px solid var(--line);overflow-wrap:anywhere}
.critical{color:var(--critical)}.high{color:var(--high)}.medium{color:var(--medium)}.low{color:var(--low)}
.info{color:var(--info)}.small{font-size:.85rem;opacity:.8}code{overflow-wrap:anywhere}
"""


def to_html(comparison: Comparison, *, show_all: bool = False) -> bytes:
    """The page, UTF-8; everything that comes from the BOMs is escaped, and the page may load or run nothing."""
    return "\n".join(_page(comparison, show_all)).encode()


def _page(comparison: Comparison, show_all: bool) -> Iterator[str]:
    allowed = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    title = escape(f"Changes of {comparison.new.root or comparison.new.path}")
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield (
        '<meta http-equiv="Content-Security-Policy" '
        f"content=\"default-src 'none'; style-src 'sha256-{allowed}'; base-uri 'none'; form-action 'none'\">"
    )
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>"
    yield f"<p><code>{escape(comparison.old.path)}</code> → <code>{escape(comparison.new.path)}</code></p>"
    yield f"<p>{escape(headline(comparison))}</p>\n<p><strong>{escape(counts_line(comparison))}</strong></p>"
    if comparison.policy:
        yield from _policy(comparison.policy)
    for group in groups_of(comparison.changes if show_all else comparison.shown):
        yield from _group(group)
    if comparison.notes:
        yield "<h2>Notes</h2>\n<ul>"
        yield from (f"<li>{escape(note)}</li>" for note in comparison.notes)
        yield "</ul>"
    yield "</main>\n</body>\n</html>\n"


def _group(group: Group) -> Iterator[str]:
    yield f'<section>\n<h2><span class="{group.severity}">{group.severity.upper()}</span> {escape(group.title)}'
    yield f'<span class="small">({escape(group.cls)}, {len(group.changes):,})</span></h2>'
    yield f"<p>{escape(group.why)} <strong>To do:</strong> {escape(group.fix)}</p>"
    yield '<table>\n<thead><tr><th scope="col">What</th><th scope="col">Where</th><th scope="col">Found by</th></tr>'
    yield "</thead>\n<tbody>"
    yield from (_row(change) for change in group.changes[:_MAX_ROWS])
    if len(group.changes) > _MAX_ROWS:
        yield f'<tr><td colspan="3">and {len(group.changes) - _MAX_ROWS:,} more; the JSON file names them all</td></tr>'
    yield "</tbody>\n</table>\n</section>"


def _row(change: Change) -> str:
    place = place_of(change)
    where = f"<code>{escape(place)}</code>" if place else ""
    found = f'<td class="small">{escape(match_text(change))}</td>'
    return f"<tr><td>{escape(line_of(change))}</td><td>{where}</td>{found}</tr>"


def _policy(delta: PolicyDelta) -> Iterator[str]:
    yield f"<section>\n<h2>Policy</h2>\n<p>{escape(policy_line(delta))}</p>"
    if delta.changes:
        yield '<table>\n<thead><tr><th scope="col">Finding</th><th scope="col">Severity</th><th scope="col">What</th>'
        yield '<th scope="col">Why</th></tr></thead>\n<tbody>'
        for change in delta.changes[:_MAX_ROWS]:
            severity = change.finding.severity
            yield f'<tr><td>{MOVEMENTS[change.movement]}</td><td class="{severity}">{severity}</td>'
            yield f"<td>{escape(finding_text(change))}</td><td>{escape(CAUSES[change.cause])}</td></tr>"
        yield "</tbody>\n</table>"
    yield "</section>"
