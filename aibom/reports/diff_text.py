"""What every report of a comparison says: one line for each change, the counts, the policy's part.

Texts come from the two BOMs; they are made printable here, and each report escapes them for where they go.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import orjson

from aibom.core import re
from aibom.core.json import Json
from aibom.core.text import printable
from aibom.model.change import Cause, Change, Comparison, FactChange, FindingChange, Movement, PolicyDelta
from aibom.model.change_classes import CHANGE_CLASSES
from aibom.model.kinds import Severity

_MAX_NAME = 120
_MAX_VALUE = 100
_MAX_ITEMS = 6
# What a terminal shows of one class, and of findings, before it names the reports.
_SHOWN = 20
# As much of a hash as a person compares; JSON has the whole.
_HASH = re.compile(r"((?:SHA|BLAKE)[A-Za-z0-9-]*:[0-9a-f]{12})[0-9a-f]{20,}")
_TIERS = {
    "purl": "same purl",
    "name": "same kind, source and name",
    "endpoint": "same endpoint or command",
    "hash": "same content",
    "name-only": "same kind and name",
    "root": "what the documents describe",
}
# Facts whose change the line itself tells.
_TOLD = frozenset({"version", "revision", "tag", "name"})
MOVEMENTS = {
    Movement.APPEARED: "new",
    Movement.GONE: "gone",
    Movement.WORSE: "worse",
    Movement.BETTER: "better",
}
CAUSES = {
    Cause.BOM: "because the BOM changed",
    Cause.RULES: "because the rules changed",
    Cause.BOTH: "because both changed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """All changes of one class."""

    cls: str
    title: str
    severity: Severity
    why: str
    fix: str
    changes: Sequence[Change]


def groups_of(changes: Iterable[Change]) -> list[Group]:
    """The changes by class, in their order: worst first."""
    found: dict[str, list[Change]] = {}
    for change in changes:
        found.setdefault(change.cls, []).append(change)
    rows = [(CHANGE_CLASSES[cls], group) for cls, group in found.items()]
    return [
        Group(cls=row.name, title=row.title, severity=row.severity, why=row.why, fix=row.fix, changes=group)
        for row, group in rows
    ]


def headline(comparison: Comparison) -> str:
    """What was compared."""
    old, new = comparison.old, comparison.new
    about = old.root if old.root == new.root else f"{old.root or old.path} -> {new.root or new.path}"
    return printable(
        f"{about or new.path}: {old.components:,} components -> {new.components:,}; "
        f"{comparison.matched:,} in both, {comparison.unchanged:,} of them unchanged"
    )


def counts_line(comparison: Comparison) -> str:
    """How many changes of each class, and how many quiet ones are not shown."""
    counts = Counter(change.cls for change in comparison.shown)
    quiet = len(comparison.changes) - len(comparison.shown)
    parts = [f"{counts[name]:,} {name}" for name in CHANGE_CLASSES if counts[name]]
    hidden = f" ({quiet:,} quiet: --all shows them)" if quiet else ""
    return f"Changes: {', '.join(parts) or 'none'}{hidden}"


def line_of(change: Change) -> str:
    """The component and its versions, or the way through the graph; then what differs."""
    details = list(details_of(change))
    return f"{subject_of(change)}: {'; '.join(details)}" if details else subject_of(change)


def subject_of(change: Change) -> str:
    """`library 'numpy' 1.26.4 -> 2.1.0`."""
    old, new = change.old, change.new
    if old is None and new is None:
        return "the document"
    sides = [side for side in (old, new) if side]
    names = _each([side.name for side in sides])
    versions = _each([side.version or "" for side in sides])
    name = " -> ".join([f"'{name}'" for name in names])
    shown = " -> ".join([version or "no version" for version in versions]) if any(versions) else ""
    return f"{change.kind} {name}" + (f" {shown}" if shown else "")


def _each(texts: list[str]) -> list[str]:
    """The texts, printable; one that both sides have stands once."""
    if len(texts) == 2 and texts[0] == texts[1]:
        del texts[1]
    return list(dict.fromkeys([printable(text, _MAX_NAME) for text in texts]))


def details_of(change: Change) -> Iterator[str]:
    """Each fact that differs, the way, how sure it is that both are the same thing."""
    for fact in change.facts:
        if fact.name not in _TOLD:
            yield fact_text(fact)
    if change.path:
        yield "way " + " -> ".join(printable(step.name, _MAX_NAME) for step in change.path)
    if change.one_sided:
        yield "stated by one of the two tools only"


def match_text(change: Change) -> str:
    """`same purl, high confidence`; "" when there was nothing to find again."""
    return f"{_TIERS[change.tier]}, {change.confidence} confidence" if change.tier else ""


def fact_text(fact: FactChange) -> str:
    """`licences: + AGPL-3.0-only; - MIT` or `pinned: true -> false`."""
    name = printable(fact.name, _MAX_NAME)
    if fact.lost or fact.gained:
        parts = [f"{sign} {_items(items)}" for sign, items in (("+", fact.gained), ("-", fact.lost)) if items]
        return f"{name}: {' '.join(parts)}"
    return f"{name}: {_value(fact.old)} -> {_value(fact.new)}"


def _items(items: Sequence[str]) -> str:
    shown = ", ".join([_HASH.sub(r"\1…", printable(item, _MAX_VALUE)) for item in items[:_MAX_ITEMS]])
    return shown + (f" and {len(items) - _MAX_ITEMS:,} more" if len(items) > _MAX_ITEMS else "")


def _value(value: Json) -> str:
    if value is None:
        return "not stated"
    if isinstance(value, str):
        return printable(value, _MAX_VALUE) or "empty"
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return _items([str(item) for item in value]) or "none"
    return printable(orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode(), _MAX_VALUE)


def place_of(change: Change) -> str:
    """`path:line` of the component as it is now; "" for a place in the BOM only."""
    side = change.side
    place = side.locations[0] if side and side.locations else None
    return "" if place is None or place.in_bom or place.as_given else printable(f"{place.path}:{max(place.line, 1)}")


def policy_line(delta: PolicyDelta) -> str:
    """`Findings under baseline: 3 new (2 because the BOM changed, 1 because the rules changed), 1 gone, ...`."""
    old, new = ", ".join(delta.old.packs), ", ".join(delta.new.packs)
    packs = old if old == new else f"{old} -> {new}"
    parts = [text for movement in Movement if (text := _movement(delta, movement))]
    shown = ", ".join(parts) or "no change"
    return printable(f"Findings under {packs}: {shown}, {delta.unchanged:,} unchanged")


def _movement(delta: PolicyDelta, movement: Movement) -> str:
    causes = Counter(one.cause for one in delta.changes if one.movement is movement)
    total = sum(causes.values())
    if not total:
        return ""
    why = ", ".join(f"{causes[cause]:,} {text}" for cause, text in CAUSES.items() if causes[cause])
    return f"{total:,} {MOVEMENTS[movement]} ({why})"


def finding_text(change: FindingChange) -> str:
    """One finding that moved, without its severity."""
    finding = change.finding
    before = f" (was {change.old_severity})" if change.old_severity not in (None, finding.severity) else ""
    return f"{finding.rule}{before} {printable(' '.join(finding.message.split()), 300)}"


def group_lines(group: Group) -> Iterator[str]:
    """The changes of one class, and how many are left out."""
    for change in group.changes[:_SHOWN]:
        place, match = place_of(change), match_text(change)
        tail = ", ".join(part for part in (place, match) if part)
        yield line_of(change) + (f"  [{tail}]" if tail else "")
    if len(group.changes) > _SHOWN:
        yield f"and {len(group.changes) - _SHOWN:,} more; --json names them all"


def finding_lines(changes: tuple[FindingChange, ...]) -> Iterator[str]:
    """Each finding that moved, and how many are left out."""
    for change in changes[:_SHOWN]:
        severity = change.finding.severity
        yield f"{MOVEMENTS[change.movement]:<7}{severity:<9}{finding_text(change)} [{CAUSES[change.cause]}]"
    if len(changes) > _SHOWN:
        yield f"and {len(changes) - _SHOWN:,} more; --json names them all"
