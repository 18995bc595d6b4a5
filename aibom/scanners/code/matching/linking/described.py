"""What agents use that mappings describe: what is told on the lines of the mapping, and the tools that it names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Evidence, Link, Observation, Subject
from aibom.scanners.code.facts import Map, Seq, Value, key_name
from aibom.scanners.code.matching.literals.agent_mappings import Described
from aibom.scanners.code.matching.trace import Tracer
from aibom.scanners.code.matching.types import Hit
from aibom.scanners.code.paths import usage_of
from aibom.scanners.code.resolving.locate import located
from aibom.scanners.code.resolving.types import Const, Data

_CONFIDENCE = 0.6
_RELATIONS = {
    Kind.MODEL: RelationKind.USES_MODEL,
    Kind.PROMPT: RelationKind.USES_PROMPT,
    Kind.TOOL: RelationKind.HAS_TOOL,
}
_MAX_HANDED = 200
_HELD = {
    "tools": ("tools", RelationKind.HAS_TOOL),
    "mcpservers": ("servers", RelationKind.HAS_TOOL),
    **dict.fromkeys(("model", "llm", "provider", "client", "chatmodel"), ("model", RelationKind.USES_MODEL)),
    "subagents": ("agents", RelationKind.CONTAINS),
    "handoffs": ("agents", RelationKind.CONTAINS),
}


class Parts:
    """The models, prompts and tools of each file, by line."""

    def __init__(self) -> None:
        self.of: dict[str, list[tuple[int, Subject]]] = defaultdict(list)
        self._tools: dict[str, set[Subject]] = defaultdict(set)

    def note(self, one: Observation) -> None:
        """Keep one that may be part of an agent."""
        if one.subject.kind in _RELATIONS and one.evidence.line:
            self.of[one.evidence.path].append((one.evidence.line, one.subject))
        if one.subject.kind is Kind.TOOL:
            self._tools[one.subject.name].add(one.subject)

    def meant(self, subject: Subject) -> Subject:
        """What a name in a list of tools means: the only tool of that name, where none stands in its own place."""
        known = self._tools.get(subject.name, set())
        return next(iter(known)) if len(known) == 1 and subject.kind is Kind.TOOL else subject


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
        for link in _named(tracer, agent, linked, evidence):
            yield replace(link, target=parts.meant(link.target))


def tools_of_described(tracer: Tracer, agents: Sequence[Described]) -> Iterator[Subject]:
    """The tools that such agents name; who hands these to a model runs the agents and is none."""
    pairs = ((agent, key, value) for agent in agents for key, value in agent.mapping.pairs if key is not None)
    held = ((agent, value) for agent, key, value in pairs if str(key_name(key)).lower() == "tools")
    yield from (subject for agent, value in held for subject in _subjects(tracer, agent, value, "tools"))


def handed_links(tracer: Tracer, hits: Iterable[Hit], agents: Sequence[Described]) -> Iterator[Link]:
    """Who is given such agents where it is made: `createDeepAgent({ subagents: [critic] })`, `agents: {...}` among
    the options of Claude's SDK."""
    of_file: dict[str, list[Described]] = defaultdict(list)
    for one in agents:
        of_file[one.env.path].append(one)
    for hit in hits if agents else ():
        if hit.signature.kind != Kind.AGENT or "agents" not in hit.signature.roles or usage_of(hit.path) != "used":
            continue
        for mapping in _handed(tracer, hit):
            for one in of_file.get(mapping.env.path, ()):
                if one.mapping is mapping.value:
                    yield from _contained(tracer, hit, one)


def _contained(tracer: Tracer, hit: Hit, one: Described) -> Iterator[Link]:
    evidence = Evidence(path=hit.path, line=hit.line, symbol=hit.name, confidence=_CONFIDENCE)
    for owner in tracer.yields(hit):
        if owner.subject != one.found.subject:
            yield Link(source=owner.subject, kind=RelationKind.CONTAINS, target=one.found.subject, evidence=evidence)


def _handed(tracer: Tracer, hit: Hit) -> Iterator[Data]:
    """The mappings that a call is given as agents: those of a list, or under their names."""
    things = [one for at in hit.signature.roles["agents"] for one in located(tracer.resolver, at, hit.site)]
    for thing in things:
        if not isinstance(thing, Data):
            continue
        items: Sequence[Value] = thing.value.items if isinstance(thing.value, Seq) else ()
        if isinstance(thing.value, Map):
            items = [item for _, item in thing.value.pairs]
        for item in items[:_MAX_HANDED]:
            inner = tracer.resolver.evaluate(item, thing.env)
            yield from (one for one in inner if isinstance(one, Data) and isinstance(one.value, Map))


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
        if isinstance(thing, Const) and role == "model":
            continue  # what a text names is told where it is written
        yield from (one.subject for one in tracer.holds(thing, role))
