"""The sightings of one lock file: its packages, how they are needed, and the edges between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from aibom.model.kinds import RelationKind
from aibom.model.sighting import Link, Sighting, Subject
from aibom.scanners.manifests.facts import LOCK_CONFIDENCE, library, observation
from aibom.scanners.manifests.hashes import fixes_content
from aibom.scanners.manifests.reach import scopes_by_reach, strongest
from aibom.scanners.manifests.record import Edge, Package, Ref
from aibom.scanners.manifests.workspace import Lock, Workspace


def locked_sightings(lock: Lock, workspace: Workspace, asked: Mapping[Ref, set[str]]) -> Iterator[Sighting]:
    """`asked` is what the manifests that the lock governs ask for, with their scopes."""
    roots = _Roots(lock, asked)
    for package in lock.record.packages:
        subject = library(package, lock.record.ecosystem, package.version)
        yield observation(roots.complete(package), lock.path, subject, base_confidence=LOCK_CONFIDENCE)
    ends = _Ends(lock, workspace)
    for edge in dict.fromkeys((edge.source, edge.target) for edge in lock.record.edges):
        source, target = ends.of(edge[0]), ends.of(edge[1])
        if target is not None and source != target:
            yield Link(source=source, kind=RelationKind.DEPENDS_ON, target=target)


class _Roots:
    """What the projects of a lock ask for directly, and what follows from it for every package."""

    def __init__(self, lock: Lock, asked: Mapping[Ref, set[str]]) -> None:
        by_scope: dict[str, set[Ref]] = defaultdict(set)
        self.extras: dict[Ref, set[str]] = defaultdict(set)
        for edge in lock.root_edges():
            by_scope[_scope(edge, asked)].add(edge.target)
            if edge.extra:
                self.extras[edge.target].add(edge.extra)
        if not lock.record.rooted:
            for ref, scopes in asked.items():
                by_scope[strongest(scopes) or "runtime"].add(ref)
        self.direct = {ref for refs in by_scope.values() for ref in refs}
        self.scopes = scopes_by_reach(by_scope, lock.record.edges) if self.direct else {}

    def complete(self, package: Package) -> Package:
        """The package with what only the whole lock tells: direct or not, scope, pinned."""
        ref = package.ref
        told_direct = package.direct if package.direct is not None or not self.direct else ref in self.direct
        fixed = package.version is not None and fixes_content(package.hashes)
        return package._replace(
            direct=told_direct,
            scope=package.scope or self.scopes.get(ref),
            extra=package.extra or tuple(sorted(self.extras.get(ref, ()))),
            pinned=fixed if package.pinned is None else package.pinned,
        )


def _scope(edge: Edge, asked: Mapping[Ref, set[str]]) -> str:
    """The edge's own scope; where the lock does not keep it (Cargo.lock), that of the manifests."""
    return edge.scope or strongest(asked.get(edge.target, ())) or "runtime"


class _Ends:
    """Subjects for the ends of edges; None is the project of the tree itself."""

    def __init__(self, lock: Lock, workspace: Workspace) -> None:
        self._lock, self._workspace = lock, workspace
        self._known: dict[Ref | None, Subject | None] = {
            None: workspace.owner(lock.path, lock.record.ecosystem),
        }
        for package in lock.record.packages:
            self._known[package.ref] = library(package, lock.record.ecosystem, package.version)

    def of(self, ref: Ref | None) -> Subject | None:
        if ref not in self._known:
            self._known[ref] = self._find(ref)
        return self._known[ref]

    def _find(self, ref: Ref | None) -> Subject | None:
        if ref is None or ref.name in self._lock.projects:
            return self._workspace.member(self._lock, ref.name) if ref else None
        return library(Package(ref.name, 0), self._lock.record.ecosystem, ref.version)
