"""Writes output files whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from aibom.core.errors import UsageError


def write_atomic(path: Path, data: bytes) -> None:
    """Write data to path through a temporary file beside it, so that a reader never sees half a file.

    An existing file keeps its permissions and stays untouched when anything fails; a link is followed. What is no
    regular file (a device, a FIFO) is written to and never replaced. Raises UsageError with a plain sentence when
    the folder cannot be made or written.
    """
    if path.exists() and not path.is_file():  # asked of the name as given: that of a pipe resolves to no path
        _write_into(path, data)
        return
    with atomic_file(path) as stream:
        stream.write(data)


@contextlib.contextmanager
def atomic_file(path: Path) -> Iterator[BinaryIO]:
    """A stream whose content becomes the file at path when the block ends, and nothing when it fails.

    Raises UsageError with a plain sentence when the folder cannot be made or written.
    """
    path = Path(os.path.realpath(path))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except (FileExistsError, NotADirectoryError):
        raise UsageError(f"Cannot write {path}: a part of its folder is a file.") from None
    except OSError as error:
        raise UsageError(f"Cannot write {path}: {error.strerror or error}.") from None
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
        Path(name).chmod(_mode(path))
        Path(name).replace(path)
    except BaseException as error:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        if isinstance(error, OSError):
            raise UsageError(f"Cannot write {path}: {error.strerror or error}.") from None
        raise


def _write_into(path: Path, data: bytes) -> None:
    try:
        with path.open("wb") as stream:
            stream.write(data)
    except OSError as error:
        raise UsageError(f"Cannot write {path}: {error.strerror or error}.") from None


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode & 0o777
    except OSError:
        return 0o644
