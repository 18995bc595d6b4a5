"""A comparison as Markdown: a comment on a pull request, or a CI's step summary.

GitHub cuts comments at 65,536 characters; the page is kept below that, and what does not fit is counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aibom.core.markdown import code, escaped
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

MAX_CHARACTERS = 60_000
_OF_A_GROUP = 30
_FINDINGS = 50
_MAX_TEXT = 500
_MARKS = {"critical": "🟥", "high": "🟧", "medium": "🟨", "low": "🟦", "info": "⬜"}


def to_markdown(comparison: Comparison, *, show_all: bool = False) -> bytes:
    """The page, UTF-8."""
    lines = [*_head(comparison), *(_policy(comparison.policy) if comparison.policy else ())]
    foot = list(_notes(comparison.notes))
    used = sum(len(line) + 1 for line in (*lines, *foot))
    left = 0
    for group in groups_of(comparison.changes if show_all else comparison.shown):
        block = list(_group(group))
        size = sum(len(line) + 1 for line in block)
        if used + size > MAX_CHARACTERS:
            left += len(group.changes)
            continue
        lines += block
        used += size
    if left:
        lines += ["", f"{left:,} further changes do not fit here; the JSON file names them all."]
    return ("\n".join([*lines, *foot]) + "\n").encode()


def _head(comparison: Comparison) -> Iterator[str]:
    yield f"## AI bill of materials: {escaped(comparison.new.root or comparison.new.path, 100)}"
    yield ""
    yield f"{code(comparison.old.path, 200)} → {code(comparison.new.path, 200)}"
    yield ""
    yield escaped(headline(comparison), _MAX_TEXT)
    yield ""
    yield f"**{escaped(counts_line(comparison))}**"


def _group(group: Group) -> Iterator[str]:
    count = f" ({len(group.changes):,})" if len(group.changes) > 1 else ""
    yield ""
    yield f"### {_MARKS[group.severity]} {group.severity.upper()} {code(group.cls)}: {escaped(group.title)}{count}"
    yield ""
    yield from (_item(change) for change in group.changes[:_OF_A_GROUP])
    if len(group.changes) > _OF_A_GROUP:
        yield f"- and {len(group.changes) - _OF_A_GROUP:,} more"
    if not group.changes[0].info.quiet:
        yield ""
        yield f"{escaped(group.why)} **To do:** {escaped(group.fix)}"


def _item(change: Change) -> str:
    place, match = place_of(change), match_text(change)
    tail = f" <sub>{escaped(match)}</sub>" if match else ""
    return f"- {code(place, 200) + ' ' if place else ''}{escaped(line_of(change), _MAX_TEXT)}{tail}"


def _policy(delta: PolicyDelta) -> Iterator[str]:
    yield ""
    yield escaped(policy_line(delta), _MAX_TEXT)
    if not delta.changes:
        return
    yield ""
    yield "| finding | severity | what | why |"
    yield "|---|---|---|---|"
    for change in delta.changes[:_FINDINGS]:
        text = escaped(finding_text(change), 300)
        yield f"| {MOVEMENTS[change.movement]} | {change.finding.severity} | {text} | {CAUSES[change.cause]} |"
    if len(delta.changes) > _FINDINGS:
        yield f"| | | and {len(delta.changes) - _FINDINGS:,} more | |"


def _notes(notes: Sequence[str]) -> Iterator[str]:
    if notes:
        yield ""
        yield "### Notes"
        yield ""
        yield from (f"- {escaped(note, _MAX_TEXT)}" for note in notes[:20])
