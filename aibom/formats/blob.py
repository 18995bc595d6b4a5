"""Bounded random-access readers: over a file, over bytes, over a part of either.

A blob never raises on content. Reading past the end gives fewer bytes; what stopped it before its end stands in
`damage` ("" = nothing did). Compressed content is read through aibom.formats.unpack.
"""

from __future__ import annotations

import io
import os
from typing import BinaryIO, cast


class Blob:
    """See the module's docstring. `forward` blobs are cheap to read from front to back only."""

    forward = False
    # Of unpacked content: where its compressed stream ended in the source, -1 when that is not known.
    packed_end = -1

    @property
    def size(self) -> int:
        """Length in bytes; a forward blob has to be read to its end for it."""
        raise NotImplementedError

    @property
    def damage(self) -> str:
        """Why reading stopped before the end, a short clause, or ""."""
        return ""

    def read(self, offset: int, count: int) -> bytes:
        """At most `count` bytes from `offset`; fewer only at the end."""
        raise NotImplementedError

    def slice(self, offset: int, size: int) -> Blob:
        """The part from `offset` of at most `size` bytes, without copying it."""
        return Slice(self, offset, size)

    def stream(self) -> BinaryIO:
        """A seekable binary stream over this blob, for parsers that want one."""
        return cast("BinaryIO", io.BufferedReader(_Raw(self), 1 << 16))


class BytesBlob(Blob):
    """Content that is in memory."""

    def __init__(self, data: bytes | memoryview, damage: str = "") -> None:
        self._data, self._damage = data, damage

    @property
    def damage(self) -> str:
        return self._damage

    @property
    def size(self) -> int:
        return len(self._data)

    def read(self, offset: int, count: int) -> bytes:
        return bytes(self._data[offset : offset + count]) if offset >= 0 and count > 0 else b""


class FileBlob(Blob):
    """An open regular file. Its size is what it was when it was opened; a file that shrank is damaged."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._size = os.fstat(descriptor).st_size
        self._damage = ""

    @property
    def size(self) -> int:
        return self._size

    @property
    def damage(self) -> str:
        return self._damage

    def read(self, offset: int, count: int) -> bytes:
        count = min(count, self._size - offset)
        if offset < 0 or count <= 0:
            return b""
        parts: list[bytes] = []
        while count > 0:
            try:
                data = os.pread(self._descriptor, count, offset)
            except OSError as error:
                self._damage = f"cannot be read ({(error.strerror or 'error').lower()})"
                break
            if not data:
                self._damage = "the file became shorter while it was read"
                break
            parts.append(data)
            offset += len(data)
            count -= len(data)
        return parts[0] if len(parts) == 1 else b"".join(parts)


class Slice(Blob):
    """A part of another blob."""

    def __init__(self, base: Blob, offset: int, size: int) -> None:
        self._base, self._offset, self._limit = base, max(offset, 0), max(size, 0)
        self.forward = base.forward
        self._size = -1 if base.forward else max(min(self._limit, base.size - self._offset), 0)

    @property
    def size(self) -> int:
        if self._size < 0:
            # A forward blob goes to its end to tell its size: asked only where the slice is not all there.
            whole = self._limit > 0 and self._base.read(self._offset + self._limit - 1, 1)
            self._size = self._limit if whole else max(min(self._limit, self._base.size - self._offset), 0)
        return self._size

    @property
    def damage(self) -> str:
        return self._base.damage

    def read(self, offset: int, count: int) -> bytes:
        count = min(count, self._limit - offset)
        return self._base.read(self._offset + offset, count) if offset >= 0 and count > 0 else b""

    def slice(self, offset: int, size: int) -> Blob:
        return Slice(self._base, self._offset + offset, min(size, self._limit - offset))


class _Raw(io.RawIOBase):
    def __init__(self, blob: Blob) -> None:
        self._blob, self._at = blob, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at}.get(whence)
        self._at = max((self._blob.size if base is None else base) + offset, 0)
        return self._at

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        data = self._blob.read(self._at, len(view))
        view[: len(data)] = data
        self._at += len(data)
        return len(data)
