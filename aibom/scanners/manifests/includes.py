"""Which requirement files count, why, and what constrains them: `-r`, `-c`, and `dynamic` of pyproject."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from aibom.model.sighting import Unknown
from aibom.scanners.base import Tree
from aibom.scanners.manifests.names import without_credentials
from aibom.scanners.manifests.parsers.requirements import is_constraints, scope_of, stands_alone
from aibom.scanners.manifests.record import Include, Manifest, Package, Role

_FIRST_BYTES_OF_URL = ("http:", "https:", "ftp:")


class Demand(NamedTuple):
    """Why a requirement file counts: with which scope and optional group, for the project of which file."""

    scope: str
    extra: str
    owner: str


def compiled_from(path: str, record: Manifest, records: Mapping[str, Manifest]) -> list[str]:
    """The files of the tree that a compiled requirement file names as its sources.

    Its comments spell them as they were given on the command line: from the folder where that was run, which
    mostly is the file's own or the top of the tree.
    """
    folder = posixpath.dirname(path)
    candidates = {
        posixpath.normpath(one) for source in record.compiled_from for one in (source, posixpath.join(folder, source))
    }
    return sorted(one for one in candidates if one in records and one != path)


class Included:
    """The requirement files of a tree, with their includes followed."""

    def __init__(self, records: Mapping[str, Manifest], tree: Tree) -> None:
        self._records, self._tree = records, tree
        self._unknowns: list[Unknown] = []
        self._edges: dict[str, list[tuple[Include, str]]] = defaultdict(list)
        for path, record in sorted(records.items()):
            for include in record.includes:
                target = self._target(path, include)
                if target:
                    self._edges[path].append((include, target))
        self.demands = self._demands()
        self._constraints = self._constraining()
        self._used = {path for paths in self._constraints.values() for path in paths}
        self._used |= {one for path, record in records.items() for one in compiled_from(path, record, records)}

    def constraint(self, path: str, name: str) -> tuple[str, Package] | None:
        """The file and the entry that fix the version of a package which the file at `path` asks for."""
        for constraints in self._constraints.get(path, ()):
            for package in self._records[constraints].packages:
                if package.name == name and package.version:
                    return constraints, package
        return None

    def counts(self, path: str) -> bool:
        """Whether the requirement file has an effect: it is asked for, or it constrains one that is."""
        return path in self.demands or path in self._used

    def unknowns(self) -> Iterator[Unknown]:
        """Includes that lead nowhere, and constraints of which it cannot be told whether they apply."""
        yield from self._unknowns
        for path, record in sorted(self._records.items()):
            if record.role is Role.REQUIREMENTS and is_constraints(path) and not self.counts(path):
                reason = "constraints that no requirement file refers to; their packages are not counted"
                yield Unknown(topic="dependencies", path=path, reason=reason)

    def _target(self, path: str, include: Include) -> str | None:
        if include.target.lower().startswith(_FIRST_BYTES_OF_URL):
            shown = without_credentials(include.target)
            self._unknown(path, include, "includes a file of the network, which is not fetched", shown)
            return None
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), include.target.replace("\\", "/")))
        if target in self._records:
            return target
        listed = self._tree.exists(target)
        reason = "includes a file that is not read as requirements" if listed else "includes a file that does not exist"
        self._unknown(path, include, reason, include.target)
        return None

    def _unknown(self, path: str, include: Include, reason: str, shown: str) -> None:
        self._unknowns.append(
            Unknown(topic="dependencies", path=path, line=include.line, reason=reason, expression=shown)
        )

    def _demands(self) -> dict[str, set[Demand]]:
        demands: dict[str, set[Demand]] = defaultdict(set)
        for path in sorted(self._records):
            for include, target in self._edges[path]:
                if include.kind == "dynamic":
                    demands[target].add(Demand(include.scope, include.extra, path))
        for path, record in sorted(self._records.items()):
            alone = record.role is Role.REQUIREMENTS and stands_alone(path) and not is_constraints(path)
            if alone and path not in demands:
                demands[path].add(Demand(scope_of(path), "", path))
        todo = list(demands)
        while todo:
            path = todo.pop()
            for target in self._included(path, "requirements"):
                new = demands[path] - demands[target]
                if new and not (stands_alone(target) and demands[target]):
                    demands[target] |= new
                    todo.append(target)
        return {path: found for path, found in demands.items() if found}

    def _included(self, path: str, kind: str) -> Iterable[str]:
        return [target for include, target in self._edges[path] if include.kind == kind]

    def _constraining(self) -> dict[str, list[str]]:
        """For each requirement file its constraint files, those of the files that include it as well."""
        found: dict[str, list[str]] = defaultdict(list)
        todo = [(path, target) for path in sorted(self._edges) for target in self._included(path, "constraints")]
        while todo:
            path, constraints = todo.pop(0)
            if constraints in found[path]:
                continue
            found[path].append(constraints)
            todo += [(included, constraints) for included in self._included(path, "requirements")]
            more = (*self._included(constraints, "constraints"), *self._included(constraints, "requirements"))
            todo += [(path, one) for one in more]
        return found
