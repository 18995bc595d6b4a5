"""Where in the repository a finding about a component is shown: the ladder of places."""

from __future__ import annotations

from collections.abc import Mapping

from aibom.bom.evidence import places_of
from aibom.bom.facts import BomFacts, ComponentFacts
from aibom.core.json import Json
from aibom.model.finding import Location
from aibom.model.kinds import Kind, Technique

# Kinds that are put right where they are declared, not where they are used.
_DECLARED = frozenset({Kind.LIBRARY, Kind.CONTAINER})
_MAX_STEPS = 20


def locations_of(facts: BomFacts, ref: str) -> tuple[Location, ...]:
    """At least one place for a finding about `ref`, best first, by the first rung that has any:

    1. its own evidence with a line (for libraries and containers manifests before code),
    2. its own evidence without a line (line 1 of the file),
    3. the evidence of the nearest component that leads to it,
    4. the evidence of the root, or the manifest nearest to the top that the BOM names,
    5. its line in the BOM file itself (`in_bom`).
    """
    component = facts.by_ref.get(ref)
    if component is None:
        return (Location(path="", in_bom=True),)
    return _own(component) or _ancestor(facts, ref) or _top(facts) or _in_bom(component)


def _own(component: ComponentFacts) -> tuple[Location, ...]:
    places = places_of(component.values)
    if len(places) == 1:
        return (Location(path=str(places[0]["path"]), line=_line(places[0]) or 1),)
    lined = [place for place in places if _line(place)]
    declared_first = component.kind in _DECLARED
    ordered = sorted(lined or places, key=lambda place: _rank(place, declared_first))
    found = (Location(path=str(place["path"]), line=_line(place) or 1) for place in ordered)
    return tuple(dict.fromkeys(found))


def _line(place: Mapping[str, Json]) -> int:
    """The line, 0 when it is not told."""
    line = place.get("line")
    return line if isinstance(line, int) and line > 0 else 0


def _rank(place: Mapping[str, Json], declared_first: bool) -> tuple[bool, str, int]:
    is_manifest = place.get("technique") == Technique.MANIFEST
    return (is_manifest is not declared_first, str(place["path"]), _line(place))


def _ancestor(facts: BomFacts, ref: str) -> tuple[Location, ...]:
    for above, _ in facts.graph.reachable(ref, max_depth=_MAX_STEPS, backwards=True):
        component = facts.by_ref.get(above)
        if component is not None and component is not facts.root and (places := _own(component)):
            return places[:1]
    return ()


def _top(facts: BomFacts) -> tuple[Location, ...]:
    if facts.root is not None and (places := _own(facts.root)):
        return places[:1]
    return (Location(path=facts.manifest),) if facts.manifest else ()


def _in_bom(component: ComponentFacts) -> tuple[Location, ...]:
    return (Location(path="", line=component.line, in_bom=True),)
