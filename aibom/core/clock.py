"""The one place that asks what time it is, so that equal input gives equal bytes."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from aibom.core.errors import UsageError


def now() -> datetime:
    """The time a document is stamped with, in UTC without microseconds.

    SOURCE_DATE_EPOCH (seconds since 1970, reproducible-builds.org) wins over the clock.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is None:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        return datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError):
        raise UsageError(f"SOURCE_DATE_EPOCH is not a number of seconds: {epoch!r}") from None


def timestamp(moment: datetime) -> str:
    """ISO 8601 with a Z, as CycloneDX and SARIF want it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
