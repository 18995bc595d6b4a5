"""uv.lock (https://docs.astral.sh/uv/concepts/projects/layout/#the-lockfile)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.core.json import Json
from aibom.scanners.manifests.names import is_commit, pypi_name, registry_of
from aibom.scanners.manifests.pylocks import LockReader, read_lock
from aibom.scanners.manifests.record import Edge, Manifest, Package, Project, Ref
from aibom.scanners.manifests.values import mapping, sequence, text

_LOCAL = ("editable", "virtual", "directory", "path")


def parse_uv_lock(data: bytes, path: str) -> Manifest:
    """The record; members of the workspace are projects, the rest of the entries packages."""
    return read_lock(data, path, "[[package]]", _UvLock)


class _UvLock(LockReader):
    def __init__(self, top: dict[str, Json]) -> None:
        super().__init__(top)
        self.rooted = True

    def package(self, entry: Mapping[str, Json], line: int) -> Package | None:
        name, version = pypi_name(text(entry, "name")), text(entry, "version") or None
        source = mapping(entry, "source")
        local = next((text(source, key) for key in _LOCAL if key in source), None)
        if local is not None and not local.endswith((".whl", ".gz", ".zip")):
            self.projects.append(Project(name, line, version, local))
            return None
        files = [mapping(entry, "sdist"), *sequence(entry, "wheels")]
        package = self.with_hashes(Package(name, line, version=version), [text(one, "hash") for one in files])
        git = text(source, "git")
        if git:
            package = package._replace(pinned=is_commit(git.rpartition("#")[2]))
        return package._replace(registry=registry_of(git or text(source, "registry") or text(source, "url")))

    def edges(self, entry: Mapping[str, Json], package: Package) -> Iterator[Edge]:
        yield from self._needs(package.ref, sequence(entry, "dependencies"), "", "")
        for extra in mapping(entry, "optional-dependencies"):
            yield from self._needs(package.ref, sequence(entry, "optional-dependencies", extra), "optional", extra)

    def root_edges(self, entry: Mapping[str, Json]) -> Iterator[Edge]:
        project = Ref(pypi_name(text(entry, "name")), text(entry, "version") or None)
        yield from self._needs(project, sequence(entry, "dependencies"), "runtime", "")
        for extra in mapping(entry, "optional-dependencies"):
            yield from self._needs(project, sequence(entry, "optional-dependencies", extra), "optional", extra)
        for key in ("dev-dependencies", "dependency-groups"):
            for group in mapping(entry, key):
                yield from self._needs(project, sequence(entry, key, group), "dev", group)

    def _needs(self, source: Ref, entries: object, scope: str, extra: str) -> Iterator[Edge]:
        projects = {project.name: project for project in self.projects}
        for entry in entries if isinstance(entries, list) else ():
            name = pypi_name(text(entry, "name"))
            if name in projects and name not in self.versions:
                yield Edge(source, Ref(name, projects[name].version), scope, extra)
            for edge in self.edge(source, name, text(entry, "version") or None) if name in self.versions else ():
                yield edge._replace(scope=scope, extra=extra)
