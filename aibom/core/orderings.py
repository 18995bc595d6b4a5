"""The orders in which package ecosystems publish versions, one key function for each.

Each gives a key that compares as the ecosystem's own tool does, or None for a text that has no place in its order.
Sources: semver.org 2.0.0 section 11; Gem::Version of RubyGems; composer/semver's normalisation with PHP's
version_compare; NuGet "Package versioning"; Maven's "Version Order Specification" (POM reference).
"""

from __future__ import annotations

from functools import cmp_to_key
from typing import Any

from aibom.core import re

_SEMVER = re.compile(
    r"[vV=]?(?P<release>[0-9]{1,18}(?:\.[0-9]{1,18}){0,3})(?:-(?P<pre>[0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.+-]*)?\Z"
)


def semver_key(text: str) -> Any:
    """Semantic Versioning 2.0.0, section 11, with a leading `v` and missing numbers allowed. Build metadata has
    no weight; a fourth number, which semver does not have, is taken as one more."""
    return _semver(text, fold=False)


def nuget_key(text: str) -> Any:
    """NuGet: four numbers, pre-release labels in any case."""
    return _semver(text, fold=True)


def _semver(text: str, *, fold: bool) -> Any:
    match = _SEMVER.match(text)
    if match is None:
        return None
    numbers = [int(part) for part in match["release"].split(".")]
    numbers += [0] * (4 - len(numbers))
    pre = match["pre"]
    if pre is None:
        return tuple(numbers), 1, ()
    parts = (pre.lower() if fold else pre).split(".")
    return None if "" in parts else (tuple(numbers), 0, tuple(_identifier(part) for part in parts))


def _identifier(part: str) -> tuple[int, int, str]:
    return (0, int(part), "") if part.isdecimal() and len(part) <= 18 else (1, 0, part)


_GEM = re.compile(r"[0-9]+(?:\.[0-9A-Za-z]+)*(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?\Z")
_GEM_SEGMENT = re.compile(r"[0-9]{1,400}|[A-Za-z]+")


def gem_key(text: str) -> Any:
    """RubyGems: segments of digits or letters, letters before digits, trailing zeros without weight."""
    if _GEM.match(text) is None:
        return None
    segments = [int(s) if s.isdigit() else s for s in _GEM_SEGMENT.findall(text.replace("-", ".pre."))]
    first = next((place for place, segment in enumerate(segments) if isinstance(segment, str)), len(segments))
    return _GemKey((*_without_zeros(segments[:first]), *_without_zeros(segments[first:])))


def _without_zeros(segments: list[Any]) -> list[Any]:
    while segments and segments[-1] == 0:
        segments.pop()
    return segments


def _compare_gems(left: tuple[Any, ...], right: tuple[Any, ...]) -> int:
    for place in range(max(len(left), len(right))):
        one = left[place] if place < len(left) else 0
        other = right[place] if place < len(right) else 0
        if one == other:
            continue
        if isinstance(one, str) is not isinstance(other, str):
            return -1 if isinstance(one, str) else 1
        return -1 if one < other else 1
    return 0


_GemKey = cmp_to_key(_compare_gems)

_MODIFIER = (
    r"[._-]?(?:(?P<stage>stable|beta|b|rc|alpha|a|patch|pl|p)(?P<count>(?:[.-]?[0-9]{1,18}+)*+))?(?P<dev>[.-]?dev)?"
)
_COMPOSER = re.compile(rf"v?(?P<release>[0-9]{{1,18}}(?:\.[0-9]{{1,18}}){{0,3}}){_MODIFIER}\Z", re.IGNORECASE)
_COMPOSER_DATE = re.compile(
    rf"v?(?P<release>[0-9]{{4}}(?:[.:-]?[0-9]{{2}}){{1,6}}(?:[.:-]?[0-9]{{1,3}}){{0,2}}){_MODIFIER}\Z", re.IGNORECASE
)
# PHP version_compare: dev < alpha < beta < RC < a number < pl. `stable` says nothing.
_STAGES = {"a": 1, "alpha": 1, "b": 2, "beta": 2, "rc": 3, "stable": 4, "": 4, "p": 5, "pl": 5, "patch": 5}


def composer_key(text: str) -> Any:
    """Packagist: up to four numbers and a stability; a branch (`dev-main`, `1.x-dev`) has no place in the order."""
    plain = re.sub(r"(?:\+\S*|@(?:stable|RC|beta|alpha|dev))\Z", "", text, flags=re.IGNORECASE)
    match = _COMPOSER.match(plain) or _COMPOSER_DATE.match(plain)
    if match is None:
        return None
    numbers = [int(part) for part in re.findall(r"[0-9]{1,18}", match["release"])]
    numbers += [0] * (4 - len(numbers))
    stage, dev = (match["stage"] or "").lower(), bool(match["dev"])
    count = tuple(int(part) for part in re.findall(r"[0-9]+", match["count"] or ""))
    rank = 0 if dev and stage in ("", "stable") else _STAGES[stage]
    return tuple(numbers), rank, () if stage == "stable" else count, int(not dev)


def maven_key(text: str) -> Any:
    """Maven: nested lists at hyphens and between digits and letters, known qualifiers before unknown ones."""
    return _MavenKey(_maven_items(text.lower())) if text and not any(c.isspace() for c in text) else None


_QUALIFIERS = {name: str(place) for place, name in enumerate("alpha beta milestone rc snapshot  sp".split(" "))}
_RELEASE = _QUALIFIERS[""]
_ALIASES = {"ga": "", "final": "", "release": "", "cr": "rc"}
_SHORT = {"a": "alpha", "b": "beta", "m": "milestone"}
_DIGITS = frozenset("0123456789")
_MAVEN_TOKEN = re.compile(r"[0-9]+|[^0-9.-]+|[.-]")


def _qualifier(text: str, before_digit: bool) -> str:
    name = _SHORT.get(text, text) if before_digit else text
    name = _ALIASES.get(name, name)
    return _QUALIFIERS.get(name, f"{len(_QUALIFIERS)}-{name}")


def _maven_items(text: str) -> list[Any]:
    """Nested lists of int, str (a comparable qualifier), (str, int) for a qualifier with its number, and lists."""
    root: list[Any] = []
    lists, current = [root], root
    tokens = _MAVEN_TOKEN.findall(text)

    def nest() -> list[Any]:
        current.append([])
        lists.append(current[-1])
        return lists[-1]

    place, after_separator = 0, True
    while place < len(tokens):
        part = tokens[place]
        place += 1
        if part in ".-":
            if after_separator:
                current.append(0)
            if part == "-" and current:
                current = nest()
            after_separator = True
            continue
        if part[0] in _DIGITS:
            if not after_separator and current:
                current = nest()
            current.append(int(part[:400]))
        else:
            if current:
                current = nest()  # `.X` is the same as `-X`, and so is a letter after a digit
            place = _take_qualifier(current, tokens, place, part)
        after_separator = False
    for items in reversed(lists):
        _trim(items)
    return root


def _take_qualifier(current: list[Any], tokens: list[str], place: int, token: str) -> int:
    """Add a qualifier, with the number that follows it directly or after a hyphen; the place after them."""
    number = place + 1 if tokens[place : place + 1] == ["-"] else place
    says_nothing = _qualifier(token, before_digit=False) == _RELEASE
    if not says_nothing and number < len(tokens) and tokens[number][0] in _DIGITS:
        current.append((_qualifier(token, before_digit=True), int(tokens[number][:400])))
        return number + 1
    current.append(_qualifier(token, before_digit=False))
    return place


def _trim(items: list[Any]) -> None:
    """Drop what says nothing (0, release qualifiers, empty lists) at the end, before a hyphen and before a
    qualifier; a list that only holds another is that other."""
    for place in range(len(items) - 1, -1, -1):
        if items[place] not in (0, _RELEASE, []):
            continue
        if place + 1 == len(items) or isinstance(items[place + 1], str | tuple | list):
            del items[place]
    if len(items) == 1 and isinstance(items[0], list):
        items[:] = items[0]


def _compare_maven(left: Any, right: Any) -> int:
    if left is None:
        return 0 if right is None else -_compare_maven(right, None)
    if right is None:
        return _against_nothing(left)
    one, other = _maven_rank(left), _maven_rank(right)
    if one != other:
        return -1 if one < other else 1
    if isinstance(left, list):
        return _compare_lists(left, right)
    if isinstance(left, int):
        return int(left > right) - int(left < right)
    first, second = (x if isinstance(x, tuple) else (x, -1) for x in (left, right))
    return int(first > second) - int(first < second)


def _maven_rank(item: Any) -> int:
    """A qualifier is before a list (`-1`), which is before a number (`.1`)."""
    return 0 if isinstance(item, str | tuple) else 1 if isinstance(item, list) else 2


def _against_nothing(item: Any) -> int:
    if isinstance(item, list):
        return next((sign for part in item if (sign := _against_nothing(part))), 0)
    if isinstance(item, int):
        return int(item > 0)
    name = item[0] if isinstance(item, tuple) else item
    return int(name > _RELEASE) - int(name < _RELEASE)


def _compare_lists(left: list[Any], right: list[Any]) -> int:
    for place in range(max(len(left), len(right))):
        one = left[place] if place < len(left) else None
        other = right[place] if place < len(right) else None
        sign = _compare_maven(one, other)
        if sign:
            return sign
    return 0


_MavenKey = cmp_to_key(_compare_maven)
