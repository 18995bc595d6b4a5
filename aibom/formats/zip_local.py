"""The local headers of a zip archive (PKWARE APPNOTE 6.3.10, 4.3.7), read apart from its central directory."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from aibom.formats.blob import Blob

_SIGNATURE = b"PK\x03\x04"
MAX_GAP, MAX_HIDDEN = 4 << 20, 1_000


class LocalHeader(NamedTuple):
    """One header; `data` is where the member's content begins."""

    name: str
    method: int
    flags: int
    packed: int
    size: int
    data: int


def local_header(blob: Blob, offset: int) -> LocalHeader | None:
    """The header at `offset`, None when there is none."""
    fixed = blob.read(offset, 30)
    if len(fixed) < 30 or not fixed.startswith(_SIGNATURE):
        return None
    flags, method = struct.unpack_from("<HH", fixed, 6)
    packed, size, name_size, extra_size = struct.unpack_from("<IIHH", fixed, 18)
    rest = blob.read(offset + 30, name_size + extra_size)
    name = rest[:name_size].decode("utf-8" if flags & 0x800 else "cp437", "replace")
    if 0xFFFFFFFF in (packed, size):
        packed, size = _wide(rest[name_size:], packed, size)
    return LocalHeader(name, method, flags, packed, size, offset + 30 + name_size + extra_size)


def _wide(extra: bytes, packed: int, size: int) -> tuple[int, int]:
    at = 0
    while at + 4 <= len(extra):
        tag, length = struct.unpack_from("<HH", extra, at)
        if tag == 1 and length >= 16 and at + 20 <= len(extra):
            size, packed = struct.unpack_from("<QQ", extra, at + 4)
            break
        at += 4 + length
    return packed, size


def gaps(blob: Blob, places: list[tuple[int, int]]) -> Iterator[int]:
    """Offsets of local headers outside of the given places (start, end), at most MAX_HIDDEN of them.

    Only the first MAX_GAP bytes of a gap are searched: behind the last member stands the central directory.
    """
    found, at = 0, 0
    for start, end in [*sorted(places), (1 << 62, 1 << 62)]:
        if start > at:
            data = blob.read(at, min(start - at, MAX_GAP))
            place = data.find(_SIGNATURE)
            while place >= 0 and found < MAX_HIDDEN:
                found += 1
                yield at + place
                place = data.find(_SIGNATURE, place + 4)
        at = max(at, end)
