"""Conda: environment.yml, conda-lock.yml, and explicit lists of package URLs (`@EXPLICIT`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.core import re
from aibom.core.json import Json
from aibom.core.lined import Lined
from aibom.core.yaml import parse_yaml_with_lines
from aibom.scanners.manifests.hashes import fixes_content, hex_hashes
from aibom.scanners.manifests.names import pypi_name, registry_of
from aibom.scanners.manifests.parsers.requirements import parse_requirements
from aibom.scanners.manifests.places import numbered_lines
from aibom.scanners.manifests.record import Edge, Gap, Manifest, Package, Ref, Role
from aibom.scanners.manifests.values import mapping, sequence, text

_SPEC = re.compile(r"(?:(?P<channel>[^\s:]+)::)?(?P<name>[A-Za-z0-9_][\w.-]*+)\s*+(?P<range>[^\[\s].*?)?(?:\[.*\])?\Z")
_MAX_SPEC = 500
_TOKEN = re.compile(r"/t/[^/]+")
# Channels that conda and its distributions are set up with.
_DEFAULT_CHANNELS = frozenset({"defaults", "main", "conda-forge", "anaconda"})


def parse_environment(data: bytes, path: str) -> Manifest | None:
    """environment.yml; None for another YAML file of such a name. The pip section is read as requirements."""
    documents = parse_yaml_with_lines(data, path, text_only=True, partial=True)
    document = documents[0] if documents else Lined(value=None)
    entries = sequence(document.value, "dependencies")
    if not any(isinstance(one, str) for one in entries):
        return None
    reader = _Environment(document)
    for index, entry in enumerate(entries):
        reader.take(entry, document.line_of(entries, index))
    return reader.manifest()


def conda_spec(spec: str, line: int) -> Package | None:
    """A match specification: `channel::name >=1,<2`, `name=1.2=build`; its version is only declared."""
    match = _SPEC.match(spec.strip()) if len(spec) <= _MAX_SPEC else None
    if match is None:
        return None
    channel = (match["channel"] or "").partition("/")[0]
    return Package(
        match["name"].lower(),
        line,
        declared_range=(match["range"] or "").strip() or None,
        registry="" if channel in _DEFAULT_CHANNELS else registry_of(channel) if "://" in channel else channel,
    )


class _Environment:
    def __init__(self, document: Lined) -> None:
        self.document = document
        self.packages: list[Package] = []
        self.gaps: list[Gap] = []
        self.pip = Manifest(ecosystem="pypi", role=Role.REQUIREMENTS)
        if document.error:
            self.gaps.append(Gap(f"{document.error[0]}; what follows is not read", document.error[1]))

    def take(self, entry: Json, line: int) -> None:
        if isinstance(entry, Mapping):
            self._pip(sequence(entry, "pip"))
            return
        package = conda_spec(text(entry), line)
        if package is None:
            self.gaps.append(Gap("not a conda package specification", line, text(entry)))
        else:
            self.packages.append(package._replace(scope="runtime"))

    def _pip(self, entries: object) -> None:
        """Read each entry as a line of a requirement file, put on the line where it stands."""
        lines = [""] * 0
        for index, entry in enumerate(entries if isinstance(entries, list) else ()):
            number = self.document.line_of(entries, index)  # type: ignore[arg-type]
            lines += [""] * (number - len(lines) - 1)
            lines.append(" ".join(text(entry).split()))
        self.pip = parse_requirements("\n".join(lines).encode(), "environment.yml")

    def manifest(self) -> Manifest:
        pip = tuple(package._replace(origin="pypi") for package in self.pip.packages)
        includes = tuple(one._replace(kind="dynamic") for one in self.pip.includes)
        return Manifest(
            ecosystem="conda",
            role=Role.MANIFEST,
            packages=(*self.packages, *pip),
            gaps=(*self.gaps, *self.pip.gaps),
            includes=includes,
        )


def parse_conda_lock(data: bytes, path: str) -> Manifest:
    """conda-lock.yml: one entry for each package and platform; pip's packages stand among conda's."""
    documents = parse_yaml_with_lines(data, path, text_only=True, partial=True)
    document = documents[0] if documents else Lined(value=None)
    entries = sequence(document.value, "package")
    packages = [_locked(mapping(one), document.line_of(entries, index)) for index, one in enumerate(entries)]
    versions = {(package.origin, package.name): package.version for package in packages}
    edges = [
        Edge(package.ref, Ref(name, versions[origin, name]), "")
        for package, entry in zip(packages, entries, strict=True)
        for name in mapping(entry, "dependencies")
        # What a package of pip needs may have been installed by conda.
        for origin in (package.origin, "conda")
        if (origin, name) in versions
    ]
    gaps = [Gap(f"{document.error[0]}; what follows is not read", document.error[1])] if document.error else []
    return Manifest(
        ecosystem="conda",
        role=Role.LOCK,
        packages=tuple(package for package in packages if package.name),
        edges=tuple(dict.fromkeys(edges)),
        gaps=tuple(gaps),
    )


def _locked(entry: Mapping[str, Json], line: int) -> Package:
    pip = text(entry, "manager") == "pip"
    hashes = hex_hashes(f"{kind}:{text(value)}" for kind, value in mapping(entry, "hash").items())
    name = text(entry, "name")
    category = text(entry, "category")
    return Package(
        pypi_name(name) if pip else name.lower(),
        line,
        version=text(entry, "version") or None,
        hashes=hashes,
        pinned=fixes_content(hashes),
        scope={"main": "runtime", "dev": "dev"}.get(category, "optional" if category else None),
        registry=conda_registry(text(entry, "url")),
        origin="pypi" if pip else "conda",
    )


def conda_registry(url: str) -> str:
    """The channel of a package URL when it is not on a usual host; `/t/<token>` in the path is a credential."""
    return registry_of(_TOKEN.sub("", url.rpartition("/")[0].rpartition("/")[0])) if url else ""


def parse_explicit(data: bytes, path: str) -> Manifest | None:
    """A list of package URLs under `@EXPLICIT`, with MD5 or SHA-256 behind `#`; None for another file."""
    if b"@EXPLICIT" not in data:
        return None
    packages = tuple(one for number, line in numbered_lines(data) for one in _explicit(line.strip(), number))
    return Manifest(ecosystem="conda", role=Role.LOCK, packages=packages)


def _explicit(line: str, number: int) -> Iterator[Package]:
    url, _, digest = line.partition("#")
    name, version = conda_file(url)
    if "://" in url and name:
        hashes = hex_hashes([f"{'md5' if len(digest) == 32 else 'sha256'}:{digest.removeprefix('sha256:')}"])
        fixed = fixes_content(hashes)
        yield Package(name, number, version=version, hashes=hashes, pinned=fixed, registry=conda_registry(url))


def conda_file(url: str) -> tuple[str, str]:
    """Name and version of `.../name-version-build.conda`; empty when it is not such a file name."""
    file_name = url.rpartition("/")[2]
    for ending in (".conda", ".tar.bz2"):
        if file_name.endswith(ending):
            parts = file_name.removesuffix(ending).rsplit("-", 2)
            return (parts[0].lower(), parts[1]) if len(parts) == 3 else ("", "")
    return "", ""
