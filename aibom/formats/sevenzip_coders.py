"""Unpacks the folders of 7z archives with what Python has: LZMA and LZMA2 with filters, deflate, bzip2, copies."""

from __future__ import annotations

import lzma
from typing import Any, NamedTuple

from aibom.formats.blob import Blob
from aibom.formats.unpack import CHUNK, MAX_DICTIONARY, RAW_DEFLATE, Decoder, open_decoder

# Method numbers: 7zip's DOC/Methods.txt.
COPY, LZMA1, LZMA2, ENCRYPTION = b"\x00", b"\x03\x01\x01", b"\x21", b"\x06\xf1\x07\x01"
_FILTERS = {
    b"\x03\x03\x01\x03": lzma.FILTER_X86,
    b"\x04": lzma.FILTER_X86,
    b"\x03\x03\x02\x05": lzma.FILTER_POWERPC,
    b"\x05": lzma.FILTER_POWERPC,
    b"\x03\x03\x04\x01": lzma.FILTER_IA64,
    b"\x06": lzma.FILTER_IA64,
    b"\x03\x03\x05\x01": lzma.FILTER_ARM,
    b"\x07": lzma.FILTER_ARM,
    b"\x03\x03\x07\x01": lzma.FILTER_ARMTHUMB,
    b"\x08": lzma.FILTER_ARMTHUMB,
    b"\x03\x03\x08\x05": lzma.FILTER_SPARC,
    b"\x09": lzma.FILTER_SPARC,
}
_DELTA = b"\x03"
_STREAMS = {b"\x04\x01\x08": RAW_DEFLATE, b"\x04\x02\x02": "bzip2", b"\x04\xf7\x11\x01": "zstd"}
# The most bytes that a branch filter of liblzma holds back when a stream ends without a mark.
MAX_HELD = 16


class Coder(NamedTuple):
    """One coder: its method number and its properties."""

    method: bytes
    properties: bytes


class CodersError(Exception):
    """These coders cannot be undone; the text says why."""


def open_folder(source: Blob, coders: tuple[Coder, ...], size: int, dictionary: int = MAX_DICTIONARY) -> Decoder:
    """A decoder of the packed bytes that gives `size` bytes. Raises CodersError."""
    last = coders[-1]
    if len(coders) == 1 and last.method == COPY:
        return Exact(_Copy(source), size)
    if len(coders) == 1 and last.method in _STREAMS:
        return Exact(open_decoder(source, _STREAMS[last.method], dictionary), size)
    chain = [_branch(coder) for coder in coders[:-1]]
    chain.append(_lzma(last, size, dictionary))
    return Exact(_RawLzma(source, chain), size, held=MAX_HELD if len(chain) > 1 else 0)


def _branch(coder: Coder) -> dict[str, Any]:
    if coder.method == _DELTA and len(coder.properties) == 1:
        return {"id": lzma.FILTER_DELTA, "dist": coder.properties[0] + 1}
    if coder.method in _FILTERS:
        return {"id": _FILTERS[coder.method]}
    raise CodersError(f"the content is packed by the method {coder.method.hex()}, which is not read")


def _lzma(coder: Coder, size: int, limit: int) -> dict[str, Any]:
    """The filter, with no larger a dictionary than the content can use."""
    given = coder.properties
    if coder.method == LZMA2 and len(given) == 1 and given[0] <= 40:
        wanted = 0xFFFFFFFF if given[0] == 40 else (2 | given[0] & 1) << given[0] // 2 + 11
        return {"id": lzma.FILTER_LZMA2, "dict_size": _dictionary(wanted, size, limit)}
    if coder.method == LZMA1 and len(given) == 5 and given[0] < 225:
        rest, lc = divmod(given[0], 9)
        pb, lp = divmod(rest, 5)
        wanted = _dictionary(int.from_bytes(given[1:], "little"), size, limit)
        return {"id": lzma.FILTER_LZMA1, "dict_size": wanted, "lc": lc, "lp": lp, "pb": pb}
    raise CodersError(f"the content is packed by the method {coder.method.hex()}, which is not read")


def _dictionary(wanted: int, size: int, limit: int) -> int:
    needed = max(min(wanted, size), 4096)
    if needed > limit:
        raise CodersError("the dictionary is larger than is allowed")
    return needed


class _Copy:
    def __init__(self, source: Blob) -> None:
        self._source, self._at = source, 0
        self.damage, self.end = "", -1

    def read(self, count: int) -> bytes:
        data = self._source.read(self._at, count)
        self._at += len(data)
        return data


class _RawLzma:
    def __init__(self, source: Blob, chain: list[dict[str, Any]]) -> None:
        self._source, self._at = source, 0
        self.damage, self.end = "", -1
        try:
            self._inner = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=chain)
        except (lzma.LZMAError, ValueError, MemoryError) as error:
            raise CodersError("the properties of a coder are malformed") from error

    def read(self, count: int) -> bytes:
        while not self._inner.eof:
            data = b""
            if self._inner.needs_input:
                data = self._source.read(self._at, CHUNK)
                self._at += len(data)
                if not data:
                    return b""
            try:
                out = self._inner.decompress(data, max_length=count)
            except (lzma.LZMAError, EOFError, MemoryError):
                self.damage = "the compressed data is corrupt"
                return b""
            if out:
                return out
        return b""


class Exact:
    """Gives no more than the stated size; less is damage. A branch filter may hold back `held` bytes at the end."""

    def __init__(self, inner: Decoder, size: int, held: int = 0) -> None:
        self._inner, self._left, self._held = inner, size, held
        self.damage, self.end = "", -1

    def read(self, count: int) -> bytes:
        if self._left <= 0:
            return b""
        data = self._inner.read(min(count, self._left))
        self._left -= len(data)
        if not data:
            short = "the last bytes are held back by a filter" if self._left <= self._held else "truncated"
            self.damage = self._inner.damage or f"the compressed data is not whole: {short}"
        return data
