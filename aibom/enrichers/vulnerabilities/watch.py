"""What changed for BOMs since the last look: new, fixed and retracted vulnerabilities, each told once.

The state is one JSON file, written whole. For each watched BOM it holds the vulnerabilities that were told, by
version-less component; ids count as the same when they share an alias, so that an advisory that gets a CVE later is
not news.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeAlias

from aibom.core.errors import UnreadableError, UsageError
from aibom.core.files import write_atomic
from aibom.core.json import parse_json
from aibom.enrichers.vulnerabilities.database import Database
from aibom.model.audit import Audit, AuditState, Vulnerability

SCHEMA = 1


class Change(StrEnum):
    """NEW: not told before. FIXED: the component is gone or in a version that is not affected. FIX_AVAILABLE: a
    version that fixes it was published. RETRACTED: withdrawn, deleted, or corrected so that it no longer names this
    version. LOST: the component can no longer be audited, so nobody can tell."""

    NEW = "new"
    FIXED = "fixed"
    FIX_AVAILABLE = "fix-available"
    RETRACTED = "retracted"
    LOST = "not-audited"


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One change of one component of one BOM."""

    change: Change
    bom: str
    component: str
    version: str
    id: str
    severity: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A component of a BOM: its version-less identity, its version, and whether it was audited."""

    component: str
    version: str
    audited: bool
    vulnerabilities: tuple[Vulnerability, ...]


@dataclass(slots=True)
class State:
    """What was told so far: BOM -> component -> entries {"ids", "version", "severity", "fixed", "records"}."""

    boms: dict[str, dict[str, list[dict[str, Any]]]] = field(default_factory=dict)


def load_state(path: Path) -> State:
    """The state of the last run; empty when there is none yet. Raises UsageError when the file is damaged, for
    forgetting would tell everything again."""
    try:
        data = parse_json(path.read_bytes(), path.name)
    except FileNotFoundError:
        return State()
    except OSError as error:
        raise UsageError(f"Cannot read {path}: {error.strerror or error}.") from None
    except UnreadableError as error:
        raise UsageError(f"The state of `vulns watch` cannot be read ({error}); delete {path} to begin anew.") from None
    if not isinstance(data, Mapping) or data.get("schema") != SCHEMA or not _is_state(data.get("boms")):
        raise UsageError(f"{path} is no state of `vulns watch` that this aibom reads; delete it to begin anew.")
    boms: Any = data["boms"]
    return State(boms=boms)


def _is_state(boms: Any) -> bool:
    if not isinstance(boms, dict) or not all(isinstance(parts, dict) for parts in boms.values()):
        return False
    lists = [entries for parts in boms.values() for entries in parts.values()]
    return all(isinstance(entries, list) and all(_is_entry(entry) for entry in entries) for entries in lists)


def _is_entry(entry: Any) -> bool:
    if not isinstance(entry, dict):
        return False
    texts = [entry.get(name) for name in ("version", "severity")]
    lists = [entry.get(name) for name in ("ids", "fixed", "records")]
    return (
        all(isinstance(text, str) for text in texts)
        and all(isinstance(items, list) and all(isinstance(item, str) for item in items) for items in lists)
        and bool(entry["ids"])
    )


def save_state(path: Path, state: State) -> None:
    """Write the state, whole or not at all."""
    data = {"schema": SCHEMA, "boms": state.boms}
    write_atomic(
        path, json.dumps(data, indent=1, sort_keys=True, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
    )


def watched(audit: Audit, components: Iterable[tuple[str, str, str]]) -> list[Watched]:
    """What an audit says, from (bom-ref, version-less identity, version) of the BOM's components."""
    return [
        Watched(
            component=identity,
            version=version,
            audited=audit.verdicts[ref].state is not AuditState.NOT_AUDITED,
            vulnerabilities=audit.verdicts[ref].vulnerabilities,
        )
        for ref, identity, version in components
        if ref in audit.verdicts
    ]


def compare(bom: str, now: Sequence[Watched], state: State, database: Database) -> list[News]:
    """What is to be told of one BOM; `state` is brought up to date."""
    before = state.boms.get(bom, {})
    by_component: dict[str, list[Watched]] = {}
    for one in now:
        by_component.setdefault(one.component, []).append(one)
    news: list[News] = []
    after: dict[str, list[dict[str, Any]]] = {}
    for component in sorted({*before, *by_component}):
        told, kept = _component(bom, component, before.get(component, []), by_component.get(component, []), database)
        news += told
        if kept:
            after[component] = kept
    state.boms[bom] = after
    return news


def _component(
    bom: str, component: str, before: list[dict[str, Any]], now: list[Watched], database: Database
) -> tuple[list[News], list[dict[str, Any]]]:
    """What is to be told of one component, and the entries that the state keeps of it."""
    current = _merged([_entry(one.version, item) for one in now for item in one.vulnerabilities])
    kept, told = list(current), [_still_there(entry, before) for entry in current]
    for old in before:
        if any(_same(old, entry) for entry in current):
            continue
        if now and not all(one.audited for one in now):
            kept.append(old | {"lost": True})
            told.append(None if old.get("lost") else (Change.LOST, old["version"], old, "it can no longer be audited"))
        else:
            told.append(_gone(old, now, database))
    return [_news(bom, component, *one) for one in told if one is not None], kept


def _news(bom: str, component: str, change: Change, version: str, entry: Mapping[str, Any], detail: str) -> News:
    return News(
        change=change,
        bom=bom,
        component=component,
        version=version,
        id=entry["ids"][0],
        severity=entry["severity"],
        detail=detail,
    )


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return not set(one["ids"]).isdisjoint(other["ids"])


def _merged(entries: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each vulnerability once, though several versions of the component may have it."""
    found: list[dict[str, Any]] = []
    for entry in entries:
        if not any(_same(entry, other) for other in found):
            found.append(entry)
    return found


_Told: TypeAlias = tuple[Change, str, Mapping[str, Any], str]


def _still_there(entry: dict[str, Any], before: Iterable[dict[str, Any]]) -> _Told | None:
    old = next((one for one in before if _same(entry, one)), None)
    if old is None:
        return Change.NEW, entry["version"], entry, ""
    if entry["fixed"] and not old["fixed"]:
        return Change.FIX_AVAILABLE, entry["version"], entry, f"fixed in {', '.join(entry['fixed'])}"
    return None


def _gone(old: Mapping[str, Any], now: Sequence[Watched], database: Database) -> _Told:
    versions = sorted({one.version for one in now})
    if not versions:
        return Change.FIXED, old["version"], old, "the component is gone"
    if old["version"] not in versions:
        return Change.FIXED, ", ".join(versions), old, f"it was {old['version']}"
    stored = database.by_id(old["records"])
    if not stored:
        return Change.RETRACTED, old["version"], old, "the advisory is no longer in the database"
    withdrawn = all(row.withdrawn for row in stored.values())
    return Change.RETRACTED, old["version"], old, "withdrawn" if withdrawn else "it no longer names this version"


def _entry(version: str, item: Vulnerability) -> dict[str, Any]:
    return {
        "ids": [item.id, *item.aliases],
        "version": version,
        "severity": item.severity,
        "fixed": list(item.fixed),
        "records": list(item.records),
    }
