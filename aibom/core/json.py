"""The JSON value type and a bounded JSON reader."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

import orjson

from aibom.core.errors import LimitError, UnreadableError

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"

MAX_DEPTH = 200
# A whole string (skipped) or one bracket; possessive, so that a string without an end costs linear time.
_STRUCTURE = re.compile(rb'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)


def parse_json(data: bytes, path: str, max_depth: int = MAX_DEPTH) -> Json:
    """Parse JSON bytes; raise UnreadableError with a line, or LimitError when nested deeper than max_depth.

    The depth is counted on the bytes before parsing, outside of strings, so that hostile nesting costs one
    linear pass and no recursion.
    """
    if nesting(data) > max_depth:
        raise LimitError(path, f"nested deeper than {max_depth} levels")
    try:
        parsed: Json = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise UnreadableError(path, f"not valid JSON ({error.msg})", error.lineno) from None
    return parsed


def nesting(data: bytes) -> int:
    """The deepest level of brackets outside of JSON strings; one linear pass, no recursion."""
    if data.count(b"[") + data.count(b"{") <= MAX_DEPTH:
        return 0
    depth = deepest = 0
    for bracket in _STRUCTURE.finditer(data):
        token = bracket.group()
        if token in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif token in b"]}":
            depth -= 1
    return deepest
