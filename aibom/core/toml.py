"""A bounded TOML reader (https://toml.io/en/v1.0.0), with or without the line of every member.

Values come from tomli, the compiled form of the standard library's tomllib; lines come from a second, tolerant pass
over the tokens that walks along the parsed value. Dates and times become text in ISO 8601,
as do numbers that JSON cannot hold.
"""

from __future__ import annotations

import math
from datetime import date, time
from typing import Any

import tomli

from aibom.core import re
from aibom.core.errors import LimitError, UnreadableError
from aibom.core.json import Json
from aibom.core.lined import Lined
from aibom.core.text import decode
from aibom.core.toml_lines import member_lines

_ERROR_LINE = re.compile(r"\(at line (\d+), column \d+\)")
# tomli takes quadratic time for keys of very many parts, and recurses for nested arrays and inline tables.
_LONG_KEY = re.compile(r"""(?<![\w-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){50}""")


def parse_toml(data: bytes, path: str) -> dict[str, Json]:
    """The document. Raises UnreadableError with a line, LimitError past a bound."""
    return _load(_text(data), path)


def parse_toml_with_lines(data: bytes, path: str) -> Lined:
    """The document with the line of every member, counted from 1. Raises as parse_toml does."""
    text = _text(data)
    value = _load(text, path)
    try:
        return Lined(value=value, lines=member_lines(text, value))
    except RecursionError:
        raise LimitError(path, "nested too deeply") from None


def _text(data: bytes) -> str:
    return decode(data).replace("\r\n", "\n")


def _load(text: str, path: str) -> dict[str, Json]:
    if _LONG_KEY.search(text):
        raise LimitError(path, "a key of more than 50 parts")
    try:
        loaded = tomli.loads(text)
    except RecursionError:
        raise LimitError(path, "nested too deeply") from None
    except ValueError as error:
        place = _ERROR_LINE.search(str(error))
        why = _ERROR_LINE.sub("", str(error)).strip().removesuffix(" (at end of document)")
        line = int(place.group(1)) if place else text.count("\n") + 1
        raise UnreadableError(path, f"not valid TOML ({why})", line) from None
    _make_plain(loaded)
    return loaded


def _make_plain(loaded: dict[str, Any]) -> None:
    """Write dates, times, and numbers that JSON cannot hold as text, in place."""
    todo: list[Any] = [loaded]
    while todo:
        container = todo.pop()
        members: list[Any] = list(container.items() if isinstance(container, dict) else enumerate(container))
        for key, value in members:
            if isinstance(value, dict | list):
                todo.append(value)
            elif not isinstance(value, str | bool) and not _fits_json(value):
                container[key] = value.isoformat() if isinstance(value, date | time) else str(value)


def _fits_json(value: object) -> bool:
    if isinstance(value, int):
        return -(2**63) <= value < 2**63
    return isinstance(value, float) and math.isfinite(value)
