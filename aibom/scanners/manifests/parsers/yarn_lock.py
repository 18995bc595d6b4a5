"""yarn.lock of yarn 1 (a format of its own) and of yarn 2 and later (YAML)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.core import re
from aibom.core.json import Json
from aibom.core.lined import Lined
from aibom.scanners.manifests.hashes import fixes_content, hex_hashes, sri_hashes
from aibom.scanners.manifests.npm_names import Asked, asked, is_fixed_address, npm_registry, split_locator
from aibom.scanners.manifests.places import numbered_lines
from aibom.scanners.manifests.record import Edge, Gap, Manifest, Package, Project, Ref, Role
from aibom.scanners.manifests.values import mapping, text

_MEMBER = re.compile(r'( +)("(?:[^"\\]|\\.)*+"|[^\s:"]++)(?:: *|\s+)?(.*)\Z')
_NEEDS = ("dependencies", "optionalDependencies")


def parse_yarn_lock(data: bytes, path: str) -> Manifest:
    """The record, of either format."""
    if b"__metadata:" in data:
        return _berry(data, path)
    reader = _Classic()
    for number, line in numbered_lines(data):
        reader.take(line, number)
    return reader.manifest()


class _Entry:
    """One entry of yarn 1 while it is read."""

    def __init__(self, selectors: list[str], line: int) -> None:
        self.selectors, self.line = selectors, line
        self.fields: dict[str, str] = {}
        self.needs: list[tuple[str, str]] = []


class _Classic:
    def __init__(self) -> None:
        self.entries: list[_Entry] = []
        self.gaps: list[Gap] = []
        self.inside_needs = False

    def take(self, line: str, number: int) -> None:
        if not line.strip() or line.startswith("#"):
            return
        if not line.startswith(" "):
            self._open(line, number)
            return
        match = _MEMBER.match(line)
        if match is None or not self.entries:
            self.gaps.append(Gap("a line that is not of yarn's lock format", number))
            return
        key, value = _unquoted(match.group(2)), _unquoted(match.group(3))
        if len(match.group(1)) <= 2:
            self.inside_needs = key in _NEEDS and not value
            self.entries[-1].fields.setdefault(key, value)
        elif self.inside_needs:
            self.entries[-1].needs.append((key, value))

    def _open(self, line: str, number: int) -> None:
        if line.startswith(("<<<<<<<", "=======", ">>>>>>>")) or not line.rstrip().endswith(":"):
            self.gaps.append(Gap("a line that is not of yarn's lock format", number))
            return
        selectors = [_unquoted(part.strip()) for part in line.rstrip()[:-1].split(",")]
        self.entries.append(_Entry(selectors, number))

    def manifest(self) -> Manifest:
        packages, selectors = list[Package](), dict[str, Ref]()
        sources: list[tuple[Ref, _Entry]] = []
        for entry in self.entries:
            package = self._package(entry)
            if package is not None:
                packages.append(package)
                sources.append((package.ref, entry))
                selectors.update((_selector(one), package.ref) for one in entry.selectors)
        edges = [
            Edge(ref, selectors[selector], "")
            for ref, entry in sources
            for name, range_ in entry.needs
            if (selector := _selector(f"{name}@{range_}")) in selectors
        ]
        return Manifest(
            ecosystem="npm",
            role=Role.LOCK,
            packages=tuple(packages),
            edges=tuple(edges),
            gaps=tuple(self.gaps),
            selectors=selectors,
        )

    def _package(self, entry: _Entry) -> Package | None:
        found = _asked(entry.selectors[0])
        version = entry.fields.get("version")
        if found is None or not version:
            if not version:
                self.gaps.append(Gap("an entry without a version", entry.line, entry.selectors[0]))
            return None
        resolved = entry.fields.get("resolved", "")
        integrity, tarball_hash = entry.fields.get("integrity", ""), resolved.rpartition("#")[2]
        hashes = sri_hashes(integrity) or (() if is_fixed_address(resolved) else hex_hashes([f"sha1:{tarball_hash}"]))
        return Package(
            found.name,
            entry.line,
            version=version,
            hashes=hashes,
            registry=npm_registry(resolved, found.name),
            pinned=fixes_content(hashes) or is_fixed_address(resolved),
        )


def _unquoted(text_: str) -> str:
    return text_[1:-1] if len(text_) > 1 and text_[0] == text_[-1] == '"' else text_


def _asked(selector: str) -> Asked | None:
    """The package that `name@range`, `alias@npm:name@range` means; None for local projects."""
    name, range_ = split_locator(selector)
    return asked(name, range_)


def _selector(selector: str) -> str:
    """The selector as aibom.scanners.manifests.workspace.Lock looks it up: with the real name."""
    found = _asked(selector)
    return f"{found.name}@{found.range}" if found else selector


def _berry(data: bytes, path: str) -> Manifest:
    from aibom.core.yaml import parse_yaml_with_lines

    documents = parse_yaml_with_lines(data, path, text_only=True, partial=True)
    document = documents[0] if documents else Lined(value=None)
    top = mapping(document.value)
    entries = [(key, mapping(value), document.line_of(top, key)) for key, value in top.items() if key != "__metadata"]
    projects = [one for _, entry, line in entries for one in _project(entry, line)]
    read = [(key, entry, _berry_package(entry, line)) for key, entry, line in entries]
    selectors = {
        _selector(one): package.ref for key, _, package in read if package is not None for one in key.split(", ")
    }
    selectors |= {
        one: Ref(text(entry, "resolution").partition("@workspace:")[0])
        for key, entry, package in read
        if package is None
        for one in key.split(", ")
    }
    edges = [edge for key, entry, package in read for edge in _berry_edges(entry, package, selectors)]
    gaps = [Gap(f"{document.error[0]}; what follows is not read", document.error[1])] if document.error else []
    return Manifest(
        ecosystem="npm",
        role=Role.LOCK,
        packages=tuple(package for _, _, package in read if package is not None),
        edges=tuple(edges),
        projects=tuple(projects),
        gaps=tuple(gaps),
        selectors=selectors,
        rooted=True,
    )


def _project(entry: Mapping[str, Json], line: int) -> Iterator[Project]:
    name, separator, folder = text(entry, "resolution").partition("@workspace:")
    if separator:
        yield Project(name, line, None, folder)


def _berry_package(entry: Mapping[str, Json], line: int) -> Package | None:
    """The package; the checksum is of yarn's own archive, so that it pins, but is no hash of what npm publishes."""
    name, locator = split_locator(text(entry, "resolution"))
    version = text(entry, "version")
    if not name or not version or locator.startswith(("workspace:", "link:", "portal:", "file:")):
        return None
    address = locator if "://" in locator and not locator.startswith(("npm:", "patch:")) else ""
    return Package(
        name,
        line,
        version=version,
        registry=npm_registry(address, name),
        pinned=bool(text(entry, "checksum")) or is_fixed_address(address),
    )


def _berry_edges(entry: Mapping[str, Json], package: Package | None, selectors: Mapping[str, Ref]) -> Iterator[Edge]:
    source = package.ref if package else Ref(text(entry, "resolution").partition("@workspace:")[0])
    for name, value in mapping(entry, "dependencies").items():
        range_ = text(value)
        for selector in (_selector(f"{name}@{range_}"), f"{name}@{range_}", _selector(f"{name}@npm:{range_}")):
            if selector in selectors:
                yield Edge(source, selectors[selector], "")
                break
