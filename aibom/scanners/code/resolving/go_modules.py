"""The modules of Go that a tree holds, by the `module` line of their go.mod (https://go.dev/ref/mod#go-mod-file)."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable

from aibom.core import re

_MODULE = re.compile(rb"^module[ \t]+\"?([^\s\"]{1,300})", re.MULTILINE)
_MAX_MODULES = 200
_HEAD = 10_000  # bytes; the line stands first but for comments


def go_modules(paths: Iterable[str], read: Callable[[str], bytes | None]) -> dict[str, str]:
    """The folder of each module by its name; of several of the same name that with the shortest path."""
    found: dict[str, str] = {}
    stated = sorted(
        (path for path in paths if posixpath.basename(path) == "go.mod"), key=lambda path: (len(path), path)
    )
    for path in stated[:_MAX_MODULES]:
        match = _MODULE.search((read(path) or b"")[:_HEAD])
        if match is not None:
            found.setdefault(match[1].decode("utf-8", "replace"), posixpath.dirname(path))
    return found
