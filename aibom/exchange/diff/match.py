"""Finds the components of the old BOM again in the new one: tier by tier, never by bom-ref.

Each tier groups what is left by a key; within a group several versions of one thing are a multiset: what is equal is
paired first, then what is equal but for its hash, then in the order of versions. Everything is sorted, and both
documents are treated alike, so neither their order nor which of them is called old matters.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import orjson

from aibom.bom.details import details_of
from aibom.bom.facts import BomFacts, ComponentFacts
from aibom.bom.purls import split_purl, versionless
from aibom.core.text import fold
from aibom.core.versions import version_key
from aibom.exchange.diff.hashes import strong_hashes
from aibom.exchange.diff.version import ecosystem_of, version_of
from aibom.model.change import Tier
from aibom.model.kinds import Kind

Key = Callable[[ComponentFacts], Hashable]
_CONFIDENCE = {
    Tier.PURL: "high",
    Tier.NAME: "high",
    Tier.ENDPOINT: "medium",
    Tier.HASH: "high",
    Tier.NAME_ONLY: "medium",
    Tier.ROOT: "low",
}
_LOWER = {"high": "medium", "medium": "low", "low": "low"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """The same thing in both documents."""

    old: ComponentFacts
    new: ComponentFacts
    tier: Tier
    confidence: str


@dataclass(slots=True)
class Matched:
    """Pairs, and what is left on either side."""

    pairs: list[Pair] = field(default_factory=list)
    old: list[ComponentFacts] = field(default_factory=list)
    new: list[ComponentFacts] = field(default_factory=list)


def match(old: BomFacts, new: BomFacts) -> Matched:
    """Pair the components of two documents."""
    found = Matched(old=list(old.components), new=list(new.components))
    if old.root and new.root and old.root.identity == new.root.identity:
        _pair_roots(found, old.root, new.root, Tier.PURL if old.root.identity.startswith("pkg:") else Tier.NAME)
    for tier, key in _TIERS:
        _by_key(found, tier, key)
    _by_hash(found)
    _by_key(found, Tier.NAME_ONLY, _kind_and_name)
    if old.root in found.old and new.root in found.new and old.root and new.root:
        _pair_roots(found, old.root, new.root, Tier.ROOT)
    return found


def _pair_roots(found: Matched, old: ComponentFacts, new: ComponentFacts, tier: Tier) -> None:
    found.pairs.append(Pair(old=old, new=new, tier=tier, confidence=_CONFIDENCE[tier]))
    found.old = [one for one in found.old if one is not old]
    found.new = [one for one in found.new if one is not new]


def _purl(component: ComponentFacts) -> Hashable:
    return component.identity if component.identity.startswith("pkg:") else None


def _source_and_name(component: ComponentFacts) -> Hashable:
    source = component.values.get("source")
    return (component.kind, source if isinstance(source, str) else "", fold(component.name))


def _package(component: ComponentFacts) -> Hashable:
    package = component.values.get("package")
    purl = split_purl(package) if isinstance(package, str) else None
    return (component.kind, versionless(purl)) if purl else None


def _command(component: ComponentFacts) -> Hashable:
    command = component.values.get("command")
    return (component.kind, command) if isinstance(command, str) and command else None


def _endpoints(component: ComponentFacts) -> Hashable:
    endpoints = component.values.get("endpoints")
    texts = sorted(url for url in endpoints if isinstance(url, str)) if isinstance(endpoints, list) else []
    return (component.kind, *texts) if texts else None


def _kind_and_name(component: ComponentFacts) -> Hashable:
    """Packages of one name in two ecosystems are two packages."""
    ecosystem = ecosystem_of(component) if component.kind == Kind.LIBRARY else ""
    return (component.kind, ecosystem, fold(component.name))


_TIERS: Sequence[tuple[Tier, Key]] = (
    (Tier.PURL, _purl),
    (Tier.NAME, _source_and_name),
    (Tier.ENDPOINT, _package),
    (Tier.ENDPOINT, _command),
    (Tier.ENDPOINT, _endpoints),
)


def _by_key(found: Matched, tier: Tier, key: Key) -> None:
    """Pair what has the same key; None is no key."""
    olds, news = _grouped(found.old, key), _grouped(found.new, key)
    _take(found, [pair for shared in olds.keys() & news.keys() for pair in _pairs(olds[shared], news[shared], tier)])


def _take(found: Matched, pairs: Sequence[Pair]) -> None:
    if not pairs:
        return
    taken = {id(pair.old) for pair in pairs} | {id(pair.new) for pair in pairs}
    found.pairs += pairs
    found.old = [one for one in found.old if id(one) not in taken]
    found.new = [one for one in found.new if id(one) not in taken]


def _grouped(components: Iterable[ComponentFacts], key: Key) -> dict[Hashable, list[ComponentFacts]]:
    groups: defaultdict[Hashable, list[ComponentFacts]] = defaultdict(list)
    for component in components:
        if (value := key(component)) is not None:
            groups[value].append(component)
    return groups


def _pairs(olds: list[ComponentFacts], news: list[ComponentFacts], tier: Tier) -> Iterator[Pair]:
    """The pairs of one group, sure ones first."""
    sure, lower = _CONFIDENCE[tier], _LOWER[_CONFIDENCE[tier]]
    if len(olds) == len(news) == 1:
        yield Pair(old=olds[0], new=news[0], tier=tier, confidence=sure)
        return
    for key in (content_of, _identity_and_hashes, _version_and_hashes, _version_and_identity, version_of):
        zipped, olds, news = _zipped(olds, news, key)
        yield from (Pair(old=old, new=new, tier=tier, confidence=sure) for old, new in zipped)
    for old, new in zip(*_in_order(olds, news), strict=False):
        yield Pair(old=old, new=new, tier=tier, confidence=lower)


def content_of(component: ComponentFacts) -> bytes:
    """All that is told of it but for its bom-ref."""
    told = {name: value for name, value in component.values.items() if name != "ref"}
    told["details"] = details_of(component.raw)
    return orjson.dumps(told, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)


def _identity_and_hashes(component: ComponentFacts) -> Hashable:
    return (component.identity, version_of(component), strong_hashes(component))


def _version_and_hashes(component: ComponentFacts) -> Hashable:
    return (version_of(component), strong_hashes(component))


def _version_and_identity(component: ComponentFacts) -> Hashable:
    return (version_of(component), component.identity)


_Zipped = tuple[list[tuple[ComponentFacts, ComponentFacts]], list[ComponentFacts], list[ComponentFacts]]


def _zipped(olds: list[ComponentFacts], news: list[ComponentFacts], key: Key) -> _Zipped:
    """Pair as many of each key as both sides have; the rest of both sides."""
    before, after = _grouped_all(olds, key), _grouped_all(news, key)
    zipped, taken = [], set[int]()
    for value in before.keys() & after.keys():
        for old, new in zip(sorted(before[value], key=_rank), sorted(after[value], key=_rank), strict=False):
            zipped.append((old, new))
            taken |= {id(old), id(new)}
    return zipped, [one for one in olds if id(one) not in taken], [one for one in news if id(one) not in taken]


def _grouped_all(components: Iterable[ComponentFacts], key: Key) -> dict[Hashable, list[ComponentFacts]]:
    return _grouped(components, lambda component: (key(component),))


def _rank(component: ComponentFacts) -> tuple[str, str, bytes, str]:
    """Any order that the document's own does not enter; among twins, which differ in their bom-ref alone, that."""
    return (component.identity, version_of(component) or "", content_of(component), component.ref)


def _in_order(
    olds: list[ComponentFacts], news: list[ComponentFacts]
) -> tuple[list[ComponentFacts], list[ComponentFacts]]:
    """Both sides with their newest version first, so that the newest of each are paired."""
    olds, news = sorted(olds, key=_rank, reverse=True), sorted(news, key=_rank, reverse=True)
    keys = {id(one): version_key(version_of(one) or "", ecosystem_of(one)) for one in (*olds, *news)}
    ecosystems = {ecosystem_of(one) for one in (*olds, *news)}
    if len(ecosystems) == 1 and all(key is not None for key in keys.values()):
        olds.sort(key=lambda one: keys[id(one)], reverse=True)
        news.sort(key=lambda one: keys[id(one)], reverse=True)
    return olds, news


def _by_hash(found: Matched) -> None:
    """Pair what is left by a strong hash in common: the same content under another name."""
    olds, news = _by_each_hash(found.old), _by_each_hash(found.new)
    taken, pairs = set[int](), list[Pair]()
    for shared in sorted(olds.keys() & news.keys()):
        before = sorted((one for one in olds[shared] if id(one) not in taken), key=_rank)
        after = sorted((one for one in news[shared] if id(one) not in taken), key=_rank)
        for old, new in zip(before, after, strict=False):
            sure = len(before) == len(after) == 1
            confidence = _CONFIDENCE[Tier.HASH] if sure else _LOWER[_CONFIDENCE[Tier.HASH]]
            pairs.append(Pair(old=old, new=new, tier=Tier.HASH, confidence=confidence))
            taken |= {id(old), id(new)}
    _take(found, pairs)


def _by_each_hash(components: Iterable[ComponentFacts]) -> dict[tuple[str, str], list[ComponentFacts]]:
    groups: defaultdict[tuple[str, str], list[ComponentFacts]] = defaultdict(list)
    for component in components:
        for text in strong_hashes(component):
            groups[(component.kind, text)].append(component)
    return groups
