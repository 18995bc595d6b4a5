"""Compares two BOMs: components paired, each pair's facts, the graph, the documents; one list of changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from aibom.bom.facts import BomFacts, ComponentFacts
from aibom.bom.placement import locations_of
from aibom.core.errors import UsageError
from aibom.exchange.diff.document import document_changes
from aibom.exchange.diff.flows import flows_of, novel_ways, relations_apart
from aibom.exchange.diff.hashes import strong_hashes
from aibom.exchange.diff.match import Matched, Pair, match
from aibom.exchange.diff.nodes import Graphs, GraphSide, Node, graphs_of
from aibom.exchange.diff.pairs import differences
from aibom.exchange.diff.version import version_of
from aibom.model.change import Change, Comparison, Described, FactChange, Side, Step, Tier
from aibom.model.change_classes import CHANGE_CLASSES
from aibom.model.finding import Location

_ORDER = {row.name: (-row.severity.rank, number) for number, row in enumerate(CHANGE_CLASSES.values())}
# Two documents that share fewer of their components than this are worth a word.
_FEW = 0.1


def compare_boms(old: BomFacts, new: BomFacts, *, old_name: str, new_name: str, same_tree: bool = False) -> Comparison:
    """All changes from old to new. The names are how reports call the documents.

    With `same_tree` both describe one tree, whose folder may be called otherwise and whose day does not count (drift).
    Raises UsageError when the documents have nothing in common.
    """
    matched = match(old, new)
    _refuse_strangers(old, new, matched, (old_name, new_name), same_tree)
    comparing = _Comparing(old, new, matched, old_name, same_tree=same_tree)
    changes = _sorted(comparing.changes())
    return Comparison(
        old=_described(old, old_name),
        new=_described(new, new_name),
        changes=tuple(changes),
        matched=comparing.matched_components,
        unchanged=comparing.matched_components - comparing.touched,
        notes=tuple(comparing.notes),
    )


def _refuse_strangers(old: BomFacts, new: BomFacts, matched: Matched, names: tuple[str, str], same_tree: bool) -> None:
    """One thing under two versions may have been rewritten wholly; two things without anything in common are none of
    each other's successors."""
    found = any(pair.tier is not Tier.ROOT for pair in matched.pairs)
    if found or same_tree or not old.components or not new.components:
        return
    about = [
        f"{name} describes {facts.root.name!r}" if facts.root else f"{name} does not say what it describes"
        for name, facts in zip(names, (old, new), strict=True)
    ]
    raise UsageError(
        f"The two documents have nothing in common, so there is nothing to compare: {about[0]}, {about[1]}. "
        "Give two BOMs of one thing."
    )


class _Comparing:
    """One run; `touched` counts the pairs with a change that is not quiet, `notes` say what a reader should know."""

    def __init__(self, old: BomFacts, new: BomFacts, matched: Matched, old_name: str, *, same_tree: bool) -> None:
        self.old, self.new, self.matched, self.old_name, self.same_tree = old, new, matched, old_name, same_tree
        self.touched = 0
        self.tools_differ = _tool_names(old) != _tool_names(new)
        self.notes = list(self._notes())

    def changes(self) -> Iterator[Change]:
        """Every change, in no order."""
        yield from self._unmatched()
        days = self._days()
        for pair in self.matched.pairs:
            found = list(self._of_pair(pair, days))
            self.touched += pair.old is not self.old.root and any(not change.is_quiet for change in found)
            yield from found
        graphs = graphs_of(self.old, self.new, self.matched)
        yield from self._flows(graphs)
        yield from self._relations(graphs)
        yield from document_changes(self.old, self.new, tools_differ=self.tools_differ)

    @property
    def matched_components(self) -> int:
        """How many pairs there are without the root's."""
        return sum(pair.old is not self.old.root for pair in self.matched.pairs)

    def _old(self, component: ComponentFacts) -> Side:
        return _side(self.old, component, self.old_name)

    def _unmatched(self) -> Iterator[Change]:
        for one in self.matched.old:
            yield Change(cls="removed", kind=one.kind, old=self._old(one))
        for one in self.matched.new:
            yield Change(cls="added", kind=one.kind, new=_side(self.new, one))

    def _days(self) -> tuple[str, str]:
        """The days of both documents; when one does not tell its own, or they do not count, none."""
        days = [str(facts.bom.get("timestamp") or "") for facts in (self.old, self.new)]
        return ("", "") if self.same_tree or not all(days) else (days[0], days[1])

    def _of_pair(self, pair: Pair, days: tuple[str, str]) -> Iterator[Change]:
        """One change for each class; facts that one of two tools never states make a quiet one of their own."""
        groups: defaultdict[tuple[str, bool], list[FactChange]] = defaultdict(list)
        for cls, fact in differences(pair, *days):
            groups[(cls, self.tools_differ and _is_one_sided(fact, pair))].append(fact)
        if self.same_tree and pair.tier is Tier.ROOT:
            groups.pop(("renamed", False), None)
        if not groups:
            return
        old, new = self._old(pair.old), _side(self.new, pair.new)
        for (cls, one_sided), facts in groups.items():
            yield Change(
                cls=cls,
                kind=pair.new.kind,
                old=old,
                new=new,
                tier=pair.tier,
                confidence=pair.confidence,
                facts=tuple(sorted(facts, key=lambda fact: fact.name)),
                one_sided=one_sided,
            )

    def _flows(self, graphs: Graphs) -> Iterator[Change]:
        before, after = flows_of(graphs.old), flows_of(graphs.new)
        come, cut_new = novel_ways(graphs.new, after, before)
        gone, cut_old = novel_ways(graphs.old, before, after)
        if cut_old or cut_new:
            self.notes.append(
                "The graph is too large to follow every way to external services; some are told by their ends."
            )
        for cls, ways, side, other in (
            ("new-data-flow", come, graphs.new, self.old),
            ("data-flow-gone", gone, graphs.old, self.new),
        ):
            one_sided = self.tools_differ and not other.relations
            for way in ways:
                path = tuple(_step(side.members[node]) for node in way)
                yield self._of_node(cls, way[-1], graphs, path=path, one_sided=one_sided)

    def _relations(self, graphs: Graphs) -> Iterator[Change]:
        gone, come = relations_apart(graphs)
        one_sided = self.tools_differ and not (self.old.relations and self.new.relations)
        for cls, found, side in (("relation-removed", gone, graphs.old), ("relation-added", come, graphs.new)):
            for source, ends in found.items():
                facts = tuple(_ends(cls, ends, side))
                yield self._of_node(cls, source, graphs, facts=facts, one_sided=one_sided)

    def _of_node(
        self,
        cls: str,
        node: Node,
        graphs: Graphs,
        *,
        one_sided: bool,
        facts: tuple[FactChange, ...] = (),
        path: tuple[Step, ...] = (),
    ) -> Change:
        """A change of a node that one or both documents have."""
        pair = graphs.pairs.get(node)
        old = pair.old if pair else graphs.old.members.get(node)
        new = pair.new if pair else graphs.new.members.get(node)
        kinds = [one.kind for one in (new, old) if one]
        return Change(
            cls=cls,
            kind=kinds[0],
            old=self._old(old) if old else None,
            new=_side(self.new, new) if new else None,
            tier=pair.tier if pair else None,
            confidence=pair.confidence if pair else None,
            facts=facts,
            path=path,
            one_sided=one_sided,
        )

    def _notes(self) -> Iterator[str]:
        old, new = self.old.root, self.new.root
        if self.tools_differ:
            yield (
                "The documents were made by different tools; a fact that only one of them states may be a difference "
                "of the tools, and is shown with --all only."
            )
        if old and new and old.identity != new.identity and not self.same_tree:
            yield f"The documents describe different things: {old.name!r} and {new.name!r}."
        smaller = min(len(self.old.components), len(self.new.components))
        if smaller and len(self.matched.pairs) < smaller * _FEW:
            yield f"Only {len(self.matched.pairs):,} of {smaller:,} components were found in both documents."
        for name, facts in (("old", self.old), ("new", self.new)):
            for warning in facts.warnings:
                yield f"In the {name} document: {warning}"


def _ends(cls: str, ends: Iterable[tuple[str, Node]], side: GraphSide) -> Iterator[FactChange]:
    """The targets of each kind of relation, by name."""
    by_kind: defaultdict[str, set[str]] = defaultdict(set)
    for kind, node in ends:
        target = side.members[node]
        by_kind[kind].add(f"{target.kind} {target.name}")
    for kind in sorted(by_kind):
        names = tuple(sorted(by_kind[kind]))
        is_gone = cls == "relation-removed"
        yield FactChange(name=kind, old=None, new=None, lost=names if is_gone else (), gained=() if is_gone else names)


def _is_one_sided(fact: FactChange, pair: Pair) -> bool:
    """Whether only one of the documents states the fact at all."""
    names = {"hashes": ("hashes", "digest")}.get(fact.name, (fact.name,))
    stated = [any(side.values.get(name) is not None for name in names) for side in (pair.old, pair.new)]
    return stated[0] is not stated[1]


def _tool_names(facts: BomFacts) -> tuple[str, ...]:
    """The tools without their versions."""
    tools = facts.bom.get("tools")
    return tuple(sorted({str(one).partition("@")[0] for one in tools})) if isinstance(tools, list) else ()


def _side(facts: BomFacts, component: ComponentFacts, document: str = "") -> Side:
    """`document` is the name of the BOM when it is the old one: a place in it is not one in the new one."""
    places = locations_of(facts, component.ref)
    if document:
        places = tuple(Location(path=document, line=one.line, as_given=True) if one.in_bom else one for one in places)
    values: Mapping[str, object] = component.values
    purl, source = values.get("purl"), values.get("source")
    return Side(
        ref=component.ref,
        kind=component.kind,
        name=component.name,
        identity=component.identity,
        version=version_of(component),
        purl=purl if isinstance(purl, str) else None,
        source=source if isinstance(source, str) else None,
        hashes=strong_hashes(component),
        locations=places,
    )


def _step(component: ComponentFacts) -> Step:
    return Step(ref=component.ref, kind=component.kind, name=component.name)


def _described(facts: BomFacts, name: str) -> Described:
    tools = facts.bom.get("tools")
    return Described(
        path=name,
        root=facts.root.name if facts.root else "",
        tools=tuple(str(one) for one in tools) if isinstance(tools, list) else (),
        serial_number=str(facts.bom.get("serial_number") or ""),
        timestamp=str(facts.bom.get("timestamp") or ""),
        components=len(facts.components) - (facts.root is not None),
    )


def _sorted(changes: Iterable[Change]) -> list[Change]:
    """Worst class first, then by component. What tells apart the changes of one component is dear and seldom needed,
    so it is compared only where the rest is equal."""
    ordered = sorted(changes, key=_order)
    found: list[Change] = []
    for _, group in groupby(ordered, key=_order):
        same = list(group)
        found += same if len(same) == 1 else sorted(same, key=_details)
    return found


def _order(change: Change) -> tuple[int, int, str, str, str, str]:
    side = change.side
    severity, cls = _ORDER[change.cls]
    rank = (-change.severity.rank if change.one_sided else severity, cls, change.kind)
    return (*rank, side.name, side.identity, side.version or "") if side else (*rank, "", "", "")


def _details(change: Change) -> tuple[object, ...]:
    side = change.side
    return (
        tuple((fact.name, repr(fact.old), repr(fact.new), fact.lost, fact.gained) for fact in change.facts),
        tuple((step.kind, step.name) for step in change.path),
        side.hashes if side else (),
    )
