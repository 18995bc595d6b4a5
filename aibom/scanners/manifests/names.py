"""How ecosystems spell names, versions and addresses, brought to one form each."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from aibom.core import re

_PEP503 = re.compile(r"[-_.]+")
_PEP508_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?\Z")
_MAX_ADDRESS = 2000
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?\Z")
_SCP_ADDRESS = re.compile(r"(?:[\w.+-]+@)?([\w.-]+\.[\w-]+):(?!//)([^\s]+)\Z")

# Hosts that serve an ecosystem's own registry; what comes from there needs no `registry` fact.
DEFAULT_HOSTS = frozenset(
    {
        "pypi.org",
        "pypi.python.org",
        "files.pythonhosted.org",
        "registry.npmjs.org",
        "registry.yarnpkg.com",
        "crates.io",
        "index.crates.io",
        "static.crates.io",
        "rubygems.org",
        "repo.packagist.org",
        "packagist.org",
        "repo.maven.apache.org",
        "repo1.maven.org",
        "api.nuget.org",
        "proxy.golang.org",
        "conda.anaconda.org",
        "repo.anaconda.com",
        "pub.dev",
        "pub.dartlang.org",
        "hex.pm",
        "repo.hex.pm",
        "cloud.r-project.org",
        "cran.r-project.org",
    }
)
_CRATES_INDEX = "github.com/rust-lang/crates.io-index"


def pypi_name(name: str) -> str:
    """The normalised name (PEP 503): lower case, runs of `-_.` as one hyphen."""
    return _PEP503.sub("-", name.strip()).lower()


def is_pypi_name(name: str) -> bool:
    """Whether it is a name that PEP 508 allows."""
    return _PEP508_NAME.match(name) is not None


def is_commit(text: str) -> bool:
    """Whether it is a whole Git commit id (SHA-1 or SHA-256), which cannot move."""
    return _COMMIT.match(text) is not None


def without_credentials(address: str) -> str:
    """A URL or VCS address without user, password, query (tokens hide there) and fragment."""
    if len(address) > _MAX_ADDRESS:
        return ""
    scp = _SCP_ADDRESS.match(address)
    if scp and "://" not in address:
        return f"ssh://{scp.group(1)}/{scp.group(2).partition('#')[0].partition('?')[0]}"
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def registry_of(address: str) -> str:
    """What the fact `registry` says of an address: nothing for the ecosystem's own registry."""
    if not address or _CRATES_INDEX in address:
        return ""
    clean = without_credentials(address)
    host = clean.partition("://")[2].partition("/")[0].lower()
    return "" if host.partition(":")[0] in DEFAULT_HOSTS else clean.rstrip("/")
