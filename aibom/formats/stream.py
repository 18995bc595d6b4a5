"""Bounded reading of seekable streams: at a place, and forward through a window."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import BinaryIO

CHUNK = 1 << 16


def size_of(stream: BinaryIO) -> int:
    """The length of the stream in bytes; the position is not kept."""
    return stream.seek(0, os.SEEK_END)


def read_at(stream: BinaryIO, offset: int, count: int) -> bytes:
    """At most `count` bytes from `offset`; fewer at the end of the stream."""
    if not 0 <= offset < 1 << 62 or count <= 0:
        return b""
    stream.seek(offset)
    return stream.read(count)


class TruncatedError(Exception):
    """The stream ends before what was asked for."""


class MalformedError(Exception):
    """The stream is not what its format says; the message is shown to the user."""


class Window:
    """Moves forward through a stream; `at` is the position, `size` the end."""

    def __init__(self, stream: BinaryIO, at: int = 0) -> None:
        self._stream, self.size = stream, size_of(stream)
        self.at = self._base = at
        self._chunk = b""

    def take(self, count: int) -> bytes:
        """The next `count` bytes; TruncatedError when fewer are left, without reading them."""
        if self.at + count > self.size:
            raise TruncatedError
        start = self.at - self._base
        if start < 0 or start + count > len(self._chunk):
            self._chunk = read_at(self._stream, self.at, max(count, CHUNK))
            self._base, start = self.at, 0
            if len(self._chunk) < count:
                raise TruncatedError
        self.at += count
        return self._chunk[start : start + count]

    def skip(self, count: int) -> None:
        """Move on without reading; TruncatedError past the end."""
        if self.at + count > self.size:
            raise TruncatedError
        self.at += count

    def line(self, limit: int) -> bytes:
        """The bytes up to the next newline, which is taken too; TruncatedError when it is not within `limit`."""
        start = self.at
        available = self.take(min(limit, self.size - start))
        end = available.find(b"\n")
        if end < 0:
            raise TruncatedError
        self.at = start + end + 1
        return available[:end]


def problems_of(walk: Callable[[], None], window: Window) -> tuple[str, ...]:
    """What is wrong with a stream that is to hold one object and nothing else; `walk` moves the window over it."""
    try:
        walk()
    except TruncatedError:
        return ("truncated",)
    except MalformedError as error:
        return (str(error),)
    return (f"{window.size - window.at} bytes behind the object",) if window.at < window.size else ()
