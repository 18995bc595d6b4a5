"""Lists the members of a zip archive from its central directory (PKWARE APPNOTE 6.3.10, sections 4.3 and 4.5).

Archives with bytes before them (self-extracting, llamafile) and ZIP64 are read; checksums and flags are not
judged here.
"""

from __future__ import annotations

import struct
import zlib
from typing import BinaryIO, NamedTuple

from aibom.formats.stream import read_at, size_of

MAX_MEMBERS, MAX_DIRECTORY, MAX_COMMENT = 200_000, 64 << 20, 65_535
_END, _END_SIZE = b"PK\x05\x06", 22
_LOCATOR, _END64, _ENTRY = b"PK\x06\x07", b"PK\x06\x06", b"PK\x01\x02"
STORED, DEFLATED = 0, 8


class ZipMember(NamedTuple):
    """One entry; `offset` is where its local header begins in the stream."""

    name: str
    method: int
    flags: int
    packed: int
    size: int
    offset: int


class ZipListing(NamedTuple):
    """The members in written order; `problems` are short clauses."""

    members: tuple[ZipMember, ...] = ()
    problems: tuple[str, ...] = ()


class _End(NamedTuple):
    entries: int
    directory_size: int
    directory_at: int
    stands_at: int
    cut: bool = False


def list_members(stream: BinaryIO) -> ZipListing:
    """The members of a zip stream; never raises on malformed content."""
    size = size_of(stream)
    end = _find_end(stream, size)
    if end is None:
        return ZipListing(problems=("no end of central directory",))
    if end.directory_size > MAX_DIRECTORY or end.entries > MAX_MEMBERS:
        return ZipListing(problems=(f"claims {end.entries} members in {end.directory_size} bytes",))
    # What stands before the archive moves every offset; a plain archive moves by 0.
    shift = max(end.stands_at - end.directory_size - end.directory_at, 0)
    directory = read_at(stream, end.directory_at + shift, end.directory_size)
    members: list[ZipMember] = []
    at = 0
    while len(members) < end.entries:
        member, at = _member(directory, at, shift)
        if member is None:
            return ZipListing(tuple(members), ("the central directory is truncated or malformed",))
        members.append(member)
    return ZipListing(tuple(members), ("truncated in its comment",) if end.cut else ())


def _find_end(stream: BinaryIO, size: int) -> _End | None:
    start = max(size - _END_SIZE - MAX_COMMENT, 0)
    tail = read_at(stream, start, _END_SIZE + MAX_COMMENT)
    place = tail.rfind(_END, 0, max(len(tail) - _END_SIZE + len(_END), 0))
    if place < 0 or len(tail) - place < _END_SIZE:
        return None
    _, _, _, entries, length, offset, comment = struct.unpack_from("<HHHHIIH", tail, place + 4)
    end = _End(entries, length, offset, start + place, start + place + _END_SIZE + comment > size)
    # Whoever wrote the record of ZIP64 wrote it for readers that prefer it, which all do.
    return _find_end64(stream, end) or end


def _find_end64(stream: BinaryIO, end: _End) -> _End | None:
    locator = read_at(stream, end.stands_at - 20, 20)
    if len(locator) < 20 or not locator.startswith(_LOCATOR):
        return None
    stated: int = struct.unpack_from("<Q", locator, 8)[0]
    for at in (end.stands_at - 20 - 56, stated):
        record = read_at(stream, at, 56)
        if len(record) == 56 and record.startswith(_END64):
            entries, length, offset = struct.unpack_from("<QQQ", record, 32)
            return _End(entries, length, offset, at, end.cut)
    return None


def _member(directory: bytes, at: int, shift: int) -> tuple[ZipMember | None, int]:
    if directory[at : at + 4] != _ENTRY or len(directory) - at < 46:
        return None, at
    flags, method = struct.unpack_from("<HH", directory, at + 8)
    packed, size, name_size, extra_size, comment_size = struct.unpack_from("<IIHHH", directory, at + 20)
    offset: int = struct.unpack_from("<I", directory, at + 42)[0]
    start = at + 46
    end = start + name_size + extra_size
    if end > len(directory):
        return None, at
    name = directory[start : start + name_size].decode("utf-8" if flags & 0x800 else "cp437", "replace")
    if 0xFFFFFFFF in (packed, size, offset):
        packed, size, offset = _wide(directory[start + name_size : end], packed, size, offset)
    return ZipMember(name, method, flags, packed, size, offset + shift), end + comment_size


def _wide(extra: bytes, packed: int, size: int, offset: int) -> tuple[int, int, int]:
    """Sizes and offset of the ZIP64 extra field (4.5.3): each stands there only when it did not fit."""
    at = 0
    while at + 4 <= len(extra):
        tag, length = struct.unpack_from("<HH", extra, at)
        if tag == 1:
            body = extra[at + 4 : at + 4 + length]
            values = iter(struct.unpack(f"<{len(body) // 8}Q", body[: len(body) // 8 * 8]))
            size = next(values, size) if size == 0xFFFFFFFF else size
            packed = next(values, packed) if packed == 0xFFFFFFFF else packed
            offset = next(values, offset) if offset == 0xFFFFFFFF else offset
            break
        at += 4 + length
    return packed, size, offset


def member_head(stream: BinaryIO, member: ZipMember, count: int) -> bytes:
    """At most the first `count` bytes of a member's content; empty when it cannot be unpacked."""
    header = read_at(stream, member.offset, 30)
    if len(header) < 30 or not header.startswith(b"PK\x03\x04"):
        return b""
    name_size, extra_size = struct.unpack_from("<HH", header, 26)
    start = member.offset + 30 + name_size + extra_size
    if member.method == STORED:
        return read_at(stream, start, min(count, member.packed))
    if member.method != DEFLATED:
        return b""
    try:
        return zlib.decompressobj(-15).decompress(read_at(stream, start, min(count, member.packed)), count)
    except zlib.error:
        return b""
