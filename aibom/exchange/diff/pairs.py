"""The changes of one component that both documents have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import orjson

from aibom.bom.details import details_of, same_details
from aibom.bom.evidence import places_of
from aibom.bom.facts import ComponentFacts
from aibom.bom.purls import split_purl, versionless
from aibom.core.json import Json
from aibom.exchange.diff.aspects import Found, details_apart, items_apart, other_facts
from aibom.exchange.diff.hashes import contradict, strong_hashes
from aibom.exchange.diff.match import Pair
from aibom.exchange.diff.version import version_change, version_fact
from aibom.model.change import FactChange
from aibom.model.change_classes import CHANGE_CLASSES
from aibom.model.kinds import Kind

# What is written in the tree itself and has no version changes with every edit; that is no substitution.
_EDITED = frozenset({Kind.PROMPT, Kind.DATASET, Kind.AGENT})
_PLACED = frozenset({"ref", "evidence", "uses"})
# Facts that a new version brings with it.
_OF_VERSION = frozenset({"declared_range"})


def differences(pair: Pair, old_day: str, new_day: str) -> Found:
    """(class, fact) of everything that differs; the days (ISO, or "") are those of the documents."""
    old, new = pair.old, pair.new
    if not same_details(old.raw, new.raw):
        yield from _details(old, new)
    if old.values == new.values and old_day == new_day:
        return
    if old_day == new_day and _same_but_places(old, new):
        yield from _places(old, new)
        return
    consumed = set[str]()
    yield from _named(old, new, consumed)
    yield from _version_and_content(old, new, consumed)
    yield from _retirement(old, new, old_day, new_day)
    yield from _vulnerabilities(old, new)
    yield from _switched(old, new)
    yield from other_facts(old, new, frozenset(consumed))
    yield from _places(old, new)


def _same_but_places(old: ComponentFacts, new: ComponentFacts) -> bool:
    """Whether nothing but evidence differs, as of most components of two scans."""
    before, after = old.values, new.values
    if before.keys() != after.keys():
        return False
    for name, value in before.items():  # noqa: SIM110 - of every pair: a generator costs three times as much
        if value != after[name] and name not in _PLACED:
            return False
    return True


def _named(old: ComponentFacts, new: ComponentFacts, consumed: set[str]) -> Found:
    if old.name != new.name:
        yield "renamed", FactChange(name="name", old=old.name, new=new.name)
        if _own_source(old) and _own_source(old) == _own_source(new):
            consumed.add("source")
    before, after = _package(old), _package(new)
    if before == after:
        return
    change = FactChange(name="purl", old=old.values.get("purl"), new=new.values.get("purl"))
    if before and after and old.name == new.name:
        yield "source-changed", change
    elif old.name == new.name or not (before and after):
        yield "facts-changed", change


def _own_source(component: ComponentFacts) -> str:
    """The origin of a source that says no more than the name (`file:models/m.gguf`), else ""."""
    origin, _, locator = str(component.values.get("source", "")).partition(":")
    return origin if locator == component.name else ""


def _package(component: ComponentFacts) -> str:
    purl = component.values.get("purl")
    parts = split_purl(purl) if isinstance(purl, str) else None
    return versionless(parts) if parts else ""


def _version_and_content(old: ComponentFacts, new: ComponentFacts, consumed: set[str]) -> Found:
    changed = version_change(old, new)
    before, after = strong_hashes(old), strong_hashes(new)
    hashes = FactChange(name="hashes", old=list(before), new=list(after))
    if changed is not None:
        cls, name = changed
        yield cls, FactChange(name=name, old=old.values.get(name), new=new.values.get(name))
        consumed |= _OF_VERSION
        consumed |= _same_launch(old, new)
    elif contradict(before, after):
        yield _content_class(old, new), hashes
    elif before and after and before != after:
        lost, gained = items_apart(list(before), list(after))
        yield "facts-changed", FactChange(name="hashes", old=list(before), new=list(after), lost=lost, gained=gained)
    if bool(before) != bool(after):
        yield "hash-lost" if before else "hash-gained", hashes


def _content_class(old: ComponentFacts, new: ComponentFacts) -> str:
    versioned = any(version_fact(old, name) for name in ("version", "revision", "tag"))
    edited = not versioned and old.kind in _EDITED and new.kind in _EDITED
    return "content-changed" if edited else "substituted"


def _same_launch(old: ComponentFacts, new: ComponentFacts) -> set[str]:
    """A package that is run in another version has another command; that is no second change."""
    before, after = old.values.get("package"), new.values.get("package")
    first = split_purl(before) if isinstance(before, str) else None
    second = split_purl(after) if isinstance(after, str) else None
    if first is None or second is None or versionless(first) != versionless(second):
        return set()
    commands = [
        str(side.values.get("command", "")).replace(purl.version, "").rstrip("@=:") if purl.version else ""
        for side, purl in ((old, first), (new, second))
    ]
    same = commands[0] == commands[1] and bool(commands[0])
    return {"package", "command"} if same else {"package"}


def _retirement(old: ComponentFacts, new: ComponentFacts, old_day: str, new_day: str) -> Found:
    """The end is announced or nearer, or has come between the days of the two documents."""
    before, after = _date(old, "retirement.date"), _date(new, "retirement.date")
    was, is_ = bool(before) and before <= old_day, bool(after) and after <= new_day
    if before == after and was == is_:
        for name in ("retirement.announced",):
            if _date(old, name) != _date(new, name):
                yield "facts-changed", FactChange(name=name, old=old.values.get(name), new=new.values.get(name))
        return
    nearer = bool(after) and (not before or after < before or (after == before and is_))
    cls = "retired" if nearer else CHANGE_CLASSES["retired"].mirror
    yield cls, FactChange(name="retirement.date", old=before or None, new=after or None)


def _date(component: ComponentFacts, name: str) -> str:
    value = component.values.get(name)
    return value if isinstance(value, str) else ""


def _vulnerabilities(old: ComponentFacts, new: ComponentFacts) -> Found:
    """Only when both documents speak of vulnerabilities: one that was not looked up has none and is not clean."""
    before, after = old.values.get("vulnerabilities"), new.values.get("vulnerabilities")
    if not isinstance(before, list) or not isinstance(after, list):
        return
    lost, gained = items_apart(_ids(before), _ids(after))
    for cls, left, come in (("vulnerability-added", (), gained), ("vulnerability-gone", lost, ())):
        if left or come:
            yield cls, FactChange(name="vulnerabilities", old=_ids(before), new=_ids(after), lost=left, gained=come)


def _ids(listed: list[Json]) -> list[Json]:
    return [str(one["id"]) for one in listed if isinstance(one, dict) and "id" in one]


def _switched(old: ComponentFacts, new: ComponentFacts) -> Found:
    """A tool that every configuration switched off, and that one lets run again."""
    before, after = old.values.get("disabled"), new.values.get("disabled")
    if (before is True) != (after is True):
        yield (
            "permissions-widened" if before is True else "permissions-narrowed",
            FactChange(name="disabled", old=before, new=after),
        )


def _places(old: ComponentFacts, new: ComponentFacts) -> Found:
    is_used = bool(old.values.get("uses") or new.values.get("uses"))
    before, after = (_calls(old), _calls(new)) if is_used else (Counter[str](), Counter[str]())
    if before != after:
        lost, gained = sorted((before - after).elements()), sorted((after - before).elements())
        yield "use-changed", FactChange(name="uses", old=None, new=None, lost=tuple(lost), gained=tuple(gained))
    seen, now = _seen(old), _seen(new)
    if seen != now:
        yield (
            "evidence-moved",
            FactChange(
                name="evidence", old=None, new=None, lost=tuple(sorted(seen - now)), gained=tuple(sorted(now - seen))
            ),
        )


def _details(old: ComponentFacts, new: ComponentFacts) -> Found:
    for fact in details_apart(details_of(old.raw), details_of(new.raw)):
        yield "details-changed", fact


def _uses(component: ComponentFacts) -> list[Mapping[str, Json]]:
    uses = component.values.get("uses")
    return [use for use in uses if isinstance(use, dict)] if isinstance(uses, list) else []


def _calls(component: ComponentFacts) -> Counter[str]:
    """Each distinct way of using it; how often and where is evidence."""
    return Counter(
        {
            orjson.dumps([use.get("symbol"), use.get("args")], option=orjson.OPT_SORT_KEYS).decode()
            for use in _uses(component)
        }
    )


def _seen(component: ComponentFacts) -> set[str]:
    return {_place(place) for place in (*places_of(component.values), *_uses(component))}


def _place(place: Mapping[str, Json]) -> str:
    line = place.get("line")
    return f"{place.get('path')}:{line}" if isinstance(line, int) else str(place.get("path"))
