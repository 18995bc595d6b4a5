"""Tools and prompts that the class of an agent declares for its base to use: `tools = [find_berth]`, `instructions =
"..."` in the body of `class HarbourDesk(DeskAgent)`."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.model.kinds import RelationKind
from aibom.model.sighting import Evidence, Link, Subject
from aibom.scanners.code.facts import Name
from aibom.scanners.code.matching.linking.of_hits import join_found
from aibom.scanners.code.matching.prompt_texts import PROMPT_NAME
from aibom.scanners.code.matching.trace import Tracer
from aibom.scanners.code.matching.types import Found, unique
from aibom.scanners.code.resolving.names import elements
from aibom.scanners.code.resolving.types import Definition, Env

_TOOLS = frozenset(("tools", "TOOLS", "default_tools", "functions", "toolkit"))
_CONFIDENCE = 0.7


def declared_parts(tracer: Tracer, cls: Definition, agent: Subject) -> Iterator[Link]:
    """The links to what the body of an agent's class declares."""
    module, env = tracer.resolver.modules[cls.path], Env(cls.path, cls.scope)
    own = [one for group in module.bindings.values() for one in group if one.scope == cls.scope and "." not in one.name]
    for binding in own:
        evidence = Evidence(path=cls.path, line=binding.line, symbol=binding.name, confidence=_CONFIDENCE)
        if binding.name in _TOOLS:
            things = elements(tracer.resolver, tracer.resolver.evaluate(binding.value, env))
            tools = unique(one for thing in things for one in tracer.holds(thing, "tools"))
            yield from join_found([Found(agent, {})], tools, RelationKind.HAS_TOOL, evidence)
        elif PROMPT_NAME.search(binding.name):
            named = Name(binding.name, binding.line)  # the text has the name of the class's attribute
            texts = tracer.prompts.held(named, env, "system", f"{agent.name} system prompt")
            yield from join_found([Found(agent, {})], texts, RelationKind.USES_PROMPT, evidence)
