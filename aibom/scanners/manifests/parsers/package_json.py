"""package.json of npm, pnpm, yarn and bun."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.core.json import Json
from aibom.core.jsonc import parse_jsonc
from aibom.core.lined import Lined
from aibom.scanners.manifests.npm_names import asked
from aibom.scanners.manifests.record import Gap, Manifest, Package, Project, Role
from aibom.scanners.manifests.values import mapping, text

# The tables of a manifest, and the scope of what stands in them.
TABLES = (
    ("devDependencies", "dev"),
    ("peerDependencies", "peer"),
    ("dependencies", "runtime"),
    ("optionalDependencies", "optional"),
)


def parse_package_json(data: bytes, path: str) -> Manifest | None:
    """The record; None when the file neither names a project nor asks for packages."""
    document = parse_jsonc(data, path, partial=True)
    name = text(document.value, "name")
    gaps = [Gap(f"{document.error[0]}; what follows is not read", document.error[1])] if document.error else []
    gaps += [Gap("a key that stands twice; the last one counts", line, key) for key, line in document.duplicates]
    packages = tuple(_packages(document))
    if not (name or packages or gaps):
        return None
    version = text(document.value, "version") or None
    project = (Project(name, document.line_at("name"), version),) if name else ()
    return Manifest(ecosystem="npm", role=Role.MANIFEST, packages=packages, projects=project, gaps=tuple(gaps))


def _packages(document: Lined) -> Iterator[Package]:
    optional_peers = {
        name
        for name, meta in mapping(document.value, "peerDependenciesMeta").items()
        if isinstance(meta, Mapping) and meta.get("optional") is True
    }
    for table, scope in TABLES:
        for name, spec in mapping(document.value, table).items():
            told = "optional" if scope == "peer" and name in optional_peers else scope
            package = declared(name, spec, document.line_at(table, name), told)
            if package is not None:
                yield package


def declared(name: str, spec: Json, line: int, scope: str) -> Package | None:
    """One entry of a table; None for a project of the tree."""
    entry = asked(name, text(spec))
    if entry is None or not entry.name:
        return None
    return Package(
        entry.name,
        line,
        declared_range=entry.range or None,
        scope=scope,
        registry=entry.registry,
        pinned=entry.pinned,
    )
