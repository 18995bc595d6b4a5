"""NumPy arrays (numpy.lib.format): arrays of objects are pickles behind a header."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator
from typing import Any

from aibom.core import re
from aibom.integrity.inspect.base import Glance, Session, incomplete
from aibom.model.inspection import Signal, Verdict

_MAGIC = b"\x93NUMPY"
_OBJECT = re.compile(r"\A[|<>=]?O\d*\Z")
_PLAIN = re.compile(r"\A[|<>=]?([?bBiufcmMSUaV])(\d*)(\[.*\])?\Z")
_WIDTHS = {"?": 1, "b": 1, "B": 1, "S": 0, "U": 0, "V": 0, "a": 0}


class NumpyInspector:
    """See the module's docstring."""

    name = "numpy"
    by_tail = False

    def claims(self, glance: Glance) -> bool:
        return glance.head.startswith(_MAGIC)

    def inspect(self, glance: Glance, session: Session) -> Iterator[Signal]:
        session.format("numpy")
        width = 2 if glance.head[6:7] == b"\x01" else 4
        length = int.from_bytes(glance.head[8 : 8 + width], "little")
        start = 8 + width + length
        header = glance.head[8 + width : start]
        if len(header) < length:
            yield incomplete("numpy-header", "the header of the array is truncated or too long")
            return
        described = _described(header)
        if described is None:
            yield Signal(
                id="numpy-header", message="the header of the array is no plain dict", verdict=Verdict.SUSPICIOUS
            )
            yield from session.descend(glance.blob.slice(start, 1 << 62), "#data")
            return
        yield from _data(glance, session, described, start)


def _described(header: bytes) -> dict[str, Any] | None:
    if header.count(b"(") + header.count(b"[") > 2_000:
        return None
    try:
        value = ast.literal_eval(header.decode("latin-1").strip())
    except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
        return None
    return value if isinstance(value, dict) else None


def _data(glance: Glance, session: Session, described: dict[str, Any], start: int) -> Iterator[Signal]:
    width = _width(described.get("descr"))
    shape = described.get("shape")
    if width is None or not isinstance(shape, tuple) or not all(isinstance(one, int) and one >= 0 for one in shape):
        # Objects, or a type that is not known: whatever follows is read as a pickle as well.
        if not glance.blob.read(start, 1):
            yield incomplete("numpy-truncated", "the array has no content")
        yield from session.descend(glance.blob.slice(start, 1 << 62), "#objects.pkl")
        return
    end = start + width * math.prod(shape)
    if end > start and not glance.blob.read(end - 1, 1):
        yield incomplete("numpy-truncated", "the array is shorter than its shape says")
    elif glance.blob.read(end, 1):
        yield from session.descend(glance.blob.slice(end, 1 << 62), "#behind")


def _width(descr: object) -> int | None:
    """Bytes of one element; None for objects and for what is not known."""
    if isinstance(descr, str):
        match = _PLAIN.match(descr)
        if match is None:
            return None
        return int(match[2] or _WIDTHS.get(match[1], 1)) * (4 if match[1] == "U" else 1)
    if isinstance(descr, list):
        fields = [_field(one) for one in descr]
        return None if None in fields else sum(one for one in fields if one is not None)
    return None


def _field(field: object) -> int | None:
    if not isinstance(field, tuple) or len(field) not in (2, 3):
        return None
    width = _width(field[1])
    shape = field[2] if len(field) == 3 else ()
    shape = (shape,) if isinstance(shape, int) else shape
    if width is None or not isinstance(shape, tuple) or not all(isinstance(one, int) for one in shape):
        return None
    return width * math.prod(shape)
