"""The scanner of deployment files: reads each into workloads, then joins them with their surroundings."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from aibom.catalog.products import Product
from aibom.core.limits import DEFAULT_LIMITS
from aibom.core.reader import SourceFile
from aibom.model.sighting import Sighting, Unknown
from aibom.scanners.base import Tree
from aibom.scanners.deployments.compose import read_compose
from aibom.scanners.deployments.dockerfile import read_dockerfile
from aibom.scanners.deployments.files import form_of, is_example
from aibom.scanners.deployments.observe import Surroundings, WorkloadReader, other_images, with_base
from aibom.scanners.deployments.records import Deployment, Workload
from aibom.scanners.deployments.variables import read_variables

_HOST = re.compile(r"(?:[a-z][\w+.-]*://)?(?:[^@/\s]*@)?(?P<host>[A-Za-z0-9][A-Za-z0-9._-]*)(?::[0-9]+)?(?:[/?].*)?\Z")


class DeploymentScanner:
    """Dockerfiles, compose files and what else says how something is run."""

    name = "deployments"

    def wants(self, path: str) -> bool:
        return bool(form_of(path))

    def read(self, file: SourceFile) -> Deployment | None:
        form = form_of(file.path)
        data = file.read(DEFAULT_LIMITS.config_bytes)
        if form == "dockerfile":
            return read_dockerfile(data, file.path)
        if form == "compose":
            return read_compose(data, file.path)
        return Deployment("variables", variables=tuple(read_variables(data)))

    def join(self, records: Mapping[str, Deployment], tree: Tree) -> Iterable[Sighting]:
        for path, record in records.items():
            yield from _Joiner(path, record, records).sightings()


class _Joiner:
    """One file among the others."""

    def __init__(self, path: str, record: Deployment, records: Mapping[str, Deployment]) -> None:
        self.path, self.record, self.records = path, record, records
        self.folder = posixpath.dirname(path)
        self.variables = self._variables()

    def sightings(self) -> Iterator[Sighting]:
        hosts: dict[str, Product] = {}
        around = Surroundings(path=self.path, variables=self.variables, product_of_host=_host_finder(hosts))
        readers = [WorkloadReader(self._completed(workload), around) for workload in self.record.workloads]
        for reader in readers:
            if reader.product is not None:
                hosts.update(dict.fromkeys(reader.workload.hosts, reader.product))
        for reader in readers:
            yield from reader.sightings()
        own = self.record.workloads[-1].image if self.record.form == "dockerfile" and self.record.workloads else None
        yield from other_images(self.record.images, around, own)
        for problem in self.record.problems:
            yield Unknown(topic="file", path=self.path, line=problem.line, reason=problem.text)

    def _variables(self) -> dict[str, str]:
        """Values of the folder's `.env`; of its example where `.env` does not say."""
        if self.record.form != "compose":
            return {}
        names = sorted(
            (p for p, r in self.records.items() if r.form == "variables" and posixpath.dirname(p) == self.folder),
            key=_precedence,
        )
        return {s.name: s.value for path in names for s in self.records[path].variables if s.value}

    def _completed(self, workload: Workload) -> Workload:
        """The workload with what it extends, and with what another compose file of the folder says of its name."""
        base = self._extended(workload)
        if base is not None:
            workload = with_base(workload, base)
        if self.record.form == "compose" and workload.image is None and workload.build is None:
            for other in self._siblings():
                found = next((one for one in other.workloads if one.name == workload.name and one.image), None)
                if found is not None:
                    return workload._replace(image=None, build=found.build)
        return workload

    def _siblings(self) -> Iterator[Deployment]:
        for path, record in self.records.items():
            if record.form == "compose" and path != self.path and posixpath.dirname(path) == self.folder:
                yield record

    def _extended(self, workload: Workload, depth: int = 0) -> Workload | None:
        if workload.extends is None or depth > 5:
            return None
        file, service = workload.extends
        record = self.records.get(posixpath.normpath(posixpath.join(self.folder, file))) if file else self.record
        found = next((one for one in record.workloads if one.name == service), None) if record else None
        if found is None or found is workload:
            return None
        deeper = self._extended(found, depth + 1)
        return with_base(found, deeper) if deeper else found


def _precedence(path: str) -> tuple[int, str]:
    name = posixpath.basename(path)
    return (2 if name == ".env" else 0 if is_example(name) else 1, name)


def _host_finder(hosts: Mapping[str, Product]) -> Callable[[str], Product | None]:
    def find(value: str) -> Product | None:
        match = _HOST.match(value)
        return hosts.get(match["host"]) if match else None

    return find
