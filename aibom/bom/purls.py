"""Reads package URLs cheaply: a document may hold a hundred thousand of them."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from aibom.core import re

_PURL = re.compile(
    r"pkg:/{0,2}(?P<type>[A-Za-z][A-Za-z0-9.+-]{0,63})/(?P<path>(?:[^@?#]|(?<=/)@)++)"
    r"(?:@(?P<version>[^?#]*+))?(?:\?(?P<qualifiers>[^#]*+))?(?:#(?P<subpath>.*+))?",
    re.DOTALL,
)
# Qualifiers that say which package it is, not which build of it.
_IDENTIFYING = frozenset({"repository_url", "classifier"})


class Purl(NamedTuple):
    """A purl in parts, percent-decoded; `path` is namespace and name."""

    type: str
    path: str
    version: str
    qualifiers: tuple[tuple[str, str], ...]
    subpath: str


@lru_cache(maxsize=32_768)  # of each component it is asked several times
def split_purl(text: str) -> Purl | None:
    """The parts of a purl (github.com/package-url/purl-spec); None when it is none."""
    match = _PURL.fullmatch(text)
    if match is None:
        return None
    type_, path, version, query, subpath = match.groups("")
    return Purl(type_.lower(), unquote(path.strip("/")), unquote(version), _qualifiers(query), unquote(subpath))


def _qualifiers(query: str) -> tuple[tuple[str, str], ...]:
    pairs = (part.partition("=") for part in query.split("&") if part)
    return tuple(sorted((key.lower(), unquote(value)) for key, _, value in pairs)) if query else ()


def versionless(purl: Purl) -> str:
    """The purl without version and without qualifiers that tell builds apart; for comparing, not for output."""
    path = purl.path.lower().replace("_", "-") if purl.type == "pypi" else purl.path
    kept = "&".join([f"{key}={value}" for key, value in purl.qualifiers if key in _IDENTIFYING])
    return f"pkg:{purl.type}/{path}" + (f"?{kept}" if kept else "") + (f"#{purl.subpath}" if purl.subpath else "")
