"""Reads one OSV record (ossf.github.io/osv-schema, 1.x): pure, tolerant of missing fields, silent about none.

What a record says of a package becomes events and listed versions, still as text; aibom's index orders them. What
cannot be evaluated is a problem that stays with the package, so that its components are never called clean.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from aibom.core.errors import UnreadableError
from aibom.enrichers.vulnerabilities.ecosystems import base_ecosystem, normal_name
from aibom.enrichers.vulnerabilities.scores import Score, best_score

MAX_ID = 200
MAX_LISTED = 50_000
MAX_EVENTS = 10_000
_BOUNDS = ("introduced", "fixed", "last_affected", "limit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """What a record says of one package: the versions that it lists, and for each range its events as
    (introduced | fixed | last_affected | limit, version). `problem` says what cannot be evaluated, else ""."""

    ecosystem: str
    name: str
    versions: tuple[str, ...] = ()
    ranges: tuple[tuple[tuple[str, str], ...], ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Advisory:
    """One record. `modified` and `withdrawn` are RFC 3339 texts; withdrawn is empty when it stands."""

    id: str
    modified: str
    withdrawn: str
    aliases: tuple[str, ...]
    summary: str
    score: Score
    malicious: bool
    cwes: tuple[int, ...]
    urls: tuple[str, ...]
    affected: tuple[Affected, ...]


def read_record(data: Any, path: str) -> Advisory:
    """The advisory that a parsed document holds. Raises UnreadableError when it is none: no mapping, or no id."""
    if not isinstance(data, Mapping):
        raise UnreadableError(path, "no advisory (not a mapping)")
    name = data.get("id")
    if not isinstance(name, str) or not name.strip() or len(name) > MAX_ID:
        raise UnreadableError(path, "no advisory (no usable id)")
    affected = _mappings(data.get("affected"))
    withdrawn = _text(data.get("withdrawn"))
    malicious = name.startswith("MAL-") or any(_origins(data))
    score = best_score(_severities(data, affected), _words(data, affected))
    return Advisory(
        id=name.strip(),
        modified=_text(data.get("modified")),
        withdrawn=withdrawn if withdrawn[:4].isdecimal() else "",  # what is no time withdraws nothing
        aliases=tuple(sorted({a for a in _texts(data.get("aliases")) if a and a != name and len(a) <= MAX_ID})),
        summary=" ".join((_text(data.get("summary")) or _text(data.get("details"))[:2000]).split())[:300],
        score=score._replace(severity="critical") if malicious else score,
        malicious=malicious,
        cwes=_cwes(data),
        urls=_urls(data.get("references")),
        affected=tuple(found for item in affected if (found := _affected(item)) is not None),
    )


def _cwes(data: Mapping[str, Any]) -> tuple[int, ...]:
    specific = data.get("database_specific")
    named = _texts(specific.get("cwe_ids")) if isinstance(specific, Mapping) else []
    return tuple(sorted({int(n[4:]) for n in named if n.startswith("CWE-") and n[4:].isdecimal() and len(n) < 12}))


def _urls(references: Any) -> tuple[str, ...]:
    """The first pages that tell more, advisories before others."""
    found = [(_text(item.get("type")) != "ADVISORY", _text(item.get("url"))) for item in _mappings(references)]
    found = [(later, url) for later, url in found if url.startswith(("https://", "http://")) and len(url) < 500]
    return tuple(url for _, url in sorted(found, key=lambda pair: pair[0]))[:3]


def _origins(data: Mapping[str, Any]) -> Iterator[bool]:
    """Records of the malicious-packages project keep where they come from, whatever id they are given."""
    specific = data.get("database_specific")
    yield isinstance(specific, Mapping) and bool(specific.get("malicious-packages-origins"))


def _severities(data: Mapping[str, Any], affected: list[Mapping[str, Any]]) -> Iterator[Any]:
    for place in (data, *affected):
        found = place.get("severity")
        yield from found if isinstance(found, list) else ()


def _words(data: Mapping[str, Any], affected: list[Mapping[str, Any]]) -> Iterator[Any]:
    for place in (data, *affected):
        for key in ("database_specific", "ecosystem_specific"):
            specific = place.get(key)
            if isinstance(specific, Mapping):
                yield specific.get("severity")


def _affected(item: Mapping[str, Any]) -> Affected | None:
    """None when it names no package: it is about a repository (GIT ranges alone)."""
    package = item.get("package")
    package = package if isinstance(package, Mapping) else {}
    ecosystem, name = _text(package.get("ecosystem")), _text(package.get("name"))
    if not ecosystem or not name:
        return None
    ecosystem = base_ecosystem(ecosystem)
    listed = item.get("versions")
    versions = tuple(_texts(listed))
    ranges, problems = _ranges(item.get("ranges"))
    if listed is not None and (not isinstance(listed, list) or len(versions) < len(listed)):
        problems.append("versions is not a list of texts")
    if len(versions) > MAX_LISTED:
        versions, problems = versions[:MAX_LISTED], [*problems, f"more than {MAX_LISTED} listed versions"]
    if not versions and not ranges and not problems:
        problems.append("it names neither versions nor a range of versions")
    return Affected(
        ecosystem=ecosystem,
        name=normal_name(ecosystem, name),
        versions=versions,
        ranges=tuple(ranges),
        problem="; ".join(dict.fromkeys(problems)),
    )


def _ranges(raw: Any) -> tuple[list[tuple[tuple[str, str], ...]], list[str]]:
    ranges, problems = [], []
    if raw is not None and not isinstance(raw, list):
        problems.append("ranges is not a list")
    for item in raw if isinstance(raw, list) else ():
        if isinstance(item, Mapping) and item.get("type") == "GIT":
            continue
        events = _events(item)
        if events is None:
            problems.append("a range has no readable events")
        elif not any(kind == "introduced" for kind, _ in events):
            problems.append("a range does not say where it begins")
        else:
            ranges.append(events)
    return ranges, problems


def _events(item: Any) -> tuple[tuple[str, str], ...] | None:
    raw = item.get("events") if isinstance(item, Mapping) else None
    if not isinstance(raw, list) or not raw or len(raw) > MAX_EVENTS:
        return None
    events: list[tuple[str, str]] = []
    for event in raw:
        if not isinstance(event, Mapping):
            return None
        found = [(kind, str(event[kind])) for kind in _BOUNDS if isinstance(event.get(kind), str | int)]
        if not found:
            return None
        events += found
    return tuple(events)


def _mappings(raw: Any) -> list[Mapping[str, Any]]:
    return [item for item in raw if isinstance(item, Mapping)] if isinstance(raw, list) else []


def _texts(raw: Any) -> list[str]:
    """The texts of a list; YAML reads `1.10` without quotation marks as a number, which no longer tells what it was."""
    return [item for item in raw if isinstance(item, str)] if isinstance(raw, list) else []


def _text(raw: Any) -> str:
    return raw.strip() if isinstance(raw, str) else ""
