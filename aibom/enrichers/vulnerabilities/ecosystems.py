"""Package ecosystems: what OSV calls them, what purls call them, and when two names are one package."""

from __future__ import annotations

from collections.abc import Callable

from aibom.bom.purls import Purl
from aibom.core import re

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
    "swift": "SwiftURL",
    "cran": "CRAN",
    "julia": "Julia",
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
    "Go": str.lower,  # purls write module paths in lower case
    "Hex": str.lower,
    "Pub": str.lower,
    "GitHub Actions": str.lower,
}


def normal_name(ecosystem: str, name: str) -> str:
    """The spelling that all spellings of one package name share; Maven and RubyGems tell cases apart."""
    return _NORMAL.get(ecosystem, str)(name.strip())


def base_ecosystem(name: str) -> str:
    """`Debian:12` is an ecosystem of `Debian`; the suffix of Maven names a registry."""
    return name.partition(":")[0].strip()


def coordinates(purl: Purl) -> tuple[str, str] | None:
    """(OSV ecosystem, normal name) of a purl; None when no advisories are read for its type."""
    ecosystem = BY_PURL_TYPE.get(purl.type)
    if ecosystem is None:
        return None
    name = purl.path.replace("/", ":") if ecosystem == "Maven" else purl.path
    if ecosystem == "GitHub Actions":
        name = "/".join(name.split("/")[:2])  # an action in a folder is released with its repository
    return ecosystem, normal_name(ecosystem, name)
