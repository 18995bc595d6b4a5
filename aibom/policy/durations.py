"""Dates and durations as rules write them: `2026-12-01`, `90d`, `12w`, `2y`."""

from __future__ import annotations

from datetime import date, timedelta

from aibom.core import re

_DURATION = re.compile(r"(0|[1-9][0-9]{0,4})([dwy])\Z")
_DAYS = {"d": 1, "w": 7, "y": 365}


def parse_duration(text: str) -> timedelta | None:
    """A number of days, weeks or years (365 days; `0d` is the day of the check), or None when the text is none."""
    match = _DURATION.match(text)
    return timedelta(days=int(match[1]) * _DAYS[match[2]]) if match else None


def parse_day(value: object) -> date | None:
    """The day of an ISO 8601 date or date-time text; None for anything else."""
    if isinstance(value, str) and len(value) >= 10 and value[10:11] in ("", "T", "t", " "):
        try:
            return date.fromisoformat(value[:10])
        except ValueError:
            return None
    return None


def before(day: date, distance: timedelta) -> date:
    """The day that lies `distance` before; the first possible day when there is none so early."""
    try:
        return day - distance
    except OverflowError:
        return date.min
