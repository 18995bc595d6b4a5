"""The text that an opcode of a pickle holds."""

from __future__ import annotations

import codecs

MAX_NAME = 2_000
_WIDTH = {0x8C: 1, 0x58: 4, 0x8D: 8, 0x55: 1, 0x54: 4, 0x43: 1, 0x42: 4, 0x8E: 8, 0x96: 8}


def text_of(raw: bytes) -> str:
    """The text of the opcode at the start of `raw`, which may be cut; a text past MAX_NAME bytes ends in "…"."""
    width = _WIDTH.get(raw[0]) if raw else None
    if width is not None:
        length = int.from_bytes(raw[1 : 1 + width], "little")
        content = raw[1 + width : 1 + width + min(length, MAX_NAME)]
        return content.decode("utf-8", "replace") + ("…" if length > MAX_NAME else "")
    line, newline, _ = raw[1:].partition(b"\n")
    content = unescaped(line) if raw[:1] == b"S" else unicode_escaped(line)
    return content.decode("utf-8", "replace")[:MAX_NAME] + ("" if newline else "…")


def unescaped(line: bytes) -> bytes:
    """The bytes of a STRING operand (protocol 0): in quotes, with the escapes of a Python 2 literal."""
    line = line.strip()
    if len(line) >= 2 and line[:1] == line[-1:] and line[:1] in (b"'", b'"'):
        line = line[1:-1]
    try:
        return codecs.escape_decode(line)[0]
    except ValueError:
        return line


def unicode_escaped(line: bytes) -> bytes:
    """The text of a UNICODE operand (protocol 0) as UTF-8."""
    try:
        return line.decode("raw-unicode-escape").encode("utf-8", "surrogatepass")
    except ValueError:
        return line
