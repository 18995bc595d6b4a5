"""PHP: composer.json and composer.lock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.core.json import Json
from aibom.core.jsonc import parse_jsonc
from aibom.core.lined import Lined
from aibom.scanners.manifests.hashes import fixes_content, hex_hashes
from aibom.scanners.manifests.names import is_commit, registry_of
from aibom.scanners.manifests.record import Edge, Gap, Manifest, Package, Project, Role
from aibom.scanners.manifests.values import mapping, sequence, text, texts


def _is_package(name: str) -> bool:
    """Packages have a vendor; `php`, `ext-json` and `composer-runtime-api` are of the platform."""
    return "/" in name


def parse_composer_json(data: bytes, path: str) -> Manifest | None:
    """The record; None when the file neither names a project nor asks for packages."""
    document = parse_jsonc(data, path, partial=True)
    packages = tuple(
        Package(name, document.line_at(table, name), declared_range=text(range_) or None, scope=scope)
        for table, scope in (("require", "runtime"), ("require-dev", "dev"))
        for name, range_ in mapping(document.value, table).items()
        if _is_package(name)
    )
    name, version = text(document.value, "name"), text(document.value, "version")
    projects = (Project(name, document.line_at("name"), version or None),) if name else ()
    gaps = tuple(_gaps(document))
    if not (packages or projects or gaps):
        return None
    return Manifest(ecosystem="composer", role=Role.MANIFEST, packages=packages, projects=projects, gaps=gaps)


def _gaps(document: Lined) -> Iterator[Gap]:
    if document.error:
        yield Gap(f"{document.error[0]}; what follows is not read", document.error[1])
    for key, line in document.duplicates:
        yield Gap("a key that stands twice; the last one counts", line, key)


def parse_composer_lock(data: bytes, path: str) -> Manifest:
    """The record; which packages are direct is composer.json's to say."""
    document = parse_jsonc(data, path, partial=True)
    read = [
        (mapping(entry), _locked(mapping(entry), document.line_at(table, index, "name"), scope))
        for table, scope in (("packages", "runtime"), ("packages-dev", "dev"))
        for index, entry in enumerate(sequence(document.value, table))
    ]
    refs = {package.name: package.ref for _, package in read}
    edges = [
        Edge(package.ref, refs[name], "")
        for entry, package in read
        for name in mapping(entry, "require")
        if name in refs and refs[name] != package.ref
    ]
    return Manifest(
        ecosystem="composer",
        role=Role.LOCK,
        packages=tuple(package for _, package in read if package.name),
        edges=tuple(edges),
        gaps=tuple(_gaps(document)),
    )


def _locked(entry: Mapping[str, Json], line: int, scope: str) -> Package:
    """Packagist's archives have no hash worth the name; what fixes them is the commit they are made of."""
    hashes = hex_hashes([f"sha1:{text(entry, 'dist', 'shasum')}"])
    commit = text(entry, "dist", "reference") or text(entry, "source", "reference")
    origin = text(entry, "notification-url") or text(entry, "source", "url") or text(entry, "dist", "url")
    return Package(
        text(entry, "name"),
        line,
        version=text(entry, "version") or None,
        hashes=hashes,
        pinned=fixes_content(hashes) or is_commit(commit),
        scope=scope,
        registry=registry_of(origin),
        licences=tuple(sorted(texts(entry, "license"))),
    )
