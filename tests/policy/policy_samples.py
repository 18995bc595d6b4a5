"""Small BOMs and policies for the tests of the policy room."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from aibom.bom.facts import BomFacts, ComponentFacts
from aibom.bom.graph import Graph
from aibom.bom.identity import identity_of
from aibom.model.component import Relation
from aibom.model.finding import Judgement
from aibom.model.kinds import RelationKind
from aibom.policy.compile import compile_predicate
from aibom.policy.document import Table, parse_document
from aibom.policy.evaluate import judge
from aibom.policy.kleene import Truth
from aibom.policy.load import PackInfo, Policy
from aibom.policy.parse import PredicateParser
from aibom.policy.paths import Subject
from aibom.policy.reading import Reader
from aibom.policy.rule import bind, read_rule
from aibom.policy.world import World

TODAY = date(2026, 6, 1)
DOCS = "tags: [test]\nwhy: Because.\nfix: Repair it."


def component(ref: str, **facts: Any) -> ComponentFacts:
    """A component; underscores in fact names stand for what the vocabulary writes with a dot in `fact`."""
    values = {"ref": ref, "kind": "model", "name": ref, **facts}
    return ComponentFacts(
        ref=ref, kind=values["kind"], name=values["name"], identity=identity_of(values), values=values
    )


def relations(*edges: tuple[str, str, str]) -> tuple[Relation, ...]:
    """(source, kind, target) triples as relations."""
    return tuple(Relation(source=source, kind=RelationKind(kind), target=target) for source, kind, target in edges)


def bom(
    *components: ComponentFacts,
    edges: Iterable[Relation] = (),
    document: Mapping[str, Any] | None = None,
    incomplete: Iterable[tuple[str, str]] = (),
) -> BomFacts:
    """A BOM of these components below an application called `helpdesk`."""
    root = component("root", kind="application", name="helpdesk", evidence=[{"path": "pyproject.toml", "line": 2}])
    found = (root, *components)
    edges = tuple(edges)
    return BomFacts(
        components=found,
        by_ref={one.ref: one for one in found},
        root=root,
        relations=edges,
        graph=Graph.of(edges),
        bom={"components": len(components), **(document or {})},
        unknowns=(),
        incomplete=frozenset(incomplete),
        prefix="",
        manifest="pyproject.toml",
        warnings=(),
    )


def rule_text(body: str, rule_id: str = "TEST001", **keys: str) -> str:
    """A rule's file with this body (select, when, message, ...)."""
    head = {"id": rule_id, "name": "test-rule", "severity": "high", **keys}
    return "\n".join([*(f"{key}: {value}" for key, value in head.items()), DOCS, body]) + "\n"


def policy_of(*texts: str) -> Policy:
    """A policy of these rules."""
    sources = [read_rule(text.encode(), f"rules/r{number}.yaml") for number, text in enumerate(texts)]
    rules = tuple(bind(source) for source in sources)
    pack = PackInfo(
        id="test",
        version="1.0.0",
        title="test",
        description="",
        rules=tuple(rule.info.id for rule in rules),
        digest="",
    )
    return Policy(packs=(pack,), rules=rules, sources={source.info.id: source for source in sources})


def judged(facts: BomFacts, *texts: str, **options: Any) -> Judgement:
    """The judgement of a BOM by these rules."""
    return judge(facts, policy_of(*texts), as_of=options.pop("as_of", TODAY), **options)


def ask(predicate: str, values: Mapping[str, Any], world: World | None = None, subject: str = "component") -> Truth:
    """What a predicate (YAML) gives for these facts."""
    node = parse_document(predicate.encode(), "predicate.yaml")
    assert isinstance(node, Table)
    parsed = PredicateParser(Reader("predicate.yaml"), Subject(subject), {}).predicate(node, "when")
    return compile_predicate(parsed, world or World(today=TODAY)).test({"ref": "self", **values})
