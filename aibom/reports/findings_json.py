"""The machine-readable result of `aibom check --json` (schemas/findings.schema.json)."""

from __future__ import annotations

from aibom.model.finding import Judgement


def to_json(judgement: Judgement, *, prefix: str, bom_path: str) -> bytes:
    """`{"findings": [...], "summary": {...}}`, worst first, UTF-8 with a newline at the end."""
    raise NotImplementedError
