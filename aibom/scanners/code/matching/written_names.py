"""Components that code means by a name in a text: a model, a hosted tool, an agent of a registry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from aibom.model.kinds import Kind
from aibom.model.sighting import Subject
from aibom.scanners.code.matching.hit_places import HitPlaces
from aibom.scanners.code.matching.model_names import api_model, is_name, routed
from aibom.scanners.code.matching.naming.namer import Namer
from aibom.scanners.code.matching.tools import named_tool
from aibom.scanners.code.matching.types import Found, Hit, unique
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Const


class WrittenNames:
    """Answers what a text names; `yields` gives the components of a hit."""

    def __init__(self, resolver: Resolver, namer: Namer, hits: HitPlaces, yields: Callable[[Hit], list[Found]]) -> None:
        self._resolver, self._namer, self._hits, self._yields = resolver, namer, hits, yields
        self._agents: dict[str, list[Found]] | None = None

    def of(self, text: Const, role: str) -> list[Found]:
        """A name written where a component is expected: `Agent(model="openai/gpt-4o")`, `tools=["web_search"]`."""
        if not isinstance(text.value, str) or text.partial or not is_name(text.value):
            return []
        if role == "agents":
            return self._registered(text.value)
        place = ((text.path, text.line),) if text.line else ()
        if role == "servers":  # a server of the configuration by its name: `server_names=["fetch"]`
            subject = Subject(kind=Kind.TOOL, name=text.value, origin="mcp")
            return [Found(subject, {"tool_type": "mcp-server"}, place)]
        catalogue = self._resolver.catalogue
        if role in ("model", "fallback", "base"):
            provider, name = routed(catalogue, text.value)
            if provider is None and catalogue.form(text.value) is None:
                return []
            subject, facts = api_model(catalogue, name, provider, "chat")
            return [Found(subject, facts, place)]
        form = catalogue.form(text.value) if role == "tools" and any(map(str.isdigit, text.value)) else None
        return named_tool(self._resolver, text) if role == "tools" and form is None else []

    def _registered(self, name: str) -> list[Found]:
        """The agents that a registry knows by the variable they are held in, by their id or name:
        `mastra.getAgent("clerk")`, `mastra.getAgentById("clerk-agent")`."""
        if self._agents is None:
            self._agents = defaultdict(list)
            for path, call, hits in self._hits.calls():
                for hit in hits:
                    if hit.signature.kind == "agent":
                        found = self._yields(hit)
                        known = (self._resolver.modules[path].owner(call), self._namer.texts.first("id", hit.site))
                        for key in {*known, *(one.subject.name for one in found)} - {None, ""}:
                            self._agents[key or ""] += found
        return unique(self._agents.get(name, ()))
