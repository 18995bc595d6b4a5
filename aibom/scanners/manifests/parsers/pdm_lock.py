"""pdm.lock and PEP 751's pylock.toml (https://packaging.python.org/en/latest/specifications/pylock-toml/)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.core import re
from aibom.core.json import Json
from aibom.scanners.manifests.names import is_commit, pypi_name, registry_of
from aibom.scanners.manifests.pylocks import LockReader, read_lock
from aibom.scanners.manifests.record import Edge, Manifest, Package
from aibom.scanners.manifests.values import mapping, sequence, text, texts

_NAME = re.compile(r"\s*([A-Za-z0-9][\w.-]*)")


def parse_pdm_lock(data: bytes, path: str) -> Manifest:
    """pdm.lock; an entry stands once more for each set of extras."""
    return read_lock(data, path, "[[package]]", _PdmLock)


def parse_pylock(data: bytes, path: str) -> Manifest:
    """pylock.toml and pylock.<name>.toml."""
    return read_lock(data, path, "[[packages]]", _Pylock)


class _PdmLock(LockReader):
    def package(self, entry: Mapping[str, Json], line: int) -> Package | None:
        if "path" in entry:
            return None
        files = sequence(entry, "files") or sequence(self.top, "metadata", "files", _file_key(entry))
        name, version = pypi_name(text(entry, "name")), text(entry, "version") or None
        package = self.with_hashes(Package(name, line, version=version), [text(one, "hash") for one in files])
        git = text(entry, "git")
        if git:
            package = package._replace(pinned=is_commit(text(entry, "revision")), registry=registry_of(git))
        return package._replace(
            scope=_scope(texts(entry, "groups")),
            markers=text(entry, "marker"),
            registry=package.registry or registry_of(text(entry, "url")),
        )

    def edges(self, entry: Mapping[str, Json], package: Package) -> Iterator[Edge]:
        for requirement in texts(entry, "dependencies"):
            match = _NAME.match(requirement)
            name = pypi_name(match.group(1)) if match else ""
            if name != package.name:
                yield from self.edge(package.ref, name)


def _file_key(entry: Mapping[str, Json]) -> str:
    return f"{text(entry, 'name')} {text(entry, 'version')}"


def _scope(groups: list[str]) -> str | None:
    """pdm's group `default` is the project itself; whether another is optional or dev the manifest tells."""
    return "runtime" if "default" in groups else None


class _Pylock(LockReader):
    key = "packages"

    def package(self, entry: Mapping[str, Json], line: int) -> Package | None:
        if "directory" in entry:
            return None
        files = [mapping(entry, key) for key in ("archive", "sdist")] + [mapping(one) for one in _wheels(entry)]
        hashes = [f"{kind}:{text(value)}" for file in files for kind, value in mapping(file, "hashes").items()]
        name, version = pypi_name(text(entry, "name")), text(entry, "version") or None
        package = self.with_hashes(Package(name, line, version=version), hashes)
        vcs = mapping(entry, "vcs")
        if vcs:
            package = package._replace(pinned=is_commit(text(vcs, "commit-id")))
        address = text(entry, "index") or text(vcs, "url") or text(entry, "archive", "url")
        return package._replace(markers=text(entry, "marker"), registry=registry_of(address))

    def edges(self, entry: Mapping[str, Json], package: Package) -> Iterator[Edge]:
        for need in sequence(entry, "dependencies"):
            yield from self.edge(package.ref, pypi_name(text(need, "name")), text(need, "version") or None)


def _wheels(entry: Mapping[str, Json]) -> list[Json]:
    return list(sequence(entry, "wheels"))
