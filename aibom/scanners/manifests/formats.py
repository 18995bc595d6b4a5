"""The manifest and lock file formats that are read: one row each, found by file name."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from aibom.core.limits import DEFAULT_LIMITS
from aibom.scanners.manifests.bun_lock import parse_bun_lock, parse_bun_lockb
from aibom.scanners.manifests.package_json import parse_package_json
from aibom.scanners.manifests.package_lock import parse_package_lock
from aibom.scanners.manifests.pnpm_lock import parse_pnpm_lock
from aibom.scanners.manifests.poetry import parse_poetry_lock
from aibom.scanners.manifests.pyproject import parse_pyproject
from aibom.scanners.manifests.record import Manifest
from aibom.scanners.manifests.requirements import parse_requirements
from aibom.scanners.manifests.uv_lock import parse_uv_lock
from aibom.scanners.manifests.yarn_lock import parse_yarn_lock

Parser = Callable[[bytes, str], Manifest | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format: the file names it has (exactly, or as a pattern over the whole path), and its parser.

    A parser takes bytes and the path, and raises UnreadableError for a file that is not what its name says.
    `limit` is the largest size in bytes that is read.
    """

    name: str
    parse: Parser
    files: tuple[str, ...] = ()
    pattern: str = ""
    limit: int = DEFAULT_LIMITS.config_bytes


_LOCK = DEFAULT_LIMITS.lock_bytes

FORMATS: tuple[Format, ...] = (
    Format(name="pyproject", parse=parse_pyproject, files=("pyproject.toml",)),
    Format(name="package.json", parse=parse_package_json, files=("package.json",)),
    Format(
        name="package-lock",
        parse=parse_package_lock,
        files=("package-lock.json", "npm-shrinkwrap.json"),
        limit=_LOCK,
    ),
    Format(name="pnpm-lock", parse=parse_pnpm_lock, files=("pnpm-lock.yaml",), limit=_LOCK),
    Format(name="yarn.lock", parse=parse_yarn_lock, files=("yarn.lock",), limit=_LOCK),
    Format(name="bun.lock", parse=parse_bun_lock, files=("bun.lock",), limit=_LOCK),
    Format(name="bun.lockb", parse=parse_bun_lockb, files=("bun.lockb",), limit=_LOCK),
    Format(name="uv.lock", parse=parse_uv_lock, files=("uv.lock",), limit=_LOCK),
    Format(name="poetry.lock", parse=parse_poetry_lock, files=("poetry.lock",), limit=_LOCK),
    Format(
        name="pip requirements",
        parse=parse_requirements,
        pattern=r"(?i)(?:.*/)?(?:[^/]*(?:require|constrain|reqs|deps|dependenc)[^/]*|(?:[^/]*(?:require|constrain|deps)"
        r"[^/]*)/[^/]+|(?:base|common|core|dev|development|test|tests|testing|prod|production|docs?|lint|ci|build|local|"
        r"pip|packages|optional|extras?|ml|gpu|cpu|cuda)(?:[-_.][^/]*)?)\.(?:txt|in|pip)",
    ),
)

_BY_FILE = {name: one for one in FORMATS for name in one.files}
_PATTERNS = tuple((re.compile(one.pattern), one) for one in FORMATS if one.pattern)
# Last letters of the names that patterns can match, so that most files cost no pattern.
_ENDINGS = (".txt", ".in", ".pip", ".yml", ".yaml", ".toml", ".gradle", ".kts", "proj", ".props", ".lockfile", ".json")


def format_of(path: str) -> Format | None:
    """The format of a file by its name, or None."""
    found = _BY_FILE.get(path.rpartition("/")[2])
    if found is None and path.endswith(_ENDINGS):
        found = next((one for pattern, one in _PATTERNS if pattern.fullmatch(path)), None)
    return found
