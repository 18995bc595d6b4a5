"""The parts of the HTML page that other rooms make: how complete the BOM is, and what changed since an older one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from aibom.cli.score import PROFILES

if TYPE_CHECKING:
    from aibom.exchange.score_result import Row, Score
    from aibom.model.change import Change
    from aibom.reports.html.data import Section


def completeness(data: bytes, name: str) -> Section:
    """Every field that a profile of `aibom score` demands, what is missing first, with what to do about it."""
    from aibom.bom.read import load_document
    from aibom.exchange.score import scores_of
    from aibom.reports.html.data import Section

    scores = scores_of(load_document(data, name=name), PROFILES)
    totals = "; ".join(f"{one.title}: {one.score:.1f}" for one in scores)
    return Section(
        id="completeness",
        title="Completeness",
        note=f"What is present of what each profile demands, in percent. {totals}.",
        columns=("Field", "State", "Present", "Profile", "Demanded as", "To do"),
        rows=[_field(one, row) for one in scores for row in sorted(one.rows, key=_is_done)],
    )


def _is_done(row: Row) -> bool:
    return row.state in ("present", "not applicable")


def _field(score: Score, row: Row) -> list[str]:
    count = f"{len(row.present):,} of {row.asked:,}" if row.asked else ""
    level = "" if row.demand.level == "required" else f" ({row.demand.level})"
    return [row.name, row.state, count, score.profile, f"{row.demand.ref}{level}", "" if _is_done(row) else row.fill]


def changes(old: bytes, new: bytes, *, names: tuple[str, str]) -> Section:
    """What `aibom diff` tells without the rules: every change but the quiet ones, worst first."""
    from aibom.pipeline.comparing import diff_boms
    from aibom.reports.diff_text import counts_line, headline
    from aibom.reports.html.data import Section

    comparison = diff_boms(old, new, names=names, rules=None).comparison
    return Section(
        id="changes",
        title="Changes",
        note=f"Since {names[0]}. {headline(comparison)}. {counts_line(comparison)}",
        columns=("Change", "Severity", "What", "Place", "Found again by"),
        rows=[list(_change(one)) for one in comparison.shown],
    )


def _change(change: Change) -> Iterator[str]:
    from aibom.reports.diff_text import line_of, match_text, place_of

    yield change.info.title
    yield str(change.severity)
    yield line_of(change)
    yield place_of(change)
    yield match_text(change)
