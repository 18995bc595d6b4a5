"""Ruby: Gemfile, *.gemspec (both read as text, line by line) and Gemfile.lock."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.core import re
from aibom.scanners.manifests.hashes import fixes_content, hex_hash
from aibom.scanners.manifests.names import is_commit, registry_of, without_credentials
from aibom.scanners.manifests.places import numbered_lines
from aibom.scanners.manifests.record import Edge, Gap, Manifest, Package, Project, Ref, Role

_GEM = re.compile(r"\s*gem[\s(]+['\"]([\w.-]+)['\"](.*)")
_GROUP = re.compile(r"\s*group[\s(]+(.+?)\)?\s+do\b")
_BLOCK = re.compile(r"\s*(?:if|unless|case|begin|def)\b|.*\bdo\b(?:\s*\|[^|]*\|)?\s*\Z")
_END = re.compile(r"\s*end\b")
_TEXT = re.compile(r",\s*['\"]([^'\"]+)['\"]")
_INLINE_GROUP = re.compile(r"groups?(?::|\"?\s*=>)\s*(\[[^\]]*\]|:\w+)")
_OPTION = re.compile(r"\b(git|github|path|source|ref)(?::|\"?\s*=>)\s*['\"]([^'\"]+)['\"]")
_SYMBOL = re.compile(r":(\w+)|['\"](\w+)['\"]")
_SPEC_NEED = re.compile(r"\s*\w+\.add_(runtime_|development_)?dependency[\s(]+['\"]([\w.-]+)['\"](.*)")
_SPEC_NAME = re.compile(r"\s*\w+\.name\s*=\s*['\"]([\w.-]+)['\"]")
_LOCKED = re.compile(r"( +)([^\s(!]+)(?: \(([^)]*)\))?!?(?: (.*))?\Z")
_MAX_RUBY_LINE = 1000
_DEV = frozenset({"development", "test", "ci", "lint", "doc", "docs"})


def parse_gemfile(data: bytes, path: str) -> Manifest:
    """The record; what a Gemfile computes (loops, `gemspec`, `eval_gemfile`) is a gap."""
    packages, gaps, groups = list[Package](), list[Gap](), list[list[str]]()
    for number, line in numbered_lines(data):
        text = (line.split("#", 1)[0] if "#{" not in line else line)[:_MAX_RUBY_LINE].rstrip()
        gem, group = _GEM.match(text), _GROUP.match(text)
        if gem:
            package = _gem(gem.group(1), gem.group(2), number, [one for names in groups for one in names])
            packages += [package] if package else []
        elif re.match(r"\s*(?:gem\s|gem\(|eval_gemfile)", text):
            gaps.append(Gap("a gem whose name is computed", number, text.strip()[:200]))
        elif group:
            groups.append(_symbols(group.group(1)))
        elif _BLOCK.match(text):
            groups.append([])
        elif _END.match(text) and groups:
            groups.pop()
    return Manifest(ecosystem="gem", role=Role.MANIFEST, packages=tuple(packages), gaps=tuple(gaps))


def _gem(name: str, rest: str, line: int, groups: list[str]) -> Package | None:
    options = dict(_OPTION.findall(rest))
    inline = _INLINE_GROUP.search(rest)
    groups = groups + (_symbols(inline.group(1)) if inline else [])
    if "path" in options:
        return None
    ranges = [one for one in _TEXT.findall(rest.split(":", 1)[0] if options else rest) if one[:1] in "~<>=!0123456789"]
    github = f"https://github.com/{options['github']}" if "github" in options else ""
    address = options.get("git") or github
    return Package(
        name,
        line,
        declared_range=", ".join(ranges) or None,
        scope="dev" if groups and all(one in _DEV for one in groups) else "runtime",
        registry=without_credentials(address) if address else registry_of(options.get("source", "")),
        pinned=is_commit(options.get("ref", "")) or None,
    )


def _symbols(text: str) -> list[str]:
    return [symbol or quoted for symbol, quoted in _SYMBOL.findall(text)]


def parse_gemspec(data: bytes, path: str) -> Manifest:
    """A gem's own specification: the project, and `add_dependency` lines that are written out."""
    packages, projects = list[Package](), list[Project]()
    for number, line in numbered_lines(data):
        name, need = _SPEC_NAME.match(line[:_MAX_RUBY_LINE]), _SPEC_NEED.match(line[:_MAX_RUBY_LINE])
        if name:
            projects.append(Project(name.group(1), number))
        elif need:
            scope = "dev" if need.group(1) == "development_" else "runtime"
            declared = ", ".join(_TEXT.findall(need.group(3))) or None
            packages.append(Package(need.group(2), number, declared_range=declared, scope=scope))
    return Manifest(ecosystem="gem", role=Role.MANIFEST, packages=tuple(packages), projects=tuple(projects[:1]))


def parse_gemfile_lock(data: bytes, path: str) -> Manifest:
    """Gemfile.lock. PATH gems are projects; a version loses its platform (`1.16.0-x86_64-linux`)."""
    reader = _Lock()
    for number, line in numbered_lines(data):
        reader.take(line, number)
    return reader.manifest()


class _Lock:
    def __init__(self) -> None:
        self.section = self.remote = self.revision = ""
        self.packages: dict[Ref, Package] = {}
        self.projects: list[Project] = []
        self.current: Ref | None = None
        self.needs: list[tuple[Ref | None, str]] = []
        self.gaps: list[Gap] = []

    def take(self, line: str, number: int) -> None:
        if line and not line[0].isspace():
            self.section, self.remote, self.revision = line.strip(), "", ""
            if line.startswith(("<<<<<<<", "=======", ">>>>>>>")):
                self.gaps.append(Gap("a merge conflict that was not resolved", number))
        elif line.startswith("  remote:"):
            self.remote = line.partition(":")[2].strip()
        elif line.startswith("  revision:"):
            self.revision = line.partition(":")[2].strip()
        elif match := _LOCKED.match(line):
            self._entry(len(match.group(1)), match.group(2), match.group(3) or "", match.group(4) or "", number)

    def _entry(self, indent: int, name: str, version: str, rest: str, number: int) -> None:
        if self.section in ("GEM", "GIT", "PATH") and indent == 4:
            self._spec(name, version.partition("-")[0], number)
        elif self.section in ("GEM", "GIT", "PATH") and indent == 6:
            self.needs.append((self.current, name))
        elif self.section == "DEPENDENCIES" and indent == 2:
            self.needs.append((None, name))
        elif self.section == "CHECKSUMS" and indent == 2:
            self._checksum(Ref(name, version.partition("-")[0]), rest)

    def _spec(self, name: str, version: str, number: int) -> None:
        self.current = Ref(name, version or None)
        if self.section == "PATH":
            self.projects.append(Project(name, number, version or None, self.remote))
            return
        self.packages.setdefault(
            self.current,
            Package(
                name,
                number,
                version=version or None,
                registry=registry_of(self.remote),
                pinned=is_commit(self.revision),
            ),
        )

    def _checksum(self, ref: Ref, rest: str) -> None:
        package, digest = self.packages.get(ref), hex_hash(rest)
        if package is not None and digest:
            hashes = tuple(sorted({*package.hashes, digest}))
            self.packages[ref] = package._replace(hashes=hashes, pinned=fixes_content(hashes))

    def manifest(self) -> Manifest:
        known = {ref.name: ref for ref in self.packages} | {
            one.name: Ref(one.name, one.version) for one in self.projects
        }
        return Manifest(
            ecosystem="gem",
            role=Role.LOCK,
            packages=tuple(self.packages.values()),
            edges=tuple(self._edges(known)),
            projects=tuple(self.projects),
            gaps=tuple(self.gaps),
            rooted=True,
        )

    def _edges(self, known: dict[str, Ref]) -> Iterator[Edge]:
        for source, name in dict.fromkeys(self.needs):
            if name in known:
                yield Edge(source, known[name], "")
