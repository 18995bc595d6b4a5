"""Elixir: mix.exs (read as text, line by line) and mix.lock (hexdocs.pm/mix)."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.core import re
from aibom.scanners.manifests.hashes import fixes_content, hex_hashes
from aibom.scanners.manifests.names import is_commit, without_credentials
from aibom.scanners.manifests.places import numbered_lines
from aibom.scanners.manifests.record import Edge, Gap, Manifest, Package, Project, Ref, Role

_DEPS = re.compile(r"(\s*)defp?\s+\w*deps\w*\b")
_NEED = re.compile(r"\{\s*:(\w+)\s*,([^{}]{0,400})")
_RANGE = re.compile(r"\s*\"([^\"]+)\"")
_INSIDE = re.compile(r"\b(?:path|in_umbrella):")
_ADDRESS = re.compile(r"\b(git|github):\s*\"([^\"]+)\"")
_REF = re.compile(r"\bref:\s*\"([^\"]+)\"")
_ONLY = re.compile(r"\bonly:\s*(\[[^\]]*\]|:\w+)")
_APP = re.compile(r"\s*app:\s*:(\w+)")
_VERSION = re.compile(r"\s*version:\s*\"([^\"]+)\"")
_HEX = re.compile(r"\s*\"([\w.-]+)\":\s*\{:hex,\s*:\w+,\s*\"([^\"]+)\",\s*\"([0-9a-f]*)\"(.*)")
_GIT = re.compile(r"\s*\"([\w.-]+)\":\s*\{:git,\s*\"([^\"]+)\",\s*\"([0-9a-f]+)\"")
_NEEDED = re.compile(r"\{:(\w+),\s*\"")
_OUTER = re.compile(r"\"([0-9a-f]{64})\"\}")
_DEV = frozenset({"dev", "test", "docs", "lint"})
_MAX_LINE = 4_000


def parse_mix(data: bytes, path: str) -> Manifest | None:
    """mix.exs: the tuples of its functions for dependencies; None where it has neither those nor an application."""
    packages, gaps = list[Package](), list[Gap]()
    app = version = ""
    line_of_app, indent = 1, -1
    for number, line in numbered_lines(data):
        text = line.partition("#")[0][:_MAX_LINE] if "#{" not in line else line[:_MAX_LINE]
        if (named := _APP.match(text)) and not app:
            app, line_of_app = named.group(1), number
        if (stated := _VERSION.match(text)) and not version:
            version = stated.group(1)
        if opened := _DEPS.match(text):
            indent = len(opened.group(1))
        elif indent >= 0 and text.strip() == "end" and len(text) - len(text.lstrip()) <= indent:
            indent = -1
        if indent >= 0:
            packages += [package for one in _NEED.finditer(text) if (package := _asked(one[1], one[2], number))]
    projects = (Project(app, line_of_app, version or None),) if app else ()
    if not packages and not projects:
        return None
    return Manifest(ecosystem="hex", role=Role.MANIFEST, packages=tuple(packages), projects=projects, gaps=tuple(gaps))


def _asked(name: str, rest: str, line: int) -> Package | None:
    """`{:req, "~> 0.5", only: :dev}`; None for a folder of the tree."""
    if _INSIDE.search(rest):
        return None
    declared, address, ref, only = _RANGE.match(rest), _ADDRESS.search(rest), _REF.search(rest), _ONLY.search(rest)
    where = ""
    if address:
        where = address[2] if address[1] == "git" else f"https://github.com/{address[2]}"
    groups = re.findall(r":(\w+)", only[1]) if only else []
    return Package(
        name,
        line,
        declared_range=declared[1] if declared else None,
        scope="dev" if groups and _DEV.issuperset(groups) else "runtime",
        registry=without_credentials(where) if where else "",
        pinned=is_commit(ref[1]) or None if ref else None,
    )


def parse_mix_lock(data: bytes, path: str) -> Manifest:
    """mix.lock: one package a line, with the hash of its archive or the commit."""
    packages: dict[str, Package] = {}
    needs: list[tuple[str, str]] = []
    for number, line in numbered_lines(data):
        package = _locked(line, number)
        if package is not None:
            packages.setdefault(package.name, package)
            needs += [(package.name, one) for one in _NEEDED.findall(line)]
    return Manifest(
        ecosystem="hex", role=Role.LOCK, packages=tuple(packages.values()), edges=tuple(_edges(packages, needs))
    )


def _locked(line: str, number: int) -> Package | None:
    if found := _HEX.match(line):
        outer = _OUTER.search(found[4])
        hashes = hex_hashes([f"sha256:{outer[1] if outer else found[3]}"])
        return Package(found[1], number, version=found[2], hashes=hashes, pinned=fixes_content(hashes))
    if found := _GIT.match(line):
        commit = found[3]
        return Package(
            found[1], number, version=commit, registry=without_credentials(found[2]), pinned=is_commit(commit)
        )
    return None


def _edges(packages: dict[str, Package], needs: list[tuple[str, str]]) -> Iterator[Edge]:
    for source, target in dict.fromkeys(needs):
        if target in packages and target != source:
            yield Edge(packages[source].ref, Ref(target, packages[target].version), "")
