"""Writes small 7z archives: one folder with one coder, which holds all members."""

from __future__ import annotations

import lzma
import struct
from collections.abc import Mapping

LZMA2 = b"\x21", b"\x18"


def sevenzip(
    members: Mapping[str, bytes], *, method: tuple[bytes, bytes] = LZMA2, packed_header: bool = False
) -> bytes:
    """An archive; `method` is the number and the properties of the coder, other than LZMA2's it copies."""
    content = b"".join(members.values())
    packed = _pack(content) if method == LZMA2 else content
    names = b"".join(name.encode("utf-16-le") + b"\0\0" for name in members)
    sizes = b"".join(_number(len(one)) for one in list(members.values())[:-1])
    substreams = b"\x08\x0d" + _number(len(members)) + (b"\x09" + sizes if sizes else b"") + b"\0"
    files = b"\x05" + _number(len(members)) + b"\x11" + _number(len(names) + 1) + b"\0" + names + b"\0"
    streams = _streams(0, len(packed), len(content), method, substreams)
    header = b"\x01\x04" + streams + files + b"\0"
    if packed_header:
        inner = _pack(header)
        header = b"\x17" + _streams(len(packed), len(inner), len(header), LZMA2, b"")
        packed += inner
    start = struct.pack("<QQI", len(packed), len(header), 0)
    return b"7z\xbc\xaf\x27\x1c\0\4" + bytes(4) + start + packed + header


def _streams(at: int, packed: int, size: int, method: tuple[bytes, bytes], substreams: bytes) -> bytes:
    name, properties = method
    coder = bytes([len(name) | (32 if properties else 0)]) + name
    coder += _number(len(properties)) + properties if properties else b""
    packs = b"\x06" + _number(at) + b"\x01\x09" + _number(packed) + b"\0"
    return packs + b"\x07\x0b\x01\0\x01" + coder + b"\x0c" + _number(size) + b"\0" + substreams + b"\0"


def _pack(data: bytes) -> bytes:
    return lzma.compress(data, lzma.FORMAT_RAW, filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 24}])


def _number(value: int) -> bytes:
    return bytes([value]) if value < 0x80 else b"\xe0" + value.to_bytes(3, "little")
