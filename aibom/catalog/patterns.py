"""How the paths of modules, calls and members are taken apart and compared with the patterns of signatures."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

SLASHED = ("javascript", "go")  # groups whose module names are paths with "/"


def tail_of(path: str) -> str:
    """The last name of a path, of `module:path` as well."""
    return path.rpartition(".")[2].rpartition(":")[2]


def rests(parts: list[str]) -> Iterator[str]:
    """The ends of a path, longest first, as far as what a call gives: `a.b().c` ends in `b().c` and no further."""
    for cut in range(len(parts)):
        yield ".".join(parts[cut:])
        if "()" in parts[cut]:
            return


def prefixes(module: str, group: str) -> Iterator[str]:
    """A module and the packages around it, innermost first."""
    separator = "/" if group in SLASHED else "."
    while module:
        yield module
        module = module.rpartition(separator)[0]


def fits(rest: str, pattern: str) -> bool:
    """Whether a path has the form of a pattern: `*` is a name or part of one, `**` any number of names."""
    if pattern.startswith("**."):
        inner, several, tail = pattern[2:].partition(".**.")
        return rest.endswith(pattern[2:] if not several else f".{tail}") and (not several or f"{inner}." in f".{rest}")
    head, several, tail = pattern.partition(".**.")
    left, right = rest.split("."), head.split(".")
    if not several:
        return len(left) == len(right) and _alike(left, right)
    last = tail.split(".")
    enough = len(left) >= len(right) + len(last)
    return enough and _alike(left[: len(right)], right) and _alike(left[-len(last) :], last)


def _alike(parts: list[str], patterns: list[str]) -> bool:
    return all(fnmatchcase(part, pattern) for part, pattern in zip(parts, patterns, strict=True))
