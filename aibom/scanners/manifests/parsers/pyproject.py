"""pyproject.toml: PEP 621 metadata, PEP 735 groups, build requirements, and the tables of the build tools."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.core.json import Json
from aibom.core.lined import Lined
from aibom.core.toml import parse_toml_with_lines
from aibom.scanners.manifests.names import is_commit, pypi_name, registry_of, without_credentials
from aibom.scanners.manifests.parsers.pixi import pixi_packages
from aibom.scanners.manifests.parsers.poetry import poetry_packages
from aibom.scanners.manifests.pep508 import incomplete, parse_requirement
from aibom.scanners.manifests.record import Gap, Include, Manifest, Package, Project, Role
from aibom.scanners.manifests.values import mapping, sequence, text, texts

_DEV_EXTRAS = frozenset({"dev", "develop", "development", "test", "tests", "testing", "doc", "docs", "lint", "typing"})


def parse_pyproject(data: bytes, path: str) -> Manifest | None:
    """The record; None for a file that only configures tools."""
    reader = _Reader(parse_toml_with_lines(data, path))
    manifest = reader.manifest()
    told = (manifest.packages, manifest.projects, manifest.gaps, manifest.includes)
    return manifest if any(told) else None


def group_scope(name: str) -> str:
    """The scope of a dependency group or optional group, by its name."""
    return "dev" if name.lower() in _DEV_EXTRAS else "optional"


class _Reader:
    def __init__(self, document: Lined) -> None:
        self.document = document
        self.top = mapping(document.value)
        self.gaps: list[Gap] = []
        self.sources = mapping(self.top, "tool", "uv", "sources")

    def manifest(self) -> Manifest:
        packages = [*self._packages(), *poetry_packages(self.document), *pixi_packages(self.document, "tool", "pixi")]
        includes = tuple(self._includes())
        self._dynamic(includes, any(package.scope == "runtime" for package in packages))
        return Manifest(
            ecosystem="pypi",
            role=Role.MANIFEST,
            packages=tuple(packages),
            projects=tuple(self._project()),
            gaps=tuple(self.gaps),
            includes=includes,
        )

    def _project(self) -> Iterator[Project]:
        for steps in (("project",), ("tool", "poetry")):
            name = text(self.top, *steps, "name")
            if name:
                line = self.document.line_at(*steps, "name")
                yield Project(pypi_name(name), line, text(self.top, *steps, "version") or None)
                return

    def _packages(self) -> Iterator[Package]:
        yield from self._list("runtime", "", "project", "dependencies")
        for extra in mapping(self.top, "project", "optional-dependencies"):
            yield from self._list("optional", extra, "project", "optional-dependencies", extra)
        for group in mapping(self.top, "dependency-groups"):
            yield from self._list("dev", group, "dependency-groups", group)
        yield from self._list("build", "", "build-system", "requires")
        yield from self._list("dev", "", "tool", "uv", "dev-dependencies")
        for group in mapping(self.top, "tool", "pdm", "dev-dependencies"):
            yield from self._list("dev", group, "tool", "pdm", "dev-dependencies", group)
        for environment in mapping(self.top, "tool", "hatch", "envs"):
            for key in ("dependencies", "extra-dependencies"):
                yield from self._list("dev", environment, "tool", "hatch", "envs", environment, key)
        yield from self._list("runtime", "", "tool", "flit", "metadata", "requires")

    def _list(self, scope: str, extra: str, *steps: str) -> Iterator[Package]:
        for index, entry in enumerate(sequence(self.top, *steps)):
            line = self.document.line_at(*steps, index)
            if not isinstance(entry, str):
                if not (isinstance(entry, Mapping) and "include-group" in entry):
                    self.gaps.append(Gap("an entry that is not a requirement", line))
                continue
            package = parse_requirement(entry, line, resolves=False)
            if isinstance(package, Gap):
                self.gaps.append(package)
            elif package is not None:
                gap = incomplete(package, entry)
                self.gaps += [gap] if gap else []
                placed = self._sourced(package)
                if placed is not None:
                    yield placed._replace(scope=scope, extra=(extra,) if extra else ())

    def _sourced(self, package: Package) -> Package | None:
        """With the source that [tool.uv.sources] gives it; None for a project of the tree."""
        named = next((entry for key, entry in self.sources.items() if pypi_name(key) == package.name), None)
        entries = [mapping(one) for one in sequence(named)] or [mapping(named)]
        if any(entry.get("workspace") is True for entry in entries) or all("path" in entry for entry in entries):
            return None
        address = next((text(entry, key) for entry in entries for key in ("git", "url") if key in entry), "")
        if address:
            pinned = is_commit(text(entries[0], "rev"))
            return package._replace(registry=without_credentials(address), pinned=pinned)
        index = next((text(entry, "index") for entry in entries if "index" in entry), "")
        return package._replace(registry=package.registry or self._index(index))

    def _index(self, name: str) -> str:
        indexes = [mapping(one) for one in sequence(self.top, "tool", "uv", "index")]
        url = next((text(one, "url") for one in indexes if name and text(one, "name") == name), "")
        return registry_of(url)

    def _includes(self) -> Iterator[Include]:
        """The files that setuptools reads requirements from ([tool.setuptools.dynamic])."""
        steps = ("tool", "setuptools", "dynamic")
        yield from self._files("runtime", "", *steps, "dependencies")
        for extra in mapping(self.top, *steps, "optional-dependencies"):
            yield from self._files("optional", extra, *steps, "optional-dependencies", extra)
        hatch = ("tool", "hatch", "metadata", "hooks", "requirements_txt")
        for name in texts(self.top, *hatch, "files"):
            yield Include("dynamic", name, self.document.line_at(*hatch, "files"))

    def _files(self, scope: str, extra: str, *steps: str) -> Iterator[Include]:
        found: Json = mapping(self.top, *steps).get("file")
        for name in [found] if isinstance(found, str) else texts(found):
            yield Include("dynamic", name, self.document.line_at(*steps), scope, extra)

    def _dynamic(self, includes: tuple[Include, ...], has_packages: bool) -> None:
        """Say so when dependencies are computed by a build tool in a way that is not read here."""
        if "dependencies" not in texts(self.top, "project", "dynamic") or has_packages:
            return
        if not any(include.scope == "runtime" for include in includes):
            line = self.document.line_at("project", "dynamic")
            reason = "dependencies are dynamic and computed by the build backend"
            self.gaps.append(Gap(reason, line, "dynamic", unless=("setup.py", "setup.cfg")))
