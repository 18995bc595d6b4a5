"""Go modules: go.mod (https://go.dev/ref/mod#go-mod-file) and go.sum."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.core import re
from aibom.scanners.manifests.hashes import base64_hash
from aibom.scanners.manifests.places import numbered_lines
from aibom.scanners.manifests.record import Gap, Manifest, Package, Project, Role

_BLOCK = re.compile(r"(\w+)\s*\(\s*\Z")
_REPLACE = re.compile(r"(\S+)(?:\s+(v\S+))?\s*=>\s*(\S+)(?:\s+(v\S+))?\Z")


def parse_go_mod(data: bytes, path: str) -> Manifest:
    """go.mod; minimal version selection makes its versions those that are built with."""
    reader = _Reader()
    for number, line in numbered_lines(data):
        reader.take(line, number)
    return reader.manifest()


class _Reader:
    def __init__(self) -> None:
        self.block = ""
        self.projects: list[Project] = []
        self.packages: list[Package] = []
        self.gaps: list[Gap] = []
        self.replaced: dict[tuple[str, str], tuple[str, str]] = {}

    def take(self, line: str, number: int) -> None:
        body, _, comment = line.partition("//")
        body = body.strip()
        block = _BLOCK.match(body)
        if block:
            self.block = block.group(1)
        elif body == ")":
            self.block = ""
        elif body:
            verb, _, rest = (self.block, "", body) if self.block else body.partition(" ")
            self._directive(verb, rest.strip(), comment.strip(), number)

    def _directive(self, verb: str, rest: str, comment: str, number: int) -> None:
        if verb == "module":
            self.projects.append(Project(rest.strip('"`'), number))
        elif verb in ("require", "tool"):
            self._require(verb, rest, comment, number)
        elif verb == "replace":
            match = _REPLACE.match(rest)
            if match:
                self.replaced[match.group(1), match.group(2) or ""] = (match.group(3), match.group(4) or "")
            else:
                self.gaps.append(Gap("a replace directive that cannot be read", number, rest))

    def _require(self, verb: str, rest: str, comment: str, number: int) -> None:
        parts = rest.split()
        if verb == "require" and len(parts) == 2:
            indirect = comment.startswith("indirect")
            name = parts[0].strip('"`')
            self.packages.append(Package(name, number, version=parts[1], scope="runtime", direct=not indirect))
        elif verb == "require":
            self.gaps.append(Gap("a require directive that cannot be read", number, rest))

    def manifest(self) -> Manifest:
        return Manifest(
            ecosystem="golang",
            role=Role.MANIFEST,
            packages=tuple(self._replaced()),
            projects=tuple(self.projects[:1]),
            gaps=tuple(self.gaps),
        )

    def _replaced(self) -> Iterator[Package]:
        """The packages that are built with: replacements in, folders of the tree out."""
        for package in self.packages:
            target = self.replaced.get((package.name, package.version or "")) or self.replaced.get((package.name, ""))
            if target is None:
                yield package._replace(declared_range=package.version)
            elif not target[0].startswith((".", "/")):
                declared = f"{package.name} {package.version}"
                yield package._replace(name=target[0], version=target[1] or None, declared_range=declared)


def parse_go_sum(data: bytes, path: str) -> Manifest:
    """go.sum: `h1:` is the SHA-256 over the hashes of a module's files (golang.org/x/mod/sumdb/dirhash).

    It lists more modules than are built with, so that it only lends hashes to those of go.mod.
    """
    packages = []
    for number, line in numbered_lines(data):
        parts = line.split()
        if len(parts) == 3 and not parts[1].endswith("/go.mod") and parts[2].startswith("h1:"):
            digest = base64_hash("sha256", parts[2][3:])
            hashes = (digest,) if digest else ()
            packages.append(Package(parts[0], number, version=parts[1], hashes=hashes))
    return Manifest(ecosystem="golang", role=Role.HASHES, packages=tuple(packages))
