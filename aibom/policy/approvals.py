"""Approvals: what an organisation has reviewed and decided about tools, models, data sets and providers.

The file (`approved.yaml`) is the only place of such decisions. Its first entry that fits a component gives the
component's `approval.*` facts; rules do the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from aibom.core.errors import UsageError
from aibom.core.json import Json
from aibom.core.versions import version_key
from aibom.policy.compile import ecosystem_of
from aibom.policy.document import Node, Table, parse_document
from aibom.policy.globs import glob_test
from aibom.policy.matching import read_globs
from aibom.policy.operators import ORDER_TESTS
from aibom.policy.reading import Reader

_KEYS = (
    *("id", "match", "decision", "versions", "permissions", "reviewer", "reviewed", "expires", "evidence", "notes"),
)
MATCH_KEYS = ("kind", "name", "source", "purl", "package", "provider", "endpoint")
EVIDENCE_KEYS = ("type", "url", "issued", "expires")


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """One decision. `versions` are pairs of an order operator and a version, empty for any version."""

    id: str
    approved: bool
    tests: tuple[tuple[str, Callable[[str], bool]], ...]
    versions: tuple[tuple[str, str], ...]
    reviewed: date
    expires: date
    facts: Mapping[str, Json]
    permissions: tuple[str, ...] | None

    def fits(self, values: Mapping[str, Json]) -> bool:
        """Whether it is about this component, its version aside."""
        return all(any(test(text) for text in _texts(values, name)) for name, test in self.tests)

    def covers_version(self, values: Mapping[str, Json]) -> bool:
        """Whether the component's version is inside the range; a version that cannot be told is not."""
        if not self.versions:
            return True
        version, ecosystem = values.get("version"), ecosystem_of(values)
        key = version_key(version, ecosystem) if isinstance(version, str) else None
        if key is None:
            return False
        limits = [(ORDER_TESTS[name], version_key(limit, ecosystem)) for name, limit in self.versions]
        return all(limit is not None and test(key, limit) for test, limit in limits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Approvals:
    """All decisions, in the file's order."""

    entries: tuple[Approval, ...]


def load_approvals(path: Path) -> Approvals:
    """Read an approvals file. Raises UsageError when it cannot be read, DocumentError for what it says."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"Cannot read the approvals file {path}: {error.strerror or error}.") from None
    return read_approvals(data, path.as_posix())


def read_approvals(data: bytes, path: str) -> Approvals:
    """The approvals of a file's bytes."""
    reader = Reader(path)
    table = reader.table(parse_document(data, path), "an approvals file")
    reader.only(table, ("approvals",), "an approvals file")
    nodes = reader.items(reader.need(table, "approvals", "an approvals file"), "approvals")
    entries: dict[str, Approval] = {}
    for node in nodes:
        entry = _entry(reader, node)
        if entry.id in entries:
            raise reader.error(node, f"two approvals are called {entry.id!r}")
        entries[entry.id] = entry
    return Approvals(entries=tuple(entries.values()))


def with_approvals(values: Mapping[str, Json], approvals: Approvals, today: date) -> Mapping[str, Json]:
    """The component's facts and its `approval.*` facts."""
    # What is decided later than the day of the check did not count on it.
    fitting = [entry for entry in approvals.entries if entry.reviewed <= today and entry.fits(values)]
    entry = next((one for one in fitting if one.covers_version(values)), None)
    if entry is None:
        return {**values, "approval.state": "other-version" if fitting else "none"}
    state = "denied" if not entry.approved else "expired" if today > entry.expires else "approved"
    facts = {**values, **entry.facts, "approval.state": state}
    asked = values.get("permissions")
    if entry.permissions is not None and isinstance(asked, list | tuple):
        granted = glob_test(entry.permissions)
        facts["approval.excess"] = [one for one in asked if not (isinstance(one, str) and granted(one))]
    return facts


def _entry(reader: Reader, node: Node) -> Approval:
    what = "an approval"
    table = reader.table(node, what)
    reader.only(table, _KEYS, what)
    name, reviewer = (reader.text(reader.need(table, key, what), key) for key in ("id", "reviewer"))
    reviewed, expires = (reader.day(reader.need(table, key, what), key) for key in ("reviewed", "expires"))
    decision = reader.choice(reader.need(table, "decision", what), "decision", ("approved", "denied"))
    permissions = table.nodes.get("permissions")
    granted = _list(reader, permissions, "permissions") if permissions else None
    evidence = table.nodes.get("evidence")
    facts: dict[str, Json] = {
        "approval.id": name,
        "approval.reviewer": reviewer,
        "approval.reviewed": reviewed.isoformat(),
        "approval.expires": expires.isoformat(),
        "approval.evidence": [_evidence(reader, item) for item in reader.items(evidence, "evidence")]
        if evidence
        else [],
    }
    if granted is not None:
        facts["approval.permissions"] = list(granted)
    return Approval(
        id=name,
        approved=decision == "approved",
        tests=_match(reader, reader.need(table, "match", what)),
        versions=_versions(reader, table),
        reviewed=reviewed,
        expires=expires,
        facts=facts,
        permissions=granted,
    )


def _list(reader: Reader, node: Node, what: str) -> tuple[str, ...]:
    return tuple(reader.text(item, f"each item of {what}") for item in reader.items(node, what))


def _match(reader: Reader, node: Node) -> tuple[tuple[str, Callable[[str], bool]], ...]:
    table = reader.table(node, "match")
    reader.only(table, MATCH_KEYS, "match")
    if not set(table.nodes) - {"kind"}:
        raise reader.error(node, f"match must name what was reviewed by {', '.join(MATCH_KEYS[1:])}")
    return tuple((key, glob_test(globs)) for key, globs in read_globs(reader, table).items())


def _versions(reader: Reader, table: Table) -> tuple[tuple[str, str], ...]:
    node = table.nodes.get("versions")
    if node is None:
        return ()
    limits = reader.table(node, "versions")
    reader.only(limits, ORDER_TESTS, "versions")
    found = []
    for name, value in limits.nodes.items():
        text = reader.text(value, name)
        if version_key(text, "generic") is None and version_key(text, "pypi") is None:
            raise reader.error(value, f"{text!r} is not a version")
        found.append((name, text))
    return tuple(found)


def _evidence(reader: Reader, node: Node) -> dict[str, Json]:
    table = reader.table(node, "evidence")
    reader.only(table, EVIDENCE_KEYS, "evidence")
    found: dict[str, Json] = {
        "type": reader.text(reader.need(table, "type", "evidence"), "type"),
        "url": reader.text(reader.need(table, "url", "evidence"), "url"),
    }
    for key in ("issued", "expires"):
        if key in table.nodes:
            found[key] = reader.day(table.nodes[key], key).isoformat()
    return found


def _texts(values: Mapping[str, Json], name: str) -> Sequence[str]:
    value = values.get("endpoints" if name == "endpoint" else name)
    if isinstance(value, list | tuple):
        return [item for item in value if isinstance(item, str)]
    return (value,) if isinstance(value, str) else ()
