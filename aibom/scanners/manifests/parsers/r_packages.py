"""R: DESCRIPTION (Writing R Extensions, 1.1.1) and renv.lock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.core import re
from aibom.core.json import Json
from aibom.core.jsonc import parse_jsonc
from aibom.scanners.manifests.hashes import hex_hashes
from aibom.scanners.manifests.names import is_commit, registry_of
from aibom.scanners.manifests.places import numbered_lines
from aibom.scanners.manifests.record import Edge, Gap, Manifest, Package, Project, Ref, Role
from aibom.scanners.manifests.values import mapping, text, texts

_FIELD = re.compile(r"([A-Za-z][\w/@.-]*):[ \t]*(.*)")
_NEED = re.compile(r"([A-Za-z][A-Za-z0-9.]*)\s*(?:\(([^)]*)\))?")
_SCOPES = {"Depends": "runtime", "Imports": "runtime", "LinkingTo": "build", "Suggests": "optional"}
# What comes with R itself.
_BASE = frozenset(
    "R base compiler datasets graphics grDevices grid methods parallel splines stats stats4 tcltk tools utils".split()
)


def parse_description(data: bytes, path: str) -> Manifest | None:
    """DESCRIPTION; None for a file of that name that describes no package of R."""
    fields = list(_fields(data))
    named = {name: (line, value) for name, line, value in fields}
    if not named.keys() & {"Package", "Type", *_SCOPES}:
        return None
    packages = [package for name, line, value in fields for package in _asked(name, line, value)]
    line, project = named.get("Package", (1, ""))
    version = named.get("Version", (1, ""))[1].strip()
    projects = (Project(project.strip(), line, version or None),) if project.strip() else ()
    return Manifest(ecosystem="cran", role=Role.MANIFEST, packages=tuple(packages), projects=projects)


def _fields(data: bytes) -> Iterator[tuple[str, int, str]]:
    """The fields with the line on which each part stands: a continued field comes once for each of its lines."""
    name = ""
    for number, line in numbered_lines(data):
        if found := _FIELD.match(line):
            name = found[1]
            yield name, number, found[2]
        elif line[:1] in (" ", "\t") and name:
            yield name, number, line.strip()


def _asked(name: str, line: int, value: str) -> Iterator[Package]:
    scope = _SCOPES.get(name)
    for part in value.split(",") if scope else ():
        need = _NEED.fullmatch(part.strip())
        if need and need[1] not in _BASE:
            yield Package(need[1], line, declared_range=need[2] or None, scope=scope)


def parse_renv_lock(data: bytes, path: str) -> Manifest:
    """renv.lock: what was installed, each with the commit or the hash that renv made of it."""
    document = parse_jsonc(data, path, partial=True)
    entries = mapping(document.value, "Packages")
    packages = {
        name: _locked(name, mapping(entry), document.line_at("Packages", name)) for name, entry in entries.items()
    }
    edges = [
        Edge(packages[name].ref, Ref(need, packages[need].version), "")
        for name, entry in entries.items()
        for need in texts(entry, "Requirements")
        if need in packages and need != name
    ]
    gaps = [Gap(f"{document.error[0]}; what follows is not read", document.error[1])] if document.error else []
    return Manifest(
        ecosystem="cran", role=Role.LOCK, packages=tuple(packages.values()), edges=tuple(edges), gaps=tuple(gaps)
    )


def _locked(name: str, entry: Mapping[str, Json], line: int) -> Package:
    commit = text(entry, "RemoteSha")
    return Package(
        text(entry, "Package") or name,
        line,
        version=text(entry, "Version") or None,
        hashes=hex_hashes([f"md5:{text(entry, 'Hash')}"]),
        pinned=is_commit(commit),
        registry=registry_of(text(entry, "RemoteUrl")),
    )
