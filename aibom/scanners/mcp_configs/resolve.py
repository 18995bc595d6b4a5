"""Finds the code in the tree that a server's command line starts."""

from __future__ import annotations

import posixpath

from aibom.core import re
from aibom.scanners.base import Tree
from aibom.scanners.mcp_configs.facts import Server

_ROOT = re.compile(
    r"\A(?:\$\{(?:workspaceFolder|workspaceRoot|CLAUDE_PROJECT_DIR|CLAUDE_PLUGIN_ROOT|__dirname|extensionPath)(?::-[^}]*)?\}"
    r"|\$(?:PWD|CLAUDE_PROJECT_DIR)|\$\{PWD\})[\\/]?"
)
_ABSOLUTE = re.compile(r"\A(?:/|~|[A-Za-z]:[\\/]|\$|%|<)")
# Paths of configurations that lie in no tree: in the home folder, or where an administrator placed them.
OUTSIDE = ("~/", "/")
MIN_SUFFIX, MAX_PATH = 2, 1_000


class CodeIndex:
    """Looks code up by path or module name, nearest to the configuration first."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree

    def find(self, server: Server, config: str) -> str:
        """The path of the code in the tree, "" when it cannot be told."""
        if max(len(server.module), len(server.script), len(server.directory)) > MAX_PATH:
            return ""
        if config.startswith(OUTSIDE) and not _ABSOLUTE.match(server.script):
            return ""  # a relative path of theirs has nothing to do with the tree
        bases = self._bases(server, config)
        if server.module:
            return self._module(server.module, bases)
        script = server.script.partition(":")[0] if not _ABSOLUTE.match(server.script) else server.script
        if not script:
            return ""
        script = _ROOT.sub("", script).replace("\\", "/")
        if _ABSOLUTE.match(script):
            return self._by_suffix(script, config)
        return next((path for base in bases if (path := self._file(base, script))), "")

    def _bases(self, server: Server, config: str) -> list[str]:
        """Folders that a relative path may start from: the working folder, then each folder above the file."""
        folders = [posixpath.dirname(config)]
        while folders[-1]:
            folders.append(posixpath.dirname(folders[-1]))
        directory = _ROOT.sub("", server.directory).replace("\\", "/")
        if directory and not _ABSOLUTE.match(directory):
            return [posixpath.normpath(posixpath.join(folder, directory)) for folder in folders] + folders
        return folders

    def _file(self, base: str, script: str) -> str:
        path = posixpath.normpath(posixpath.join(base, script))
        return path if self._tree.exists(path) else ""

    def _module(self, module: str, bases: list[str]) -> str:
        stem = module.replace(".", "/")
        tails = (f"{stem}.py", f"{stem}/__main__.py", f"{stem}/__init__.py", f"{stem}/server.py")
        for base in bases:
            for tail in tails:
                for folder in (base, posixpath.join(base, "src")):
                    if path := self._file(folder, tail):
                        return path
        return ""

    def _by_suffix(self, script: str, config: str) -> str:
        """A path of another machine: the one file whose path ends the same, by at least two parts."""
        parts = [part for part in script.split("/") if part]
        for start in range(1, len(parts) - MIN_SUFFIX + 1):
            tail = "/".join(parts[start:])
            if self._tree.exists(tail):
                return tail
        found = self._tree.listed.named(parts[-1]) if parts else []
        matching = [path for path in found if _common_tail(path, parts) >= MIN_SUFFIX]
        return matching[0] if len(matching) == 1 else ""


def _common_tail(path: str, parts: list[str]) -> int:
    common = 0
    for one, other in zip(reversed(path.split("/")), reversed(parts), strict=False):
        if one != other:
            break
        common += 1
    return common
