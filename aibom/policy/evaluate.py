"""Judges a BOM: runs every rule of a policy over the facts and makes findings of what holds.

A component that a rule holds of is a hit. Exceptions take hits away (aibom.policy.exceptions, the one place);
what is left is grouped by rule and version-less identity, so that one cause is one finding however many
versions and places it has.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from aibom.bom.facts import BomFacts, ComponentFacts
from aibom.bom.vex import VexDocument
from aibom.core.json import Json
from aibom.model.finding import Judgement
from aibom.policy.approvals import Approvals, with_approvals
from aibom.policy.compile import Compiled, compile_predicate
from aibom.policy.exceptions import Exceptions, apply_exceptions
from aibom.policy.findings import Hit, findings_of, suppressed
from aibom.policy.inline import apply_remarks
from aibom.policy.kleene import Truth
from aibom.policy.load import Policy
from aibom.policy.paths import Subject
from aibom.policy.reach import Relations
from aibom.policy.rule import Rule, UnknownPolicy
from aibom.policy.syntax import Compare, Join, Predicate
from aibom.policy.trace import matched_items, unknown_paths, witness_of
from aibom.policy.vex import apply_vex
from aibom.policy.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One thing that rules are asked about: a component, the document, or an exception."""

    values: Mapping[str, Json]
    component: ComponentFacts | None = None


def judge(
    facts: BomFacts,
    policy: Policy,
    *,
    exceptions: Exceptions | None = None,
    approvals: Approvals | None = None,
    vex: Sequence[VexDocument] = (),
    as_of: date,
) -> Judgement:
    """What the policy says of the BOM on this day."""
    given = facts.warnings
    facts, statements = apply_vex(facts, vex, as_of) if vex else (facts, [])
    cases = cases_of(facts, approvals, as_of)
    world = world_of(facts, cases, as_of)
    hits = _hits(policy.rules, cases, world)
    kept, taken, rows = apply_exceptions(exceptions, hits, cases[Subject.COMPONENT], policy, as_of)
    kept, ignored, inline = apply_remarks(facts, kept, policy)
    about_exceptions = {Subject.EXCEPTION: [Case(values=row) for row in (*rows, *inline)]}
    about_exceptions[Subject.VEX] = [Case(values=row) for row in statements]
    kept += _hits(policy.rules, about_exceptions, world)
    return Judgement(
        packs=tuple(pack.id for pack in policy.packs),
        rules=tuple(rule.info for rule in policy.rules),
        findings=findings_of(kept, facts),
        components=len(facts.components),
        warnings=facts.warnings[len(given) :],
        excepted=suppressed((*taken, *ignored), facts),
    )


def cases_of(facts: BomFacts, approvals: Approvals | None, today: date) -> dict[Subject, list[Case]]:
    """What rules of each subject are asked about."""

    def values(component: ComponentFacts) -> Mapping[str, Json]:
        return with_approvals(component.values, approvals, today) if approvals else component.values

    components = [Case(values=values(component), component=component) for component in facts.components]
    return {Subject.COMPONENT: components, Subject.BOM: [Case(values=facts.bom, component=facts.root)]}


def world_of(facts: BomFacts, cases: Mapping[Subject, Sequence[Case]], as_of: date) -> World:
    """All that predicates may ask about."""
    partial = {ref for ref, name in facts.incomplete if name == "dependencies"}
    return World(
        today=as_of,
        components=[case.values for case in cases[Subject.COMPONENT]],
        relations=Relations(facts.relations, partial),
        incomplete=facts.incomplete,
    )


def _hits(rules: Iterable[Rule], cases: Mapping[Subject, Sequence[Case]], world: World) -> list[Hit]:
    by_kind: defaultdict[str, list[Case]] = defaultdict(list)
    for case in cases.get(Subject.COMPONENT, ()):
        by_kind[case.component.kind if case.component else ""].append(case)
    hits: list[Hit] = []
    for rule in rules:
        candidates: Iterable[Case] = cases.get(rule.subject, ())
        if rule.kinds is not None and candidates:
            candidates = [case for kind in sorted(rule.kinds) for case in by_kind[kind]]
        if candidates:
            hits += _run(rule, candidates, world)
    return hits


def _run(rule: Rule, cases: Iterable[Case], world: World) -> Iterator[Hit]:
    test = compile_predicate(fast_predicate(rule), world).test
    found = [(case, value) for case in cases if (value := test(case.values)) is not False]
    if rule.unknown is UnknownPolicy.IGNORE:
        found = [(case, value) for case, value in found if value]
    if found:
        # The tree is asked again for the few that it holds of: which items, which path, which fact is unknown.
        tree = compile_predicate(full_predicate(rule), world)
        roles = tree.roles()
        for case, value in found:
            yield _hit(rule, tree, roles, case, value)


def full_predicate(rule: Rule) -> Predicate:
    """`select` and `when` joined."""
    return Join("all", (rule.select, rule.when)) if rule.select is not None else rule.when


def fast_predicate(rule: Rule) -> Predicate:
    """The same without the test of the kind, where candidates are chosen by kind already."""
    parts: list[Predicate] = []
    for part in (rule.select, rule.when):
        if part is not None:
            parts += part.parts if isinstance(part, Join) and part.how == "all" else (part,)
    if rule.kinds is not None:
        parts = [part for part in parts if not _is_kind(part)] or parts
    return parts[0] if len(parts) == 1 else Join("all", tuple(parts))


def _is_kind(part: Predicate) -> bool:
    return isinstance(part, Compare) and part.path.text == "kind" and part.operator.name in ("eq", "in")


def _hit(rule: Rule, tree: Compiled, roles: frozenset[str], case: Case, value: Truth) -> Hit:
    values: Any = case.values
    return Hit(
        rule=rule,
        values=values,
        component=case.component,
        holds=value is True,
        items=matched_items(tree, values) if "list" in roles else {},
        witness=witness_of(tree, values) if "graph" in roles else (),
        unknown=() if value else unknown_paths(tree, values),
    )
