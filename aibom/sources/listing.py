"""The listing of a tree: which files a scan looks at, and what it leaves out.

In a checkout git decides (tracked, and untracked that are not ignored); ignored files that are real inputs of
an AI application (weights, `.env*`, MCP configurations) are added and marked. Otherwise the tree is walked
with its .gitignore files; these count only where something shows that the tree was worked in, as files of an archive
that a .gitignore names were added to the repository all the same.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from aibom.core import re
from aibom.core.errors import UsageError
from aibom.sources import git
from aibom.sources.files import TreeFile
from aibom.sources.walk import walk

# The default output folder of `aibom audit`; it is never part of what is scanned.
OUTPUT_FOLDER = "aibom-out"
# What builds and runs leave in a folder: where such files lie, ignored files need not belong to the project.
_GENERATED = re.compile(
    rb"(?:^|/)(?:dist|build|target|out|obj|coverage|logs?|tmp|temp|cache|\.cache|\.next|\.nuxt|\.terraform|wandb|mlruns)/"
    rb"|\.(?:pyc|log|tmp|swp|class|o|tfstate)\Z|(?:^|/)\.DS_Store\Z"
)


@dataclass(frozen=True, kw_only=True)
class Listing:
    """The files of a tree, sorted by path.

    `listed_by` is "git" or "walk"; `prefix` is the root relative to its repository ("" at its top); `ignored_files`
    counts ignored files that were left out, `pruned` the folders of installed or generated files that were not
    entered, `locked` the folders that could not be listed, `outside` the links that lead out of the root (a
    folder's ends with "/"), `user` are files of the home folder that were asked for (`~/...`), `notes` says in
    sentences why a listing is not what one would expect.
    """

    root: Path
    files: tuple[TreeFile, ...]
    listed_by: str
    prefix: str = ""
    ignored_files: int = 0
    pruned: tuple[str, ...] = ()
    locked: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    user: tuple[TreeFile, ...] = ()
    notes: tuple[str, ...] = ()

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """All listed paths."""
        return tuple(file.path for file in self.files)

    @cached_property
    def _by_path(self) -> dict[str, TreeFile]:
        return {file.path: file for file in self.files}

    def exists(self, path: str) -> bool:
        """Whether a file of this path is listed."""
        return path in self._by_path

    def file(self, path: str) -> TreeFile:
        """The file of this path; KeyError when it is not listed."""
        return self._by_path[path]


def list_tree(root: Path, keep_ignored: Callable[[str], bool], exclude: Iterable[Path] = ()) -> Listing:
    """List the tree below root.

    `keep_ignored(path)` says which ignored files are looked at all the same. `exclude` names files and folders
    that do not count at all: what aibom itself writes, so that a second run sees the same tree. Raises
    UsageError when root is not a readable folder.
    """
    root = _folder(root)
    choice = _Choice(base=os.fsencode(root), keep=keep_ignored, hidden=_hidden(root, exclude))
    top = git.repository_top(root)
    if top is None:
        return _told(_walked(root, choice, prefix="", notes=()))
    prefix = root.relative_to(top).as_posix() if root != top else ""
    try:
        listed = git.list_files(root, top)
    except git.GitUnavailable as reason:
        return _walked(root, choice, prefix=prefix, notes=(f"The files were listed by walking: {reason}.",))
    if not listed:
        note = "The files were listed by walking: git lists none below this path (it may be ignored)."
        return _walked(root, choice, prefix=prefix, notes=(note,))
    return _from_git(root, listed, choice, prefix)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Choice:
    """What decides about a path beside git: where the root is, what is kept though ignored, what is ours."""

    base: bytes
    keep: Callable[[str], bool]
    hidden: frozenset[bytes]

    def is_hidden(self, path: bytes) -> bool:
        return any(path == ours or path.startswith(ours + b"/") for ours in self.hidden)


def _hidden(root: Path, exclude: Iterable[Path]) -> frozenset[bytes]:
    """The excluded paths that lie below root, relative to it."""
    paths = [Path(os.path.realpath(path)) for path in (*exclude, root / OUTPUT_FOLDER)]
    inside = [path.relative_to(root) for path in paths if path.is_relative_to(root) and path != root]
    return frozenset(os.fsencode(path) for path in inside)


def _folder(root: Path) -> Path:
    if not root.exists():
        raise UsageError(f"There is no folder {root}.")
    if not root.is_dir():
        raise UsageError(f"{root} is not a folder; give the folder to scan.")
    if not os.access(root, os.R_OK | os.X_OK):
        raise UsageError(f"The folder {root} cannot be read (permission denied).")
    return root.resolve()


def _from_git(root: Path, listed: dict[bytes, bool], choice: _Choice, prefix: str) -> Listing:
    known = {path for path in listed if not choice.is_hidden(path)}
    nested = {path for path in known if _is_nested(choice.base, path)}
    chosen = dict.fromkeys(known - nested, True)
    for folder in sorted(nested):
        for entry in walk(os.path.join(choice.base, folder), use_ignores=True):
            if not entry.ignored:
                chosen[os.path.join(folder, entry.path)] = True
    ignored, pruned, locked = 0, list[bytes](), list[bytes]()
    for entry in walk(choice.base, use_ignores=False, pruned=pruned, locked=locked, hidden=choice.hidden):
        if entry.path in chosen:
            continue
        if choice.keep(_shown(entry.path)):
            chosen[entry.path] = False
        else:
            ignored += 1
    _drop_installed(chosen, listed, pruned)
    files, outside = _files(choice.base, chosen.items())
    return Listing(
        root=root,
        files=files,
        listed_by="git",
        prefix=prefix,
        ignored_files=ignored,
        pruned=_folders(pruned),
        locked=_folders(locked),
        outside=outside,
    )


def _drop_installed(chosen: dict[bytes, bool], listed: dict[bytes, bool], pruned: list[bytes]) -> None:
    """Take untracked files of pruned folders out: a node_modules/ that nobody ignored is still not our source."""
    folders = tuple(folder + b"/" for folder in pruned)
    for path in [path for path in chosen if not listed.get(path, False) and path.startswith(folders)]:
        del chosen[path]


def _is_nested(base: bytes, path: bytes) -> bool:
    """A listed path that is a folder: a submodule, or a repository inside this one."""
    full = os.path.join(base, path)
    return os.path.isdir(full) and not os.path.islink(full)


def _walked(root: Path, choice: _Choice, *, prefix: str, notes: tuple[str, ...]) -> Listing:
    chosen: dict[bytes, bool] = {}
    left, pruned, locked = list[bytes](), list[bytes](), list[bytes]()
    for entry in walk(choice.base, use_ignores=True, pruned=pruned, locked=locked, hidden=choice.hidden):
        if not entry.ignored or choice.keep(_shown(entry.path)):
            chosen[entry.path] = not entry.ignored
        else:
            left.append(entry.path)
    if left and not pruned and not any(map(_GENERATED.search, left)):
        chosen.update(dict.fromkeys(left, True))  # an archive of a repository holds nothing but what belongs to it
        notes = (*notes, _kept(len(left)))
        left = []
    files, outside = _files(choice.base, chosen.items())
    return Listing(
        root=root,
        files=files,
        listed_by="walk",
        prefix=prefix,
        ignored_files=len(left),
        pruned=_folders(pruned),
        locked=_folders(locked),
        outside=outside,
        notes=notes,
    )


def _kept(count: int) -> str:
    files = "1 file that .gitignore names was" if count == 1 else f"{count} files that .gitignore names were"
    return f"{files} looked at: this is no git checkout, and nothing here shows that a program was built or run in it."


def _told(listing: Listing) -> Listing:
    """Says how many files a .gitignore names where no checkout tells whether they belong to the tree all the same."""
    count = listing.ignored_files
    if not count:
        return listing
    files = "1 file that .gitignore names was" if count == 1 else f"{count} files that .gitignore names were"
    note = f"{files} left out; this is no git checkout, so it is not known whether they belong to it."
    return replace(listing, notes=(*listing.notes, note))


def _files(base: bytes, chosen: Iterable[tuple[bytes, bool]]) -> tuple[tuple[TreeFile, ...], tuple[str, ...]]:
    """The files, links inside the root resolved; and the links that lead out of it."""
    by_path = dict(chosen)
    found, outside = [], []
    for path, tracked in by_path.items():
        location = os.path.join(base, path)
        if os.path.islink(location):
            target = os.path.realpath(location)
            if not target.startswith(base.rstrip(b"/") + b"/") and target != base:
                outside.append(_shown(path) + ("/" if os.path.isdir(target) else ""))
                continue
            if not os.path.isfile(target) or os.path.relpath(target, base) in by_path:
                continue  # a folder, a dangling link, or a file that is listed under its own name
            location = target
        found.append(TreeFile(path=_shown(path), location=os.fsdecode(location), tracked=tracked))
    return tuple(sorted(found, key=lambda file: file.path)), tuple(sorted(outside))


def _folders(pruned: list[bytes]) -> tuple[str, ...]:
    return tuple(sorted(_shown(path) for path in pruned if not path.endswith(b".git")))


def _shown(path: bytes) -> str:
    """A path as text: forward slashes, bytes that are not UTF-8 as \\xNN, so that every output can hold it."""
    text = path.decode("utf-8", "backslashreplace")
    return text.replace(os.sep, "/") if os.sep != "/" else text
