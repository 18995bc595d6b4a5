"""A pack: which rules of the library run, and what it changes about them.

A pack may extend others. What a parent selects and overrides comes first; the child adds to it. A rule that a
parent has locked can only be made stricter: its severity and `unknown` may rise, it stays enabled, and its
parameters stay as they are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from aibom.core import re
from aibom.core.json import Json
from aibom.model.kinds import Severity
from aibom.policy.document import Node, Table
from aibom.policy.globs import glob_test
from aibom.policy.params import read_settings
from aibom.policy.reading import Reader, did_you_mean
from aibom.policy.rule import NAME, RuleSource, UnknownPolicy

PACK_KEYS = ("id", "version", "title", "description", "extends", "rules", "select", "unknown", "override", "locked")
SELECT_KEYS = ("all", "ids", "tags", "except")
OVERRIDE_KEYS = ("severity", "unknown", "params", "enabled", "reason")
VERSION = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+(?:-[0-9A-Za-z.-]+)?\Z")
_UNKNOWN_ORDER = tuple(UnknownPolicy)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """How a rule runs. `settings` are parameters that differ from their defaults; `reasons` tell why packs changed
    something."""

    severity: Severity
    unknown: UnknownPolicy
    settings: Mapping[str, Json] = field(default_factory=dict)
    locked: bool = False
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PackSource:
    """A pack's file; its selection is resolved against a library of rules. `rules` are folders of further rules,
    `ids` the selection of a pack that no file describes."""

    id: str
    version: str
    title: str
    table: Table
    path: str
    description: str = ""
    extends: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()

    @property
    def reader(self) -> Reader:
        """For errors about this pack's file."""
        return Reader(self.path)


def pack_of(root: Node, path: str) -> PackSource:
    """The pack that a document holds. Raises DocumentError."""
    reader = Reader(path)
    table = reader.table(root, "a pack")
    reader.only(table, PACK_KEYS, "a pack")
    name = reader.text(reader.need(table, "id", "a pack"), "id")
    version = reader.text(reader.need(table, "version", "a pack"), "version")
    for key, value, form in (("id", name, NAME), ("version", version, VERSION)):
        if not form.match(value):
            raise reader.error(table.nodes[key], f"{key} {value!r} must be formed like {_SAMPLES[key]!r}")

    def text(key: str) -> str:
        node = table.nodes.get(key)
        return " ".join(reader.text(node, key).split()) if node else ""

    def texts(key: str) -> tuple[str, ...]:
        node = table.nodes.get(key)
        return reader.texts(node, key) if node else ()

    return PackSource(
        id=name,
        version=version,
        title=text("title") or name,
        description=text("description"),
        extends=texts("extends"),
        rules=texts("rules"),
        table=table,
        path=path,
    )


_SAMPLES = {"id": "production-gate", "version": "1.0.0"}


def resolve(pack: PackSource, packs: Mapping[str, PackSource], rules: Mapping[str, RuleSource]) -> dict[str, Choice]:
    """Rule id -> how it runs under this pack, parents included."""
    return _resolve(pack, packs, rules, (pack.id,))


def _resolve(
    pack: PackSource, packs: Mapping[str, PackSource], rules: Mapping[str, RuleSource], chain: tuple[str, ...]
) -> dict[str, Choice]:
    chosen: dict[str, Choice] = {}
    for parent in pack.extends:
        place = pack.table.nodes["extends"]
        if parent in chain:
            raise pack.reader.error(place, f"packs extend each other in a circle: {' -> '.join((*chain, parent))}")
        if parent not in packs:
            raise pack.reader.error(place, f"no pack {parent!r} to extend{did_you_mean(parent, packs)}")
        chosen = combine([chosen, _resolve(packs[parent], packs, rules, (*chain, parent))], place, pack.reader)
    for rule in _selected(pack, rules):
        chosen.setdefault(rule, as_written(rules[rule]))
    _unknown_default(pack, chosen)
    _override(pack, chosen, rules)
    _lock(pack, chosen)
    return chosen


def _selected(pack: PackSource, rules: Mapping[str, RuleSource]) -> list[str]:
    node = pack.table.nodes.get("select")
    if node is None:
        return sorted(pack.ids)
    reader = pack.reader
    table = reader.table(node, "select")
    reader.only(table, SELECT_KEYS, "select")
    everything = table.nodes.get("all")
    wanted = set(rules) if everything is not None and reader.boolean(everything, "all") else set()
    wanted |= _ids(reader, table, "ids", rules)
    tags = table.nodes.get("tags")
    if tags is not None:
        wanted |= _tagged(reader, tags, rules)
    return sorted(wanted - _ids(reader, table, "except", rules))


def _ids(reader: Reader, table: Table, key: str, rules: Collection[str]) -> set[str]:
    node = table.nodes.get(key)
    return {known_rule(reader, node, rule, rules) for rule in reader.texts(node, key)} if node else set()


def known_rule(reader: Reader, node: Node, rule: str, rules: Collection[str]) -> str:
    """The id, when such a rule stands in the library; DocumentError otherwise."""
    if rule not in rules:
        raise reader.error(node, f"no rule {rule!r}{did_you_mean(rule, rules)}")
    return rule


def _tagged(reader: Reader, node: Node, rules: Mapping[str, RuleSource]) -> set[str]:
    found: set[str] = set()
    for tag in reader.texts(node, "tags"):
        fits = glob_test([tag])
        tagged = {rule for rule, source in rules.items() if any(fits(one) for one in source.info.tags)}
        if not tagged:
            known = {known for source in rules.values() for known in source.info.tags}
            raise reader.error(node, f"no rule has the tag {tag!r}{did_you_mean(tag, known)}")
        found |= tagged
    return found


def as_written(rule: RuleSource) -> Choice:
    """A rule as its own file says it."""
    return Choice(severity=rule.info.severity, unknown=rule.unknown)


def _unknown_default(pack: PackSource, chosen: dict[str, Choice]) -> None:
    """A pack's `unknown` is the least that an unknown result becomes in it."""
    node = pack.table.nodes.get("unknown")
    if node is None:
        return
    least = UnknownPolicy(pack.reader.choice(node, "unknown", _UNKNOWN_ORDER))
    for rule, choice in chosen.items():
        chosen[rule] = replace(choice, unknown=strictest_unknown(choice.unknown, least))


def strictest_unknown(*policies: UnknownPolicy) -> UnknownPolicy:
    """The one that hides least."""
    return max(policies, key=_UNKNOWN_ORDER.index)


def _override(pack: PackSource, chosen: dict[str, Choice], rules: Mapping[str, RuleSource]) -> None:
    node = pack.table.nodes.get("override")
    if node is None:
        return
    table = pack.reader.table(node, "override")
    for rule, change in table.nodes.items():
        known_rule(pack.reader, table.keys[rule], rule, rules)
        if rule not in chosen:
            raise pack.reader.error(table.keys[rule], f"rule {rule} is overridden but not selected")
        changed = _changed(pack.reader, pack.reader.table(change, rule), chosen[rule], rules[rule])
        if changed is None:
            del chosen[rule]
        else:
            chosen[rule] = changed


def _changed(reader: Reader, table: Table, before: Choice, rule: RuleSource) -> Choice | None:
    """The rule's choice with an override applied; None when it is disabled."""
    what = f"override of {rule.info.id}"
    reader.only(table, OVERRIDE_KEYS, what)
    reason = " ".join(reader.text(reader.need(table, "reason", what), "reason").split())
    enabled, severity = table.nodes.get("enabled"), table.nodes.get("severity")
    unknown, params = table.nodes.get("unknown"), table.nodes.get("params")
    after = before
    if severity is not None:
        after = replace(after, severity=Severity(reader.choice(severity, "severity", tuple(Severity))))
    if unknown is not None:
        after = replace(after, unknown=UnknownPolicy(reader.choice(unknown, "unknown", _UNKNOWN_ORDER)))
    if params is not None:
        settings = read_settings(reader, reader.table(params, "params"), rule.params, rule.info.id)
        after = replace(after, settings={**after.settings, **settings})
    disabled = enabled is not None and not reader.boolean(enabled, "enabled")
    if before.locked and (disabled or _weaker(after, before)):
        why = f"rule {rule.info.id} is locked by a pack that this one extends; it cannot be weakened"
        raise reader.error(table, why)
    return None if disabled else replace(after, reasons=(*after.reasons, reason))


def _weaker(after: Choice, before: Choice) -> bool:
    hidden = _UNKNOWN_ORDER.index(after.unknown) < _UNKNOWN_ORDER.index(before.unknown)
    return after.severity.rank < before.severity.rank or hidden or dict(after.settings) != dict(before.settings)


def _lock(pack: PackSource, chosen: dict[str, Choice]) -> None:
    node = pack.table.nodes.get("locked")
    for rule in pack.reader.texts(node, "locked") if node else ():
        if rule not in chosen:
            raise pack.reader.error(node or pack.table, f"rule {rule!r} is locked but not selected")
        chosen[rule] = replace(chosen[rule], locked=True)


def combine(choices: Iterable[Mapping[str, Choice]], place: Node, reader: Reader) -> dict[str, Choice]:
    """Several packs in one run: a rule that any of them selects runs once, as strictly as the strictest asks.

    Two packs that set one parameter of a rule to different values have no strictest; that is an error.
    """
    combined: dict[str, Choice] = {}
    for chosen in choices:
        for rule, choice in chosen.items():
            if rule not in combined:
                combined[rule] = choice
                continue
            other = combined[rule]
            for name, value in choice.settings.items():
                if other.settings.get(name, value) != value:
                    raise reader.error(place, f"packs set parameter {name!r} of rule {rule} to different values")
            combined[rule] = _stricter(other, choice)
    return combined


def _stricter(first: Choice, second: Choice) -> Choice:
    return Choice(
        severity=max(first.severity, second.severity, key=lambda severity: severity.rank),
        unknown=strictest_unknown(first.unknown, second.unknown),
        settings={**first.settings, **second.settings},
        locked=first.locked or second.locked,
        reasons=(*first.reasons, *(reason for reason in second.reasons if reason not in first.reasons)),
    )
