"""Whether a field stands in an element: present, stated to be unknown, or absent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from aibom.bom.properties import JSON_PREFIX, PREFIX, pairs_of
from aibom.core import re

PRESENT, UNKNOWN, ABSENT = "present", "stated unknown", "absent"
# How documents say that something is not known, in any case.
_UNKNOWN_WORDS = frozenset({"noassertion", "unknown", "not known", "unspecified", "n/a", "undetermined"})
_STEP = re.compile(r"(?P<key>[^.\[\]]+)(?P<list>\[\])?(?:\[(?P<filter>[a-z]+)=(?P<value>[^\]]+)\])?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a field is asked of: a component or service, or the document itself (`ref` "")."""

    ref: str
    raw: Mapping[str, Any]
    document: Mapping[str, Any]


def state_of(subject: Subject, paths: tuple[str, ...]) -> str:
    """PRESENT when any of the paths leads to a value, UNKNOWN when one leads to a statement that it is not known."""
    found = {_judge(value) for path in paths for value in _values(subject, path)}
    return PRESENT if PRESENT in found else UNKNOWN if UNKNOWN in found else ABSENT


def _judge(value: Any) -> str:
    if value is None:
        return UNKNOWN
    if isinstance(value, str):
        text = value.strip().casefold()
        return UNKNOWN if text in _UNKNOWN_WORDS else PRESENT if text else ABSENT
    if isinstance(value, Mapping):
        return UNKNOWN if set(value) == {"unresolved"} else PRESENT if value else ABSENT
    return ABSENT if value == [] else PRESENT


def _values(subject: Subject, path: str) -> Iterator[Any]:
    """The values at a path (form: schemas/score-profiles.schema.json)."""
    word, _, rest = path.partition(":")
    if word == "property" and rest:
        yield from _properties(subject.raw.get("properties"), rest)
    elif word == "cardproperty":
        card = subject.raw.get("modelCard")
        yield from _properties(card.get("properties") if isinstance(card, Mapping) else None, rest)
    elif word == "device":
        listed = subject.raw.get("components")
        listed = listed if isinstance(listed, list) else []
        yield from (one for one in listed if isinstance(one, Mapping) and one.get("type") == "device")
    elif path.startswith("$"):
        yield from _walk(subject.document, path[1:])
    else:
        yield from _walk(subject.raw, path)
        if path in ("version", "purl"):
            yield from _properties(subject.raw.get("properties"), PREFIX + ("revision" if path == "version" else path))


def _properties(raw: Any, name: str) -> Iterator[Any]:
    """Values of properties of a name or glob; the explicit null of a fact and what could not be resolved count as
    stated unknown."""
    json_name = JSON_PREFIX + name.removeprefix(PREFIX)
    for found, value in pairs_of(raw):
        if fnmatchcase(found, name):
            yield value
        elif found == json_name:
            yield None if value == "null" or "unresolved" in value else value


def _walk(raw: Any, path: str) -> Iterator[Any]:
    todo = [raw]
    for match in _STEP.finditer(path):
        todo = [found for one in todo for found in _step(one, match)]
    yield from todo


def _step(raw: Any, match: re.Match[str]) -> Iterator[Any]:
    value = raw.get(match["key"]) if isinstance(raw, Mapping) else None
    if match["list"] or match["filter"]:
        wanted = match["filter"]
        for item in value if isinstance(value, list) else ():
            if not wanted or (isinstance(item, Mapping) and item.get(wanted) == match["value"]):
                yield item
    elif value is not None:
        yield value
