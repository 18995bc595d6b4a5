"""Puts the records of all manifests and lock files together: sightings of packages and the edges between them."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from aibom.core.secrets import mask_tokens
from aibom.model.kinds import RelationKind, Technique
from aibom.model.sighting import Evidence, Link, Observation, Sighting, Subject, Unknown
from aibom.scanners.base import Tree
from aibom.scanners.manifests.facts import MANIFEST_CONFIDENCE, carried_model, connected_service, library, observation
from aibom.scanners.manifests.hashes import fixes_content
from aibom.scanners.manifests.included_files import with_included
from aibom.scanners.manifests.includes import Included, compiled_from
from aibom.scanners.manifests.locked import locked_sightings
from aibom.scanners.manifests.reach import strongest
from aibom.scanners.manifests.record import Gap, Manifest, Package, Ref, Role
from aibom.scanners.manifests.workspace import Lock, Sibling, Workspace, application


def join_manifests(records: Mapping[str, Manifest], tree: Tree) -> Iterator[Sighting]:
    """All sightings: projects, packages with what the nearest lock makes of them, edges, and gaps."""
    records = with_included(records, tree)
    workspace = Workspace(records)
    yield from _projects(records, workspace)
    joiner = _Joiner(records, workspace, Included(records, tree))
    yield from joiner.declared()
    for lock in workspace.locks.values():
        yield from locked_sightings(lock, workspace, joiner.asked[lock.path])
    yield from joiner.unknowns()


def _projects(records: Mapping[str, Manifest], workspace: Workspace) -> Iterator[Observation]:
    """The projects that manifests declare and, where no manifest does, those that lock files list."""
    for path, record in sorted(records.items()):
        for project in record.projects:
            if record.role is Role.LOCK and workspace.is_known(path, project.name):
                continue
            evidence = Evidence(path=path, line=project.line, technique=Technique.MANIFEST, confidence=1.0)
            subject = application(project, record.ecosystem)
            yield Observation(subject=subject, evidence=evidence, facts={"ecosystem": record.ecosystem})


class _Joiner:
    """What manifests ask for. `asked` keeps, for each lock, which of its packages and with which scopes."""

    def __init__(self, records: Mapping[str, Manifest], workspace: Workspace, included: Included) -> None:
        self.records, self.workspace, self.included = records, workspace, included
        self.asked: dict[str, dict[Ref, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._compiled = _compiled(records)
        self._hashes = {
            (path, package.ref): package.hashes
            for path, record in records.items()
            if record.role is Role.HASHES
            for package in record.packages
        }

    def declared(self) -> Iterator[Sighting]:
        """The sightings of all files in which people ask for packages."""
        for path, record in sorted(self.records.items()):
            if record.role is Role.MANIFEST:
                yield from self._manifest(path, record)
            elif record.role is Role.REQUIREMENTS and path in self.included.demands:
                yield from self._requirements(path, record)

    def unknowns(self) -> Iterator[Unknown]:
        """The gaps of all files that count, and includes that lead nowhere."""
        for path, record in sorted(self.records.items()):
            if record.role is Role.REQUIREMENTS and not self.included.counts(path):
                continue
            for gap in record.gaps:
                if not self._told_elsewhere(path, gap.unless):
                    yield _unknown(path, gap)
        yield from self.included.unknowns()

    def _told_elsewhere(self, path: str, names: Iterable[str]) -> bool:
        folder = posixpath.dirname(path)
        siblings = (self.records.get(posixpath.join(folder, name)) for name in names)
        return any(sibling and (sibling.packages or sibling.includes) for sibling in siblings)

    def _manifest(self, path: str, record: Manifest) -> Iterator[Sighting]:
        for written in record.packages:
            package = self.workspace.managed(path, record.ecosystem, written)
            origin = package.origin or record.ecosystem
            owner = self.workspace.owner(path, record.ecosystem)
            locks = self.workspace.governing(path, origin)
            known = self.workspace.sibling(package.name, origin, locks)
            if known is not None:
                yield from self._sibling(path, package, owner, known)
            else:
                refs = self._locked(path, package, locks)
                yield from self._entry(path, self._hashed(path, package), origin, refs, [owner])

    def _requirements(self, path: str, record: Manifest) -> Iterator[Sighting]:
        demands = self.included.demands[path]
        scope = strongest(demand.scope for demand in demands)
        extra = tuple(sorted({demand.extra for demand in demands} - {""}))
        owners = [self.workspace.owner(owner, "pypi") for owner in sorted({demand.owner for demand in demands})]
        locks = self.workspace.governing(path, "pypi")
        for package in record.packages:
            package = package._replace(scope=scope, extra=extra)
            fixed = None if package.version else self.included.constraint(path, package.name)
            if fixed is not None:
                yield from self._constrained(*fixed, scope)
                package = _fix(package, fixed[1])
            refs = self._compiled.get((path, package.name)) or self._locked(path, package, locks)
            yield from self._entry(path, package, "pypi", refs, owners)
        for edge in record.edges:
            if edge.source is not None:
                yield _link(_library(edge.source, "pypi"), _library(edge.target, "pypi"))

    def _constrained(self, path: str, package: Package, scope: str | None) -> Iterator[Sighting]:
        subject = library(package, "pypi", package.version)
        stated = package._replace(scope=scope, direct=None, declared_range=None, pinned=bool(package.pinned))
        yield observation(stated, path, subject, base_confidence=MANIFEST_CONFIDENCE)

    def _locked(self, path: str, package: Package, locks: Iterable[Lock]) -> list[Ref]:
        for lock in locks:
            refs = lock.resolve(package, self.workspace.names_of(path, lock))
            for ref in refs if package.direct is not False else ():
                self.asked[lock.path][ref].add(package.scope or "runtime")
            if refs:
                return refs
        return []

    def _entry(
        self, path: str, package: Package, origin: str, refs: list[Ref], owners: Iterable[Subject | None]
    ) -> Iterator[Sighting]:
        """One entry of a manifest: in the version that it states, else in those that a lock made of it."""
        direct = package.direct is not False
        # Whether content is fixed is the lock's to say where one resolves the entry.
        stated = package._replace(direct=direct, pinned=None if refs else bool(package.pinned))
        for version in [ref.version for ref in refs] or [package.version]:
            subject = library(package, origin, version)
            seen = observation(stated, path, subject, base_confidence=MANIFEST_CONFIDENCE)
            yield seen
            yield from carried_model(package, subject, seen.evidence)
            yield from connected_service(package, subject, seen.evidence)
            for owner in owners if direct else ():
                yield _link(owner, subject, seen.evidence)

    def _sibling(self, path: str, package: Package, owner: Subject | None, sibling: Sibling) -> Iterator[Sighting]:
        """A manifest that asks for another project of the tree, which is not third-party."""
        if sibling.subject is not None and sibling.subject != owner:
            evidence = Evidence(path=path, line=package.line, technique=Technique.MANIFEST)
            yield _link(owner, sibling.subject, evidence)

    def _hashed(self, path: str, package: Package) -> Package:
        """With the hashes that go.sum, beside the go.mod, has for the package."""
        hashes = self._hashes.get((posixpath.join(posixpath.dirname(path), "go.sum"), package.ref))
        if not hashes:
            return package
        return package._replace(hashes=hashes, pinned=fixes_content(hashes))


def _unknown(path: str, gap: Gap) -> Unknown:
    shown = mask_tokens(gap.expression)
    return Unknown(topic="dependencies", path=path, line=gap.line, reason=gap.reason, expression=shown)


def _fix(package: Package, constraint: Package) -> Package:
    hashes = package.hashes or constraint.hashes
    return package._replace(version=constraint.version, hashes=hashes, pinned=fixes_content(hashes))


def _library(ref: Ref, origin: str) -> Subject:
    return library(Package(ref.name, 0), origin, ref.version)


def _link(source: Subject | None, target: Subject, evidence: Evidence | None = None) -> Link:
    return Link(source=source, kind=RelationKind.DEPENDS_ON, target=target, evidence=evidence)


def _compiled(records: Mapping[str, Manifest]) -> dict[tuple[str, str], list[Ref]]:
    """What compiled requirement files made of the entries of the files that they were compiled from."""
    found: dict[tuple[str, str], list[Ref]] = {}
    for path, record in sorted(records.items()):
        for target in compiled_from(path, record, records):
            for package in record.packages:
                found.setdefault((target, package.name), [package.ref])
    return found
