"""Names of archive members that would be written outside the folder that they are unpacked into."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.core import re
from aibom.core.text import printable
from aibom.model.inspection import Signal, Verdict

_DRIVE = re.compile(r"[A-Za-z]:[\\/]")


def path_signal(name: str) -> Iterator[Signal]:
    """A signal for an absolute name, or one with `..` in it."""
    flat = name.replace("\\", "/")
    if flat.startswith("/") or ".." in flat.split("/") or _DRIVE.match(name):
        message = f"member {printable(name, 200)} would be unpacked outside of its folder"
        yield Signal(id="archive-path", message=message, verdict=Verdict.SUSPICIOUS)


def link_signal(name: str, target: str) -> Iterator[Signal]:
    """A signal for a link whose target is absolute, or has `..` in it."""
    if target.startswith(("/", "\\")) or ".." in target.replace("\\", "/").split("/"):
        text = f"member {printable(name, 100)} links out of the archive, to {printable(target, 100)}"
        yield Signal(id="archive-link", message=text, verdict=Verdict.SUSPICIOUS)
