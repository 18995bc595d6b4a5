"""Where documents may go when a tree is scanned: never over one of its files, and what is written is not scanned."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

from aibom.core.errors import UsageError

# What the documents of this tool, and those that they replace (BOMs, SARIF), hold near their beginning.
_MARKS = (b"aibom", b"cyclonedx", b"spdx", b"sarif", b"ai bill of materials", b'"findings"')
_HEAD = 4096
_MAX_FILES = 1_000


def refuse_sources(outputs: Iterable[Path], root: Path) -> None:
    """UsageError when an output would replace a file of the tree that is no document such as this tool writes."""
    top = Path(os.path.realpath(root))
    for output in outputs:
        place = Path(os.path.realpath(output))
        if place.is_file() and place.is_relative_to(top) and not _is_document(place):
            raise UsageError(
                f"{output} is a file of the tree that is scanned, and no BOM or report; name another file, or delete "
                "it first."
            )


def hidden_places(folder: Path, documents: Sequence[Path]) -> Sequence[Path]:
    """What of an output folder is not scanned: all of it, or only what is written where other files stand in it."""
    entries = list(islice(folder.iterdir(), _MAX_FILES)) if folder.is_dir() else []
    ours = all(entry.is_file() and _is_document(entry) for entry in entries)
    return (folder,) if ours and len(entries) < _MAX_FILES else documents


def _is_document(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD).lower()
    except OSError:
        return False
    return not head.strip() or any(mark in head for mark in _MARKS)
