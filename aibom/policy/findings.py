"""Makes findings of hits: groups, places, messages, fingerprints."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from aibom.bom.facts import BomFacts, ComponentFacts
from aibom.bom.placement import locations_of
from aibom.core.json import Json
from aibom.model.finding import Excepted, Finding, FindingKind, Location, Suppression
from aibom.policy.paths import Subject, scope_of
from aibom.policy.rule import TARGET, Rule, UnknownPolicy

Items = Mapping[str, Sequence[Mapping[str, Json]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A rule that holds of something, or of which nobody can tell whether it does (`holds` False). `places` are set
    where comments in the source take some of its places away."""

    rule: Rule
    values: Mapping[str, Json]
    component: ComponentFacts | None
    holds: bool
    items: Items
    witness: tuple[str, ...]
    unknown: tuple[str, ...]
    discriminator: str = ""
    places: tuple[Location, ...] | None = None

    @property
    def identity(self) -> str:
        """The version-less name of what the rule holds of."""
        if self.rule.subject is Subject.BOM:
            return "bom"
        if self.rule.subject is Subject.VEX:
            return f"vex:{self.values.get('vulnerability', '')}"
        if self.rule.subject is Subject.EXCEPTION:
            return f"exception:{self.values.get('id', '')}"
        return self.component.identity if self.component else ""

    @property
    def kind(self) -> FindingKind:
        """An unknown result is a finding only where the rule or its pack says so."""
        fails = self.holds or self.rule.unknown is UnknownPolicy.FINDING
        return FindingKind.FAIL if fails else FindingKind.REVIEW


def fingerprint(rule: str, identity: str, discriminator: str) -> str:
    """SHA-256 in hex; the same as long as the rule, the version-less identity and the discriminator are."""
    return hashlib.sha256("\0".join((rule, identity, discriminator)).encode("utf-8", "surrogatepass")).hexdigest()


def findings_of(hits: Iterable[Hit], facts: BomFacts) -> tuple[Finding, ...]:
    """One finding per rule, version-less identity and discriminator, worst first."""
    groups: defaultdict[tuple[str, str, str], list[Hit]] = defaultdict(list)
    for hit in hits:
        for part in _split(hit):
            groups[(part.rule.info.id, part.identity, part.discriminator)].append(part)
    findings = [_finding(group, facts) for group in groups.values()]
    return tuple(sorted(findings, key=_worst_first))


def _worst_first(finding: Finding) -> tuple[int, bool, str, str, str]:
    review = finding.kind is FindingKind.REVIEW
    return (-finding.severity.rank, review, finding.rule, finding.identity, finding.discriminator)


def suppressed(taken: Iterable[tuple[Hit, Suppression]], facts: BomFacts) -> tuple[Excepted, ...]:
    """Findings that an exception covers, each with the exception."""
    by_exception: defaultdict[Suppression, list[Hit]] = defaultdict(list)
    for hit, suppression in taken:
        by_exception[suppression].append(hit)
    return tuple(
        Excepted(finding=finding, suppression=suppression)
        for suppression, hits in sorted(by_exception.items(), key=lambda pair: pair[0].id)
        for finding in findings_of(hits, facts)
    )


def _split(hit: Hit) -> list[Hit]:
    """One hit for each value of the rule's discriminator."""
    name = hit.rule.discriminator
    if not name:
        return [hit]
    if name == TARGET:
        return [replace(hit, discriminator=hit.witness[-1] if hit.witness else "")]
    named = scope_of(hit.rule.subject).member(name)
    if named is None or named[0] not in hit.items:
        value = hit.values.get(name)
        return [replace(hit, discriminator="" if value is None else str(value))]
    head, member = named
    groups: defaultdict[str, list[Mapping[str, Json]]] = defaultdict(list)
    for item in hit.items[head]:
        groups[str(item.get(member, ""))].append(item)
    return [replace(hit, discriminator=value, items={**hit.items, head: items}) for value, items in groups.items()]


def _finding(group: Sequence[Hit], facts: BomFacts) -> Finding:
    hits = [hit for hit in group if hit.kind is FindingKind.FAIL] or list(group)
    hits.sort(key=_order)
    first = hits[0]
    name = first.component.name if first.component else str(first.values.get("id", "BOM"))
    return Finding(
        rule=first.rule.info.id,
        severity=first.rule.info.severity,
        kind=first.kind,
        message=_message(hits),
        component=name,
        identity=first.identity,
        ref=first.component.ref if first.component else "",
        fingerprint=fingerprint(first.rule.info.id, first.identity, first.discriminator),
        locations=_locations(hits, facts),
        discriminator=first.discriminator,
        witness=first.witness,
    )


def _order(hit: Hit) -> tuple[bool, str, str]:
    return (not hit.holds, str(hit.values.get("version") or ""), str(hit.values.get("ref") or ""))


def _message(hits: Sequence[Hit]) -> str:
    items: defaultdict[str, list[Mapping[str, Json]]] = defaultdict(list)
    for hit in hits:
        for name, found in hit.items.items():
            items[name] += found
    rule, subjects = hits[0].rule, [hit.values for hit in hits]
    if hits[0].holds:
        return rule.message.render(subjects, items)
    if rule.unknown_message is not None:
        return rule.unknown_message.render(subjects, items)
    missing = ", ".join(sorted({name for hit in hits for name in hit.unknown}))
    return f"Not known whether this holds ({missing or 'some fact'} not stated): {rule.message.render(subjects, items)}"


def _locations(hits: Sequence[Hit], facts: BomFacts) -> tuple[Location, ...]:
    return tuple(dict.fromkeys(place for hit in hits for place in places_of_hit(hit, facts)))


def places_of_hit(hit: Hit, facts: BomFacts) -> tuple[Location, ...]:
    """The matching items' own places; else the ladder of places of the component."""
    if hit.places is not None:
        return hit.places
    own = [place for items in hit.items.values() for item in items if (place := place_of_item(item))]
    return tuple(own) or _component_places(hit, facts)


def place_of_item(item: Mapping[str, Json]) -> Location | None:
    """Where an item of a list stands, if it says so."""
    path, line = item.get("path"), item.get("line")
    if not isinstance(path, str) or not path:
        return None
    return Location(path=path, line=line if isinstance(line, int) and line > 0 else 1)


def _component_places(hit: Hit, facts: BomFacts) -> tuple[Location, ...]:
    if hit.rule.subject in (Subject.EXCEPTION, Subject.VEX):
        line = hit.values.get("line")
        path = str(hit.values.get("path", ""))
        return (Location(path=path, line=line if isinstance(line, int) else 1, as_given=not hit.values.get("inline")),)
    if hit.component is not None:
        return locations_of(facts, hit.component.ref)
    return (Location(path="", line=1, in_bom=True),)
