"""What the HTML page shows, as JSON: components, relations, causes, unknowns, vulnerabilities.

Components are named by their position in `components`. Every text is made printable and bounded here; that it stays
text in the page is the page's own duty.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aibom.bom.evidence import places_of
from aibom.bom.facts import BomFacts, ComponentFacts
from aibom.core.json import Json
from aibom.core.text import printable
from aibom.model.finding import Excepted, Finding, FindingKind, Judgement, Location
from aibom.model.kinds import Severity
from aibom.model.sighting import Unknown
from aibom.reports.causes import Cause, causes_of
from aibom.reports.places import repository_path
from aibom.reports.sarif_baseline import Baseline

_MAX_TEXT = 2_000
_MAX_ITEMS = 200
_MAX_DEPTH = 6
# Facts that have a place of their own in the page.
_APART = frozenset(("kind", "name", "version", "ref", "evidence", "uses", "vulnerabilities"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A further part of the page, a table: completeness, changes since an older BOM. `note` is a sentence above it."""

    id: str
    title: str
    note: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """What all parts need: the position of each component, and how places are shown."""

    facts: BomFacts
    bom_path: str
    baseline: Baseline | None
    index: Mapping[str, int]

    def place(self, location: Location) -> list[Json]:
        path = repository_path(location, self.facts.prefix, self.bom_path)
        return [printable(path, _MAX_TEXT), location.line]

    def named(self, path: object, line: object) -> list[Json]:
        """A place that the BOM names; the line is 0 when it names none."""
        return self.place(Location(path=str(path), line=line if isinstance(line, int) else 0))


def page_data(
    judgement: Judgement,
    facts: BomFacts,
    *,
    bom_path: str,
    baseline: Baseline | None = None,
    sections: Iterable[Section] = (),
) -> dict[str, Json]:
    """The data of the page; the same input gives the same data."""
    index = {one.ref: number for number, one in enumerate(facts.components)}
    page = _Page(facts=facts, bom_path=bom_path, baseline=baseline, index=index)
    return {
        "document": _document(page, judgement),
        "components": [_component(one, page) for one in facts.components],
        "relations": [[index[one.source], str(one.kind), index[one.target]] for one in facts.relations],
        "causes": [_cause(cause, page) for cause in causes_of(judgement)],
        "excepted": [_excepted(one, page) for one in judgement.excepted],
        "unknowns": [_unknown(one, page) for one in facts.unknowns],
        "vulnerabilities": _vulnerabilities(facts),
        "sections": [_section(one) for one in sections],
    }


def _document(page: _Page, judgement: Judgement) -> dict[str, Json]:
    facts = page.facts
    failing = Counter(one.severity for one in judgement.findings if one.kind is FindingKind.FAIL)
    return {
        "name": printable(facts.root.name if facts.root else "BOM", _MAX_TEXT),
        "root": page.index[facts.root.ref] if facts.root else None,
        "bom": printable(page.bom_path, _MAX_TEXT),
        "facts": {name: _shown(value) for name, value in sorted(facts.bom.items()) if name != "unknowns"},
        "packs": [printable(one) for one in judgement.packs],
        "rules": len(judgement.rules),
        "findings": {str(severity): failing[severity] for severity in reversed(Severity)},
        "review": sum(one.kind is FindingKind.REVIEW for one in judgement.findings),
        "compared": page.baseline is not None,
        "incomplete": sorted({field for _, field in facts.incomplete}),
        "warnings": [printable(one, _MAX_TEXT) for one in (*facts.warnings, *judgement.warnings)],
    }


def _component(component: ComponentFacts, page: _Page) -> dict[str, Json]:
    values = component.values
    places = places_of(values)
    uses = [one for one in _listed(values.get("uses")) if isinstance(one, dict)]
    found: dict[str, Json] = {
        "ref": printable(component.ref, _MAX_TEXT),
        "kind": printable(component.kind),
        "name": printable(component.name, _MAX_TEXT),
        "version": _shown(values.get("version")),
        "line": component.line,
        "facts": {name: _shown(values[name]) for name in sorted(values) if name not in _APART},
        "evidence": [_evidence(one, page) for one in places[:_MAX_ITEMS]],
        "uses": [_use(one, page) for one in uses[:_MAX_ITEMS]],
    }
    left = {"evidence": len(places) - _MAX_ITEMS, "uses": len(uses) - _MAX_ITEMS}
    return found | {f"more_{name}": count for name, count in left.items() if count > 0}


def _evidence(place: Mapping[str, Json], page: _Page) -> dict[str, Json]:
    found: dict[str, Json] = {"place": page.named(place["path"], place.get("line"))}
    return found | {name: _shown(place[name]) for name in ("symbol", "technique", "confidence") if name in place}


def _use(use: Mapping[str, Json], page: _Page) -> dict[str, Json]:
    return {
        "place": page.named(use.get("path", ""), use.get("line")),
        "symbol": _shown(use.get("symbol")),
        "args": _shown(use.get("args")),
    }


def _cause(cause: Cause, page: _Page) -> dict[str, Json]:
    rule = cause.rule
    return {
        "rule": printable(cause.rule_id),
        "name": printable(rule.name) if rule else "",
        "severity": cause.severity,
        "why": printable(" ".join(rule.why.split()), _MAX_TEXT) if rule else "",
        "fix": printable(" ".join(rule.fix.split()), _MAX_TEXT) if rule else "",
        "refs": [printable(one, _MAX_TEXT) for one in rule.refs] if rule else [],
        "tags": [printable(one) for one in rule.tags] if rule else [],
        "confidence": rule.confidence if rule else "",
        "findings": [_finding(one, page) for one in cause.findings],
    }


def _finding(finding: Finding, page: _Page) -> dict[str, Json]:
    places = finding.locations or (Location(path="", in_bom=True),)
    found: dict[str, Json] = {
        "message": printable(" ".join(finding.message.split()), _MAX_TEXT),
        "severity": str(finding.severity),
        "component": page.index.get(finding.ref),
        "subject": printable(finding.component, _MAX_TEXT),
        "places": [page.place(one) for one in places[:_MAX_ITEMS]],
        "witness": [page.index[ref] for ref in finding.witness if ref in page.index],
        "fingerprint": finding.fingerprint,
    }
    if len(places) > _MAX_ITEMS:
        found["more_places"] = len(places) - _MAX_ITEMS
    if page.baseline is not None:
        found["new"] = page.baseline.is_new(finding.fingerprint)
    return found


def _excepted(excepted: Excepted, page: _Page) -> dict[str, Json]:
    suppression = excepted.suppression
    names = ("id", "reason", "owner", "expires", "approved_by", "ticket")
    told: dict[str, Json] = {name: printable(getattr(suppression, name), _MAX_TEXT) for name in names}
    exception = told | {"in_source": suppression.in_source}
    return {"rule": printable(excepted.finding.rule), **_finding(excepted.finding, page), "exception": exception}


def _unknown(unknown: Unknown, page: _Page) -> dict[str, Json]:
    return {
        "topic": printable(unknown.topic),
        "place": page.named(unknown.path, unknown.line),
        "reason": printable(unknown.reason, _MAX_TEXT),
        "expression": printable(unknown.expression, _MAX_TEXT),
    }


def _vulnerabilities(facts: BomFacts) -> dict[str, Json]:
    """`states` counts components by what the audit says of them; `found` has one row for each component and id."""
    states = Counter(str(one.values["audit.state"]) for one in facts.components if "audit.state" in one.values)
    found: list[Json] = []
    for number, one in enumerate(facts.components):
        for item in _listed(one.values.get("vulnerabilities")):
            if isinstance(item, dict):
                found.append({"component": number, **{name: _shown(item[name]) for name in sorted(item)}})
    told = any("vulnerabilities" in one.values for one in facts.components)
    return {"told": told or bool(states), "states": dict(sorted(states.items())), "found": found}


def _section(section: Section) -> dict[str, Json]:
    return {
        "id": section.id,
        "title": printable(section.title),
        "note": printable(section.note, _MAX_TEXT),
        "columns": [printable(one) for one in section.columns],
        "rows": [[printable(cell, _MAX_TEXT) for cell in row] for row in section.rows],
    }


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _shown(value: Json, depth: int = 0) -> Json:
    """A value with printable texts; what is longer or deeper than the bounds ends with `…`."""
    if isinstance(value, str):
        return printable(value, _MAX_TEXT)
    if depth >= _MAX_DEPTH and isinstance(value, (list, dict)):
        return "…"
    if isinstance(value, Mapping):
        items = list(value.items())[:_MAX_ITEMS]
        cut = {"…": len(value) - _MAX_ITEMS} if len(value) > _MAX_ITEMS else {}
        return {printable(str(name), _MAX_TEXT): _shown(one, depth + 1) for name, one in items} | cut
    if isinstance(value, Sequence):
        more = [f"… {len(value) - _MAX_ITEMS:,} more"] if len(value) > _MAX_ITEMS else []
        return [*(_shown(one, depth + 1) for one in value[:_MAX_ITEMS]), *more]
    return value
