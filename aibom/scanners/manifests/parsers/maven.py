"""Maven: pom.xml, read without a repository: what its parent or an imported BOM decides stays open.

Of a direct dependency Maven always takes the version that the POM states (nearest wins), so that a plain
version is the resolved one; a range in brackets is only declared.
"""

from __future__ import annotations

from collections.abc import Iterator

from aibom.core import re
from aibom.core.xml import Element, parse_xml
from aibom.scanners.manifests.record import Gap, Manifest, Package, Project, Role

_PROPERTY = re.compile(r"\$\{([^}]{1,200})\}")
_SCOPES = {"test": "test", "provided": "build", "system": "runtime", "import": "build"}
_MAX_STEPS = 10
_MAX_VALUE = 200


def parse_pom(data: bytes, path: str) -> Manifest | None:
    """The record; None for XML that is no project."""
    root, error = parse_xml(data, path, partial=True)
    if root.tag != "project":
        return None
    reader = _Pom(root)
    managed = {package.name.lower(): package for package in reader.read("dependencyManagement", "dependencies")}
    packages = tuple(reader.packages())
    gaps = [*reader.gaps, *([Gap(f"{error[0]}; what follows is not read", error[1])] if error else [])]
    return Manifest(
        ecosystem="maven",
        role=Role.MANIFEST,
        packages=packages,
        projects=tuple(reader.project()),
        gaps=tuple(gaps),
        managed=managed,
    )


class _Pom:
    def __init__(self, root: Element) -> None:
        self.root = root
        self.gaps: list[Gap] = []
        self.properties = {
            one.tag: one.text[:_MAX_VALUE] for properties in root.all("properties") for one in properties.children
        }
        self.group = root.value("groupId") or root.value("parent", "groupId")
        self.version = root.value("version") or root.value("parent", "version")
        for prefix in ("project.", "pom.", ""):
            self.properties.setdefault(f"{prefix}groupId", self.group)
            self.properties.setdefault(f"{prefix}version", self.version)
            self.properties.setdefault(f"{prefix}artifactId", root.value("artifactId"))
        self.properties.setdefault("project.parent.version", root.value("parent", "version"))

    def project(self) -> Iterator[Project]:
        artifact = self.root.first("artifactId")
        if artifact is not None and artifact.text:
            version = self._filled(self.version)
            known = version if version and "${" not in version else None
            yield Project(f"{self._filled(self.group)}:{artifact.text}", artifact.line, known)

    def packages(self) -> Iterator[Package]:
        """Dependencies, those of profiles, the parent, imported BOMs, and plug-ins."""
        yield from self.read("dependencies")
        yield from self.read("profiles", "profile", "dependencies")
        for one in self.root.all("dependencyManagement", "dependencies", "dependency"):
            if one.value("scope") == "import":
                yield from self._package(one, "build")
        for parent in self.root.all("parent"):
            # A relative path (the default is ../pom.xml) that is written empty says: from a repository.
            if (path := parent.first("relativePath")) is not None and not path.text:
                yield from self._package(parent, "build")
        for one in self.root.all("build", "plugins", "plugin"):
            yield from self._package(one, "build")

    def read(self, *steps: str) -> Iterator[Package]:
        for one in self.root.all(*steps, "dependency"):
            if one.value("scope") != "import":
                yield from self._package(one, _SCOPES.get(one.value("scope"), "runtime"))

    def _package(self, element: Element, scope: str) -> Iterator[Package]:
        if not element.complete:
            return
        default = "org.apache.maven.plugins" if element.tag == "plugin" else ""
        group, artifact = self._filled(element.value("groupId")) or default, self._filled(element.value("artifactId"))
        declared = self._filled(element.value("version"))
        if not group or not artifact or "${" in group + artifact:
            self.gaps.append(Gap("a dependency whose name is not written out", element.line, f"{group}:{artifact}"))
            return
        if "${" in declared:
            self.gaps.append(Gap("a version whose property is not in this file", element.line, declared))
        exact = bool(declared) and declared[0] not in "[(" and "${" not in declared
        artifact_id = element.first("artifactId")
        yield Package(
            f"{group}:{artifact}",
            artifact_id.line if artifact_id is not None else element.line,
            version=declared if exact else None,
            declared_range=declared if declared and "${" not in declared else None,
            scope="optional" if element.value("optional") == "true" and scope == "runtime" else scope,
        )

    def _filled(self, text: str) -> str:
        for _ in range(_MAX_STEPS if len(text) <= _MAX_VALUE else 0):
            filled = _PROPERTY.sub(lambda match: self.properties.get(match.group(1), match.group()), text)
            if filled == text or len(filled) > _MAX_VALUE:
                break
            text = filled
        return text
