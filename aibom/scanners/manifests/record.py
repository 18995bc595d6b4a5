"""What a parser reads from one manifest or lock file, in terms that all ecosystems share.

A parser says what stands in its file. What one file says about another (which lock resolves which manifest,
what a requirement file includes) is decided in the join.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple


class Role(Enum):
    """What kind of file it is: people ask for packages in a MANIFEST, a tool resolves them in a LOCK."""

    MANIFEST = "manifest"
    LOCK = "lock"
    # pip's requirement files: a manifest that may include others, and that may itself be compiled from one.
    REQUIREMENTS = "requirements"
    # Content hashes and nothing else (go.sum).
    HASHES = "hashes"


class Ref(NamedTuple):
    """A package as an edge names it; a version of None means the only one, or one that is not known."""

    name: str
    version: str | None = None


class Edge(NamedTuple):
    """`source` needs `target`. A source of None is the project that the file belongs to.

    `scope` and `extra` belong to edges of projects: how the project asks for the target.
    """

    source: Ref | None
    target: Ref
    scope: str = "runtime"
    extra: str = ""


class Package(NamedTuple):
    """One package at one line of a file.

    `version` is only set when the file resolves it. `direct`, `scope` and `pinned` of None mean that the file
    cannot tell; the join then asks the other files. `origin` differs from the file's ecosystem where one file
    names packages of two (conda's pip section). `confidence` is lowered where the name is a deduction.
    """

    name: str
    line: int
    version: str | None = None
    declared_range: str | None = None
    scope: str | None = None
    direct: bool | None = None
    extra: tuple[str, ...] = ()
    markers: str = ""
    hashes: tuple[str, ...] = ()
    registry: str = ""
    pinned: bool | None = None
    licences: tuple[str, ...] = ()
    origin: str = ""
    symbol: str = ""
    confidence: float = 1.0

    @property
    def ref(self) -> Ref:
        """What edges call it."""
        return Ref(self.name, self.version)


class Project(NamedTuple):
    """A project of the tree: what a manifest declares, or a workspace member that a lock file lists.

    `folder` is relative to the file ("" = beside it); None when the file does not say.
    """

    name: str
    line: int
    version: str | None = None
    folder: str | None = ""


class Include(NamedTuple):
    """Another file whose packages count here. `kind`: "requirements", "constraints" or "dynamic"."""

    kind: str
    target: str
    line: int
    scope: str = "runtime"
    extra: str = ""


class Gap(NamedTuple):
    """Something in the file that could not be read; it becomes an Unknown.

    It does not when one of the files named in `unless`, in the same folder, tells the packages.
    """

    reason: str
    line: int | None = None
    expression: str = ""
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The record of one file.

    `projects` of a manifest is the project it declares (none or one), of a lock the members of the workspace,
    which are not third-party. `rooted` says that a lock lists itself what its projects ask for, else the
    manifests that it governs tell. `selectors` maps `name@range`, as manifests write it, to what the lock made
    of it. `compiled_from` names the files that a compiled requirement file says it was made of. `managed` are
    versions that manifests of this folder and below may leave out (Maven's dependencyManagement, Cargo's
    workspace.dependencies, NuGet's central versions), by lower-case name.
    """

    ecosystem: str
    role: Role
    packages: tuple[Package, ...] = ()
    edges: tuple[Edge, ...] = ()
    projects: tuple[Project, ...] = ()
    gaps: tuple[Gap, ...] = ()
    includes: tuple[Include, ...] = ()
    selectors: Mapping[str, Ref] = field(default_factory=dict)
    rooted: bool = False
    compiled_from: frozenset[str] = frozenset()
    managed: Mapping[str, Package] = field(default_factory=dict)
