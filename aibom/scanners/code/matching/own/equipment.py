"""The tools of an agent of the project's own making: what its class or its base has as a member, and what an object
of it is made with."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.model.kinds import RelationKind
from aibom.model.sighting import Evidence, Link, Observation, Sighting, Subject
from aibom.scanners.code.matching.agent_objects import agent_objects
from aibom.scanners.code.matching.linking.of_hits import join_found
from aibom.scanners.code.matching.trace import Tracer
from aibom.scanners.code.matching.types import Found, unique
from aibom.scanners.code.resolving.names import elements
from aibom.scanners.code.resolving.types import Abstract, Abstracts, Const, Definition, Instance

_CONFIDENCE = 0.7
_MEMBERS = ("tools", "_tools")  # what classes of agents call them
_GIVEN = "tools"  # what their constructors call them
_MAX_MADE = 10  # places where an agent is made


def equipment(tracer: Tracer, cls: Definition, agent: Subject) -> Iterator[Sighting]:
    """The tools that an agent's class or a base of it has as a member (`self.tools = search_tools() + [book_berth]`,
    `tools: list = field(default_factory=lambda: [find_berth])`), and those that it is given where it is made:
    `ReactAgent(tools=[find_berth, book_berth])`."""
    resolver = tracer.resolver
    declared = resolver.modules[cls.path].classes[cls.scope]
    for name in _MEMBERS:
        held = _held(tracer, resolver.members((Instance(cls),), name, 0))
        for tool, (path, line) in ((one, place) for one in held for place in one.places[:1]):
            seen = Evidence(path=path, line=line, symbol=name, confidence=_CONFIDENCE)
            yield Observation(subject=tool.subject, evidence=seen, facts={**tool.facts, "usage": "used"})
        yield from _links(agent, held, Evidence(path=cls.path, line=declared.line, symbol=name, confidence=_CONFIDENCE))
    apart = agent_objects(tracer, cls)  # each of which is told with its own
    for site in () if apart else resolver.callers(cls)[:_MAX_MADE]:
        call = resolver.modules[site.env.path].call(site.call)
        given = (thing for key, value in call.kwargs if key == _GIVEN for thing in resolver.evaluate(value, site.env))
        evidence = Evidence(path=site.env.path, line=call.line, symbol=call.callee, confidence=_CONFIDENCE)
        yield from _links(agent, _held(tracer, tuple(given)), evidence)


def _held(tracer: Tracer, things: Abstracts) -> list[Found]:
    each = (one for one in elements(tracer.resolver, things) if not isinstance(one, Const) and not _lists(one))
    return unique(found for one in each for found in tracer.holds(one, "tools"))


def _lists(thing: Abstract) -> bool:
    """Whether a member is the method that lists the tools: `protected function tools(): array`."""
    named = thing.scope.rpartition(".")[2] if isinstance(thing, Definition) and thing.kind == "function" else ""
    return named in _MEMBERS


def _links(agent: Subject, tools: list[Found], evidence: Evidence) -> Iterator[Link]:
    yield from join_found([Found(agent, {})], tools, RelationKind.HAS_TOOL, evidence)
