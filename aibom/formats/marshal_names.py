"""Names in marshalled Python code (Python/marshal.c), found without unmarshalling it: short texts with lengths."""

from __future__ import annotations

MAX_CODE, MAX_NAMES = 4 << 20, 20_000
# z, Z: short ASCII; a, A: ASCII; u, t: text; s: bytes.
_SHORT, _LONG = b"zZ", b"aAuts"


def names_in(data: bytes) -> list[str]:
    """Identifiers and other short texts in the order in which they stand."""
    found: list[str] = []
    at, end = 0, min(len(data), MAX_CODE)
    while at < end and len(found) < MAX_NAMES:
        kind = data[at] & 0x7F
        width = 1 if kind in _SHORT else 4 if kind in _LONG else 0
        length = int.from_bytes(data[at + 1 : at + 1 + width], "little") if width else 0
        piece = data[at + 1 + width : at + 1 + width + length] if 0 < length <= 4096 else b""
        if len(piece) == length and length and piece.isascii() and all(32 <= byte < 127 for byte in piece):
            found.append(piece.decode())
        at += 1
    return found
