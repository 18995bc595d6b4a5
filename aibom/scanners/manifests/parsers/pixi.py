"""Pixi: pixi.toml, [tool.pixi] of pyproject.toml, and pixi.lock (versions 4 to 6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.core import re
from aibom.core.json import Json
from aibom.core.lined import Lined
from aibom.core.toml import parse_toml_with_lines
from aibom.core.yaml import parse_yaml_with_lines
from aibom.scanners.manifests.hashes import fixes_content, hex_hashes
from aibom.scanners.manifests.names import pypi_name, registry_of, without_credentials
from aibom.scanners.manifests.parsers.conda import conda_file, conda_registry
from aibom.scanners.manifests.record import Edge, Gap, Manifest, Package, Project, Ref, Role
from aibom.scanners.manifests.values import mapping, sequence, text, texts

_TABLES = (
    ("dependencies", "runtime", "conda"),
    ("pypi-dependencies", "runtime", "pypi"),
    ("host-dependencies", "build", "conda"),
    ("build-dependencies", "build", "conda"),
)
_NAME = re.compile(r"\s*([A-Za-z0-9_][\w.-]*)")


def parse_pixi_toml(data: bytes, path: str) -> Manifest:
    """pixi.toml."""
    document = parse_toml_with_lines(data, path)
    table = "workspace" if "workspace" in mapping(document.value) else "project"
    name, version = text(document.value, table, "name"), text(document.value, table, "version")
    return Manifest(
        ecosystem="conda",
        role=Role.MANIFEST,
        packages=tuple(pixi_packages(document)),
        projects=(Project(name, document.line_at(table, "name"), version or None),) if name else (),
    )


def pixi_packages(document: Lined, *top: str) -> Iterator[Package]:
    """The packages that a pixi workspace asks for: its own tables, those of platforms and of features."""
    yield from _tables(document, "", *top)
    for feature in mapping(document.value, *top, "feature"):
        yield from _tables(document, feature, *top, "feature", feature)


def _tables(document: Lined, extra: str, *top: str) -> Iterator[Package]:
    places = [top, *((*top, "target", name) for name in mapping(document.value, *top, "target"))]
    for place in places:
        for table, scope, origin in _TABLES:
            for name, entry in mapping(document.value, *place, table).items():
                package = _entry(name, entry, document.line_at(*place, table, name), origin)
                if package is not None:
                    told = "optional" if extra and scope == "runtime" else scope
                    yield package._replace(scope=told, extra=(extra,) if extra else ())


def _entry(name: str, entry: Json, line: int, origin: str) -> Package | None:
    """`"1.2.*"` or a table; None for a folder of the tree."""
    if isinstance(entry, Mapping) and "path" in entry:
        return None
    address = text(entry, "git") or text(entry, "url")
    declared = text(entry) or text(entry, "version")
    channel = text(entry, "channel")
    return Package(
        pypi_name(name) if origin == "pypi" else name.lower(),
        line,
        declared_range=declared if declared and declared != "*" else None,
        registry=without_credentials(address) if address else registry_of(channel) if "://" in channel else "",
        origin=origin,
    )


def parse_pixi_lock(data: bytes, path: str) -> Manifest:
    """pixi.lock; conda's packages are named by their files."""
    documents = parse_yaml_with_lines(data, path, text_only=True, partial=True)
    document = documents[0] if documents else Lined(value=None)
    entries = sequence(document.value, "packages")
    read = [(mapping(one), _locked(mapping(one), document.line_of(entries, i))) for i, one in enumerate(entries)]
    versions = {(package.origin, package.name): package.version for _, package in read if package}
    edges = [
        Edge(package.ref, Ref(name, versions[origin, name]), "")
        for entry, package in read
        if package
        for name in _needs(entry, package.origin)
        # What a package of pip needs may have been installed by conda.
        for origin in (package.origin, "conda")
        if (origin, name) in versions
    ]
    gaps = [Gap(f"{document.error[0]}; what follows is not read", document.error[1])] if document.error else []
    return Manifest(
        ecosystem="conda",
        role=Role.LOCK,
        packages=tuple(package for _, package in read if package),
        edges=tuple(dict.fromkeys(edges)),
        gaps=tuple(gaps),
    )


def _locked(entry: Mapping[str, Json], line: int) -> Package | None:
    """An entry of version 6 (`conda: <url>`) or before (`kind: conda`); None for a folder of the tree."""
    pip = "pypi" in entry or text(entry, "kind") == "pypi"
    url = text(entry, "pypi") or text(entry, "conda") or text(entry, "url")
    from_file = conda_file(url)
    name, version = text(entry, "name") or from_file[0], text(entry, "version") or from_file[1]
    if not name or text(entry, "path") or (pip and "://" not in url):
        return None
    hashes = hex_hashes(f"{kind}:{text(entry, kind)}" for kind in ("sha256", "md5"))
    licence = text(entry, "license")
    return Package(
        pypi_name(name) if pip else name.lower(),
        line,
        version=version or None,
        hashes=hashes,
        pinned=fixes_content(hashes),
        registry=registry_of(url) if pip else conda_registry(url),
        licences=(licence,) if licence else (),
        origin="pypi" if pip else "conda",
    )


def _needs(entry: Mapping[str, Json], origin: str) -> Iterator[str]:
    key = "requires_dist" if origin == "pypi" else "depends"
    for need in texts(entry, key):
        match = _NAME.match(need)
        if match and "extra ==" not in need:
            yield pypi_name(match.group(1)) if origin == "pypi" else match.group(1).lower()
