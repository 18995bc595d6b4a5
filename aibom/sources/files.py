"""One listed file and its bounded reader.

A file is opened without following a link in its last component (links that stay in the tree are resolved by
the listing), and only when it is a regular file: no device, FIFO or socket can block or feed the scan.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from aibom.core.errors import LimitError, UnreadableError
from aibom.core.limits import size_of

_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
_SPECIAL = (
    (stat.S_ISFIFO, "a FIFO"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeFile:
    """A file of the tree: `path` as shown (relative, forward slashes), `location` as the system opens it."""

    path: str
    location: str
    tracked: bool = True

    @property
    def size(self) -> int:
        """Size in bytes now; UnreadableError when the file is gone or not regular."""
        with self.open() as stream:
            return os.fstat(stream.fileno()).st_size

    def read(self, limit: int) -> bytes:
        """The whole content; LimitError past `limit` bytes."""
        with self.open() as stream:
            try:
                data = stream.read(limit + 1)
            except OSError as error:
                raise UnreadableError(self.path, _reason(error)) from None
        if len(data) > limit:
            raise LimitError(self.path, f"larger than {size_of(limit)}, not read")
        return data

    def head(self, count: int) -> bytes:
        """At most the first `count` bytes."""
        with self.open() as stream:
            try:
                return stream.read(count)
            except OSError as error:
                raise UnreadableError(self.path, _reason(error)) from None

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """A binary stream of a regular file."""
        try:
            descriptor = os.open(self.location, _FLAGS)
        except OSError as error:
            raise UnreadableError(self.path, _reason(error)) from None
        with os.fdopen(descriptor, "rb") as stream:
            why = _not_regular(os.fstat(descriptor).st_mode)
            if why:
                raise UnreadableError(self.path, why)
            yield stream


def _not_regular(mode: int) -> str | None:
    if stat.S_ISREG(mode):
        return None
    kind = next((name for test, name in _SPECIAL if test(mode)), "not a regular file")
    return f"{kind}, not read"


def _reason(error: OSError) -> str:
    if error.errno == errno.ELOOP:
        return "a symbolic link, not followed"
    if error.errno == errno.ENXIO:
        return "a socket or FIFO, not read"
    return (error.strerror or "cannot be read").lower()
