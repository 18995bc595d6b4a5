"""Short texts of a pickle: among them are the names that functions use which cloudpickle and dill write as code."""

from __future__ import annotations

from aibom.core import re
from aibom.formats.blob import Blob

CHUNK, MAX_READ, MAX_NAMES = 1 << 20, 64 << 20, 50_000
# SHORT_BINUNICODE, BINUNICODE and SHORT_BINSTRING of up to 64 bytes.
_TEXT = re.compile(rb"(?:[\x8cU](?=([\x01-\x40]))|X(?=([\x01-\x40])\x00\x00\x00))", re.DOTALL)
_NAME = re.compile(rb"[A-Za-z_]\w*\Z")


def names_between(blob: Blob, start: int, end: int) -> frozenset[str]:
    """Texts that are identifiers between two offsets, read from the bytes without following the opcodes."""
    found: set[str] = set()
    at, end = start, min(end, start + MAX_READ)
    while at < end and len(found) < MAX_NAMES:
        data = blob.read(at, min(CHUNK + 72, end - at))
        for match in _TEXT.finditer(data):
            length = (match[1] or match[2])[0]
            begin = match.end() + (1 if match[1] else 4)
            text = data[begin : begin + length]
            if len(text) == length and _NAME.match(text):
                found.add(text.decode("ascii", "replace"))
        at += CHUNK
    return frozenset(found)
