"""Judges a BOM: runs every rule of a policy over the facts and makes findings of what holds.

A component that a rule holds of is a hit. Exceptions take hits away (aibom.policy.exceptions, the one place);
what is left is grouped by rule and version-less identity, so that one cause is one finding however many
versions and places it has.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple, TypeAlias

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
from aibom.policy.narrow import full_predicate, narrowed
from aibom.policy.paths import Subject
from aibom.policy.reach import Relations
from aibom.policy.rule import Rule, UnknownPolicy
from aibom.policy.syntax import Predicate
from aibom.policy.trace import matched_items, unknown_paths, witness_of
from aibom.policy.vex import apply_vex
from aibom.policy.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The document, an exception or a statement of VEX, of which rules ask; findings about it are placed at
    `component`."""

    values: Mapping[str, Json]
    component: ComponentFacts | None = None


# One thing that rules are asked about.
Case: TypeAlias = ComponentFacts | Row


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
    about_exceptions = {Subject.EXCEPTION: [Row(values=row) for row in (*rows, *inline)]}
    about_exceptions[Subject.VEX] = [Row(values=row) for row in statements]
    kept += _hits(policy.rules, about_exceptions, world)
    return Judgement(
        packs=tuple(pack.id for pack in policy.packs),
        rules=tuple(rule.info for rule in policy.rules),
        findings=findings_of(kept, facts),
        components=len(facts.components),
        warnings=facts.warnings[len(given) :],
        excepted=suppressed((*taken, *ignored), facts),
    )


def cases_of(facts: BomFacts, approvals: Approvals | None, today: date) -> dict[Subject, Sequence[Case]]:
    """What rules of each subject are asked about."""
    components = facts.components
    if approvals:
        components = tuple(replace(one, values=with_approvals(one.values, approvals, today)) for one in components)
    document = {**facts.bom, "warnings": list(facts.warnings)}
    return {Subject.COMPONENT: components, Subject.BOM: [Row(values=document, component=facts.root)]}


def world_of(facts: BomFacts, cases: Mapping[Subject, Sequence[Case]], as_of: date) -> World:
    """All that predicates may ask about."""
    partial = frozenset(ref for ref, name in facts.incomplete if name == "dependencies")
    return World(
        today=as_of,
        components=[case.values for case in cases[Subject.COMPONENT]],
        relations=Relations(facts.graph, partial),
        incomplete=facts.incomplete,
    )


def _hits(rules: Iterable[Rule], cases: Mapping[Subject, Sequence[Case]], world: World) -> list[Hit]:
    hits: list[Hit] = []
    for question in questions_of(rules, cases):
        hits += _ask(question, world)
    return hits


class Question(NamedTuple):
    """A rule, what it has to be asked about, and the predicate that is left to ask there."""

    rule: Rule
    predicate: Predicate
    cases: Sequence[Case]


def questions_of(rules: Iterable[Rule], cases: Mapping[Subject, Sequence[Case]]) -> Iterator[Question]:
    """All that has to be asked: a rule about components of certain kinds is asked kind by kind."""
    by_kind: defaultdict[str, list[Case]] = defaultdict(list)
    for case in cases.get(Subject.COMPONENT, ()):
        by_kind[getattr(case, "kind", "")].append(case)
    for rule in rules:
        if rule.subject is not Subject.COMPONENT or rule.kinds is None:
            yield Question(rule, full_predicate(rule), cases.get(rule.subject, ()))
            continue
        for kind in sorted(rule.kinds & by_kind.keys()):
            predicate = narrowed(rule, kind)
            if predicate is not None:
                yield Question(rule, predicate, by_kind[kind])


def _ask(question: Question, world: World) -> Iterator[Hit]:
    rule = question.rule
    test = compile_predicate(question.predicate, world).test
    found = [(case, value) for case in question.cases if (value := test(case.values)) is not False]
    if rule.unknown is UnknownPolicy.IGNORE:
        found = [(case, value) for case, value in found if value]
    if found:
        # The tree is asked again for the few that it holds of: which items, which path, which fact is unknown.
        tree = compile_predicate(full_predicate(rule), world)
        roles = tree.roles()
        for case, value in found:
            yield _hit(rule, tree, roles, case, value)


def _hit(rule: Rule, tree: Compiled, roles: frozenset[str], case: Case, value: Truth) -> Hit:
    values: Any = case.values
    return Hit(
        rule=rule,
        values=values,
        component=case.component if isinstance(case, Row) else case,
        holds=value is True,
        items=matched_items(tree, values) if "list" in roles else {},
        witness=witness_of(tree, values) if "graph" in roles else (),
        unknown=() if value else unknown_paths(tree, values),
    )
