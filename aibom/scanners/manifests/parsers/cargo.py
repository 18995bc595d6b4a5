"""Rust: Cargo.toml and Cargo.lock (versions 1 to 4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from aibom.core.json import Json
from aibom.core.lined import Lined
from aibom.core.toml import parse_toml_with_lines
from aibom.scanners.manifests.hashes import fixes_content, hex_hashes
from aibom.scanners.manifests.names import is_commit, registry_of, without_credentials
from aibom.scanners.manifests.places import table_lines
from aibom.scanners.manifests.pylocks import load_tables
from aibom.scanners.manifests.record import Edge, Manifest, Package, Project, Ref, Role
from aibom.scanners.manifests.values import mapping, sequence, text, texts

_TABLES = (("dependencies", "runtime"), ("dev-dependencies", "dev"), ("build-dependencies", "build"))


def parse_cargo_toml(data: bytes, path: str) -> Manifest:
    """Cargo.toml; a virtual workspace declares no project."""
    document = parse_toml_with_lines(data, path)
    name, version = text(document.value, "package", "name"), text(document.value, "package", "version")
    version = version or text(document.value, "workspace", "package", "version")
    return Manifest(
        ecosystem="cargo",
        role=Role.MANIFEST,
        packages=tuple(_asked(document)),
        projects=(Project(name, document.line_at("package", "name"), version or None),) if name else (),
        managed=_managed(document),
    )


def _managed(document: Lined) -> dict[str, Package]:
    """What `{workspace = true}` in a member stands for, by the key that the member writes."""
    table = ("workspace", "dependencies")
    found = {
        key.lower(): _entry(key, entry, document.line_at(*table, key))
        for key, entry in mapping(document.value, *table).items()
    }
    return {key: package for key, package in found.items() if package is not None}


def _asked(document: Lined) -> Iterator[Package]:
    targets = mapping(document.value, "target")
    for place in ((), *(("target", name) for name in targets)):
        for table, scope in _TABLES:
            for package in _table(document, scope, *place, table):
                yield package._replace(markers=place[1] if place else "")


def _table(document: Lined, scope: str, *steps: str) -> Iterator[Package]:
    for key, entry in mapping(document.value, *steps).items():
        package = _entry(key, entry, document.line_at(*steps, key))
        if package is not None:
            optional = mapping(entry).get("optional") is True and scope == "runtime"
            yield package._replace(scope="optional" if optional else scope)


def _entry(key: str, entry: Json, line: int) -> Package | None:
    """`"1.2"` or a table; None for a path, which is a crate of the tree."""
    table = mapping(entry)
    if "path" in table:
        return None
    address = text(table, "git")
    return Package(
        text(table, "package") or key,
        line,
        declared_range=text(entry) or text(table, "version") or None,
        registry=without_credentials(address) if address else registry_of(text(table, "registry-index")),
        pinned=is_commit(text(table, "rev")) or None,
    )


def parse_cargo_lock(data: bytes, path: str) -> Manifest:
    """Cargo.lock; entries without source are crates of the workspace. It does not tell kinds of dependencies."""
    top, source, gaps = load_tables(data, path, "[[package]]")
    checksums = mapping(top, "metadata")
    packages, projects, edges = list[Package](), list[Project](), list[Edge]()
    versions: dict[str, list[str]] = defaultdict(list)
    entries = [mapping(one) for one in sequence(top, "package")]
    lines = list(table_lines(source))
    for entry, line in zip(entries, lines + [1] * (len(entries) - len(lines)), strict=False):
        name, version = text(entry, "name"), text(entry, "version")
        versions[name].append(version)
        if "source" in entry:
            packages.append(_locked(entry, line, checksums))
        else:
            projects.append(Project(name, line, version or None, None))
    for entry in entries:
        ref = Ref(text(entry, "name"), text(entry, "version") or None)
        edges += [Edge(ref, target, "") for need in texts(entry, "dependencies") for target in _need(need, versions)]
    return Manifest(
        ecosystem="cargo",
        role=Role.LOCK,
        packages=tuple(packages),
        edges=tuple(edges),
        projects=tuple(projects),
        gaps=gaps,
        rooted=True,
    )


def _locked(entry: Mapping[str, Json], line: int, checksums: Mapping[str, Json]) -> Package:
    name, version, source = text(entry, "name"), text(entry, "version"), text(entry, "source")
    checksum = text(entry, "checksum") or text(checksums, f"checksum {name} {version} ({source})")
    hashes = hex_hashes([f"sha256:{checksum}"])
    return Package(
        name,
        line,
        version=version or None,
        hashes=hashes,
        pinned=fixes_content(hashes) or is_commit(source.rpartition("#")[2]),
        registry=registry_of(source.partition("+")[2]),
    )


def _need(need: str, versions: Mapping[str, list[str]]) -> Iterator[Ref]:
    """`name`, `name version` or `name version (source)`; the version stands there when several are locked."""
    name, _, rest = need.partition(" ")
    version = rest.partition(" ")[0]
    for one in [version] if version else versions.get(name, ())[:1]:
        yield Ref(name, one)
