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
    """A digest of names, types and shapes that does not depend on their order: the same for every copy and every set
    of weights of one architecture and size, whatever the files are called. Empty without tensors.

    It is the sum of each line's SHA-256 modulo 2^256, so that the layout of a model is the sum of its shards', however
    it was split. It recognises; it is no proof against somebody who looks for a collision.
    """
    return _sum(f"{one.name}\0{one.dtype}\0{','.join(map(str, one.shape))}" for one in tensors)


def shape_fingerprint(tensors: Iterable[TensorInfo]) -> str:
    """As `layout_fingerprint`, of names and shapes alone: a copy of another type, as float16 of float32, has the same.

    It tells a family (aibom/catalog/model_families.json), not which model of it, nor what the weights are.
    """
    return _sum(f"{one.name}\0{','.join(map(str, one.shape))}" for one in tensors)


def _sum(lines: Iterable[str]) -> str:
    digests = [hashlib.sha256(line.encode("utf-8", "surrogatepass")).digest() for line in lines]
    return _hex(sum(int.from_bytes(one) for one in digests)) if digests else ""


def joined_layout(layouts: Iterable[str]) -> str:
    """The layout of a model of the layouts of its files; "" when one of them is not known."""
    found = list(layouts)
    return _hex(sum(int(one, 16) for one in found)) if found and all(found) else ""


def _hex(number: int) -> str:
    return f"{number % (1 << 256):064x}"
