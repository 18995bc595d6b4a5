"""How plug-ins read: they are handed a file and never walk, open or close anything themselves."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import BinaryIO, Protocol


class SourceFile(Protocol):
    """One listed file. `path` is relative to the scanned root with forward slashes."""

    @property
    def path(self) -> str: ...

    @property
    def size(self) -> int: ...

    @property
    def tracked(self) -> bool:
        """False for a file that version control ignores."""
        ...

    def read(self, limit: int) -> bytes:
        """The whole content; LimitError when it is larger than `limit` bytes, UnreadableError otherwise."""
        ...

    def head(self, count: int) -> bytes:
        """At most the first `count` bytes."""
        ...

    def open(self) -> AbstractContextManager[BinaryIO]:
        """A binary stream for streaming readers (hashing, model formats)."""
        ...
