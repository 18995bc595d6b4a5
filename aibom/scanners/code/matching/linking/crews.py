"""The agents of CrewAI's crews that take all that their class makes: `Crew(agents=self.agents)` with `@CrewBase`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from aibom.model.kinds import RelationKind
from aibom.model.sighting import Evidence, Link
from aibom.scanners.code.facts import Class
from aibom.scanners.code.matching.linking.of_hits import join_found
from aibom.scanners.code.matching.naming.crews import CREWAI, crew_of, is_decorated
from aibom.scanners.code.matching.trace import Tracer
from aibom.scanners.code.matching.types import Hit


def crew_links(tracer: Tracer, hits: Sequence[Hit]) -> Iterator[Link]:
    """The agents of crews that take all that their class makes."""
    agents: dict[tuple[str, int], list[Hit]] = defaultdict(list)
    crews: list[tuple[Hit, Class]] = []
    for hit in hits:
        if hit.signature.framework != CREWAI or hit.signature.kind != "agent" or hit.site.call < 0:
            continue
        module = tracer.resolver.modules[hit.path]
        cls = crew_of(module, hit.site.env.scope)
        maker = module.functions.get(module.enclosing_function(hit.site.env.scope) or "")
        if cls is not None and "agents" in hit.signature.roles:
            crews.append((hit, cls))
        elif cls is not None and maker is not None and is_decorated(module, maker, "agent"):
            agents[hit.path, cls.line].append(hit)
    for crew, cls in crews:
        if not tracer.role(crew, "agents", crew.signature.roles["agents"]):
            evidence = Evidence(path=crew.path, line=crew.line, symbol=crew.name, confidence=crew.confidence)
            members = [found for one in agents[crew.path, cls.line] for found in tracer.yields(one)]
            yield from join_found(tracer.yields(crew), members, RelationKind.CONTAINS, evidence)
