"""Dart and Flutter: pubspec.yaml and pubspec.lock (dart.dev/tools/pub)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.core.json import Json
from aibom.core.lined import Lined
from aibom.core.yaml import parse_yaml_with_lines
from aibom.scanners.manifests.hashes import fixes_content, hex_hashes
from aibom.scanners.manifests.names import is_commit, registry_of, without_credentials
from aibom.scanners.manifests.record import Gap, Manifest, Package, Project, Role
from aibom.scanners.manifests.values import mapping, text

_TABLES = (("dependencies", "runtime"), ("dev_dependencies", "dev"))
_INSIDE = ("path", "sdk")  # of the tree, or of Flutter itself
_SCOPES = {"direct main": "runtime", "direct dev": "dev"}


def parse_pubspec(data: bytes, path: str) -> Manifest:
    """pubspec.yaml."""
    document = _document(data, path)
    packages = [
        package
        for table, scope in _TABLES
        for name, entry in mapping(document.value, table).items()
        if (package := _asked(name, entry, document.line_at(table, name), scope))
    ]
    name, version = text(document.value, "name"), text(document.value, "version")
    projects = (Project(name, document.line_at("name"), version or None),) if name else ()
    return Manifest(
        ecosystem="pub", role=Role.MANIFEST, packages=tuple(packages), projects=projects, gaps=tuple(_gaps(document))
    )


def _asked(name: str, entry: Json, line: int, scope: str) -> Package | None:
    """`^1.2.0`, or a mapping with `git`, `hosted` and `version`; None for a folder of the tree and the SDK."""
    if isinstance(entry, Mapping) and any(key in entry for key in _INSIDE):
        return None
    git = text(entry, "git", "url") or text(entry, "git")
    hosted = text(entry, "hosted", "url") or text(entry, "hosted")
    declared = text(entry) or text(entry, "version")
    return Package(
        name,
        line,
        declared_range=declared if declared and declared != "any" else None,
        scope=scope,
        registry=without_credentials(git) if git else registry_of(hosted),
        pinned=is_commit(text(entry, "git", "ref")) or None,
    )


def parse_pubspec_lock(data: bytes, path: str) -> Manifest:
    """pubspec.lock, which says of each package whether the project asks for it."""
    document = _document(data, path)
    packages = [
        _locked(name, mapping(entry), document.line_at("packages", name))
        for name, entry in mapping(document.value, "packages").items()
        if text(entry, "source") not in _INSIDE
    ]
    return Manifest(ecosystem="pub", role=Role.LOCK, packages=tuple(packages), gaps=tuple(_gaps(document)))


def _locked(name: str, entry: Mapping[str, Json], line: int) -> Package:
    hashes = hex_hashes([f"sha256:{text(entry, 'description', 'sha256')}"])
    told = text(entry, "dependency")
    return Package(
        name,
        line,
        version=text(entry, "version") or None,
        scope=_SCOPES.get(told),
        direct=told.startswith("direct"),
        hashes=hashes,
        pinned=fixes_content(hashes) or is_commit(text(entry, "description", "resolved-ref")),
        registry=registry_of(text(entry, "description", "url")),
    )


def _document(data: bytes, path: str) -> Lined:
    documents = parse_yaml_with_lines(data, path, text_only=True, partial=True)
    return documents[0] if documents else Lined(value=None)


def _gaps(document: Lined) -> Iterator[Gap]:
    if document.error:
        yield Gap(f"{document.error[0]}; what follows is not read", document.error[1])
