"""Every file below a path, for commands that look at model stores: no ignore file counts, nothing is left out.

Links to files are followed (a hub's cache is made of them). Links to folders are not: one that leads into the tree
shows nothing new, one that leads out of it is told, because a downloaded model could else have the whole machine read.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from aibom.core.errors import UnreadableError, UsageError

_LEADS_OUT = "a link to a folder outside of what is scanned, not followed: name that folder as well to have it read"
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFile:
    """A file: `path` as shown (relative, forward slashes, bytes that are no UTF-8 as \\xNN); `why` not empty when it
    can be named but not read. `beside` are the names in its folder and in the one above, in lower case; None for a file
    that was named itself."""

    path: str
    location: bytes
    why: str = ""
    beside: frozenset[str] | None = None

    @contextmanager
    def descriptor(self) -> Iterator[int]:
        """An open file descriptor; UnreadableError for what is no regular file or may not be read."""
        if self.why:
            raise UnreadableError(self.path, self.why)
        try:
            descriptor = os.open(self.location, _FLAGS)
        except OSError as error:
            raise UnreadableError(self.path, (error.strerror or "cannot be read").lower()) from None
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise UnreadableError(self.path, "not a regular file, not read")
            yield descriptor
        finally:
            os.close(descriptor)


def every_file(root: Path) -> Iterator[FoundFile]:
    """All files at or below root, sorted folder by folder. Raises UsageError when there is nothing at root."""
    place = os.fsencode(root)
    if not os.path.lexists(place):
        raise UsageError(f"There is no file or folder {root}.")
    if not os.path.isdir(place):
        yield FoundFile(path=shown(os.path.basename(os.path.abspath(place))), location=place)
        return
    yield from _below(place, os.path.realpath(place))


def _below(root: bytes, real: bytes) -> Iterator[FoundFile]:
    stack = [(b"", frozenset[str]())]
    while stack:
        folder, above = stack.pop()
        folders: list[bytes] = []
        try:
            with os.scandir(os.path.join(root, folder)) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            why = f"a folder that cannot be listed ({(error.strerror or 'error').lower()})"
            yield FoundFile(path=shown(folder) or ".", location=os.path.join(root, folder), why=why)
            continue
        names = frozenset(shown(entry.name).lower() for entry in entries)
        for entry in entries:
            path, is_folder = os.path.join(folder, entry.name), _is_folder(entry)
            if is_folder and not entry.is_symlink():
                folders.append(path)
            elif not is_folder:
                yield FoundFile(path=shown(path), location=os.path.join(root, path), beside=names | above)
            elif not _within(entry, real):
                yield FoundFile(path=shown(path), location=os.path.join(root, path), why=_LEADS_OUT)
        stack.extend((one, names) for one in reversed(folders))


def _is_folder(entry: os.DirEntry[bytes]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _within(link: os.DirEntry[bytes], root: bytes) -> bool:
    """Whether a link leads to a folder of the tree, which is walked where it really is."""
    target = os.path.realpath(link.path)
    return target == root or target.startswith(root.rstrip(b"/") + b"/")


def shown(path: bytes) -> str:
    """A path as text that every output can hold."""
    text = path.decode("utf-8", "backslashreplace")
    return text.replace(os.sep, "/") if os.sep != "/" else text
