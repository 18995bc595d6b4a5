"""What agents use that mappings describe: what is told on the lines of the mapping, and the tools that it names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Evidence, Link, Observation, Subject
from aibom.scanners.code.facts import Value, key_name
from aibom.scanners.code.matching.literals.agent_mappings import Described
from aibom.scanners.code.matching.trace import Tracer
from aibom.scanners.code.paths import usage_of

_CONFIDENCE = 0.6
_RELATIONS = {
    Kind.MODEL: RelationKind.USES_MODEL,
    Kind.PROMPT: RelationKind.USES_PROMPT,
    Kind.TOOL: RelationKind.HAS_TOOL,
}
_HELD = {
    "tools": ("tools", RelationKind.HAS_TOOL),
    "mcpservers": ("servers", RelationKind.HAS_TOOL),
    "model": ("model", RelationKind.USES_MODEL),
    "subagents": ("agents", RelationKind.CONTAINS),
    "handoffs": ("agents", RelationKind.CONTAINS),
}


class Parts:
    """The models, prompts and tools of each file, by line."""

    def __init__(self) -> None:
        self.of: dict[str, list[tuple[int, Subject]]] = defaultdict(list)

    def note(self, one: Observation) -> None:
        """Keep one that may be part of an agent."""
        if one.subject.kind in _RELATIONS and one.evidence.line:
            self.of[one.evidence.path].append((one.evidence.line, one.subject))


def described_links(tracer: Tracer, agents: Sequence[Described], parts: Parts) -> Iterator[Link]:
    """All that such agents use; of an agent within another only the inner one has what stands in it."""
    for agent in agents:
        if usage_of(agent.env.path) != "used":
            continue
        inner = [one for one in agents if one.env.path == agent.env.path and _within(one, agent)]
        evidence = Evidence(path=agent.env.path, line=agent.first, confidence=_CONFIDENCE)
        linked: set[Subject] = set()
        for line, subject in parts.of.get(agent.env.path, ()):
            among = agent.first <= line <= agent.last and not any(one.first <= line <= one.last for one in inner)
            if among and subject not in linked:
                linked.add(subject)
                yield Link(source=agent.found.subject, kind=_RELATIONS[subject.kind], target=subject, evidence=evidence)
        yield from _named(tracer, agent, linked, evidence)


def _within(inner: Described, outer: Described) -> bool:
    return inner is not outer and outer.first <= inner.first and inner.last <= outer.last and inner.first != outer.first


def _named(tracer: Tracer, agent: Described, linked: set[Subject], evidence: Evidence) -> Iterator[Link]:
    """What the values of the mapping stand for: tools and models that are made elsewhere."""
    for key, value in agent.mapping.pairs:
        role = _HELD.get(str(key_name(key)).lower().replace("_", "")) if key is not None else None
        for subject in _subjects(tracer, agent, value, role[0]) if role is not None else ():
            if role is not None and subject not in linked:
                linked.add(subject)
                yield Link(source=agent.found.subject, kind=role[1], target=subject, evidence=evidence, tentative=True)


def _subjects(tracer: Tracer, agent: Described, value: Value, role: str) -> Iterator[Subject]:
    for thing in tracer.resolver.evaluate(value, agent.env):
        yield from (one.subject for one in tracer.holds(thing, role))
