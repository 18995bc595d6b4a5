"""Which installed distribution needs which: Requires-Dist with markers and extras evaluated for the target."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from packaging.markers import UndefinedComparison, UndefinedEnvironmentName
from packaging.requirements import InvalidRequirement, Requirement
from packaging.version import InvalidVersion, Version

from aibom.scanners.environment.describe import Description
from aibom.scanners.manifests.names import pypi_name

_MAX_LENGTH = 4_000


class Need(NamedTuple):
    """`source` needs `target` (normalised names). `problem` says why what is installed does not do."""

    source: str
    target: str
    problem: str = ""


def needs(described: Mapping[str, Description], variables: Mapping[str, str]) -> Iterator[Need]:
    """All needs between distributions, by normalised name, sorted; and those that nothing installed meets.

    An extra counts when another installed distribution asks for it (`uvicorn[standard]`).
    """
    requirements = {name: tuple(_requirements(one)) for name, one in described.items()}
    extras: dict[str, set[str]] = defaultdict(set)
    todo = sorted(described)
    while todo:
        name = todo.pop()
        for wanted in requirements[name]:
            target = pypi_name(wanted.name)
            new = {pypi_name(extra) for extra in wanted.extras} - extras[target]
            if new and target in described and _applies(wanted, variables, extras[name]):
                extras[target] |= new
                todo.append(target)
    found = {
        _need(name, wanted, described)
        for name in described
        for wanted in requirements[name]
        if _applies(wanted, variables, extras[name])
    }
    yield from sorted(found)


def _requirements(one: Description) -> Iterator[Requirement]:
    for text in one.requires:
        try:
            if len(text) <= _MAX_LENGTH:
                yield Requirement(text)
        except (InvalidRequirement, RecursionError):
            continue


def unreadable_requirements(one: Description) -> list[str]:
    """The requirements that are not PEP 508; they give no edge."""
    readable = len(list(_requirements(one)))
    return [] if readable == len(one.requires) else [text for text in one.requires if not _is_requirement(text)]


def _is_requirement(text: str) -> bool:
    try:
        Requirement(text[:_MAX_LENGTH])
    except (InvalidRequirement, RecursionError):
        return False
    return len(text) <= _MAX_LENGTH


def _applies(wanted: Requirement, variables: Mapping[str, str], extras: set[str]) -> bool:
    if wanted.marker is None:
        return True
    try:
        return any(wanted.marker.evaluate({**variables, "extra": extra}) for extra in ("", *sorted(extras)))
    except (UndefinedComparison, UndefinedEnvironmentName, InvalidVersion, RecursionError):
        return False


def _need(source: str, wanted: Requirement, described: Mapping[str, Description]) -> Need:
    target = pypi_name(wanted.name)
    installed = described.get(target)
    if installed is None:
        return Need(source, target, f"needs {wanted.name}, which is not installed")
    if wanted.specifier and not _satisfies(wanted, installed.version):
        return Need(source, target, f"needs {wanted.name}{wanted.specifier}, installed is {installed.version}")
    return Need(source, target)


def _satisfies(wanted: Requirement, version: str) -> bool:
    try:
        return wanted.specifier.contains(Version(version), prereleases=True)
    except InvalidVersion:
        return True
