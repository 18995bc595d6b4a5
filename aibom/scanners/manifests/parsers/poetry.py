"""Poetry: the tables [tool.poetry...] of pyproject.toml, and poetry.lock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.core.json import Json
from aibom.core.lined import Lined
from aibom.scanners.manifests.names import is_commit, pypi_name, registry_of, without_credentials
from aibom.scanners.manifests.pylocks import LockReader, read_lock
from aibom.scanners.manifests.record import Edge, Manifest, Package
from aibom.scanners.manifests.values import mapping, sequence, text, texts

_TOP = ("tool", "poetry")


def poetry_packages(document: Lined) -> Iterator[Package]:
    """The packages that [tool.poetry] asks for."""
    top = document.value
    extras = _extras(top)
    yield from _table(document, "runtime", "", extras, *_TOP, "dependencies")
    yield from _table(document, "dev", "", {}, *_TOP, "dev-dependencies")
    for group in mapping(top, *_TOP, "group"):
        yield from _table(document, "dev", group, {}, *_TOP, "group", group, "dependencies")


def _extras(top: Json) -> dict[str, list[str]]:
    """For each package the optional groups of [tool.poetry.extras] that bring it in."""
    found: dict[str, list[str]] = {}
    for extra in mapping(top, *_TOP, "extras"):
        for name in texts(top, *_TOP, "extras", extra):
            found.setdefault(pypi_name(name), []).append(extra)
    return found


def _table(document: Lined, scope: str, group: str, extras: dict[str, list[str]], *steps: str) -> Iterator[Package]:
    for key, value in mapping(document.value, *steps).items():
        name, line = pypi_name(key), document.line_at(*steps, key)
        for entry in sequence(value) or [value]:
            package = _entry(name, line, entry)
            if package is not None and name != "python":
                optional = isinstance(entry, Mapping) and entry.get("optional") is True
                yield package._replace(
                    scope="optional" if optional else scope,
                    extra=tuple(sorted(extras.get(name, ()))) or ((group,) if group else ()),
                )


def _entry(name: str, line: int, entry: Json) -> Package | None:
    """A constraint (`^1.2`) or a table; None for a folder of the tree."""
    if not isinstance(entry, Mapping):
        return Package(name, line, declared_range=text(entry) or None)
    if "path" in entry:
        return None
    address = text(entry, "git") or text(entry, "url")
    markers = [text(entry, "markers"), f"python {text(entry, 'python')}" if "python" in entry else ""]
    return Package(
        name,
        line,
        declared_range=text(entry, "version") or None,
        markers=" and ".join(part for part in markers if part),
        registry=without_credentials(address) if address else "",
        pinned=is_commit(text(entry, "rev")) or None,
    )


def parse_poetry_lock(data: bytes, path: str) -> Manifest:
    """poetry.lock of versions 1.x and 2.x; scopes from `groups` or `category`, else by reach."""
    return read_lock(data, path, "[[package]]", _PoetryLock)


class _PoetryLock(LockReader):
    """Hashes stand in `files`, or for old files in [metadata.files] by package name."""

    def package(self, entry: Mapping[str, Json], line: int) -> Package | None:
        name = pypi_name(text(entry, "name"))
        source = mapping(entry, "source")
        if text(source, "type") == "directory":
            return None
        files = sequence(entry, "files") or sequence(self.top, "metadata", "files", text(entry, "name"))
        package = self.with_hashes(
            Package(name, line, version=text(entry, "version") or None),
            [text(one, "hash") for one in files],
        )
        if text(source, "type") == "git":
            package = package._replace(pinned=is_commit(text(source, "resolved_reference")))
        return package._replace(
            scope=_scope(entry), markers=text(entry, "markers"), registry=registry_of(text(source, "url"))
        )

    def edges(self, entry: Mapping[str, Json], package: Package) -> Iterator[Edge]:
        for key in mapping(entry, "dependencies"):
            yield from self.edge(package.ref, pypi_name(key))


def _scope(entry: Mapping[str, Json]) -> str | None:
    groups = texts(entry, "groups")
    if "main" in groups or text(entry, "category") == "main":
        return "optional" if entry.get("optional") is True else "runtime"
    return "dev" if groups or text(entry, "category") == "dev" else None
