"""The analysis of model files by content: which inspectors there are, and how one file is given to them."""

from __future__ import annotations

from aibom.integrity.inspect.base import Inspector
from aibom.integrity.inspect.unclaimed import UnclaimedInspector
from aibom.integrity.inspect.zips import ZipInspector

# Every inspector that claims a blob reads it; the order is that in which formats are named, the most specific first.
INSPECTORS: tuple[Inspector, ...] = (
    ZipInspector(),
    UnclaimedInspector(),
)

__all__ = ["INSPECTORS"]
