"""Packages that a script installs from a repository that it cloned: `git clone ...`, `cd ...`, `pip install -e .`."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.core import re
from aibom.scanners.manifests.pep508 import from_address
from aibom.scanners.manifests.record import Package

_CLONE = re.compile(
    r"git\s+clone\s+(?:-\S+\s+(?:\d+\s+)?)*(?P<url>https?://[\w.-]+/[\w./-]+?/(?P<name>[\w.-]+?)(?:\.git)?)/?"
    r"(?:\s+(?P<folder>[\w./-]+))?\s*\Z"
)
_ENTER = re.compile(r"(?:cd|pushd|WORKDIR)\s+[\"']?(?P<folder>[\w./${}~-]+)[\"']?\s*\Z")
_LOCAL = re.compile(
    r"(?:uv\s+)?pip[\d.]*\s+install\s+(?:-\S+\s+)*[\"']?(?P<folder>\.?/?[\w.-]*?)/?(?:\[[\w,-]+\])?[\"']?(?:\s+-\S+)*\s*\Z"
)
_HERE = ("", ".", "./")
_MAX = 50


class Clones:
    """The repositories that one script has cloned, and in which of them it is."""

    def __init__(self) -> None:
        self.by_folder: dict[str, tuple[str, int]] = {}
        self.here = ""

    def may_be(self, row: str) -> bool:
        """Whether a row has to do with a clone."""
        return "git clone" in row or (bool(self.by_folder) and ("cd " in row or "WORKDIR" in row or "pushd" in row))

    def installed(self, command: str, line: int) -> Iterator[Package]:
        """The package that a command installs from a clone, on the line that clones it; clones and moves are kept."""
        if (match := _CLONE.match(command)) is not None and len(self.by_folder) < _MAX:
            folder = (match["folder"] or match["name"]).rstrip("/").rpartition("/")[2]
            self.by_folder[folder] = (match["url"], line)
        elif (match := _ENTER.match(command)) is not None:
            self.here = next((part for part in match["folder"].split("/")[::-1] if part in self.by_folder), "")
        elif self.by_folder and (match := _LOCAL.match(command)) is not None:
            yield from self._from(self.here if match["folder"] in _HERE else match["folder"].removeprefix("./"))

    def _from(self, folder: str) -> Iterator[Package]:
        url, line = self.by_folder.get(folder, ("", 0))
        package = from_address(f"git+{url}", line) if url else None
        if isinstance(package, Package):
            yield package._replace(scope="runtime")
