"""The changes of the documents themselves: their signature, what they could not see, who answers for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from aibom.bom.facts import BomFacts
from aibom.core.json import Json
from aibom.exchange.diff.aspects import details_apart, items_apart
from aibom.model.change import Change, FactChange
from aibom.model.change_classes import CHANGE_CLASSES
from aibom.model.sighting import Unknown

KIND = "document"
# What differs between any two runs, or is told in another way.
_PASSED = frozenset(
    {"spec_version", "serial_number", "timestamp", "tools", "components", "unknowns", "incomplete", "signed", "root"}
)
_LOOK_UP = "audit."


def document_changes(old: BomFacts, new: BomFacts, *, tools_differ: bool) -> Iterator[Change]:
    """Every change that is not one of a component."""
    if old.bom.get("signed") is not new.bom.get("signed"):
        yield _flag(
            "signature-lost", "signed", old.bom.get("signed"), new.bom.get("signed"), bool(old.bom.get("signed"))
        )
    if bool(old.bom.get("incomplete")) is not bool(new.bom.get("incomplete")):
        before, after = bool(old.bom.get("incomplete")), bool(new.bom.get("incomplete"))
        yield _flag("coverage-lost", "incomplete", before, after, after, tools_differ)
    yield from _unknowns(old, new, tools_differ)
    details = tuple(details_apart(old.details, new.details))
    if details:
        yield Change(cls="details-changed", kind=KIND, facts=details, one_sided=tools_differ)
    facts = tuple(_others(old, new))
    if facts:
        yield Change(cls="facts-changed", kind=KIND, facts=facts, one_sided=tools_differ)


def _flag(cls: str, name: str, old: Json, new: Json, worse: bool, one_sided: bool = False) -> Change:
    cls = cls if worse else CHANGE_CLASSES[cls].mirror
    return Change(cls=cls, kind=KIND, facts=(FactChange(name=name, old=old, new=new),), one_sided=one_sided)


def _unknowns(old: BomFacts, new: BomFacts, tools_differ: bool) -> Iterator[Change]:
    """What could not be read, wherever its line is now."""
    before, after = Counter(map(_unknown, old.unknowns)), Counter(map(_unknown, new.unknowns))
    lost, gained = sorted((before - after).elements()), sorted((after - before).elements())
    counts: tuple[Json, Json] = (len(old.unknowns), len(new.unknowns))
    for cls, left, come in (("coverage-lost", [], gained), ("coverage-gained", lost, [])):
        if left or come:
            fact = FactChange(name="unknowns", old=counts[0], new=counts[1], lost=tuple(left), gained=tuple(come))
            yield Change(cls=cls, kind=KIND, facts=(fact,), one_sided=tools_differ)


def _unknown(unknown: Unknown) -> str:
    expression = f" `{unknown.expression}`" if unknown.expression else ""
    return f"{unknown.path}: {unknown.topic}{expression}: {unknown.reason}"


def _others(old: BomFacts, new: BomFacts) -> Iterator[FactChange]:
    for name in sorted(old.bom.keys() | new.bom.keys()):
        before, after = old.bom.get(name), new.bom.get(name)
        if name in _PASSED or name.startswith(_LOOK_UP) or before == after:
            continue
        lost, gained = items_apart(before, after)
        if isinstance(before, list) and isinstance(after, list) and not lost and not gained:
            continue
        yield FactChange(name=name, old=before, new=after, lost=lost, gained=gained)
