"""Pipenv: Pipfile and Pipfile.lock."""

from __future__ import annotations

from collections.abc import Mapping

from aibom.core.json import Json
from aibom.core.jsonc import parse_jsonc
from aibom.core.toml import parse_toml_with_lines
from aibom.scanners.manifests.hashes import fixes_content, hex_hashes
from aibom.scanners.manifests.names import is_commit, pypi_name, registry_of, without_credentials
from aibom.scanners.manifests.pep508 import exact_version
from aibom.scanners.manifests.record import Gap, Manifest, Package, Role
from aibom.scanners.manifests.values import mapping, sequence, text, texts

_NOT_PACKAGES = frozenset({"source", "requires", "scripts", "pipenv", "pipfile"})
_ADDRESSES = ("git", "hg", "svn", "bzr", "file")


def parse_pipfile(data: bytes, path: str) -> Manifest:
    """Pipfile: [packages], [dev-packages], and any further table as an optional category."""
    document = parse_toml_with_lines(data, path)
    top = mapping(document.value)
    sources = _sources(top.get("source"))
    packages = [
        package
        for table in top
        if table not in _NOT_PACKAGES
        for name, entry in mapping(top, table).items()
        if (package := _asked(name, entry, document.line_at(table, name), table, sources)) is not None
    ]
    return Manifest(ecosystem="pypi", role=Role.MANIFEST, packages=tuple(packages))


def _sources(value: Json) -> dict[str, str]:
    return {text(one, "name"): registry_of(text(one, "url")) for one in sequence(value)}


def _scope(table: str) -> str:
    return {"packages": "runtime", "default": "runtime", "dev-packages": "dev", "develop": "dev"}.get(table, "optional")


def _asked(name: str, entry: Json, line: int, table: str, sources: Mapping[str, str]) -> Package | None:
    """One entry; None for a folder of the tree."""
    version = text(entry) if isinstance(entry, str) else text(entry, "version")
    if mapping(entry) and ("path" in mapping(entry) or text(entry, "file").startswith(".")):
        return None
    scope = _scope(table)
    address = next((text(entry, key) for key in _ADDRESSES if text(entry, key)), "")
    return Package(
        pypi_name(name),
        line,
        declared_range=version if version and version != "*" else None,
        scope=scope,
        extra=(table,) if scope == "optional" else (),
        markers=text(entry, "markers"),
        registry=without_credentials(address) if address else sources.get(text(entry, "index"), ""),
        pinned=is_commit(text(entry, "ref")) or None,
    )


def parse_pipfile_lock(data: bytes, path: str) -> Manifest:
    """Pipfile.lock: one table for each category; it has no edges."""
    document = parse_jsonc(data, path, partial=True)
    top = mapping(document.value)
    sources = _sources(mapping(top, "_meta").get("sources"))
    packages = [
        package
        for table in top
        if table != "_meta"
        for name, entry in mapping(top, table).items()
        if (package := _locked(name, entry, document.line_at(table, name), table, sources)) is not None
    ]
    gaps = [Gap(f"{document.error[0]}; what follows is not read", document.error[1])] if document.error else []
    return Manifest(ecosystem="pypi", role=Role.LOCK, packages=tuple(packages), gaps=tuple(gaps))


def _locked(name: str, entry: Json, line: int, table: str, sources: Mapping[str, str]) -> Package | None:
    package = _asked(name, entry, line, table, sources)
    if package is None:
        return None
    version, hashes = exact_version(text(entry, "version")), hex_hashes(texts(entry, "hashes"))
    fixed = (version is not None and fixes_content(hashes)) or bool(package.pinned)
    return package._replace(version=version, declared_range=None, hashes=hashes, pinned=fixed)
