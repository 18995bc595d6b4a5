"""What this tool's annotations carry through SPDX 2: see spdx2_write."""

from __future__ import annotations

from typing import Any

from aibom.core.errors import UnreadableError
from aibom.core.json import parse_json
from aibom.exchange.spdx2_write import CARRIED


def take_carried(raw: dict[str, Any]) -> dict[str, Any]:
    """What the annotation says; it is taken away, other annotations stay."""
    annotations = raw.get("annotations")
    if not annotations or not isinstance(annotations, list):
        return {}
    records = [(one, _record(one)) for one in annotations]
    raw["annotations"] = [one for one, record in records if record is None]
    found: dict[str, Any] = {}
    for _, record in records:
        found |= record or {}
    return found


def _record(annotation: Any) -> dict[str, Any] | None:
    comment = annotation.get("comment") if isinstance(annotation, dict) else None
    if not isinstance(comment, str) or not comment.startswith(CARRIED):
        return None
    try:
        parsed = parse_json(comment.removeprefix(CARRIED).encode("utf-8", "replace"), "annotation")
    except UnreadableError:
        return None
    return dict(parsed) if isinstance(parsed, dict) else None
