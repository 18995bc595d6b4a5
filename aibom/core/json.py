"""The JSON value type and a bounded JSON reader."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any, TypeAlias

import orjson

from aibom.core import re
from aibom.core.errors import LimitError, UnreadableError

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"

MAX_DEPTH = 200
_NO_STRUCTURE = bytes(code for code in range(256) if code not in b'[]{}"')
# +1 for an opening bracket, -1 (as a signed byte) for a closing one.
_STEPS = bytes(1 if code in b"[{" else 255 if code in b"]}" else 0 for code in range(256))
_STRING = re.compile(rb'"[^"]*+"?')
_PIECE = 1 << 20


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
        raise UnreadableError(path, f"not valid JSON ({_why(data, error.msg)})", error.lineno) from None
    return parsed


def _why(data: bytes, told: str) -> str:
    """What is wrong in words of a reader, where the parser speaks of its own insides."""
    if not data.strip():
        return "there is nothing in it"
    try:
        data.decode()
    except UnicodeDecodeError:
        return "it is not UTF-8 text"
    return told


def copy_json(value: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of a parsed JSON object that shares nothing with it; ten times as fast as copy.deepcopy."""
    copied: dict[str, Any] = orjson.loads(orjson.dumps(value))
    return copied


def nesting(data: bytes) -> int:
    """The deepest level of brackets outside of JSON strings; a few linear passes, no recursion.

    A bracket stands inside a string if an odd number of unescaped quotation marks comes before it, so pairs of
    marks with no bracket between them can go first, which leaves little to match.
    """
    if data.count(b"[") + data.count(b"{") <= MAX_DEPTH:
        return 0
    if b"\\" in data:
        data = data.replace(b"\\\\", b"").replace(b'\\"', b"")
    return _deepest(data.translate(None, _NO_STRUCTURE).replace(b'""', b""))


def _deepest(marks: bytes) -> int:
    """The deepest level in text of which only brackets and quotation marks are left; in pieces that hold whole
    strings, so that memory stays small."""
    depth = deepest = start = 0
    while start < len(marks):
        end = start + _PIECE
        if marks.count(b'"', start, end) % 2:
            end = marks.find(b'"', end) + 1 or len(marks)
        steps = array("b", _STRING.sub(b"", marks[start:end]).translate(_STEPS))
        deepest = max(deepest, depth + max(accumulate(steps), default=0))
        depth += sum(steps)
        start = end
    return deepest
