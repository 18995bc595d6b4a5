"""One tensor as the header of any format names it, and what a set of them tells."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable
from typing import NamedTuple

MAX_TENSORS = 1_000_000


class TensorInfo(NamedTuple):
    """Name, type in the format's own words, and shape."""

    name: str
    dtype: str
    shape: tuple[int, ...]

    @property
    def parameters(self) -> int:
        """The number of its elements."""
        return math.prod(self.shape)


def layout_fingerprint(tensors: Iterable[TensorInfo]) -> str:
    """SHA-256 over the sorted names, types and shapes: the same for every copy and every set of weights of one
    architecture and size, whatever the files are called. Empty without tensors."""
    lines = sorted(f"{one.name}\0{one.dtype}\0{','.join(map(str, one.shape))}\n" for one in tensors)
    return hashlib.sha256("".join(lines).encode("utf-8", "surrogatepass")).hexdigest() if lines else ""
