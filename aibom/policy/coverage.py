"""Which rules answer which row of a guide or regulation, and which rows no BOM can answer (catalog/coverage.json).

Rules name the rows among their tags; the file says what each row asks for, and why where there can be no rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import orjson

from aibom.core.resources import data_root
from aibom.policy.load import Policy
from aibom.policy.rule import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: rules with one of the `tags` answer it. `not_in_bom` says why there can be none, `partly` what they
    leave open."""

    id: str
    asks: str
    tags: tuple[str, ...] = ()
    not_in_bom: str = ""
    partly: str = ""

    def rules(self, policy: Policy) -> Sequence[Rule]:
        """The rules that answer it, by id."""
        return [rule for rule in policy.rules if not set(self.tags).isdisjoint(rule.info.tags)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """A text whose rows rules answer; `pack` is the shipped pack that runs them."""

    id: str
    title: str
    pack: str
    rows: tuple[Row, ...]


def guides() -> tuple[Guide, ...]:
    """All guides, in the order of the file."""
    data = orjson.loads((data_root() / "aibom" / "catalog" / "coverage.json").read_bytes())
    return tuple(
        Guide(
            id=guide["id"],
            title=guide["title"],
            pack=guide["pack"],
            rows=tuple(Row(**(row | {"tags": tuple(row.get("tags", ()))})) for row in guide["rows"]),
        )
        for guide in data["guides"]
    )


def render(policy: Policy) -> str:
    """docs/coverage.md"""
    return "\n".join(["# What the rules cover", "", *_INTRODUCTION, *_parts(policy)]) + "\n"


_INTRODUCTION = (
    "Made by `tools/generate.py` from `aibom/catalog/coverage.json` and the tags of the rules; do not edit. A row",
    "without rules is one that a bill of materials cannot answer, with the reason.",
)


def _parts(policy: Policy) -> Iterable[str]:
    for guide in guides():
        answered = sum(not row.not_in_bom for row in guide.rows)
        yield from ("", f"## {guide.title}", "")
        yield f"Pack `{guide.pack}`; {answered} of {len(guide.rows)} rows can be answered from a BOM."
        yield from ("", "| row | asks for | rules |", "|---|---|---|")
        yield from (f"| {row.id} | {row.asks} | {_answer(row, policy)} |" for row in guide.rows)


def _answer(row: Row, policy: Policy) -> str:
    if row.not_in_bom:
        return f"none: {row.not_in_bom}"
    links = ", ".join(f"[{rule.info.id}](rules.md#{rule.info.id.lower()})" for rule in row.rules(policy))
    return f"{links}. Partly: {row.partly}." if row.partly else links
