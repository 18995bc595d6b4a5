"""How complete a BOM is by what a profile demands: present, stated unknown or absent, per field and component.

A field counts once, by the share of those that it is asked of (all models, all components, ...) that have it. A field
that is asked of nothing that the BOM holds (no data sets) does not count. `score` counts what is present; `answered`
also counts what is stated to be unknown, which is honest but not complete.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson

from aibom.bom.facts import ComponentFacts, facts_of
from aibom.bom.read import BomDocument
from aibom.catalog.score_profiles import Demand, Field, fields, profiles
from aibom.core.errors import UsageError
from aibom.exchange.elements import elements_of
from aibom.exchange.score_paths import PRESENT, UNKNOWN, Subject, state_of
from aibom.exchange.score_result import Row, Score
from aibom.model.kinds import Kind


def score_bom(document: BomDocument, profile: str) -> Score:
    """The score of a document. Raises UsageError when there is no such profile."""
    return scores_of(document, (profile,))[0]


def scores_of(document: BomDocument, names: Sequence[str]) -> list[Score]:
    """The scores of a document by several profiles, for which it is read once. UsageError as score_bom."""
    unknown = next((name for name in names if name not in profiles()), None)
    if unknown is not None:
        raise UsageError(f"There is no profile {unknown!r}; choose one of {', '.join(profiles())}.")
    subjects = _subjects(document)
    return [_score(document, name, subjects) for name in names]


def _score(document: BomDocument, profile: str, subjects: Mapping[str, list[Subject]]) -> Score:
    if profile == "owasp-aibom":
        from aibom.exchange.score_owasp import owasp_score

        return owasp_score(document)
    rows = tuple(_row(field, field.demands[profile], subjects) for field in fields() if profile in field.demands)
    counted = [row for row in rows if row.asked and row.demand.level != "recommended"]
    return Score(
        profile=profile,
        title=profiles()[profile],
        score=_percent([len(row.present) / row.asked for row in counted]),
        answered=_percent([(len(row.present) + len(row.unknown)) / row.asked for row in counted]),
        rows=rows,
        components=_by_component(rows),
    )


def _percent(shares: list[float]) -> float:
    return round(100 * sum(shares) / len(shares), 1) if shares else 0.0


def _subjects(document: BomDocument) -> dict[str, list[Subject]]:
    """What each scope asks: elements with their bom-refs."""
    facts = facts_of(document)
    whole = dict(document.data)
    subjects: dict[str, list[Subject]] = {"doc": [Subject(ref="", raw=whole, document=whole)]}
    for scope in ("system", "model", "dataset", "service", "component"):
        subjects[scope] = []
    raws = dict(_raws(whole))
    for component in facts.components:
        raw = raws.get(component.ref)
        if raw is None:
            continue
        subject = Subject(ref=component.ref, raw=raw, document=whole)
        for scope in _scopes(component, is_root=component is facts.root, is_service="type" not in raw):
            subjects[scope].append(subject)
    return subjects


def _scopes(component: ComponentFacts, *, is_root: bool, is_service: bool) -> Iterator[str]:
    if is_root:
        yield "system"
    if is_service:
        yield "service"
        return
    if component.kind in (Kind.MODEL, Kind.DATASET):
        yield str(component.kind)
    if not is_root and component.kind not in (Kind.PROMPT, Kind.AGENT):
        yield "component"


def _raws(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """bom-ref and raw element. Elements whose refs clash are left out: the facts view renames them."""
    plain = {key: value for key, value in document.items() if key in ("metadata", "components", "services")}
    try:
        _, elements = elements_of(orjson.loads(orjson.dumps(plain)))  # a copy: it takes nested ones apart
    except UsageError:
        seen: set[str] = set()
        for one in [*(document.get("components") or ()), *(document.get("services") or ())]:
            if isinstance(one, dict) and isinstance(one.get("bom-ref"), str) and one["bom-ref"] not in seen:
                seen.add(one["bom-ref"])
                yield one["bom-ref"], one
        return
    yield from ((element.ref, element.raw) for element in elements)


def _row(field: Field, demand: Demand, subjects: Mapping[str, list[Subject]]) -> Row:
    states: dict[str, list[str]] = {"present": [], "stated unknown": [], "absent": []}
    for subject in subjects[field.scope]:
        state = state_of(subject, field.paths)
        if demand.level == "forbidden":
            state = "absent" if state == PRESENT else PRESENT
        states[state].append(subject.ref)
    return Row(
        id=field.id,
        name=field.name,
        scope=field.scope,
        demand=demand,
        demanded_by={name: one.ref for name, one in sorted(field.demands.items())},
        fill=field.fill if demand.level != "forbidden" else "Leave them out of the BOM; give them in a VDR (`--vdr`).",
        present=tuple(states[PRESENT]),
        unknown=tuple(states[UNKNOWN]),
        absent=tuple(states["absent"]),
    )


def _by_component(rows: tuple[Row, ...]) -> dict[str, float]:
    has: dict[str, int] = {}
    asked: dict[str, int] = {}
    for row in rows:
        if row.scope == "doc" or row.demand.level != "required":
            continue
        for ref in (*row.present, *row.unknown, *row.absent):
            asked[ref] = asked.get(ref, 0) + 1
        for ref in row.present:
            has[ref] = has.get(ref, 0) + 1
    return {ref: round(100 * has.get(ref, 0) / asked[ref], 1) for ref in sorted(asked)}
