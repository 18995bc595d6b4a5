"""Bytes of a Python file -> text, by byte-order mark or declared encoding (PEP 263)."""

from __future__ import annotations

import codecs
from typing import NamedTuple

from aibom.core import re
from aibom.core.text import decode
from aibom.scanners.code.facts import Problem

_COOKIE = re.compile(rb"\A(?:[^\n\r]*+(?:\r\n?|\n))?[ \t\f]*+#[^\n\r]*?coding[:=][ \t]*+([-\w.]++)")
# Families whose decoders are tables or linear; others (punycode, idna) are never asked for in real files.
_FAMILIES = (
    "utf",
    "iso",
    "latin",
    "l1",
    "cp",
    "windows",
    "ascii",
    "us",
    "gb",
    "big5",
    "euc",
    "shift",
    "sjis",
    "koi",
    "mac",
)
_JUNK = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_HEAD = 8192


class Decoded(NamedTuple):
    """The text with "\\n" line ends and without null characters, and what was wrong with the bytes."""

    text: str
    problems: tuple[Problem, ...]


def decode_source(data: bytes) -> Decoded:
    """Decode a source file; undecodable bytes are replaced and reported, binary content gives an empty text."""
    text, problem = _decode(data)
    problems = [problem] if problem else []
    if "\0" in text:
        junk = len(_JUNK.findall(data[:_HEAD]))
        if junk > 8 and junk * 20 > min(len(data), _HEAD):
            return Decoded("", (Problem("binary content, not source code", 1),))
        problems.append(Problem("null characters were left out", text.count("\n", 0, text.index("\0")) + 1))
        text = text.replace("\0", " ")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return Decoded(text, tuple(problems))


def _decode(data: bytes) -> tuple[str, Problem | None]:
    marked = _wide_encoding(data)
    if marked:
        return data.decode(marked, "replace").lstrip("\ufeff"), None
    cookie = _COOKIE.match(data[:512])
    encoding = _known(cookie[1]) if cookie else "utf-8"
    if encoding is None:
        return decode(data), Problem("the declared encoding is not known; read as UTF-8", 1)
    try:
        return data.decode(encoding).removeprefix("\ufeff"), None
    except UnicodeError as error:
        start = getattr(error, "start", 0)
        return decode(data), Problem(f"not valid {encoding}; bytes were replaced", data.count(b"\n", 0, start) + 1)


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 or UTF-32 by its mark, or UTF-16 of mostly Latin text without one."""
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    head = data[:_HEAD]
    if len(head) >= 4 and b"\0" in head:
        even, odd = head[::2].count(0), head[1::2].count(0)
        if odd > 0.4 * len(head) / 2 and not even:
            return "utf-16-le"
        if even > 0.4 * len(head) / 2 and not odd:
            return "utf-16-be"
    return None


def _known(label: bytes) -> str | None:
    name = label.decode("ascii", "replace").lower().replace("_", "-")
    if "." in name or not name.startswith(_FAMILIES):
        return None
    try:
        found = codecs.lookup(name).name
        return None if found == "utf-7" else found  # its surrogates are no text
    except LookupError:
        return None
