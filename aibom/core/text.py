"""Text from outside made safe: decoding, control characters, terminal escapes."""

from __future__ import annotations

import codecs
import unicodedata

from aibom.core import re

# C0/C1 controls except tab and newline, bidirectional overrides and other format characters that can
# hide or reorder what a reader sees ("Trojan Source", CVE-2021-42574), line separators, and the invisible tag
# characters in which instructions to language models are hidden.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
# What logs of build servers take for a command, and a text of the tree is not to give: anywhere in a line (Azure,
# TeamCity), or where it begins one (GitHub).
_COMMAND = re.compile(r"\A(?P<start>\s*:)(?=:)|(?P<within>#)#(?=\[|vso\[|teamcity\[)", re.IGNORECASE)
_AHEAD = 12
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode(data: bytes) -> str:
    """Decode bytes by their byte-order mark, else as UTF-8 with replacement characters for what is not."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    return data.decode("utf-8", "replace")


_SAMPLE = 128


def as_utf8(data: bytes) -> bytes:
    """Text of two or four bytes a character (UTF-16 as Windows writes it, UTF-32) as UTF-8, all else as it is."""
    encoding = _wide_encoding(data)
    if not encoding:
        return data
    try:
        # The beginning of a file may end within a character.
        return codecs.getincrementaldecoder(encoding)().decode(data).removeprefix("\ufeff").encode()
    except UnicodeError:
        return data


def _wide_encoding(data: bytes) -> str:
    """By the mark; without one, by the nulls in every other byte of a text that is mostly Latin."""
    for mark, encoding in _BOMS[1:]:
        if data.startswith(mark):
            return encoding
    if b"\0" not in data[:_SAMPLE]:
        return ""
    first, second = data[:_SAMPLE:2].count(0), data[1:_SAMPLE:2].count(0)
    half = len(data[:_SAMPLE]) // 2
    if max(first, second) <= max(0.7 * half, 3) or min(first, second) > 0.1 * half:
        return ""
    return "utf-16-le" if second > first else "utf-16-be"


def printable(text: str, limit: int = 0) -> str:
    """One line that is safe to print: control and direction characters as \\xNN or \\uNNNN, newlines as spaces, and
    nothing that a build server takes for a command."""
    if limit and len(text) > limit + _AHEAD:
        text = text[: limit + _AHEAD]  # nothing becomes shorter below, so that more is never shown
    # What is printable by Unicode holds neither controls nor format characters; nearly every text is.
    flat = text if text.isprintable() else _UNSAFE.sub(_escape, text.replace("\n", " ").replace("\t", " "))
    if "##" in flat or "::" in flat[:_AHEAD] or flat[:1].isspace():
        flat = _COMMAND.sub(_disarm, flat)
    return flat if not limit or len(flat) <= limit else flat[: limit - 1] + "…"


def _disarm(match: re.Match[str]) -> str:
    return f"{match['start'][:-1]}\\x3a" if match["start"] else "#\\x23"


def _escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"


def counted(count: int, noun: str, plural: str = "") -> str:
    """`1 file`, `2 files`, with thousands parted."""
    return f"{count:,} {noun if count == 1 else plural or f'{noun}s'}"


def fold(text: str) -> str:
    """A spelling-insensitive key: NFKC, case folded."""
    return text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()
