"""Files that a model names beside itself (external data of ONNX, data of a TensorFlow checkpoint): whether they are
there, long enough, and no links to somewhere else."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator

from aibom.core.text import printable
from aibom.integrity.inspect.base import incomplete
from aibom.integrity.inspect.judged import suspicious
from aibom.integrity.inspect.paths import escapes
from aibom.model.inspection import Inspection, Signal

FACT = "companions"


def companion_signals(inspection: Inspection, location: bytes) -> Iterator[Signal]:
    """Signals of what the inspection of the file at `location` says that it needs (its fact `companions`: bytes by
    name). Nothing is opened."""
    named = inspection.facts.get(FACT)
    if not isinstance(named, dict):
        return
    folder = os.path.dirname(os.path.abspath(location))
    for name, size in named.items():
        if escapes(name) or "\0" in name:
            continue  # the inspector has said so
        yield from _one(folder, name, size if isinstance(size, int) else 0)


def _one(folder: bytes, name: str, needed: int) -> Iterator[Signal]:
    place = os.path.join(folder, os.fsencode(name))
    shown = printable(name, 200)
    try:
        found = os.stat(place)
    except (OSError, ValueError):
        yield incomplete("companion-missing", f"the file {shown}, which the model reads, is not there")
        return
    real = os.path.realpath(place)
    if not real.startswith(os.path.realpath(folder) + b"/") and not _is_cached(folder, real):
        message = f"the file {shown}, which the model reads, is a link out of the model's folder"
        yield suspicious("companion-link", message)
    if not stat.S_ISREG(found.st_mode):
        yield suspicious("companion-link", f"{shown}, which the model reads, is no regular file")
    elif found.st_size < needed:
        message = f"the file {shown} has {found.st_size} bytes, the model reads {needed}"
        yield incomplete("companion-size", message)


def _is_cached(folder: bytes, real: bytes) -> bool:
    """A hub's cache keeps content in blobs/ and links to it from snapshots/ beside that."""
    store, kind = os.path.split(os.path.dirname(real))
    return kind == b"blobs" and folder.startswith(store + b"/snapshots/")
