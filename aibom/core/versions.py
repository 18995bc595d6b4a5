"""Orders versions as the ecosystem that publishes them does.

PyPI follows PEP 440; npm, cargo, golang, hex, pub and githubactions follow Semantic Versioning 2.0.0; gem, composer,
maven and nuget have orders of their own (core/orderings.py); other names are read leniently (a leading `v`, any
number of numbers). A text that has no place in its order gives None: an unknown order is not an order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from aibom.core import orderings, re

MAX_LENGTH = 200
# Numbers separated by dots, then -prerelease, then +build (which has no weight).
_LENIENT = re.compile(
    r"[vV=]?(?P<release>[0-9]{1,18}(?:\.[0-9]{1,18}){0,9})"
    r"(?:[-_.]?(?P<pre>[0-9A-Za-z][0-9A-Za-z.-]*))?(?:\+[0-9A-Za-z.-]+)?\Z"
)
# A commit or a digest may begin with a digit and is no version all the same.
_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_PARTS = re.compile(r"[0-9]{1,18}|[A-Za-z-]+")
_PEP440 = frozenset({"pypi", "conda"})
_SEMVER = frozenset({"npm", "cargo", "golang", "hex", "pub", "githubactions"})
# Maven's lists nest at every change of letters and digits; no published version comes near this.
_MAX_MAVEN = 100


@lru_cache(maxsize=65536)
def version_key(version: str, ecosystem: str) -> Any:
    """A key to compare versions of one ecosystem (a purl type) by, or None when it cannot be ordered."""
    text = version.strip()
    if not text or len(text) > MAX_LENGTH:
        return None
    if ecosystem in _PEP440:
        return _pep440(text)
    if ecosystem in _SEMVER:
        return orderings.semver_key(text)
    own = _OWN.get(ecosystem)
    return own(text) if own else _lenient(text)


def compare(left: str, right: str, ecosystem: str) -> int | None:
    """-1, 0 or 1 as left is before, the same as, or after right; None when either cannot be ordered."""
    first, second = version_key(left, ecosystem), version_key(right, ecosystem)
    if first is None or second is None:
        return None
    return int(first > second) - int(first < second)


def _maven(text: str) -> Any:
    return orderings.maven_key(text) if len(text) <= _MAX_MAVEN else None


_OWN: Mapping[str, Callable[[str], Any]] = {
    "gem": orderings.gem_key,
    "composer": orderings.composer_key,
    "nuget": orderings.nuget_key,
    "maven": _maven,
}


def _pep440(text: str) -> Any:
    from packaging.version import InvalidVersion, Version

    try:
        return Version(text)
    except InvalidVersion:
        return None


def _lenient(text: str) -> Any:
    match = _LENIENT.match(text)
    if match is None or _COMMIT.fullmatch(text):
        return None
    numbers = [int(part) for part in match["release"].split(".")]
    while len(numbers) > 1 and numbers[-1] == 0:
        numbers.pop()
    pre = match["pre"]
    # A release is after all of its pre-releases; numeric identifiers are before alphanumeric ones (11.4).
    return tuple(numbers), 0 if pre else 1, tuple(_identifier(part) for part in _PARTS.findall(pre or ""))


def _identifier(part: str) -> tuple[int, int, str]:
    return (0, int(part), "") if part.isdigit() else (1, 0, part)
