"""pip's requirement and constraint files (https://pip.pypa.io/en/stable/reference/requirements-file-format/).

Comments of pip-compile and `uv pip compile` (`# via ...`) say why a package is there; they become edges.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from aibom.core import re
from aibom.scanners.manifests.hashes import fixes_content, hex_hashes
from aibom.scanners.manifests.names import pypi_name, registry_of
from aibom.scanners.manifests.pep508 import incomplete, parse_requirement
from aibom.scanners.manifests.places import numbered_lines
from aibom.scanners.manifests.record import Edge, Gap, Include, Manifest, Package, Ref, Role

_COMMENT = re.compile(r"(?:^|(?<=\s))#.*$")
_HASH = re.compile(r"\s--hash[=\s]\s*(\S+)")
_PER_REQUIREMENT = re.compile(r"\s--(?:hash|config-settings?|global-option|install-option)[=\s].*$")
_OPTION = re.compile(r"(--?[a-zA-Z][\w-]*)(?:\s*=\s*|\s+|(?<=^-[a-zA-Z]))?(.*)$")
_VIA = re.compile(r"#\s*via\b\s*(.*)$")
_VIA_NAME = re.compile(r"[A-Za-z0-9][\w.-]*(?:\[[^\]]*\])?\Z")
_DEV = re.compile(
    r"(?:^|[^a-z])(?:dev|develop|development|test|tests|testing|docs?|lint|ci|typing|bench|benchmarks?)(?:[^a-z]|$)"
)
_NAMED_LIKE = re.compile(r"require|constrain|(?:^|[^a-z])reqs?(?:[^a-z]|$)|(?:^|[^a-z])dep(?:s|endenc)")

_INCLUDES = {"-r": "requirements", "--requirement": "requirements", "-c": "constraints", "--constraint": "constraints"}
_EDITABLE = frozenset({"-e", "--editable"})
_INDEX = frozenset({"-i", "--index-url", "--pypi-url"})


class _Line(NamedTuple):
    """A logical line: continuations joined, comment apart."""

    number: int
    text: str
    comments: tuple[str, ...]


def stands_alone(path: str) -> bool:
    """Whether a file of this name counts even when no other file includes it."""
    return _NAMED_LIKE.search(path.lower()) is not None


def is_constraints(path: str) -> bool:
    """Whether the file's name says that it only limits versions."""
    return "constrain" in posixpath.basename(path).lower()


def scope_of(path: str) -> str:
    """The scope that a file's name tells: `requirements-dev.txt` is for development."""
    folder, name = posixpath.split(path.lower())
    named = name if _DEV.search(name) else posixpath.basename(folder)
    return "dev" if _DEV.search(named) and stands_alone(path) else "runtime"


def parse_requirements(data: bytes, path: str) -> Manifest:
    """The record of one file; every line that is not a requirement is either an option or a gap."""
    reader = _Reader(scope_of(path))
    for line in _logical_lines(numbered_lines(data)):
        reader.take(line)
    return reader.manifest()


def _logical_lines(lines: Iterable[tuple[int, str]]) -> Iterator[_Line]:
    """Lines with the indented comments below them, which is where compilers of requirements write `via`."""
    current: _Line | None = None
    for line in _joined_lines(lines):
        if line.text:
            if current:
                yield current
            current = line
        elif current and line.comments and line.comments[0][0].isspace():
            current = current._replace(comments=(*current.comments, *line.comments))
        elif current:
            yield current
            current = None
    if current:
        yield current


def _joined_lines(lines: Iterable[tuple[int, str]]) -> Iterator[_Line]:
    """Physical lines joined at a trailing backslash; `text` is empty for blank and for comment lines."""
    parts, start = list[str](), 0
    for number, physical in lines:
        start = start if parts else number
        match = _COMMENT.search(physical)
        if match is None and physical.rstrip().endswith("\\"):
            parts.append(physical.rstrip()[:-1].strip())
            continue
        parts.append((physical[: match.start()] if match else physical).strip())
        indent = " " if physical[:1].isspace() else ""
        comment = (indent + match.group(),) if match else ()
        yield _Line(start, " ".join(parts).strip(), comment)
        parts = []
    if parts:
        yield _Line(start, " ".join(parts).strip(), ())


class _Reader:
    def __init__(self, scope: str) -> None:
        self.scope = scope
        self.registry = ""
        self.packages: list[Package] = []
        self.edges: list[Edge] = []
        self.gaps: list[Gap] = []
        self.includes: list[Include] = []
        self.sources: set[str] = set()
        self.compiled = False

    def take(self, line: _Line) -> None:
        if line.text.startswith("-"):
            self._option(line)
        else:
            self._requirement(line, line.text)

    def manifest(self) -> Manifest:
        versions = {package.name: package.version for package in self.packages}
        edges = (
            edge._replace(source=edge.source and Ref(edge.source.name, versions.get(edge.source.name)))
            for edge in self.edges
        )
        return Manifest(
            ecosystem="pypi",
            role=Role.REQUIREMENTS,
            packages=tuple(package._replace(registry=package.registry or self.registry) for package in self.packages),
            edges=tuple(edges),
            gaps=tuple(self.gaps),
            includes=tuple(self.includes),
            compiled_from=frozenset(self.sources),
        )

    def _option(self, line: _Line) -> None:
        match = _OPTION.match(line.text)
        option, value = (match.group(1), match.group(2).strip().strip("\"'")) if match else ("", "")
        if option[:2] in _INCLUDES and not option.startswith("--"):
            value = (option[2:] + value).strip()
            option = option[:2]
        if option in _INCLUDES and value:
            self.includes.append(Include(_INCLUDES[option], value, line.number, self.scope))
        elif option in _EDITABLE and value:
            self._requirement(line, value)
        elif option in _INDEX:
            self.registry = registry_of(value)

    def _requirement(self, line: _Line, text: str) -> None:
        hashes = hex_hashes(_HASH.findall(f" {text}"))
        text = _PER_REQUIREMENT.sub("", text).strip()
        package = parse_requirement(text, line.number, resolves=True)
        if isinstance(package, Gap):
            self.gaps.append(package)
        elif package is not None:
            gap = incomplete(package, text)
            self.gaps += [gap] if gap else []
            self._add(package, hashes or package.hashes, line.comments)

    def _add(self, package: Package, hashes: tuple[str, ...], comments: tuple[str, ...]) -> None:
        fixed = bool(package.pinned) or (package.version is not None and fixes_content(hashes))
        via = _via(comments)
        direct = _names_a_file(via) if via else True
        self.compiled = self.compiled or bool(via)
        self.packages.append(package._replace(hashes=hashes, pinned=fixed or None, scope=self.scope, direct=direct))
        self.sources.update(source for source in map(_source_file, via) if source)
        for source in via:
            name = source.partition("[")[0]
            if _VIA_NAME.match(source) and not source.endswith((".in", ".txt", ".toml", ".py", ".cfg")):
                self.edges.append(Edge(Ref(pypi_name(name)), package.ref, self.scope))


def _via(comments: tuple[str, ...]) -> list[str]:
    """The entries of a `# via` comment, in one line or one a line below it."""
    entries, inside = list[str](), False
    for comment in comments:
        match = _VIA.match(comment.strip())
        if match:
            inside = True
            rest = match.group(1)
        else:
            rest = comment.strip().lstrip("#").strip()
        if inside:
            entries += [entry.strip() for entry in rest.split(",") if entry.strip()]
    return entries


def _source_file(entry: str) -> str:
    """The file that a `via` entry names: `-r requirements.in (line 3)`, `-c pins.txt`, `app (pyproject.toml)`."""
    if entry.startswith(("-r ", "-c ")):
        return entry[3:].partition(" (")[0].strip()
    if entry.endswith(")") and " (" in entry:
        return entry.rpartition(" (")[2][:-1]
    return entry if entry.endswith((".in", ".toml", ".cfg", "setup.py")) else ""


def _names_a_file(via: list[str]) -> bool:
    return any(_source_file(entry) and not entry.startswith("-c ") for entry in via)
