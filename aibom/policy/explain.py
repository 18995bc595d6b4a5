"""Explains a rule for one component: the predicate's tree with each node's value and the facts that it read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from aibom.bom.facts import BomFacts, ComponentFacts
from aibom.core.errors import UsageError
from aibom.core.json import Json
from aibom.core.text import printable
from aibom.policy.approvals import Approvals
from aibom.policy.compile import Compiled, compile_predicate
from aibom.policy.evaluate import cases_of, world_of
from aibom.policy.kleene import Truth
from aibom.policy.load import Policy
from aibom.policy.narrow import full_predicate
from aibom.policy.paths import MISSING, Subject
from aibom.policy.reading import did_you_mean
from aibom.policy.rule import Rule

WORDS: Mapping[Truth, str] = {True: "true", False: "false", None: "unknown"}
MAX_SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One node: its depth in the tree, what it asks, what it gave, and the value that it looked at ("" = none)."""

    depth: int
    label: str
    value: str
    read: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a rule holds of a component, or not; `witness` are the refs of a graph path."""

    rule: str
    component: str
    value: str
    steps: tuple[Step, ...]


def explain(
    facts: BomFacts, rule: Rule, component: ComponentFacts | None, *, approvals: Approvals | None = None, as_of: date
) -> Explanation:
    """The tree of the rule with its values for this component (None for rules about the document)."""
    cases = cases_of(facts, approvals, as_of)
    ref = component.ref if component else None
    wanted = [
        case for case in cases.get(rule.subject, ()) if rule.subject is Subject.BOM or getattr(case, "ref", "") == ref
    ]
    if not wanted:
        raise UsageError(_nothing_to_explain(rule))
    values = wanted[0].values
    tree = compile_predicate(full_predicate(rule), world_of(facts, cases, as_of))
    return Explanation(
        rule=rule.info.id,
        component=component.name if component else "the document",
        value=WORDS[tree.test(values)],
        steps=tuple(_steps(tree, values, 0)),
    )


def _nothing_to_explain(rule: Rule) -> str:
    if rule.subject in (Subject.EXCEPTION, Subject.VEX):
        file = "exceptions" if rule.subject is Subject.EXCEPTION else "VEX"
        return f"Rule {rule.info.id} is about the {file} file; there is no component to explain it for."
    return f"Rule {rule.info.id} is about components; name a component of the BOM."


def find_component(facts: BomFacts, name: str) -> ComponentFacts:
    """The component with this bom-ref, purl, name or `name@version`. Raises UsageError when none or several fit."""
    if name in facts.by_ref:
        return facts.by_ref[name]
    found = [
        component
        for component in facts.components
        if name in (component.name, component.values.get("purl"), f"{component.name}@{component.values.get('version')}")
    ]
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(f"Several components are called {name!r}: {', '.join(one.ref for one in found[:5])}.")
    hint = did_you_mean(name, [component.name for component in facts.components])
    raise UsageError(f"The BOM has no component {name!r}{hint}.")


def find_rule(policy: Policy, name: str) -> Rule:
    """The policy's rule with this id or name. Raises UsageError."""
    for rule in policy.rules:
        if name in (rule.info.id, rule.info.name):
            return rule
    known = [word for rule in policy.rules for word in (rule.info.id, rule.info.name)]
    raise UsageError(f"No rule {name!r}{did_you_mean(name, known)}.")


def text_of(explanation: Explanation) -> str:
    """The explanation as indented lines."""
    lines = [f"{explanation.rule} of {printable(explanation.component)}: {explanation.value}"]
    for step in explanation.steps:
        read = f"   <- {step.read}" if step.read else ""
        lines.append(f"{'  ' * (step.depth + 1)}{step.value:<7}  {step.label}{read}")
    return "\n".join(lines)


def _steps(tree: Compiled, values: Any, depth: int) -> Iterator[Step]:
    read = _shown(tree.reads(values)) if tree.reads is not None else ""
    witness = tree.witness(values) if tree.witness is not None and tree.test(values) else ()
    if witness:
        read = " -> ".join(printable(ref, 80) for ref in witness)
    yield Step(depth=depth, label=tree.label, value=WORDS[tree.test(values)], read=read)
    if tree.items is not None:
        for item, _ in tree.items(values):
            for part in tree.parts:
                yield Step(depth=depth + 1, label="item", value=WORDS[part.test(item)], read=_shown(item))
                yield from _steps(part, item, depth + 2)
    elif tree.role in ("all", "any", "not"):
        for part in tree.parts:
            yield from _steps(part, values, depth + 1)


def _shown(value: Json) -> str:
    import orjson

    if value is MISSING:
        return "(not stated)"
    return printable(
        orjson.dumps(value, default=str, option=orjson.OPT_SORT_KEYS).decode("utf-8", "replace"), MAX_SHOWN
    )
