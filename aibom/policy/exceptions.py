"""Exceptions: findings that somebody has decided to live with for a while, applied in this one place.

An exception names a rule and what it fits, says why, who owns it and when it ends. An expired one covers
nothing. Each becomes facts in turn, so that rules (subject `exception`) report the expired, unused, too broad,
overlapping and too long-lived ones like anything else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from aibom.core.errors import UsageError
from aibom.core.json import Json
from aibom.model.finding import Suppression
from aibom.policy.document import Node, Table, parse_document
from aibom.policy.findings import Hit
from aibom.policy.globs import glob_test
from aibom.policy.load import Policy
from aibom.policy.matching import read_globs
from aibom.policy.paths import Subject
from aibom.policy.reading import Reader

_KEYS = ("id", "rule", "match", "reason", "owner", "approved_by", "ticket", "created", "expires")
_GLOBS = ("purl", "name", "source", "kind")
MATCH_KEYS = (*_GLOBS, "path", "hashes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One exception; `globs` maps purl, name, source, kind, path to the globs that must match, all of them."""

    suppression: Suppression
    rule: str
    created: date
    expires: date
    globs: Mapping[str, tuple[str, ...]]
    hashes: frozenset[str]
    path: str
    line: int

    def state(self, today: date) -> str:
        """active, expired or pending."""
        if today > self.expires:
            return "expired"
        return "active" if self.created <= today else "pending"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exceptions:
    """All entries of an exceptions file, in its order."""

    entries: tuple[Entry, ...]


class Subjects(Protocol):
    """What an exception may fit: something with facts."""

    @property
    def values(self) -> Mapping[str, Json]: ...


def load_exceptions(path: Path) -> Exceptions:
    """Read an exceptions file. Raises UsageError when it cannot be read, DocumentError for what it says."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"Cannot read the exceptions file {path}: {error.strerror or error}.") from None
    return read_exceptions(data, path.as_posix() if not path.is_absolute() else path.name)


def read_exceptions(data: bytes, path: str) -> Exceptions:
    """The exceptions of a file's bytes; `path` is how findings name the file."""
    reader = Reader(path)
    table = reader.table(parse_document(data, path), "an exceptions file")
    reader.only(table, ("exceptions",), "an exceptions file")
    nodes = reader.items(reader.need(table, "exceptions", "an exceptions file"), "exceptions")
    entries: dict[str, Entry] = {}
    for node in nodes:
        entry = _entry(reader, node)
        if entry.suppression.id in entries:
            raise reader.error(node, f"two exceptions are called {entry.suppression.id!r}")
        entries[entry.suppression.id] = entry
    return Exceptions(entries=tuple(entries.values()))


def _entry(reader: Reader, node: Node) -> Entry:
    what = "an exception"
    table = reader.table(node, what)
    reader.only(table, _KEYS, what)

    def text(key: str, required: bool = True) -> str:
        found = reader.need(table, key, what) if required else table.nodes.get(key)
        return " ".join(reader.text(found, key).split()) if found else ""

    created = reader.day(reader.need(table, "created", what), "created")
    expires_node = reader.need(table, "expires", what)
    expires = reader.day(expires_node, "expires")
    if expires < created:
        raise reader.error(expires_node, "expires is before created")
    globs, hashes = _match(reader, reader.need(table, "match", what))
    suppression = Suppression(
        id=text("id"),
        reason=text("reason"),
        owner=text("owner"),
        approved_by=text("approved_by", required=False),
        ticket=text("ticket", required=False),
        expires=expires.isoformat(),
    )
    return Entry(
        suppression=suppression,
        rule=text("rule"),
        created=created,
        expires=expires,
        globs=globs,
        hashes=hashes,
        path=reader.path,
        line=table.line,
    )


def _match(reader: Reader, node: Node) -> tuple[dict[str, tuple[str, ...]], frozenset[str]]:
    table: Table = reader.table(node, "match")
    reader.only(table, MATCH_KEYS, "match")
    if not table.nodes:
        raise reader.error(node, "match is empty; an exception names what it is for")
    found = read_globs(reader, table)
    hashes = found.pop("hashes", ())
    return found, frozenset(hashes)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Matcher:
    """An entry made ready to be asked."""

    entry: Entry
    fits: Callable[[Mapping[str, Json]], bool]

    def same_content(self, values: Mapping[str, Json]) -> bool:
        """Whether the hashes that the exception is bound to are (still) those of the component."""
        hashes = values.get("hashes")
        found = hashes if isinstance(hashes, list | tuple) else ()
        return not self.entry.hashes or not self.entry.hashes.isdisjoint(str(value) for value in found)


def _matcher(entry: Entry) -> _Matcher:
    tests = [(name, glob_test(globs)) for name, globs in entry.globs.items()]

    def fits(values: Mapping[str, Json]) -> bool:
        return all(any(test(text) for text in _texts(values, name)) for name, test in tests)

    return _Matcher(entry=entry, fits=fits)


def _texts(values: Mapping[str, Json], name: str) -> list[str]:
    if name != "path":
        value = values.get(name)
        return [value] if isinstance(value, str) else []
    places: list[Any] = []
    for field in ("evidence", "uses"):
        found = values.get(field)
        places += found if isinstance(found, list | tuple) else ()
    return [place["path"] for place in places if isinstance(place, Mapping) and isinstance(place.get("path"), str)]


def apply_exceptions(
    exceptions: Exceptions | None, hits: Sequence[Hit], cases: Sequence[Subjects], policy: Policy, today: date
) -> tuple[list[Hit], list[tuple[Hit, Suppression]], list[dict[str, Json]]]:
    """Hits that stay, hits that an exception covers, and the facts of every exception for rules about them."""
    matchers = [_matcher(entry) for entry in exceptions.entries] if exceptions else []
    kept, taken = [], []
    for hit in hits:
        covering = _covering(hit, matchers, today)
        if covering is None:
            kept.append(hit)
        else:
            taken.append((hit, covering.entry.suppression))
    used = {suppression.id for _, suppression in taken}
    return kept, taken, _rows(matchers, cases, policy, used, today)


def _covering(hit: Hit, matchers: Iterable[_Matcher], today: date) -> _Matcher | None:
    values = hit.component.values if hit.rule.subject is Subject.BOM and hit.component else hit.values
    for matcher in matchers:
        entry = matcher.entry
        counts = entry.rule == hit.rule.info.id and entry.state(today) == "active"
        if counts and matcher.fits(values) and matcher.same_content(values):
            return matcher
    return None


def _rows(
    matchers: Sequence[_Matcher], cases: Sequence[Subjects], policy: Policy, used: set[str], today: date
) -> list[dict[str, Json]]:
    severities = {rule.info.id: rule.info.severity for rule in policy.rules}
    rows: list[dict[str, Json]] = []
    covered: list[tuple[Entry, set[int]]] = []
    for matcher in matchers:
        entry = matcher.entry
        fitting = {index for index, case in enumerate(cases) if matcher.fits(case.values)}
        exact = {index for index in fitting if matcher.same_content(cases[index].values)}
        earlier = next((other for other, places in covered if other.rule == entry.rule and places & exact), None)
        covered.append((entry, exact))
        row = _own_facts(entry, today) | {
            "known_rule": entry.rule in policy.sources,
            "matches": len(exact),
            "match_share": len(exact) / len(cases) if cases else 0,
            "hash_mismatch": bool(fitting) and not exact,
            "overlaps": earlier.suppression.id if earlier else None,
        }
        if entry.rule in severities:
            # Of a rule that did not run nobody can say whether its exception is still needed.
            row |= {"severity": str(severities[entry.rule]), "used": entry.suppression.id in used}
        rows.append(row)
    return rows


def _own_facts(entry: Entry, today: date) -> dict[str, Json]:
    suppression = entry.suppression
    return {
        "id": suppression.id,
        "rule": entry.rule,
        "state": entry.state(today),
        "lifetime_days": (entry.expires - entry.created).days,
        "created": entry.created.isoformat(),
        "expires": suppression.expires,
        "owner": suppression.owner,
        "approved_by": suppression.approved_by or None,
        "ticket": suppression.ticket or None,
        "reason": suppression.reason or None,
        "inline": False,
        "path": entry.path,
        "line": entry.line,
    }
