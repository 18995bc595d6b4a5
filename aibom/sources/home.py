"""Lists files of the user's home folder by a table of globs: the configurations of MCP clients, and nothing else.

They are shown as `~/...`, whoever the user is. Links are followed here, since people keep such files elsewhere and link
them; only regular files are listed, and the reader opens nothing else.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from aibom.sources.files import TreeFile

# Files that one glob may give: a home folder can hold thousands of projects, but no client has so many profiles.
MAX_MATCHES = 200
_CONFIG = "~/.config/"


def list_home(globs: Iterable[str], home: Path | None = None) -> tuple[TreeFile, ...]:
    """The files that the globs (`~/...`, or absolute for files that an administrator places) name, sorted by path.

    `home` is the user's own when not given. `~/.config` is looked for in XDG_CONFIG_HOME as well.
    """
    base = home or _home()
    if base is None:
        return ()
    found: dict[str, TreeFile] = {}
    for glob in globs:
        for root, shown, pattern in _places(glob, base):
            for parts in _matches(root, pattern.split("/")):
                location = os.path.realpath(os.path.join(root, *parts))
                if os.path.isfile(location):
                    path = "/".join((shown, *parts))
                    found.setdefault(path, TreeFile(path=path, location=location))
    return tuple(found[path] for path in sorted(found))


def _home() -> Path | None:
    try:
        return Path.home()
    except RuntimeError:
        return None


def _places(glob: str, home: Path) -> Iterator[tuple[str, str, str]]:
    """The folders that a glob starts from, how they are shown, and what is left of the glob."""
    if not glob.startswith("~/"):
        yield "/", "", glob.lstrip("/")
        return
    yield str(home), "~", glob.removeprefix("~/")
    config = os.environ.get("XDG_CONFIG_HOME")
    if glob.startswith(_CONFIG) and config and os.path.isabs(config):
        yield config, "~/.config", glob.removeprefix(_CONFIG)


def _matches(root: str, parts: list[str]) -> list[tuple[str, ...]]:
    """The paths below root that fit, part by part; a part with `*` costs one listing of its folder."""
    found: list[tuple[str, ...]] = [()]
    for part in parts:
        if "*" in part:
            found = [(*above, name) for above in found for name in _names(os.path.join(root, *above), part)]
        else:
            found = [(*above, part) for above in found if os.path.exists(os.path.join(root, *above, part))]
        found = found[:MAX_MATCHES]
    return found


def _names(folder: str, pattern: str) -> list[str]:
    try:
        return sorted(name for name in os.listdir(folder) if fnmatchcase(name, pattern))
    except OSError:
        return []
