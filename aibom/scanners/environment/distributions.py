"""One installed distribution, read through importlib.metadata from bounded files.

Sources: the database of installed packages (PyPA specification "Recording installed projects": METADATA, RECORD,
INSTALLER, REQUESTED, direct_url.json) and setuptools' older `.egg-info`.
"""

from __future__ import annotations

import importlib.metadata
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from aibom.core.errors import UnreadableError
from aibom.core.limits import MIB
from aibom.core.text import decode
from aibom.sources.files import TreeFile

MAX_DISTRIBUTIONS = 20_000
_METADATA_BYTES = 4 * MIB
_RECORD_BYTES = 64 * MIB
_ENDINGS = (".dist-info", ".egg-info", ".egg")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The folder (or, for some `.egg-info`, the file) that describes an installed distribution."""

    folder: Path
    name: str

    @property
    def path(self) -> Path:
        """Where it lies."""
        return self.folder / self.name


def find_distributions(folder: Path) -> Iterator[Place]:
    """What is installed in a site-packages folder, sorted by name; UnreadableError when it cannot be listed."""
    try:
        names = sorted(path.name for path in folder.iterdir())
    except OSError as error:
        raise UnreadableError(folder.name, (error.strerror or "cannot be listed").lower()) from None
    for name in [name for name in names if name.endswith(_ENDINGS)][:MAX_DISTRIBUTIONS]:
        yield Place(folder=folder, name=name)


class Installed(importlib.metadata.Distribution):
    """importlib.metadata's reading over files that are opened without following links, and only up to a size."""

    def __init__(self, place: Place) -> None:
        inner = place.path / "EGG-INFO" if place.name.endswith(".egg") else place.path
        self.place, self._inner = place, inner

    def read_text(self, filename: str | os.PathLike[str]) -> str | None:
        """A file of the description; None when it has none of that name. UnreadableError past the bound."""
        name = os.fspath(filename)
        # distutils describes a package by one file, which is the metadata and has no name of its own.
        if self._inner.is_file() != (name == ""):
            return None
        path = self._inner / name if name else self._inner
        if not os.path.lexists(path):
            return None
        limit = _RECORD_BYTES if name == "RECORD" else _METADATA_BYTES
        return decode(TreeFile(path=name or self.place.name, location=str(path)).read(limit))

    def locate_file(self, path: str | os.PathLike[str]) -> Path:
        """Where a file of RECORD lies."""
        return self.place.folder / os.fspath(path)
