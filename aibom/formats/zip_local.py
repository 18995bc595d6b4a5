"""The local headers of a zip archive (PKWARE APPNOTE 6.3.10, 4.3.7), read apart from its central directory."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from aibom.formats.blob import Blob

_SIGNATURE = b"PK\x03\x04"
_END, _LOCATOR = b"PK\x05\x06", b"PK\x06\x07"
_WIDE_END = 56 + 20  # the end record of ZIP64 and its locator
MAX_GAP, MAX_HIDDEN, NO_END = 4 << 20, 1_000, 1 << 62
_CHUNK = 1 << 20


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


def gaps(places: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The spaces (start, end) outside of the given places; the last one has no end."""
    at = 0
    for start, end in [*sorted(places), (NO_END, NO_END)]:
        if start > at:
            yield at, start
        at = max(at, end)


def headers_between(blob: Blob, start: int, end: int) -> list[int]:
    """Offsets of local headers in a space, at most MAX_HIDDEN of them.

    Only its first MAX_GAP bytes are searched: behind the last member stands the central directory.
    """
    data, found = blob.read(start, min(end - start, MAX_GAP)), list[int]()
    place = data.find(_SIGNATURE)
    while place >= 0 and len(found) < MAX_HIDDEN:
        found.append(start + place)
        place = data.find(_SIGNATURE, place + 4)
    return found


def archive_end(blob: Blob, start: int, end: int) -> int:
    """The offset behind a whole archive that begins at `start`, 0 when there is none: distributed checkpoints of torch
    are one archive behind another. Its end record says where it begins (4.3.16), which is what is trusted."""
    if not blob.read(start, 4).startswith(_SIGNATURE):
        return 0
    at = start
    while len(data := blob.read(at, min(_CHUNK, end - at))) >= 22:
        place = data.find(_END)
        while 0 <= place <= len(data) - 22:
            length, offset, comment = struct.unpack_from("<IIH", data, place + 12)
            wide = _WIDE_END if place >= _WIDE_END and data[place - 20 : place - 16] == _LOCATOR else 0
            if wide and 0xFFFFFFFF in (length, offset):
                length, offset = struct.unpack_from("<QQ", data, place - _WIDE_END + 40)
            if at + place - wide - length - offset == start and length:
                behind: int = at + place + 22 + comment
                return behind
            place = data.find(_END, place + 4)
        at += max(len(data) - 21 - _WIDE_END, 22)
    return 0
