"""How JavaScript's tools write what they ask for: ranges, aliases, addresses, protocols."""

from __future__ import annotations

from typing import NamedTuple

from aibom.core import re
from aibom.scanners.manifests.names import is_commit, registry_of, without_credentials

_LOCAL = ("workspace:", "file:", "link:", "portal:", "./", "../", "/", "~/")
_SHORT_HOST = re.compile(r"(?:(github|gitlab|bitbucket):)?([\w.-]+/[\w.-]+?)(?:\.git)?(#.*)?\Z")
_HOSTS = {"github": "github.com", "gitlab": "gitlab.com", "bitbucket": "bitbucket.org"}
_ADDRESS = re.compile(r"(?:git\+)?[a-z]+://|git@")


class Asked(NamedTuple):
    """A dependency entry: the package's real name, the range, and where it comes from if not from the registry."""

    name: str
    range: str
    registry: str = ""
    pinned: bool | None = None


def asked(name: str, spec: str) -> Asked | None:
    """Read the entry `"name": "spec"`; None for a project of the tree or a local file."""
    spec = spec.strip()
    if spec.startswith(_LOCAL):
        return None
    if spec.startswith("npm:"):
        real, range_ = split_locator(spec[4:])
        # In the lock files of yarn berry npm: stands before every range; an alias has a name there.
        return Asked(real, range_) if range_ or real[:1].isalpha() or real[:1] == "@" else Asked(name, spec[4:])
    if spec.startswith("patch:"):
        return Asked(name, "", pinned=None)
    if _ADDRESS.match(spec):
        return _addressed(name, spec)
    short = _SHORT_HOST.match(spec)
    if short and not spec.startswith("@"):
        host = _HOSTS[short.group(1) or "github"]
        return _addressed(name, f"git+https://{host}/{short.group(2)}{short.group(3) or ''}")
    return Asked(name, spec)


def split_locator(locator: str) -> tuple[str, str]:
    """`@scope/name@1.2` as name and the rest; the rest is "" when there is none."""
    at = locator.find("@", 1)
    return (locator, "") if at < 0 else (locator[:at], locator[at + 1 :])


def npm_registry(resolved: str, name: str) -> str:
    """The registry of a resolved tarball URL; "" for npm's own."""
    base = registry_of(resolved)
    return base.partition("/-/")[0].removesuffix(f"/{name}") if "/-/" in base else base


def is_fixed_address(resolved: str) -> bool:
    """Whether an address names a Git commit; behind a tarball's `#` stands a SHA-1 of its content instead."""
    base, _, fragment = resolved.partition("#")
    if is_commit(fragment.removeprefix("commit=")):
        return base.startswith(("git", "ssh:")) or base.endswith(".git")
    return is_commit(base.rpartition("/")[2])


def _addressed(name: str, address: str) -> Asked:
    return Asked(name, without_credentials(address), registry_of(address), is_fixed_address(address) or None)
