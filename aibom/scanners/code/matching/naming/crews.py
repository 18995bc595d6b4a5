"""CrewAI's crews (docs.crewai.com/concepts/crews, "YAML Configuration"): agents that a class and a document share.

A method with `@agent` makes an agent of an entry of `agents.yaml` (`config=self.agents_config["researcher"]`); both are
one agent. The crew of a class with `@CrewBase` goes by the name of the class.
"""

from __future__ import annotations

from aibom.model.kinds import Kind
from aibom.model.sighting import Subject
from aibom.scanners.code.facts import CallRef, Class, Function, Item, Lit, Name
from aibom.scanners.code.matching.types import Hit
from aibom.scanners.code.resolving.locate import written
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Const, Site

CREWAI = "crewai"
_DEFAULT = "config/agents.yaml"


def configured_agent(resolver: Resolver, hit: Hit, site: Site) -> Subject | None:
    """The entry of agents.yaml that a call makes an agent of."""
    made = hit.signature.framework == CREWAI and hit.signature.kind == "agent" and site.call >= 0
    return configured(resolver, site, Kind.AGENT, _DEFAULT) if made else None


def configured(resolver: Resolver, site: Site, kind: Kind, default: str) -> Subject | None:
    """What the entry of a document is that a call takes for its `config`; `default` is where documents lie that the
    class does not name."""
    for value, env in written(resolver, "config", site):
        if isinstance(value, Item) and isinstance(value.key, Lit) and isinstance(value.base, Name):
            stated = [one.value for one in resolver.evaluate(value.base, env) if isinstance(one, Const)]
            asked = next((one for one in stated if isinstance(one, str)), default)
            path = resolver.documents.find(asked, site.env.path)
            if path is not None:
                return Subject(kind=kind, name=str(value.key.value), scope=path)
    return None


def crew_class(resolver: Resolver, hit: Hit) -> Class | None:
    """The class whose crew a call makes."""
    crew = hit.signature.framework == CREWAI and "agents" in hit.signature.roles and hit.site.call >= 0
    return crew_of(resolver.modules[hit.path], hit.site.env.scope) if crew else None


def crew_of(module: Module, scope: str) -> Class | None:
    """The class with `@CrewBase` around a place."""
    scope = module.enclosing_class(scope) or ""
    declared = module.classes.get(scope)
    return declared if declared is not None and is_decorated(module, declared, "CrewBase") else None


def is_decorated(module: Module, declared: Function | Class, name: str) -> bool:
    """Whether a function or class bears a decorator of this last name."""
    for one in declared.decorators:
        written_as = module.call(one.call).callee if isinstance(one, CallRef) else getattr(one, "path", "")
        if str(written_as).rpartition(".")[2] == name:
            return True
    return False
