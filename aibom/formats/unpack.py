"""Compressed streams as forward blobs: unpacked piece by piece, counted, and never held whole unless small."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from aibom.formats.blob import Blob, BytesBlob
from aibom.formats.zstd_frames import zstd_end

CHUNK, PIECE = 1 << 18, 1 << 20
# Up to this much is held in memory; larger content is read through a window of this size and more.
SMALL, WINDOW, HEAD = 1 << 20, 1 << 20, 1 << 17
MAX_DICTIONARY = 66 << 20
RAW_DEFLATE = "deflate"
ZLIB, RAW = 15, -15
MAX_PADDING = 1 << 16
KINDS = ("gzip", "zlib", RAW_DEFLATE, "bzip2", "xz", "lzma", "zip-lzma", "zstd", "lz4")
Spend = Callable[[int], bool]


class Decoder(Protocol):
    """Gives unpacked bytes, at most `count` at a time, b"" at the end; `damage` says why it ended early, `end` where
    the compressed stream ended in its source (-1 before that)."""

    damage: str
    end: int

    def read(self, count: int) -> bytes: ...


def unpacked(source: Blob, kind: str, spend: Spend, dictionary: int = MAX_DICTIONARY) -> Blob:
    """What is inside the compressed blob. `spend` is asked before more bytes come out of it; a stream that needs a
    larger dictionary, in bytes, is not unpacked."""
    packed = PackedBlob(source, partial(open_decoder, kind=kind, dictionary=dictionary), spend)
    first = packed.read(0, SMALL + 1)
    if len(first) <= SMALL:
        small = BytesBlob(first, packed.damage)
        small.packed_end = packed.packed_end
        return small
    return packed


class PackedBlob(Blob):
    """Reads forward through a decoder; a step back past the window begins again from the start."""

    forward = True

    def __init__(self, source: Blob, open_: Callable[[Blob], Decoder], spend: Spend) -> None:
        self._source, self._open, self._spend = source, open_, spend
        self._head = b""
        self._end: int | None = None
        self._damage = ""
        self._begin()

    def _begin(self) -> None:
        self._decoder = self._open(self._source)
        self._window = bytearray()
        self._start = 0

    @property
    def damage(self) -> str:
        return self._damage

    @property
    def size(self) -> int:
        while self._end is None:
            self._more(0)
        return self._end

    def read(self, offset: int, count: int) -> bytes:
        if offset < 0 or count <= 0:
            return b""
        if offset + count <= len(self._head):
            return self._head[offset : offset + count]
        if self._end is not None and offset >= self._end:
            return b""
        if offset < self._start:
            self._begin()
        while self._start + len(self._window) < offset + count and not self._exhausted():
            self._more(offset)
        at = offset - self._start
        return bytes(self._window[at : at + count]) if at >= 0 else b""

    def _exhausted(self) -> bool:
        return self._end is not None and self._start + len(self._window) >= self._end

    def _more(self, keep: int) -> None:
        """Unpack one more piece; what stands before `keep` may go when the window is full."""
        data = self._decoder.read(PIECE)
        if data and not self._spend(len(data)):
            data, self._decoder.damage = b"", "unpacks to more than is followed"
        if not data:
            self._end = self._start + len(self._window)
            self.packed_end = self._decoder.end
            self._damage = self._decoder.damage or self._source.damage
            return
        excess = len(self._window) - WINDOW
        if excess > 0:
            drop = max(min(excess, (keep or self._start + excess) - self._start), 0)
            del self._window[:drop]
            self._start += drop
        self._window += data
        if self._start == 0 and len(self._head) < HEAD:
            self._head = bytes(self._window[:HEAD])


def open_decoder(source: Blob, kind: str, dictionary: int = MAX_DICTIONARY) -> Decoder:
    """A decoder from the start of the blob."""
    if kind == "zstd":
        return _Zstd(source, dictionary)
    if kind in ("gzip", "zlib", RAW_DEFLATE):
        return _Deflate(source, {"gzip": 31, "zlib": ZLIB, RAW_DEFLATE: RAW}[kind])
    return _Stepwise(source, kind, dictionary)


class _Deflate:
    def __init__(self, source: Blob, bits: int) -> None:
        self._source, self._bits, self._at = source, bits, 0
        self._pending = b""
        self._inner = zlib.decompressobj(bits)
        self.damage, self.end = "", -1

    def read(self, count: int) -> bytes:
        while not self.damage:
            if self._inner.eof and not self._next_member():
                return b""
            data = self._pending or self._feed()
            if not data:
                self.damage = "the compressed data is truncated"
                return b""
            try:
                out = self._inner.decompress(data, count)
            except zlib.error:
                self.damage = "the compressed data is corrupt"
                return b""
            self._pending = self._inner.unconsumed_tail
            if out:
                return out
        return b""

    def _feed(self) -> bytes:
        data = self._source.read(self._at, CHUNK)
        self._at += len(data)
        return data

    def _next_member(self) -> bool:
        """Members may follow one another, with zeros between them; anything else is not part of the stream."""
        at = self._at - len(self._inner.unused_data or self._pending)
        start, follows = _past_zeros(self._source, at)
        if self._bits == RAW or not (_is_zlib(follows) if self._bits == ZLIB else follows.startswith(b"\x1f\x8b")):
            self.end = at
            return False
        self._inner, self._pending, self._at = zlib.decompressobj(self._bits), b"", start
        return True


def _past_zeros(source: Blob, at: int) -> tuple[int, bytes]:
    """Where padding with zeros ends behind `at`, and the bytes there."""
    data = source.read(at, MAX_PADDING)
    rest = data.lstrip(b"\0")
    return at + len(data) - len(rest), rest[:6]


def _is_zlib(head: bytes) -> bool:
    """RFC 1950, section 2.2: deflate, and a header that is a multiple of 31."""
    return len(head) > 1 and head[0] & 15 == 8 and (head[0] << 8 | head[1]) % 31 == 0


def _stepper(kind: str, dictionary: int) -> Any:
    if kind == "bzip2":
        return bz2.BZ2Decompressor()
    if kind == "lz4":
        import lz4.frame

        return lz4.frame.LZ4FrameDecompressor()
    form = {"xz": lzma.FORMAT_XZ, "lzma": lzma.FORMAT_ALONE}[kind]
    return lzma.LZMADecompressor(form, memlimit=dictionary)


def _zip_lzma(source: Blob, dictionary: int) -> tuple[Any, int] | None:
    """PKWARE APPNOTE 5.8.8: version, size of the properties, properties; then a raw stream."""
    head = source.read(0, 9)
    if len(head) < 9 or int.from_bytes(head[2:4], "little") != 5:
        return None
    size = int.from_bytes(head[5:9], "little")
    if size > dictionary or head[4] >= 225:
        return None
    rest, lc = divmod(head[4], 9)
    pb, lp = divmod(rest, 5)
    chain = [{"id": lzma.FILTER_LZMA1, "dict_size": max(size, 4096), "lc": lc, "lp": lp, "pb": pb}]
    return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=chain), 9


class _Stepwise:
    """Decompressors that hold back input themselves: bz2, lzma, lz4."""

    def __init__(self, source: Blob, kind: str, dictionary: int) -> None:
        self._source, self._kind, self._at, self._dictionary = source, kind, 0, dictionary
        self.damage, self.end = "", -1
        self._inner: Any = None
        try:
            made = _zip_lzma(source, dictionary) if kind == "zip-lzma" else (_stepper(kind, dictionary), 0)
            self._inner, self._at = made or (None, 0)
        except (lzma.LZMAError, ValueError):
            made = None
        if self._inner is None:
            self.damage = "the compressed data is corrupt, or its dictionary is larger than is allowed"

    def read(self, count: int) -> bytes:
        while not self.damage:
            if self._inner.eof and not self._next():
                return b""
            data = b""
            if self._inner.needs_input:
                data = self._source.read(self._at, CHUNK)
                self._at += len(data)
                if not data:
                    self.damage = "" if self._kind == "zip-lzma" else "the compressed data is truncated"
                    return b""
            try:
                out = bytes(self._inner.decompress(data, max_length=count))
            except (OSError, lzma.LZMAError, RuntimeError, ValueError, EOFError, MemoryError):
                self.damage = "the compressed data is corrupt, or its dictionary is larger than is allowed"
                return b""
            if out:
                return out
        return b""

    def _next(self) -> bool:
        rest = self._inner.unused_data or b""
        self._at -= len(rest)
        start, follows = _past_zeros(self._source, self._at)
        starts = {"bzip2": b"BZh", "xz": b"\xfd7zXZ", "lz4": b"\x04\x22\x4d\x18"}.get(self._kind)
        if starts is None or not follows.startswith(starts):
            self.end = self._at
            return False
        self._inner, self._at = _stepper(self._kind, self._dictionary), start
        return True


class _Zstd:
    def __init__(self, source: Blob, dictionary: int) -> None:
        import zstandard

        self.damage, self.end = "", -1
        self._source = source
        self._error = zstandard.ZstdError
        decompressor = zstandard.ZstdDecompressor(max_window_size=dictionary)
        self._reader = decompressor.stream_reader(source.stream(), read_size=CHUNK, read_across_frames=True)

    def read(self, count: int) -> bytes:
        try:
            data = bytes(self._reader.read(count))
            if not data:
                self._finish()
            return data
        except (self._error, MemoryError):
            self.damage = "the compressed data is corrupt, truncated, or its window is larger than is allowed"
            return b""

    def _finish(self) -> None:
        """The reader gives nothing more, be the last frame whole or not."""
        end = zstd_end(self._source)
        self.end = end.offset
        if not end.whole:
            self.damage = "the compressed data is truncated"
