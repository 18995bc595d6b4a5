"""One Python requirement (PEP 508, and the direct forms that pip takes) as a package."""

from __future__ import annotations

import posixpath
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from aibom.core import re
from aibom.scanners.manifests.hashes import fixes_content, hex_hashes
from aibom.scanners.manifests.names import is_commit, is_pypi_name, pypi_name, registry_of, without_credentials
from aibom.scanners.manifests.record import Gap, Package

if TYPE_CHECKING:
    from packaging.requirements import Requirement

_MAX_LENGTH = 4000
_MAX_FILE_NAME = 255
_LOOSE = re.compile(r"(?P<name>[A-Za-z0-9][\w.-]*+)\s*+(?:\[[^\]]*+\])?\s*+(?P<range>(?:[<>=!~]=?=?)[^;#]*+)?")
_ADDRESS = re.compile(r"(?:[a-z]+\+)?[a-z]+://|git@|file:", re.IGNORECASE)
_EGG = re.compile(r"[#&]egg=([^&\[]+)")
_FRAGMENT_HASH = re.compile(r"[#&]((?:sha1|sha256|sha384|sha512|md5)=[0-9a-fA-F]+)")
_REVISION = re.compile(r"@([^@/#?]+)(?:[#?]|\Z)")
_WHEEL = re.compile(r"([A-Za-z0-9_.]+)-([A-Za-z0-9_.!+]+)(?:-\d[^-]*)?-[^-]+-[^-]+-[^-]+\.whl\Z")
_SDIST = re.compile(r"([A-Za-z0-9_.-]+?)-(\d[A-Za-z0-9_.!+]*)\.(?:tar\.gz|zip|tar\.bz2)\Z")


def parse_requirement(text: str, line: int, *, resolves: bool) -> Package | Gap | None:
    """A package, the gap that an unreadable requirement leaves, or None for a local folder (not third-party).

    With `resolves`, an exact version (`==`, `===`) is the version that will be installed, as in requirement
    and constraint files; elsewhere it is only declared.
    """
    text = text.strip()
    if len(text) > _MAX_LENGTH:
        return Gap(f"a requirement of more than {_MAX_LENGTH} characters", line)
    if _ADDRESS.match(text):
        return from_address(text, line)
    if _is_local(text):
        return _from_file(text, line)
    parsed = _parse(text)
    return _loose(text, line, resolves) if parsed is None else _package(parsed, line, resolves)


def incomplete(package: Package, text: str) -> Gap | None:
    """The gap beside a package whose requirement is not valid, but whose name could be read."""
    if _ADDRESS.match(text) or _is_local(text):
        return None
    parsed = _parse(text)
    return Gap("a version that is not valid (PEP 440)", package.line, text) if parsed is None else None


@lru_cache(maxsize=4096)
def _parse(text: str) -> Requirement | None:
    """packaging's Requirement, or None for a text that is none."""
    from packaging.requirements import InvalidRequirement, Requirement

    try:
        return Requirement(text)
    except (InvalidRequirement, RecursionError):
        return None


def _package(parsed: Requirement, line: int, resolves: bool) -> Package:
    marker = str(parsed.marker) if parsed.marker else ""
    if parsed.url:
        package = _addressed(parsed.name, parsed.url, line)
        return package._replace(markers=marker)
    # packaging keeps specifiers in a set; sorted, they read the same in every run.
    declared = ",".join(sorted(str(one) for one in parsed.specifier))
    return Package(
        name=pypi_name(parsed.name),
        line=line,
        version=exact_version(declared) if resolves else None,
        declared_range=declared or None,
        markers=marker,
    )


def exact_version(specifiers: str) -> str | None:
    """The version of `==1.2` or `===1.2` without wildcard; None when several versions may match."""
    for part in specifiers.split(","):
        operator, version = part.strip()[:2], part.strip().lstrip("=").strip()
        if operator == "==" and version and "*" not in version:
            return version
    return None


def _loose(text: str, line: int, resolves: bool) -> Package | Gap:
    """What can be told of a requirement that is not valid, such as one whose version is not PEP 440."""
    match = _LOOSE.match(text)
    if match is None or not is_pypi_name(match["name"]):
        return Gap("not a requirement (PEP 508)", line, text)
    rest = text[match.end() :].lstrip()
    if rest and rest[0] not in ";#":
        return Gap("not a requirement (PEP 508)", line, text)
    declared = (match["range"] or "").strip()
    return Package(
        name=pypi_name(match["name"]),
        line=line,
        version=exact_version(declared) if resolves else None,
        declared_range=declared or None,
        confidence=0.7,
    )


def from_address(address: str, line: int) -> Package | Gap | None:
    """A package that is named by its URL or VCS address; None for a local folder."""
    egg = _EGG.search(address)
    path = posixpath.basename(unquote(without_credentials(address)).rstrip("/")).partition("@")[0]
    if address.lower().startswith("file:"):
        return _from_file(path, line) if path.endswith((".whl", ".gz", ".zip")) else None
    if egg and is_pypi_name(egg.group(1)):
        return _addressed(egg.group(1), address, line)
    archive = _archive(path)
    if archive:
        return _addressed(archive[0], address, line)
    name = path.removesuffix(".git")
    if "+" in address.partition("://")[0] and is_pypi_name(name):
        return _addressed(name, address, line)._replace(confidence=0.6)
    return Gap("the address does not tell the name of the package", line, without_credentials(address))


def _addressed(name: str, address: str, line: int) -> Package:
    """A package of a URL; its version is known when the file name of a wheel or source archive tells it."""
    name = pypi_name(name)
    clean = without_credentials(address)
    revision = _REVISION.search(address) if "+" in clean.partition("://")[0] else None
    archive = _archive(posixpath.basename(unquote(clean)))
    hashes = hex_hashes(_FRAGMENT_HASH.findall(address))
    return Package(
        name=name,
        line=line,
        version=archive[1] if archive and archive[0] == name else None,
        declared_range=f"@ {clean}",
        hashes=hashes,
        registry=registry_of(clean),
        pinned=(revision is not None and is_commit(revision.group(1))) or fixes_content(hashes),
    )


def _archive(file_name: str) -> tuple[str, str] | None:
    """Name and version that the file name of a wheel or source archive tells."""
    if len(file_name) > _MAX_FILE_NAME:
        return None
    match = _WHEEL.match(file_name) or _SDIST.match(file_name)
    return (pypi_name(match.group(1)), match.group(2)) if match else None


def _is_local(text: str) -> bool:
    first = text.partition(";")[0].strip()
    return (
        first.startswith((".", "/", "~", "\\"))
        or ("/" in first and "@" not in first and " " not in first)
        or (first.endswith((".whl", ".tar.gz", ".zip")) and "@" not in first)
    )


def _from_file(text: str, line: int) -> Package | None:
    """A wheel or source archive that lies in the tree; None for a folder, which is the tree's own code."""
    path = text.partition(";")[0].strip().replace("\\", "/")
    archive = _archive(posixpath.basename(path))
    if archive is None:
        return None
    name, version = archive
    return Package(name=name, line=line, version=version, declared_range=f"=={version}", registry=f"file:{path}")
