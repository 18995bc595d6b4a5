"""Swift: Package.swift (read as text), Package.resolved and the packages of an Xcode project.

A package of Swift is named by where it is fetched from, `github.com/owner/name` (purl-spec, type swift).
"""

from __future__ import annotations

from collections.abc import Mapping

from aibom.core import re
from aibom.core.json import Json
from aibom.core.jsonc import parse_jsonc
from aibom.core.text import decode
from aibom.scanners.manifests.names import is_commit
from aibom.scanners.manifests.record import Gap, Manifest, Package, Project, Role
from aibom.scanners.manifests.values import mapping, sequence, text

_URL = r"\"(?:https?://|ssh://git@|git@)([\w.-]+)[/:]([\w.-]+(?:/[\w.-]+){1,4})/?\""
_PACKAGE = re.compile(rf"\.package\(\s*(?:name:\s*\"[^\"]*\",\s*)?url:\s*{_URL}(?P<rest>[^\n]{{0,200}})")
_ADDRESS = re.compile(_URL)
_NAME = re.compile(r"\bname:\s*\"([^\"]+)\"")
_TOLD = re.compile(r"\b(from|exact|branch|revision|upToNextMajor\(from|upToNextMinor\(from):\s*\"([^\"]+)\"")
_RANGE = re.compile(r"\"([\w.+-]+)\"\s*(\.\.[.<])\s*\"([\w.+-]+)\"")
_REMOTE = re.compile(
    r"isa\s*=\s*XCRemoteSwiftPackageReference;(?P<body>.{0,600}?\n\t*\};\n\t*\};|.{0,600}?\};\s*\};)", re.S
)
_REPOSITORY = re.compile(rf"repositoryURL\s*=\s*{_URL}")
_MINIMUM = re.compile(r"\b(minimumVersion|version|branch|revision)\s*=\s*\"?([\w./+-]+)\"?;")
_EXACT = frozenset({"exact", "version"})
_MAX_PACKAGES = 2_000
_MAX_LINE = 4_000


def parse_package_swift(data: bytes, path: str) -> Manifest:
    """Package.swift, as far as its dependencies are written out."""
    written = _without_comments(decode(data))
    packages = []
    for found in list(_PACKAGE.finditer(written))[:_MAX_PACKAGES]:
        told, between = _TOLD.search(found["rest"]), _RANGE.search(found["rest"])
        kind, value = (told[1], told[2]) if told else ("", "".join(between.groups()) if between else "")
        packages.append(_asked(found[1], found[2], kind, value, _line(written, found.start(1))))
    computed = written.count(".package(url:") - len(packages)
    gaps = (Gap(f"{computed} packages whose address is computed", 1),) if computed > 0 else ()
    name = _NAME.search(written)
    projects = (Project(name[1], _line(written, name.start(1))),) if name else ()
    return Manifest(ecosystem="swift", role=Role.MANIFEST, packages=tuple(packages), projects=projects, gaps=gaps)


def _asked(host: str, name: str, kind: str, value: str, line: int) -> Package:
    commit = kind == "revision" and is_commit(value)
    return Package(
        _named(host, name),
        line,
        declared_range=(f"=={value}" if kind in _EXACT else value) or None,
        scope="runtime",
        pinned=commit or None,
    )


def parse_xcode_project(data: bytes, path: str) -> Manifest | None:
    """project.pbxproj: the packages that an Xcode project fetches; None where it fetches none."""
    written = decode(data)
    packages = []
    for found in list(_REMOTE.finditer(written))[:_MAX_PACKAGES]:
        address, told = _REPOSITORY.search(found["body"]), _MINIMUM.search(found["body"])
        if address:
            kind, value = (told[1], told[2]) if told else ("", "")
            line = _line(written, found.start("body") + address.start(1))
            packages.append(_asked(address[1], address[2], kind, value, line))
    return Manifest(ecosystem="swift", role=Role.MANIFEST, packages=tuple(packages)) if packages else None


def parse_package_resolved(data: bytes, path: str) -> Manifest:
    """Package.resolved, versions 1 to 3; a pin names the commit."""
    document = parse_jsonc(data, path, partial=True)
    steps: tuple[str, ...] = ("object", "pins") if mapping(document.value, "object") else ("pins",)
    packages = [
        package
        for index, pin in enumerate(sequence(document.value, *steps))
        if (package := _pinned(mapping(pin), document.line_at(*steps, index, _key(mapping(pin)))))
    ]
    gaps = [Gap(f"{document.error[0]}; what follows is not read", document.error[1])] if document.error else []
    return Manifest(ecosystem="swift", role=Role.LOCK, packages=tuple(packages), gaps=tuple(gaps))


def _named(host: str, name: str) -> str:
    return f"{host}/{name.removesuffix('.git')}"


def _key(pin: Mapping[str, Json]) -> str:
    return "location" if "location" in pin else "repositoryURL"


def _pinned(pin: Mapping[str, Json], line: int) -> Package | None:
    address = _ADDRESS.fullmatch(f'"{text(pin, _key(pin))}"')
    if address is None:
        return None
    commit = text(pin, "state", "revision")
    version = text(pin, "state", "version") or commit
    return Package(_named(address[1], address[2]), line, version=version or None, pinned=is_commit(commit))


def _without_comments(written: str) -> str:
    """The same lines without what a comment of its own line says."""
    return "\n".join("" if line.lstrip().startswith("//") else line[:_MAX_LINE] for line in written.split("\n"))


def _line(written: str, at: int) -> int:
    return written.count("\n", 0, at) + 1
