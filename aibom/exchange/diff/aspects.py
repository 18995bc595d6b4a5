"""What is compared of two components, fact by fact, and which class of change a difference is. The table is data.

`Ranked` facts have an order of harm: a step up is the aspect's class, a step down its mirror. `Items` are lists: what
was gained is the class, what was lost the mirror. `Differs` are facts of which any difference is the class. Every other
fact of the vocabulary is `facts-changed`, so that nothing is passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from aibom.bom.facts import ComponentFacts
from aibom.core.json import Json
from aibom.exchange.diff.external import is_external
from aibom.model.change import FactChange
from aibom.model.change_classes import CHANGE_CLASSES
from aibom.model.kinds import Kind
from aibom.model.vocabulary import FACTS

Found = Iterator[tuple[str, FactChange]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """`ranks` of values, the most harmful highest; `absent` is the rank of a fact that is not stated or strange."""

    cls: str
    fact: str
    ranks: Mapping[Json, int]
    absent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """Lists of texts; `kinds` empty = any kind; `applies` asks both sides."""

    cls: str
    fact: str
    kinds: tuple[Kind, ...] = ()
    applies: Callable[[ComponentFacts], bool] = field(default=lambda component: True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Differs:
    """Any difference of these facts."""

    cls: str
    facts: tuple[str, ...]


def _flag(cls: str, fact: str, *, harmful: bool) -> Ranked:
    """A yes-or-no fact; what is not stated is taken for the value that was not granted or not promised."""
    return Ranked(cls=cls, fact=fact, ranks={harmful: 1, not harmful: 0}, absent=int(not harmful))


RANKED = (
    Ranked(
        cls="signature-lost", fact="signature.state", absent=1,
        ranks={"verified": 0, "unsigned": 1, "unchecked": 1, "invalid": 2},
    ),
    Ranked(
        cls="verdict-worse", fact="scan.verdict", absent=1,
        ranks={"clean": 0, "unknown": 1, "suspicious": 2, "malicious": 3},
    ),
    Ranked(
        cls="verdict-worse", fact="scan.status", absent=0,
        ranks={"complete": 0, "not-applicable": 0, "incomplete": 1, "unsupported": 1, "error": 1},
    ),
    Ranked(cls="verdict-worse", fact="record.state", absent=1, ranks={"verified": 0, "unchecked": 1, "changed": 2}),
    _flag("pin-lost", "pinned", harmful=False),
    _flag("pin-lost", "floating_alias", harmful=True),
    _flag("protection-lost", "authenticated", harmful=False),
    _flag("protection-lost", "rate_limited", harmful=False),
    _flag("protection-lost", "request_logging", harmful=False),
    _flag("permissions-widened", "privileged", harmful=True),
)  # fmt: skip
ITEMS = (
    Items(cls="permissions-widened", fact="permissions"),
    Items(cls="permissions-widened", fact="auto_approve"),
    Items(cls="permissions-widened", fact="mounts"),
    Items(cls="permissions-widened", fact="env_names", kinds=(Kind.TOOL,)),
    Items(cls="secret-added", fact="literal_secrets"),
    Items(cls="new-data-flow", fact="data_flows", applies=is_external),
)
DIFFERS = (
    Differs(cls="licence-changed", facts=("licences",)),
    Differs(cls="supplier-changed", facts=("provider",)),
    Differs(cls="source-changed", facts=("source", "registry", "registry_host")),
    Differs(cls="endpoint-changed", facts=("endpoints", "command", "package", "launcher", "transport")),
)
# Compared elsewhere (version, content, places, card, retirement), or no fact of the component but of a look-up.
_ELSEWHERE = frozenset(
    "version revision tag purl name ref kind hashes digest size evidence uses vulnerabilities audit.state audit.reason"
    " retirement.date retirement.announced disabled".split()
)
_CARD = "card."
_NAMED = frozenset(fact.name for fact in FACTS)
# A list that holds it holds everything.
_WILDCARD = "*"


def other_facts(old: ComponentFacts, new: ComponentFacts, consumed: frozenset[str]) -> Found:
    """Every difference that the tables tell; `consumed` facts are told by another change already."""
    seen = set(consumed) | _ELSEWHERE
    for found in (_all_ranked, _all_items, _all_differs):
        yield from found(old, new, seen)
    yield from _card(old, new)
    yield from _rest(old, new, seen)


def _all_ranked(old: ComponentFacts, new: ComponentFacts, seen: set[str]) -> Found:
    for ranked in RANKED:
        if ranked.fact not in seen:
            yield from _ranked(ranked, old, new)
            seen.add(ranked.fact)


def _all_items(old: ComponentFacts, new: ComponentFacts, seen: set[str]) -> Found:
    for items in ITEMS:
        if items.fact not in seen and _applies(items, old, new):
            yield from _items(items, old, new)
            seen.add(items.fact)


def _all_differs(old: ComponentFacts, new: ComponentFacts, seen: set[str]) -> Found:
    for differs in DIFFERS:
        for name in differs.facts:
            if name not in seen and (change := difference(name, old, new)):
                yield differs.cls, change
            seen.add(name)


def _rest(old: ComponentFacts, new: ComponentFacts, seen: set[str]) -> Found:
    for name in sorted((old.values.keys() | new.values.keys()) - seen):
        if name in _NAMED and not name.startswith(_CARD) and (change := difference(name, old, new)):
            yield "facts-changed", change
    if old.kind != new.kind:
        yield "facts-changed", FactChange(name="kind", old=old.kind, new=new.kind)


def difference(name: str, old: ComponentFacts, new: ComponentFacts) -> FactChange | None:
    """The fact's change; None when both say the same. Lists are sets here, and an explicit null says nothing."""
    before, after = old.values.get(name), new.values.get(name)
    if before == after:
        return None
    if isinstance(before, list) or isinstance(after, list):
        lost, gained = items_apart(before, after)
        if not lost and not gained:
            return None
        return FactChange(name=name, old=before, new=after, lost=lost, gained=gained)
    return FactChange(name=name, old=before, new=after)


def details_apart(before: Mapping[str, Json], after: Mapping[str, Json]) -> Iterator[FactChange]:
    """What differs of two `bom.details`, by name."""
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            lost, gained = items_apart(before.get(name), after.get(name))
            yield FactChange(name=name, old=before.get(name), new=after.get(name), lost=lost, gained=gained)


def items_apart(before: Json, after: Json) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(lost, gained) items of two lists, as text, sorted; what is no list has no items."""
    olds, news = _texts(before), _texts(after)
    return tuple(sorted(olds - news)), tuple(sorted(news - olds))


def _texts(value: Json) -> set[str]:
    if not isinstance(value, list):
        return set()
    return {item if isinstance(item, str) else _json(item) for item in value}


def _json(value: Json) -> str:
    import orjson

    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def _ranked(aspect: Ranked, old: ComponentFacts, new: ComponentFacts) -> Found:
    before, after = old.values.get(aspect.fact), new.values.get(aspect.fact)
    if before == after:
        return
    worse = _rank(aspect, after) - _rank(aspect, before)
    cls = aspect.cls if worse > 0 else CHANGE_CLASSES[aspect.cls].mirror if worse < 0 else "facts-changed"
    yield cls, FactChange(name=aspect.fact, old=before, new=after)


def _rank(aspect: Ranked, value: Json) -> int:
    return aspect.ranks.get(value, aspect.absent) if isinstance(value, str | bool) else aspect.absent


def _applies(aspect: Items, old: ComponentFacts, new: ComponentFacts) -> bool:
    if aspect.kinds and not (old.kind in aspect.kinds and new.kind in aspect.kinds):
        return False
    return aspect.applies(old) and aspect.applies(new)


def _items(aspect: Items, old: ComponentFacts, new: ComponentFacts) -> Found:
    before, after = old.values.get(aspect.fact), new.values.get(aspect.fact)
    lost, gained = items_apart(before, after)
    lost, gained = _uncovered(lost, after), _uncovered(gained, before)
    if gained:
        yield aspect.cls, FactChange(name=aspect.fact, old=before, new=after, gained=gained)
    if lost:
        yield CHANGE_CLASSES[aspect.cls].mirror, FactChange(name=aspect.fact, old=before, new=after, lost=lost)


def _uncovered(items: tuple[str, ...], others: Json) -> tuple[str, ...]:
    """Those that the other list does not allow already: by `*`, or by a folder above."""
    texts = _texts(others)
    if _WILDCARD in texts:
        return ()
    folders = tuple(text.rstrip("/") + "/" for text in texts if text.startswith(("/", "~")))
    return tuple(item for item in items if not (folders and item.startswith(folders)))


def _card(old: ComponentFacts, new: ComponentFacts) -> Found:
    """A card says less when a fact is gone or a list is shorter, more the other way round, else other things."""
    names = {name for name in (*old.values, *new.values) if name.startswith(_CARD)}
    for name in sorted(names):
        change = difference(name, old, new)
        if change is not None:
            told = _told(new.values.get(name)) - _told(old.values.get(name))
            cls = "card-lost-facts" if told < 0 else "card-gained-facts" if told > 0 else "card-changed"
            yield cls, change


def _told(value: Json) -> int:
    if isinstance(value, list):
        return len(_texts(value))
    return 0 if value is None or value is False or value == "" else 1
