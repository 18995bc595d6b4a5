"""The first bytes inside compressed streams, unpacked within bounds."""

from __future__ import annotations

import bz2
import lzma
import zlib

# Much of the input may be needed for little output, never the other way round.
MAX_OUTPUT = 1 << 16
MAX_MEMORY = 128 << 20


def compression_of(head: bytes) -> str:
    """gzip, zlib, bzip2, xz, lzma, zstd, lz4, or "" when the bytes begin none of them."""
    if head.startswith(b"\x1f\x8b\x08"):
        return "gzip"
    if head.startswith(b"BZh") and head[4:10] == b"1AY&SY":
        return "bzip2"
    if head.startswith(b"\xfd7zXZ\x00"):
        return "xz"
    if head.startswith(b"\x28\xb5\x2f\xfd") or (head[1:4] == b"\x2a\x4d\x18" and 0x50 <= head[0] <= 0x5F):
        # A frame, or one to be skipped before it (RFC 8878, section 3.1.2); lz4 has the same skippable frames.
        return "zstd"
    if head.startswith(b"\x04\x22\x4d\x18"):
        return "lz4"
    if head.startswith(b"\x5d\x00\x00") and len(head) > 13 and head[12] in (0x00, 0xFF):
        return "lzma"
    is_zlib = len(head) > 2 and head[0] == 0x78 and head[1] in (0x01, 0x5E, 0x9C, 0xDA)
    return "zlib" if is_zlib else ""


def unpacked_head(head: bytes, kind: str) -> bytes:
    """At most MAX_OUTPUT bytes of what is inside; empty when it cannot be unpacked here."""
    try:
        if kind in ("gzip", "zlib"):
            return zlib.decompressobj(47).decompress(head, MAX_OUTPUT)
        if kind == "bzip2":
            return bz2.BZ2Decompressor().decompress(head, MAX_OUTPUT)
        if kind in ("xz", "lzma"):
            return lzma.LZMADecompressor(memlimit=MAX_MEMORY).decompress(head, MAX_OUTPUT)
    except (zlib.error, lzma.LZMAError, OSError, ValueError, EOFError, MemoryError):
        return b""
    return b""
