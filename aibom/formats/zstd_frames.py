"""Where the frames of a zstd stream end (RFC 8878, section 3.1), told by their headers: content is stepped over."""

from __future__ import annotations

from typing import NamedTuple

from aibom.formats.blob import Blob

_FRAME = b"\x28\xb5\x2f\xfd"
_SKIPPED = b"\x2a\x4d\x18"
_RESERVED = 3
MAX_BLOCKS = 20_000_000


class ZstdEnd(NamedTuple):
    """The offset behind the last whole frame; `whole` = nothing of a further frame is there."""

    offset: int
    whole: bool


def zstd_end(source: Blob) -> ZstdEnd:
    """Walks the frames from the start of the blob. What is no frame ends the stream."""
    at, blocks = 0, 0
    while True:
        head = source.read(at, 18)
        if head[1:4] == _SKIPPED and 0x50 <= head[0] <= 0x5F:
            end = at + 8 + int.from_bytes(head[4:8], "little")
        elif head.startswith(_FRAME):
            end, blocks = _frame_end(source, at, head, blocks)
        else:
            return ZstdEnd(at, at > 0)
        if end < 0 or len(head) < 5 or not source.read(end - 1, 1):
            return ZstdEnd(at, False)
        at = end


def _frame_end(source: Blob, at: int, head: bytes, blocks: int) -> tuple[int, int]:
    """Behind the frame at `at`, -1 when that cannot be told; and the blocks walked so far."""
    if len(head) < 6:
        return -1, blocks
    flags = head[4]
    single = flags >> 5 & 1
    size = (single, 2, 4, 8)[flags >> 6]
    place = at + 5 + (1 - single) + (0, 1, 2, 4)[flags & 3] + size
    while blocks < MAX_BLOCKS:
        blocks += 1
        header = source.read(place, 3)
        if len(header) < 3:
            return -1, blocks
        value = int.from_bytes(header, "little")
        kind, length = value >> 1 & 3, value >> 3
        if kind == _RESERVED:
            return -1, blocks
        place += 3 + (1 if kind == 1 else length)
        if value & 1:
            return place + (4 if flags & 4 else 0), blocks
    return -1, blocks
