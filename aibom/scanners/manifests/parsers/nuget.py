""".NET: packages.lock.json, project files, Directory.Packages.props and packages.config."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.core import re
from aibom.core.json import Json
from aibom.core.jsonc import parse_jsonc
from aibom.core.lined import Lined
from aibom.core.xml import Element, parse_xml
from aibom.scanners.manifests.hashes import base64_hash
from aibom.scanners.manifests.record import Edge, Gap, Manifest, Package, Project, Ref, Role
from aibom.scanners.manifests.values import mapping, text

_PROPERTY = re.compile(r"\$\(([^)]{1,200})\)")
_MAX_STEPS = 10
_MAX_VALUE = 200


def parse_packages_lock(data: bytes, path: str) -> Manifest:
    """packages.lock.json: one table for each target framework; `contentHash` is SHA-512 of the package."""
    document = parse_jsonc(data, path, partial=True)
    top = mapping(document.value, "dependencies")
    packages, edges, projects = list[Package](), list[Edge](), list[Project]()
    for framework in top:
        entries = mapping(top, framework)
        refs = {name.lower(): Ref(name, text(entry, "resolved") or None) for name, entry in entries.items()}
        for name, entry in entries.items():
            line = document.line_of(entries, name)
            if text(entry, "type") == "Project":
                projects.append(Project(name, line, None, None))
            else:
                packages.append(_locked(name, entry, line))
            edges += [
                Edge(refs[name.lower()], refs[need.lower()], "")
                for need in mapping(entry, "dependencies")
                if need.lower() in refs
            ]
    return Manifest(
        ecosystem="nuget",
        role=Role.LOCK,
        packages=tuple(packages),
        edges=tuple(dict.fromkeys(edges)),
        projects=tuple({one.name: one for one in projects}.values()),
        gaps=tuple(_gaps(document)),
    )


def _gaps(document: Lined) -> Iterator[Gap]:
    if document.error:
        yield Gap(f"{document.error[0]}; what follows is not read", document.error[1])


def _locked(name: str, entry: Json, line: int) -> Package:
    digest = base64_hash("sha512", text(entry, "contentHash"))
    direct = text(entry, "type") == "Direct"
    return Package(
        name,
        line,
        version=text(entry, "resolved") or None,
        declared_range=text(entry, "requested") if direct else None,
        direct=direct,
        hashes=(digest,) if digest else (),
        pinned=digest is not None,
        scope="runtime",
    )


def parse_project(data: bytes, path: str) -> Manifest | None:
    """*.csproj, *.fsproj, *.vbproj and the props files beside them; versions are minimum versions."""
    root, error = parse_xml(data, path, partial=True)
    if root.tag != "Project":
        return None
    reader = _Project(root)
    packages = [*reader.packages("PackageReference"), *reader.packages("GlobalPackageReference")]
    managed = {package.name.lower(): package for package in reader.packages("PackageVersion")}
    gaps = [*reader.gaps, *([Gap(f"{error[0]}; what follows is not read", error[1])] if error else [])]
    project = () if path.endswith((".props", ".targets")) else (reader.project(path),)
    if not (packages or managed or project or gaps):
        return None
    return Manifest(
        ecosystem="nuget",
        role=Role.MANIFEST,
        packages=tuple(packages),
        projects=project,
        gaps=tuple(gaps),
        managed=managed,
    )


class _Project:
    def __init__(self, root: Element) -> None:
        self.root = root
        self.gaps: list[Gap] = []
        self.properties = {
            one.tag: one.text[:_MAX_VALUE] for group in root.all("PropertyGroup") for one in group.children
        }

    def project(self, path: str) -> Project:
        """The project is called as its file, unless it names its package or assembly."""
        named = self.properties.get("PackageId") or self.properties.get("AssemblyName") or ""
        stem = path.rpartition("/")[2].rpartition(".")[0]
        name = named if named and "$(" not in named else stem
        version = self.properties.get("Version") or ""
        return Project(name, self.root.line, version if version and "$(" not in version else None)

    def packages(self, tag: str) -> Iterator[Package]:
        for element in self.root.walk():
            if element.tag == tag and element.complete:
                yield from self._package(element, tag)

    def _package(self, element: Element, tag: str) -> Iterator[Package]:
        names = self._told(element, "Include") or self._told(element, "Update")
        declared = self._told(element, "VersionOverride") or self._told(element, "Version")
        if "$(" in names + declared:
            self.gaps.append(
                Gap("a name or version whose property is not in this file", element.line, names or declared)
            )
        private = self._told(element, "PrivateAssets").lower() == "all" or tag == "GlobalPackageReference"
        for name in names.split(";"):
            if name.strip() and "$(" not in name:
                known = declared if "$(" not in declared else ""
                scope = "dev" if private else "runtime"
                yield Package(name.strip(), element.line, declared_range=known or None, scope=scope)

    def _told(self, element: Element, name: str) -> str:
        """An attribute or a child element; MSBuild takes both."""
        text_ = element.attributes.get(name) or element.value(name)
        for _ in range(_MAX_STEPS if len(text_) <= _MAX_VALUE else 0):
            filled = _PROPERTY.sub(lambda match: self.properties.get(match.group(1), match.group()), text_)
            if filled == text_ or len(filled) > _MAX_VALUE:
                break
            text_ = filled
        return text_.strip()


def parse_packages_config(data: bytes, path: str) -> Manifest | None:
    """packages.config: exact versions, installed as they stand there."""
    root, error = parse_xml(data, path, partial=True)
    packages = tuple(
        Package(
            one.attributes["id"],
            one.line,
            version=one.attributes.get("version") or None,
            declared_range=one.attributes.get("version") or None,
            scope="dev" if one.attributes.get("developmentDependency") == "true" else "runtime",
        )
        for one in root.all("package")
        if one.attributes.get("id")
    )
    gaps = (Gap(f"{error[0]}; what follows is not read", error[1]),) if error else ()
    if root.tag != "packages":
        return None
    return Manifest(ecosystem="nuget", role=Role.MANIFEST, packages=packages, gaps=gaps)
