"""Package ecosystems: what OSV calls them, what purls call them, and when two names are one package."""

from __future__ import annotations

import re
from collections.abc import Callable

from aibom.bom.purls import Purl

# purl type -> ecosystem as the OSV schema spells it (ossf.github.io/osv-schema, affected[].package).
BY_PURL_TYPE = {
    "pypi": "PyPI",
    "npm": "npm",
    "cargo": "crates.io",
    "golang": "Go",
    "gem": "RubyGems",
    "composer": "Packagist",
    "maven": "Maven",
    "nuget": "NuGet",
    "hex": "Hex",
    "pub": "Pub",
    "githubactions": "GitHub Actions",
}
PURL_TYPE_OF = {ecosystem: type_ for type_, ecosystem in BY_PURL_TYPE.items()}
# Those that `vulns update` fetches unless told otherwise.
DEFAULT = ("PyPI", "npm", "crates.io", "Go", "RubyGems", "Packagist", "Maven", "NuGet")

_PEP503 = re.compile(r"[-_.]+")


def _pypi(name: str) -> str:
    return _PEP503.sub("-", name).lower()


def _crates(name: str) -> str:
    return name.lower().replace("_", "-")


_NORMAL: dict[str, Callable[[str], str]] = {
    "PyPI": _pypi,
    "crates.io": _crates,
    "npm": str.lower,
    "Packagist": str.lower,
    "NuGet": str.lower,
    "Hex": str.lower,
    "GitHub Actions": str.lower,
}


def normal_name(ecosystem: str, name: str) -> str:
    """The spelling that all spellings of one package name share; Go, Maven and RubyGems tell cases apart."""
    return _NORMAL.get(ecosystem, str)(name.strip())


def base_ecosystem(name: str) -> str:
    """`Debian:12` is an ecosystem of `Debian`; the suffix of Maven names a registry."""
    return name.partition(":")[0].strip()


def coordinates(purl: Purl, kind: str = "library") -> tuple[str, str] | None:
    """(OSV ecosystem, normal name) of a purl; None when no advisories are read for its type.

    A workflow action stands in a BOM as `pkg:github/owner/name`, which only says so together with its kind.
    """
    type_ = "githubactions" if purl.type == "github" and kind == "library" else purl.type
    ecosystem = BY_PURL_TYPE.get(type_)
    if ecosystem is None:
        return None
    name = purl.path.replace("/", ":") if ecosystem == "Maven" else purl.path
    return ecosystem, normal_name(ecosystem, name)
