"""Numbers, escapes of string literals, and printf formats, as C-like languages write them."""

from __future__ import annotations

from collections.abc import Sequence

from aibom.core import re
from aibom.scanners.code.facts import Lit, Name, Opaque, Value

_PAIR = re.compile(r"\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.IGNORECASE)
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r\n|.))", re.DOTALL)
_PLAIN = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "b": "\b", "f": "\f", "v": "\v", "e": "\x1b", "\n": ""}
_SUFFIX = re.compile(r"(?:n|[uU]?[lL]{1,2}|[uU]|[fFdDmM]|_?[iuf](?:8|16|32|64|128|size))$")


def unescape(text: str) -> str:
    """A string literal's content with its escapes replaced; unknown escapes keep their character."""
    if "\\" not in text:
        return text
    if "\\ud" in text.lower():
        text = _PAIR.sub(_pair, text)
    return _ESCAPE.sub(_replace, text)


def _pair(match: re.Match[str]) -> str:
    return chr(0x10000 + ((int(match[1], 16) - 0xD800) << 10) + int(match[2], 16) - 0xDC00)


def _replace(match: re.Match[str]) -> str:
    code = match[1] or match[2] or match[3]
    if code:
        point = int(code, 16)
        return chr(point) if point < 0x110000 and not 0xD800 <= point < 0xE000 else "\ufffd"
    return _PLAIN.get(match[4].replace("\r", "") or "r", match[4])


def number(text: str) -> int | float | None:
    """The value of a number literal, or None when it is not one that can be read."""
    plain = text.replace("_", "").lower()
    if len(plain) > 40:
        return None
    if not plain.startswith("0x"):
        plain = _SUFFIX.sub("", plain)
    try:
        if plain[:2] in ("0x", "0o", "0b"):
            return int(plain.rstrip("nul"), 0)
        return float(plain) if any(sign in plain for sign in ".e") else int(plain)
    except ValueError:
        return None


_VERB = re.compile(r"%%|%(?:\d{1,3}\$)?[-+ #0,(]{0,4}(?:\d{1,4}|\*)?(?:\.\d{1,3})?[a-zA-Z@]")


_PLACE = re.compile(r"\{\{|\}\}|\{(\d{0,3}|[A-Za-z_]\w{0,80})(?:[:,!][^{}]{0,40})?\}")


def composite(text: str, given: Sequence[Value], line: int) -> tuple[Value, ...]:
    """The parts of a format with places: `{0}` by number, `{}` by turn, `{name}` a name of the scope."""
    parts: list[Value] = []
    end = turn = 0
    for match in _PLACE.finditer(text):
        parts.append(Lit(text[end : match.start()], line))
        end, place = match.end(), match[1]
        if place is None:
            parts.append(Lit(match[0][0], line))
        elif place and not place.isdigit():
            parts.append(Name(place, line))
        else:
            index = int(place) if place else turn
            turn += not place
            parts.append(given[index] if index < len(given) else Opaque(match[0], line))
    return (*parts, Lit(text[end:], line))


def printf(text: str, given: Sequence[Value], line: int) -> tuple[Value, ...]:
    """The parts of a printf-like format with its arguments in the places of the verbs, in order."""
    parts: list[Value] = []
    end = used = 0
    for match in _VERB.finditer(text):
        parts.append(Lit(text[end : match.start()], line))
        end = match.end()
        if match[0] == "%%":
            parts.append(Lit("%", line))
        else:
            parts.append(given[used] if used < len(given) else Opaque(match[0], line))
            used += 1
    return (*parts, Lit(text[end:], line))
