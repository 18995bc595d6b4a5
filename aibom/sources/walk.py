"""Walks a tree: every file that is there, with what `.gitignore` files say of it.

Used where git cannot list (no checkout, no git, PATH itself ignored), for nested repositories, and beside the
git listing to find ignored files that matter (weights, `.env`, MCP configurations).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aibom.core import re

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

# Folders of installed or generated files; their names are kept so that the scan can say what it left out.
PRUNED = frozenset(
    ".git .hg .svn node_modules __pycache__ .venv .tox .nox .mypy_cache .ruff_cache .pytest_cache .gradle "
    ".terraform bower_components .yarn .pnpm-store .ipynb_checkpoints .hypothesis site-packages".split()
)
_IGNORE_FILE_LIMIT = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """One entry of the walk: path bytes relative to the root, and whether a .gitignore names it."""

    path: bytes
    ignored: bool
    is_link: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignores:
    """The .gitignore rules of a folder and of those above it; the nearest that says something decides."""

    base: str
    spec: GitIgnoreSpec
    above: Ignores | None

    def match(self, path: str) -> bool:
        """Whether `path` (relative to the root of the walk, a folder ends with "/") is ignored."""
        level: Ignores | None = self
        while level is not None:
            verdict = level.spec.check_file(path[len(level.base) :]).include
            if verdict is not None:
                return bool(verdict)
            level = level.above
        return False


def walk(
    root: bytes,
    *,
    use_ignores: bool,
    pruned: list[bytes] | None = None,
    locked: list[bytes] | None = None,
    hidden: frozenset[bytes] = frozenset(),
) -> Iterator[Walked]:
    """Every non-directory below root, sorted by folder; links are reported and never followed.

    `pruned` collects the folders that were not entered because of their name or because they are a
    virtual environment, `locked` those that cannot be listed. Paths in `hidden` do not count at all.
    """
    stack: list[tuple[bytes, bool, Ignores | None]] = [(b"", False, None)]
    while stack:
        folder, ignored, ignores = stack.pop()
        entries = _entries(root, folder, locked)
        if use_ignores and not ignored:
            ignores = _with_ignore_file(root, folder, entries, ignores)
        below = []
        for entry in entries:
            path = os.path.join(folder, entry.name)
            if path in hidden:
                continue
            if not entry.is_dir(follow_symlinks=False):
                yield Walked(path=path, ignored=_ignored(path, ignored, ignores, ""), is_link=entry.is_symlink())
            elif not _is_pruned(entry):
                below.append((path, _ignored(path, ignored, ignores, "/"), ignores))
            elif pruned is not None:
                pruned.append(path)
        stack.extend(reversed(below))


def _entries(root: bytes, folder: bytes, locked: list[bytes] | None) -> list[os.DirEntry[bytes]]:
    try:
        with os.scandir(os.path.join(root, folder)) as found:
            return sorted(found, key=lambda entry: entry.name)
    except OSError:
        if locked is not None:
            locked.append(folder)
        return []


def _is_pruned(entry: os.DirEntry[bytes]) -> bool:
    return os.fsdecode(entry.name) in PRUNED or os.path.exists(os.path.join(entry.path, b"pyvenv.cfg"))


def _ignored(path: bytes, ignored: bool, ignores: Ignores | None, suffix: str) -> bool:
    """Whether a path is ignored; bytes of it that are no UTF-8 stand as U+FFFD, as in the patterns."""
    return ignored or (ignores is not None and ignores.match(path.decode("utf-8", "replace") + suffix))


def _with_ignore_file(
    root: bytes, folder: bytes, entries: list[os.DirEntry[bytes]], above: Ignores | None
) -> Ignores | None:
    if not any(entry.name == b".gitignore" and entry.is_file(follow_symlinks=False) for entry in entries):
        return above
    try:
        with open(os.path.join(root, folder, b".gitignore"), "rb") as stream:
            lines = stream.read(_IGNORE_FILE_LIMIT).decode("utf-8", "replace").splitlines()
    except OSError:
        return above
    base = folder.decode("utf-8", "replace") + "/" if folder else ""
    return Ignores(base=base, spec=_spec(lines), above=above)


def _spec(lines: list[str]) -> GitIgnoreSpec:
    """The patterns of some lines; one that is none (`[9-0].pdf`) fits nothing, as for git."""
    from pathspec import GitIgnoreSpec

    try:
        return GitIgnoreSpec.from_lines(lines)
    except (ValueError, re.error):
        return GitIgnoreSpec.from_lines(line for line in lines if _is_pattern(line))


def _is_pattern(line: str) -> bool:
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([line])
    except (ValueError, re.error):
        return False
    return True
