"""Gradle: build.gradle(.kts) read as text and never run, gradle.lockfile, and version catalogues."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from aibom.core import re
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
# All of these meet single lines of at most _MAX_LINE characters.
_MAX_LINE = 1000
_STRING = re.compile(rf"\s*({_CONFIGURATION})\s*\(?\s*{_WRAPPER}(['\"])([^'\"]+)\2")
_MAP = re.compile(
    rf"\s*({_CONFIGURATION})\s*\(?\s*group\s*[:=]\s*['\"]([^'\"]+)['\"]\s*,"
    r"\s*name\s*[:=]\s*['\"]([^'\"]+)['\"](?:\s*,\s*version\s*[:=]\s*['\"]([^'\"]+)['\"])?"
)
_COMPUTED = re.compile(rf"\s*({_CONFIGURATION})\b\s*\(?\s*([^\s({{=].*)\Z")
# What names no coordinates: the catalogue, projects and files of the tree, parts of Gradle and Kotlin.
_TOLD_ELSEWHERE = re.compile(
    r"(?:\(\s*)?(?:(?:enforcedPlatform|platform)\(\s*)?"
    r"(?:libs\.|projects?\b|files\(|fileTree|kotlin\(|gradleApi|localGroovy|compose\.|npm\()"
)
_PLUGIN = re.compile(r"""\s*id\s*\(?\s*['"]([\w.-]+)['"]\s*\)?\s*version\s*\(?\s*['"]([^'"]+)['"]""")
_VARIABLE = re.compile(r"""\s*+(?:def|val|var|ext\.|extra\[")?\s*+"?([\w.]++)"?\]?\s*+=\s*+['"]([^'"]{1,200})['"]""")
_REFERENCE = re.compile(r"\$\{?([\w.]+)\}?")
_COMMENT = re.compile(r"/\*(?:[^*]|\*(?!/))*+(?:\*/)?|(?<![:\w])//[^\n]*", re.DOTALL)
_BLOCK = re.compile(r"\bdependencies\s*\{")
_COORDINATES = re.compile(r"([\w.${}-]+):([\w.${}-]+)(?::([^:@]+))?(?:[:@].*)?\Z")


def parse_gradle(data: bytes, path: str) -> Manifest | None:
    """The record; coordinates that are computed are gaps. Versions are only declared: Gradle may raise them."""
    source = decode(data).replace("\r\n", "\n")
    source = _COMMENT.sub(lambda match: "\n" * match.group().count("\n"), source)
    reader = _Build(source)
    reader.read()
    if not (reader.packages or reader.gaps):
        return None
    packages = tuple(sorted(reader.packages, key=lambda one: (one.line, one.name)))
    return Manifest(ecosystem="maven", role=Role.MANIFEST, packages=packages, gaps=tuple(reader.gaps))


class _Build:
    def __init__(self, source: str) -> None:
        self.lines = list(_lines(source))
        variables = (_VARIABLE.match(line.text) for line in self.lines)
        self.variables = {one.group(1).rpartition(".")[2]: one.group(2) for one in variables if one}
        self.packages: list[Package] = []
        self.gaps: list[Gap] = []

    def read(self) -> None:
        for line in self.lines:
            plugin = _PLUGIN.match(line.text)
            if plugin:
                name, version = plugin.groups()
                self._coordinates("classpath", f"{name}:{name}.gradle.plugin:{version}", line.number)
            elif line.wanted:
                self._dependency(line.text, line.number)

    def _dependency(self, line: str, number: int) -> None:
        written, mapped, computed = _STRING.match(line), _MAP.match(line), _COMPUTED.match(line)
        if written:
            self._coordinates(written.group(1), written.group(3), number)
        elif mapped:
            self._coordinates(mapped.group(1), ":".join(part for part in mapped.groups()[1:] if part), number)
        elif computed and not _TOLD_ELSEWHERE.match(computed.group(2)):
            self.gaps.append(Gap("a dependency that is computed", number, line.strip()[:200]))

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


class _Line(NamedTuple):
    """A line of a build script; `wanted` when it stands in a `dependencies` block."""

    number: int
    text: str
    wanted: bool


def _lines(source: str) -> Iterator[_Line]:
    """Lines with an open call joined to the next one, and whether braces put them into a `dependencies` block."""
    depth, opened, held, start = 0, 0, "", 0
    for number, raw in enumerate(source.split("\n"), 1):
        line = (held + raw)[:_MAX_LINE]
        start = start or number
        if raw.rstrip().endswith("(") and not held:
            held = line
            continue
        block = _BLOCK.search(line)
        if block and not opened:
            opened = depth + 1
            line = line[block.end() :]
            depth += 1
        yield _Line(start, line, opened > 0)
        depth += line.count("{") - line.count("}")
        opened = opened if depth >= opened else 0
        held, start = "", 0


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
