"""The agents of CrewAI's crews that take all that their class makes (`Crew(agents=self.agents)` with `@CrewBase`), and
the tasks of a document that their class gives them (`Task(config=self.tasks_config["find"], agent=self.scout())`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Evidence, Link
from aibom.scanners.code.facts import Class
from aibom.scanners.code.matching.linking.of_hits import join_found
from aibom.scanners.code.matching.naming.crews import CREWAI, configured, crew_of, is_decorated
from aibom.scanners.code.matching.trace import Tracer
from aibom.scanners.code.matching.types import Hit

_TASKS = "config/tasks.yaml"


def task_links(tracer: Tracer, hits: Sequence[Hit]) -> Iterator[Link]:
    """The links from agents to the tasks of a document that code gives to them."""
    for hit in hits:
        if hit.signature.framework != CREWAI or hit.signature.kind or hit.site.call < 0:
            continue
        if (task := configured(tracer.resolver, hit.site, Kind.PROMPT, _TASKS)) is not None:
            evidence = Evidence(path=hit.path, line=hit.line, symbol=hit.name, confidence=hit.confidence)
            for agent in tracer.role(hit, "agents", hit.signature.roles.get("agents", ())):
                yield Link(source=agent.subject, kind=RelationKind.USES_PROMPT, target=task, evidence=evidence)


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
