"""Gradle: build.gradle(.kts) read as text and never run, gradle.lockfile, and version catalogues."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from aibom.core.json import Json
from aibom.core.lined import Lined
from aibom.core.text import decode
from aibom.core.toml import parse_toml_with_lines
from aibom.scanners.manifests.places import numbered_lines
from aibom.scanners.manifests.record import Gap, Manifest, Package, Role
from aibom.scanners.manifests.values import mapping, text

_CONFIGURATION = (
    r"(?:[a-zA-Z]{0,60}(?:[iI]mplementation|[aA]pi|[cC]ompileOnly|[rR]untimeOnly|[cC]ompile|[rR]untime|classpath"
    r"|[aA]nnotationProcessor|kapt|ksp|coreLibraryDesugaring)[a-zA-Z]{0,60})"
)
_WRAPPER = r"(?:(?:enforcedPlatform|platform|testFixtures|dependencies\.create)\s*\(\s*)?"
_STRING = re.compile(
    rf"^[ \t]*+({_CONFIGURATION})[ \t]*+\(?[ \t]*+{_WRAPPER}(['\"])([^'\"\n]{{1,300}})\2", re.MULTILINE
)
_MAP = re.compile(
    rf"^[ \t]*+({_CONFIGURATION})[ \t]*+\(?\s{{0,20}}group\s*[:=]\s*['\"]([^'\"]+)['\"]\s*,"
    r"\s*name\s*[:=]\s*['\"]([^'\"]+)['\"](?:\s*,\s*version\s*[:=]\s*['\"]([^'\"]+)['\"])?",
    re.MULTILINE,
)
_COMPUTED = re.compile(
    rf"^[ \t]*+({_CONFIGURATION})[ \t]*+\(?[ \t]*+(?!{_WRAPPER}['\"]|group\s*[:=])([^\s({{=].*)$", re.MULTILINE
)
# What names no coordinates: the catalogue, projects and files of the tree, parts of Gradle and Kotlin.
_TOLD_ELSEWHERE = re.compile(
    r"(?:\(\s*)?(?:(?:enforcedPlatform|platform)\(\s*)?"
    r"(?:libs\.|projects?\b|files\(|fileTree|kotlin\(|gradleApi|localGroovy|compose\.|npm\()"
)
_PLUGIN = re.compile(
    r"""^[ \t]*+id[ \t]*+\(?\s*['"]([\w.-]+)['"]\s*\)?\s*version\s*\(?\s*['"]([^'"\n]{1,200})['"]""", re.MULTILINE
)
_VARIABLE = re.compile(
    r"""^[ \t]*+(?:def|val|var|ext\.|extra\[")?\s*"?([\w.]{1,100})"?\]?\s*=\s*['"]([^'"\n]{1,200})['"]""", re.MULTILINE
)
_REFERENCE = re.compile(r"\$\{?([\w.]+)\}?")
_COMMENT = re.compile(r"/\*(?:[^*]|\*(?!/))*+(?:\*/)?|(?<![:\w])//[^\n]*", re.DOTALL)
_BRACE = re.compile(r"[{}]")
_COORDINATES = re.compile(r"([\w.${}-]+):([\w.${}-]+)(?::([^:@]+))?(?:[:@].*)?\Z")


def parse_gradle(data: bytes, path: str) -> Manifest | None:
    """The record; coordinates that are computed are gaps. Versions are only declared: Gradle may raise them."""
    source = _COMMENT.sub(lambda match: "\n" * match.group().count("\n"), decode(data))
    reader = _Build(source)
    reader.read()
    if not (reader.packages or reader.gaps):
        return None
    packages = tuple(sorted(reader.packages, key=lambda one: (one.line, one.name)))
    return Manifest(ecosystem="maven", role=Role.MANIFEST, packages=packages, gaps=tuple(reader.gaps))


class _Build:
    def __init__(self, source: str) -> None:
        self.source = source
        self.variables = {name.rpartition(".")[2]: value for name, value in _VARIABLE.findall(source)}
        self.packages: list[Package] = []
        self.gaps: list[Gap] = []

    def read(self) -> None:
        for start, end in _blocks(self.source, "dependencies"):
            self._block(start, end)
        for match in _PLUGIN.finditer(self.source):
            name, version = match.groups()
            line = self._line(match.start(1))
            self._coordinates("classpath", f"{name}:{name}.gradle.plugin:{version}", line)

    def _block(self, start: int, end: int) -> None:
        for match in _STRING.finditer(self.source, start, end):
            self._coordinates(match.group(1), match.group(3), self._line(match.start(1)))
        for match in _MAP.finditer(self.source, start, end):
            parts = [part for part in match.groups()[1:] if part]
            self._coordinates(match.group(1), ":".join(parts), self._line(match.start(1)))
        for match in _COMPUTED.finditer(self.source, start, end):
            if not _TOLD_ELSEWHERE.match(match.group(2)):
                line = self._line(match.start(1))
                self.gaps.append(Gap("a dependency that is computed", line, match.group().strip()[:200]))

    def _line(self, offset: int) -> int:
        return self.source.count("\n", 0, offset) + 1

    def _coordinates(self, configuration: str, written: str, line: int) -> None:
        match = _COORDINATES.match(self._filled(written))
        if match is None:
            if written.startswith(":") or "/" in written or ":" not in written:
                return
            self.gaps.append(Gap("a dependency that is computed", line, written))
            return
        group, artifact, version = match.groups()
        if "$" in group + artifact + (version or ""):
            self.gaps.append(Gap("a name or version that is computed", line, written))
        if "$" not in group + artifact:
            known = version if version and "$" not in version else None
            package = Package(f"{group}:{artifact}", line, declared_range=known, scope=scope_of(configuration))
            self.packages.append(package)

    def _filled(self, text_: str) -> str:
        return _REFERENCE.sub(lambda match: self.variables.get(match.group(1).rpartition(".")[2], match.group()), text_)


def _blocks(source: str, name: str) -> Iterator[tuple[int, int]]:
    """Where the outermost blocks of a name begin and end, by counting braces."""
    done = 0
    for match in re.finditer(rf"\b{name}\s*\{{", source):
        if match.start() < done:
            continue
        depth, done = 1, len(source)
        for brace in _BRACE.finditer(source, match.end()):
            depth += 1 if brace.group() == "{" else -1
            if depth == 0:
                done = brace.start()
                break
        yield match.end(), done


def scope_of(configuration: str) -> str:
    """The scope that a configuration's name tells: `testImplementation`, `annotationProcessor`."""
    lower = configuration.lower()
    if "test" in lower:
        return "test"
    if lower.startswith(("annotationprocessor", "kapt", "ksp", "classpath", "debug", "corelibrary")):
        return "build"
    return "build" if lower == "compileonly" else "runtime"


def parse_gradle_lockfile(data: bytes, path: str) -> Manifest:
    """gradle.lockfile: `group:name:version=configurations`; it has neither edges nor hashes."""
    packages, gaps = list[Package](), list[Gap]()
    for number, line in numbered_lines(data):
        coordinates, _, configurations = line.strip().partition("=")
        parts = coordinates.split(":")
        if not coordinates or coordinates.startswith("#") or coordinates == "empty":
            continue
        if len(parts) != 3:
            gaps.append(Gap("a line that is not group:name:version", number, coordinates))
            continue
        used = [scope_of(one) for one in configurations.split(",") if one] or ["runtime"]
        scope = next(one for one in ("runtime", "build", "test") if one in used)
        scope = "build" if path.rpartition("/")[2].startswith("buildscript") else scope
        packages.append(Package(f"{parts[0]}:{parts[1]}", number, version=parts[2], scope=scope))
    return Manifest(ecosystem="maven", role=Role.LOCK, packages=tuple(packages), gaps=tuple(gaps))


def parse_version_catalogue(data: bytes, path: str) -> Manifest:
    """libs.versions.toml: its libraries and plug-ins count as asked for, whichever build script uses them."""
    document = parse_toml_with_lines(data, path)
    packages = [*_libraries(document), *_plugins(document)]
    return Manifest(ecosystem="maven", role=Role.MANIFEST, packages=tuple(packages))


def _libraries(document: Lined) -> Iterator[Package]:
    for alias, entry in mapping(document.value, "libraries").items():
        group, _, name = (text(entry) or text(entry, "module")).partition(":")
        name, _, version = name.partition(":")
        group, name = group or text(entry, "group"), name or text(entry, "name")
        declared = version or _version(document, mapping(entry).get("version"))
        if group and name:
            line = document.line_at("libraries", alias)
            yield Package(f"{group}:{name}", line, declared_range=declared or None, scope="runtime")


def _plugins(document: Lined) -> Iterator[Package]:
    for alias, entry in mapping(document.value, "plugins").items():
        name, _, version = text(entry).partition(":")
        name = name or text(entry, "id")
        declared = version or _version(document, mapping(entry).get("version"))
        if name:
            line = document.line_at("plugins", alias)
            yield Package(f"{name}:{name}.gradle.plugin", line, declared_range=declared or None, scope="build")


def _version(document: Lined, value: Json) -> str:
    """`"1.2"`, `{ref = "alias"}`, or a rich version (`{strictly = ..., prefer = ...}`)."""
    if isinstance(value, Mapping) and "ref" in value:
        value = mapping(document.value, "versions").get(text(value, "ref"))
    return text(value) or next((text(value, key) for key in ("strictly", "require", "prefer") if text(value, key)), "")
