"""The terminal summary: what was found, how bad it is, what to do first, where the files lie."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TextIO

from aibom.model.finding import Judgement


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What the summary tells; `counts` = components by kind, `files` = label -> path of what was written,
    `judgement` is None after a scan without check."""

    target: str
    counts: Mapping[str, int]
    unknowns: int
    judgement: Judgement | None = None
    files: Mapping[str, str]


def print_summary(summary: Summary, stream: TextIO) -> None:
    """Write the summary to stream: a rich table on a terminal, plain lines elsewhere; NO_COLOR is honoured."""
    raise NotImplementedError
