"""setup.cfg of setuptools: the sections [metadata], [options] and [options.extras_require]."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.scanners.manifests.ini import ValueLine, read_ini
from aibom.scanners.manifests.names import pypi_name
from aibom.scanners.manifests.pep508 import incomplete, parse_requirement
from aibom.scanners.manifests.record import Gap, Include, Manifest, Package, Project, Role

_OPTIONS = (("install_requires", "runtime"), ("setup_requires", "build"), ("tests_require", "test"))


def parse_setup_cfg(data: bytes, path: str) -> Manifest | None:
    """The record; None when the file only configures tools."""
    sections = read_ini(data)
    reader = _Reader()
    options = sections.get("options", {})
    for option, scope in _OPTIONS:
        reader.take(options.get(option, []), scope, "")
    for extra, lines in sections.get("options.extras_require", {}).items():
        reader.take(lines, "optional", extra)
    projects = tuple(_project(sections.get("metadata", {})))
    if not (projects or reader.packages or reader.includes or reader.gaps):
        return None
    return Manifest(
        ecosystem="pypi",
        role=Role.MANIFEST,
        packages=tuple(reader.packages),
        projects=projects,
        gaps=tuple(reader.gaps),
        includes=tuple(reader.includes),
    )


def _project(metadata: dict[str, list[ValueLine]]) -> Iterator[Project]:
    name, version = metadata.get("name"), metadata.get("version")
    if name and ":" not in name[0].text:
        known = version[0].text if version and ":" not in version[0].text else None
        yield Project(pypi_name(name[0].text), name[0].line, known)


class _Reader:
    def __init__(self) -> None:
        self.packages: list[Package] = []
        self.includes: list[Include] = []
        self.gaps: list[Gap] = []

    def take(self, lines: list[ValueLine], scope: str, extra: str) -> None:
        """Read one option: requirements, or the directive `file:` with file names."""
        if lines and lines[0].text.startswith("file:"):
            names = " ".join(line.text for line in lines).removeprefix("file:").replace(",", " ").split()
            self.includes += [Include("dynamic", name, lines[0].line, scope, extra) for name in names]
            return
        for line in lines:
            self._requirement(line, scope, extra)

    def _requirement(self, line: ValueLine, scope: str, extra: str) -> None:
        package = parse_requirement(line.text, line.line, resolves=False)
        if isinstance(package, Gap):
            self.gaps.append(package)
        elif package is not None:
            gap = incomplete(package, line.text)
            self.gaps += [gap] if gap else []
            self.packages.append(package._replace(scope=scope, extra=(extra,) if extra else ()))
