"""Julia: Project.toml and Manifest.toml (pkgdocs.julialang.org)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.core.json import Json
from aibom.core.toml import parse_toml_with_lines
from aibom.scanners.manifests.record import Edge, Manifest, Package, Project, Ref, Role
from aibom.scanners.manifests.values import mapping, sequence, text, texts

_TABLES = (("deps", "runtime"), ("weakdeps", "optional"), ("extras", "dev"))


def parse_julia_project(data: bytes, path: str) -> Manifest:
    """Project.toml; the ranges stand in its `compat` table."""
    document = parse_toml_with_lines(data, path)
    ranges = mapping(document.value, "compat")
    packages = tuple(
        Package(name, document.line_at(table, name), declared_range=text(ranges.get(name)) or None, scope=scope)
        for table, scope in _TABLES
        for name in mapping(document.value, table)
    )
    name, version = text(document.value, "name"), text(document.value, "version")
    projects = (Project(name, document.line_at("name"), version or None),) if name else ()
    return Manifest(ecosystem="julia", role=Role.MANIFEST, packages=packages, projects=projects)


def parse_julia_manifest(data: bytes, path: str) -> Manifest:
    """Manifest.toml, format 2 (`[[deps.Flux]]`) and format 1 (`[[Flux]]`); packages of Julia itself have no tree."""
    document = parse_toml_with_lines(data, path)
    steps: tuple[str, ...] = ("deps",) if mapping(document.value, "deps") else ()
    found: dict[str, tuple[Package, Mapping[str, Json]]] = {}
    for name in mapping(document.value, *steps):
        for index, entry in enumerate(sequence(document.value, *steps, name)):
            tree = text(entry, "git-tree-sha1")
            if tree and name not in found:
                line = document.line_at(*steps, name, index)
                package = Package(name, line, version=text(entry, "version") or None, pinned=True)
                found[name] = (package, mapping(entry))
    packages = {name: package for name, (package, _) in found.items()}
    edges = [Edge(package.ref, ref, "") for package, entry in found.values() for ref in _needs(entry, packages)]
    return Manifest(
        ecosystem="julia", role=Role.LOCK, packages=tuple(packages.values()), edges=tuple(dict.fromkeys(edges))
    )


def _needs(entry: Mapping[str, Json], packages: Mapping[str, Package]) -> Iterator[Ref]:
    """What an entry needs: a list of names, or a table of names with their ids."""
    for name in (*texts(entry, "deps"), *mapping(entry, "deps")):
        if name in packages:
            yield packages[name].ref
