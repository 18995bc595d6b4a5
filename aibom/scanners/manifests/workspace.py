"""Which project a file belongs to, and which lock file resolves a manifest: decided by folders."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from aibom.model.kinds import Kind
from aibom.model.sighting import Subject
from aibom.scanners.manifests.record import Edge, Manifest, Package, Project, Ref, Role

# Builds that take a module of the tree for an entry of its name, whatever the version says.
_FOUND_BY_NAME = frozenset({"maven"})


class Lock:
    """A lock file with its packages by name, and what its projects ask for."""

    def __init__(self, path: str, record: Manifest) -> None:
        self.path, self.record = path, record
        self.projects = {project.name: project for project in record.projects}
        self.origins = {package.origin or record.ecosystem for package in record.packages} | {record.ecosystem}
        self._versions: dict[tuple[str, str], set[str | None]] = defaultdict(set)
        for package in record.packages:
            self._versions[self._key(package)].add(package.version)
        self._roots: dict[tuple[str, str], set[Ref]] = defaultdict(set)
        for edge in self.root_edges():
            self._roots[edge.source.name if edge.source else "", edge.target.name].add(edge.target)

    def root_edges(self) -> Iterator[Edge]:
        """The edges of projects: what manifests ask for directly."""
        for edge in self.record.edges:
            if edge.source is None or edge.source.name in self.projects:
                yield edge

    def resolve(self, package: Package, project: Iterable[str]) -> list[Ref]:
        """What the lock made of an entry in the manifest of a project, which it may call by several names.

        It is more than one where markers choose.
        """
        if package.version is not None:
            return [package.ref] if package.version in self._versions.get(self._key(package), ()) else []
        selected = self.record.selectors.get(f"{package.name}@{package.declared_range or ''}")
        if selected is not None:
            return [selected]
        for name in (*project, ""):
            if asked := self._roots.get((name, package.name)):
                return sorted(asked, key=str)
        versions = self._versions.get(self._key(package), ())
        return [Ref(package.name, version) for version in sorted(versions, key=str)]

    def _key(self, package: Package) -> tuple[str, str]:
        return package.origin or self.record.ecosystem, package.name


class Sibling(NamedTuple):
    """A project of the tree; `subject` is None for the one at its top."""

    subject: Subject | None


class Workspace:
    """All records of a tree, by folder."""

    def __init__(self, records: Mapping[str, Manifest]) -> None:
        self._owners: dict[tuple[str, str], Project] = {}
        self._folders: dict[tuple[str, str], str] = {}
        self._locks: dict[tuple[str, str], list[Lock]] = defaultdict(list)
        self._managed: dict[tuple[str, str], dict[str, Package]] = defaultdict(dict)
        self.locks: dict[str, Lock] = {}
        for path, record in sorted(records.items()):
            folder = posixpath.dirname(path)
            self._managed[record.ecosystem, folder].update(record.managed)
            if record.role is Role.LOCK:
                lock = Lock(path, record)
                self.locks[path] = lock
                for origin in lock.origins:
                    self._locks[origin, folder].append(lock)
            elif record.projects:
                self._owners.setdefault((record.ecosystem, folder), record.projects[0])
                self._folders.setdefault((record.ecosystem, record.projects[0].name), folder)

    def managed(self, path: str, ecosystem: str, package: Package) -> Package:
        """The package with the real name, range and version that its own or an outer folder manages, if it has none."""
        if package.declared_range is not None:
            return package
        for folder in folders_upward(path):
            found = self._managed.get((ecosystem, folder), {}).get(package.name.lower())
            if found is not None:
                fixed = package.pinned if package.pinned is not None else found.pinned
                registry = package.registry or found.registry
                return package._replace(
                    name=found.name,
                    declared_range=found.declared_range,
                    version=found.version,
                    registry=registry,
                    pinned=fixed,
                )
        return package

    def names_of(self, path: str, lock: Lock) -> tuple[str, ...]:
        """How a lock may call the project of a manifest: by its name, or by its folder seen from the lock."""
        folder = posixpath.dirname(path)
        project = self._owners.get((lock.record.ecosystem, folder))
        relative = posixpath.relpath(folder or ".", posixpath.dirname(lock.path) or ".")
        return ((project.name,) if project else ()) + (("" if relative == "." else relative),)

    def owner(self, path: str, ecosystem: str) -> Subject | None:
        """The project that a file belongs to: of the nearest named manifest; None for that of the tree itself."""
        for folder in folders_upward(path):
            project = self._owners.get((ecosystem, folder))
            if project is not None:
                return application(project, ecosystem) if folder else None
        return None

    def member(self, lock: Lock, name: str) -> Subject | None:
        """The project `name` that a lock lists; None when it is the tree's own."""
        project, ecosystem = lock.projects[name], lock.record.ecosystem
        folder = self._folders.get((ecosystem, name))
        if folder is None and project.folder is not None:
            folder = posixpath.normpath(posixpath.join(posixpath.dirname(lock.path), project.folder))
            folder = "" if folder == "." else folder
        if folder == "":
            return None
        return application(self._owners.get((ecosystem, folder or "."), project), ecosystem)

    def sibling(self, name: str, ecosystem: str, locks: Iterable[Lock]) -> Sibling | None:
        """The project of the tree that a manifest's entry means: as its lock says or, in a Maven build, by name."""
        for lock in locks:
            if name in lock.projects:
                return Sibling(self.member(lock, name))
        folder = self._folders.get((ecosystem, name)) if ecosystem in _FOUND_BY_NAME else None
        if folder is None:
            return None
        return Sibling(application(self._owners[ecosystem, folder], ecosystem) if folder else None)

    def is_known(self, path: str, name: str) -> bool:
        """Whether a project of the lock at `path` is declared by a manifest of the tree, or is the tree's own."""
        lock = self.locks[path]
        ecosystem, member = lock.record.ecosystem, self.member(lock, name)
        return member is None or (ecosystem, member.name) in self._folders

    def governing(self, path: str, ecosystem: str) -> list[Lock]:
        """The lock files that resolve a manifest: those of the nearest folder that has any."""
        for folder in folders_upward(path):
            if locks := self._locks.get((ecosystem, folder)):
                return locks
        return []


def application(project: Project, ecosystem: str) -> Subject:
    """The subject of a project of the tree."""
    return Subject(kind=Kind.APPLICATION, name=project.name, origin=ecosystem, version=project.version)


def folders_upward(path: str) -> Iterator[str]:
    """The folder of a file and all above it, up to "" for the top of the tree."""
    folder = posixpath.dirname(path)
    while folder:
        yield folder
        folder = posixpath.dirname(folder)
    yield ""
