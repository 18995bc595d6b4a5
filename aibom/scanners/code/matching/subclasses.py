"""Classes that are agents or tools: the call by which one makes its base, and the texts and tools it gives by its
methods and attributes."""

from __future__ import annotations

from aibom.scanners.code.matching.trace import Tracer
from aibom.scanners.code.matching.types import Found, Hit, unique
from aibom.scanners.code.resolving.members import class_member
from aibom.scanners.code.resolving.types import Data, Symbol

# Methods and attributes by which a class that is an agent tells its own text.
_OWN_TEXTS = ("instructions", "systemPrompt", "system_prompt", "getSystemPrompt", "getInstructions", "systemMessage")
_OWN_TOOLS = ("tools", "getTools", "get_tools")


def constructed(tracer: Tracer, hit: Hit) -> list[Hit]:
    """The hits on the call by which a subclass makes its base: `super({instructions: PROMPT, tools})`."""
    if hit.target is None or hit.signature.match != "subclass":
        return []
    module = tracer.resolver.modules[hit.path]
    calls = [i for i in module.within(hit.target.scope) if module.makes_base(module.call(i))]
    kind = hit.signature.kind
    return [one for i in calls for one in tracer.hits.at(hit.path, i) if one.signature.kind == kind]


def own_texts(tracer: Tracer, hit: Hit) -> list[Found]:
    """The texts of a class that is an agent, by methods and attributes: `public function instructions()`."""
    if hit.target is None or hit.target.kind != "class" or hit.signature.kind != "agent":
        return []
    found: list[Found] = []
    for name in _OWN_TEXTS:
        for thing in class_member(tracer.resolver, hit.target, name):
            if not isinstance(thing, Symbol):
                found += tracer.prompts.told(thing, "system", tracer.owner(hit))
    for one in found:
        tracer.note(one, hit)
    return unique(found)


def own_tools(tracer: Tracer, hit: Hit) -> list[Found]:
    """The tools of a class that is an agent, by an attribute or method: `protected $tools = [WindTool::class]`."""
    if hit.target is None or hit.target.kind != "class" or hit.signature.kind != "agent":
        return []
    things = [one for name in _OWN_TOOLS for one in class_member(tracer.resolver, hit.target, name)]
    return unique([found for one in things if isinstance(one, Data) for found in tracer.holds(one, "tools")])
