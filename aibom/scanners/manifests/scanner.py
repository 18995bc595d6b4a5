"""The scanner of package manifests and lock files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.core.reader import SourceFile
from aibom.model.sighting import Sighting
from aibom.scanners.base import Tree
from aibom.scanners.manifests.checks import checked
from aibom.scanners.manifests.formats import format_of
from aibom.scanners.manifests.join import join_manifests
from aibom.scanners.manifests.record import Manifest


class ManifestScanner:
    """Reads each manifest on its own; which of them belong together is seen in the join."""

    name = "manifests"
    effort = 0.4

    def wants(self, path: str) -> bool:
        """Whether the name is that of a manifest or lock file."""
        return format_of(path) is not None

    def read(self, file: SourceFile) -> Manifest | None:
        """The record of one file."""
        found = format_of(file.path)
        record = found.parse(file.read(found.limit), file.path) if found else None
        return checked(record) if record else None

    def join(self, records: Mapping[str, Manifest], tree: Tree) -> Iterator[Sighting]:
        """Packages, projects, edges and gaps of all records."""
        return join_manifests(records, tree)
