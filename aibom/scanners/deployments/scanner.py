"""The scanner of deployment files: reads each into a record, then joins them with their surroundings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from aibom.core.limits import DEFAULT_LIMITS
from aibom.core.reader import SourceFile
from aibom.model.sighting import Sighting
from aibom.scanners.base import Tree
from aibom.scanners.deployments.files import form_of

if TYPE_CHECKING:
    from aibom.scanners.deployments.records import Deployment


class DeploymentScanner:
    """Dockerfiles, compose files, manifests, scripts and what else says how something is run.

    The readers are loaded with the first file.
    """

    name = "deployments"

    def wants(self, path: str) -> bool:
        return bool(form_of(path))

    def read(self, file: SourceFile) -> Deployment | None:
        from aibom.scanners.deployments.readers import READERS

        return READERS[form_of(file.path)](file.read(DEFAULT_LIMITS.config_bytes), file.path)

    def join(self, records: Mapping[str, Deployment], tree: Tree) -> Iterable[Sighting]:
        if not records:
            return ()
        from aibom.scanners.configs.places import with_usage
        from aibom.scanners.deployments.told.join import join_deployments

        return with_usage(join_deployments(records))
