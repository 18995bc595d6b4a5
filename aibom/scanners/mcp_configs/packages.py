"""Names of packages as launchers take them: `@scope/pkg@1.2.3`, `pkg==1.2`, `git+https://...@<commit>`."""

from __future__ import annotations

from typing import NamedTuple

from aibom.core import re
from aibom.model.kinds import Kind
from aibom.model.purl import package_url
from aibom.scanners.image_names import parse_image


class Package(NamedTuple):
    """What a launcher fetches. `version` is set when the text names one version, not a range or a tag."""

    kind: Kind
    ecosystem: str
    name: str
    version: str | None
    purl: str
    pinned: bool


_NPM = re.compile(r"(@[\w.~-]+/[\w.~-]+|[\w.~-]+)(?:@(.+))?")
_PYPI = re.compile(
    r"([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)(?:\[[^\]]*\])?\s*(?:(==|@|===)\s*([^\s,;]+)|[<>=!~,;].*)?"
)
_SEMVER = re.compile(r"[v=]*([0-9]+\.[0-9]+\.[0-9]+(?:[-+][0-9A-Za-z.+-]+)?)")
_PEP440 = re.compile(r"v?[0-9][0-9A-Za-z.!+_-]*")
_GO = re.compile(r"([\w-]+(?:\.[\w-]+)+/[\w./~-]+)@(.+)")
_REPOSITORY = re.compile(
    r"(?:git\+)?(?:https?://|ssh://|git://)?(?:[^@/\s]+@)?(github|gitlab|bitbucket)\.(?:com|org)[/:]([\w.-]+)/([\w.-]+?)(?:\.git)?(?:[@#]([^\s#&]+))?(?:[#&].*)?"
)
_SHORT_REPOSITORY = re.compile(r"(?:(github|gitlab|bitbucket):)?([\w.-]+)/([\w.-]+?)(?:#(.+))?")
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
MAX_SPEC = 1000


def parse_package(spec: str, ecosystem: str) -> Package | None:
    """The package that a launcher of this ecosystem fetches for `spec`; None for a path or what is no name."""
    spec = spec.strip()[:MAX_SPEC]
    if not spec or spec.startswith((".", "/", "~", "$", "%", "-")) or re.match(r"[A-Za-z]:[\\/]", spec):
        return None
    if ecosystem == "docker":
        return _docker(spec)
    repository = _repository(spec, short=ecosystem == "npm") if ecosystem in ("npm", "pypi") else None
    if repository:
        return repository
    parser = {"npm": _npm, "pypi": _pypi, "nuget": _nuget, "golang": _golang}.get(ecosystem)
    return parser(spec) if parser else None


def library(ecosystem: str, name: str, version: str | None) -> Package:
    """A package of a registry, pinned when its version is known."""
    return Package(Kind.LIBRARY, ecosystem, name, version, purl(ecosystem, name, version), version is not None)


def purl(ecosystem: str, name: str, version: str | None) -> str:
    """The package URL (https://github.com/package-url/purl-spec) of a name with its namespace before a slash."""
    return package_url(ecosystem, name, version) or ""


def _npm(spec: str) -> Package | None:
    match = _NPM.fullmatch(spec)
    if match is None:
        return None
    exact = _SEMVER.fullmatch(match[2] or "")
    return library("npm", match[1], exact[1] if exact else None)


def _pypi(spec: str) -> Package | None:
    match = _PYPI.fullmatch(spec)
    if match is None:
        return None
    wanted = match[3] or ""
    exact = _PEP440.fullmatch(wanted) is not None and not wanted.endswith((".", "*"))
    return library("pypi", re.sub(r"[-_.]+", "-", match[1]).lower(), wanted if exact else None)


def _nuget(spec: str) -> Package | None:
    match = re.fullmatch(r"([\w.-]+)(?:@(.+))?", spec)
    if match is None:
        return None
    exact = re.fullmatch(r"[0-9]+(?:\.[0-9]+){1,3}(?:-[\w.]+)?", match[2] or "")
    return library("nuget", match[1], exact[0] if exact else None)


def _golang(spec: str) -> Package | None:
    match = _GO.fullmatch(spec)
    if match is None:
        return None
    return library("golang", match[1], match[2] if re.fullmatch(r"v[0-9]+\.[0-9]+\.[0-9]+\S*", match[2]) else None)


def _repository(spec: str, short: bool) -> Package | None:
    """A source repository at a commit, tag or branch; only a commit is pinned."""
    tail = spec.partition(" @ ")[2].strip() or spec
    match = _REPOSITORY.fullmatch(tail)
    if match is None and short and not spec.startswith("@"):
        match = _SHORT_REPOSITORY.fullmatch(spec)
    if match is None:
        return None
    host, reference = match[1] or "github", match[4]
    name = f"{match[2]}/{match[3]}".lower() if host == "github" else f"{match[2]}/{match[3]}"
    pinned = bool(reference and _COMMIT.fullmatch(reference))
    return Package(Kind.LIBRARY, host, name, reference, purl(host, name, reference), pinned)


def _docker(spec: str) -> Package | None:
    image = parse_image(spec)
    if image is None:
        return None
    tag = image.tag if image.tag_is_known else None
    version = image.digest or tag
    path = image.path.removeprefix("library/") if image.host == "docker.io" else image.path
    elsewhere = {} if image.host == "docker.io" else {"repository_url": f"{image.host}/{image.path}"}
    address = package_url("docker", path, version, qualifiers=elsewhere) or ""
    return Package(Kind.CONTAINER, "docker", image.name, version, address, image.digest is not None)
