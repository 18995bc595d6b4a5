"""The links of a hit: what it is given in its roles, and the joins its signature states."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Evidence, Link
from aibom.scanners.code.matching.agent_objects import agent_objects
from aibom.scanners.code.matching.entered import entered
from aibom.scanners.code.matching.linking.apart import by_class
from aibom.scanners.code.matching.linking.by_caller import by_caller
from aibom.scanners.code.matching.linking.handing_over import handed_over_to
from aibom.scanners.code.matching.subclasses import constructed, own_texts, own_tools
from aibom.scanners.code.matching.trace import Tracer
from aibom.scanners.code.matching.types import UNLISTED, Found, Hit
from aibom.scanners.code.resolving.locate import written
from aibom.scanners.code.resolving.types import Const, Data, Definition, Env, Instance, Symbol

_BY_KIND = {
    Kind.MODEL: RelationKind.USES_MODEL,
    Kind.TOOL: RelationKind.HAS_TOOL,
    Kind.PROMPT: RelationKind.USES_PROMPT,
    Kind.DATASET: RelationKind.READS_DATA,
    Kind.SERVICE: RelationKind.CALLS_SERVICE,
    Kind.AGENT: RelationKind.CONTAINS,
}
_BY_ROLE = {
    "base": RelationKind.DERIVED_FROM,
    "train": RelationKind.TRAINED_ON,
    "eval": RelationKind.EVALUATED_ON,
    "store": RelationKind.STORES_IN,
    "fallback": RelationKind.FALLS_BACK_TO,
    "servers": RelationKind.HAS_TOOL,
}
# What a relation's target is followed as.
_ROLE_OF_RELATION = {
    "trained-on": "train",
    "evaluated-on": "eval",
    "uses-model": "model",
    "has-tool": "tools",
    "uses-prompt": "prompt",
    "reads-data": "data",
    "stores-in": "store",
    "derived-from": "base",
    "calls-service": "service",
    "falls-back-to": "fallback",
    "contains": "tools",
}
# What objects of a class are made with, and how it is related.
_MADE_WITH = {
    "agent": (("agents", RelationKind.CONTAINS), ("model", RelationKind.USES_MODEL)),
    "tool": (("model", RelationKind.USES_MODEL),),
}
_OF_CLIENT = "^."  # what the client of a call was made with
_MAX_SITES = 4  # of a class's constructor
_UNTOLD = ("embedding", "reranker")  # models that are told nothing: they compare texts
_LEARNS = (RelationKind.TRAINED_ON, RelationKind.EVALUATED_ON)
_SOURCE_ROLES = ("agents", "model", "tools", "store", "data")
_TRAINED_ROLES = ("model", "data")  # of what is trained, saved or measured: a function that maps data is no tool
_GIVEN_TOOLS = ("function", "hosted")  # that are told nothing themselves
_OF_TRAINING = ("trained-on", "evaluated-on", "derived-from")


def links_of(tracer: Tracer, hit: Hit) -> Iterator[Link]:
    """All links that one hit draws."""
    for one in entered(tracer, hit, _receivers):
        yield from _drawn(tracer, one)


def _drawn(tracer: Tracer, hit: Hit) -> Iterator[Link]:
    evidence = Evidence(path=hit.path, line=hit.line, symbol=hit.name, confidence=hit.confidence)
    own = tracer.yields(hit)
    yield from _of_roles(tracer, hit, own, evidence)
    # `TavilySearch()` is a tool, and the service behind it; of several tools it is not known whose it is
    if hit.signature.kind == "tool" and hit.site.call >= 0 and len(own) == 1:
        beside = [one for one in tracer.hits.at(hit.path, hit.site.call) if one.signature.kind == "service"]
        served = [found for one in beside for found in tracer.yields(one)]
        yield from join_found(own, served, RelationKind.CALLS_SERVICE, evidence)
    yield from join_found(own, _of_own_class(tracer, hit), None, evidence)
    if hit.signature.kind == "agent":
        yield from join_found(own, handed_over_to(tracer, hit), RelationKind.CONTAINS, evidence)
    if hit.target is not None:
        runs = hit.signature.kind in ("tool", "agent")  # it may run others in its body
        reached = tracer.reach.run(hit.target) if runs else tracer.reach.of(hit.target)
        yield from join_found(own, reached, None, evidence)
        if hit.signature.naming == "bean":
            yield from join_found(own, _given_back(tracer, hit.target), None, evidence)
        yield from join_found(own, own_texts(tracer, hit), None, evidence)
        yield from join_found(own, own_tools(tracer, hit), RelationKind.HAS_TOOL, evidence)
        if hit.signature.kind == "agent" and hit.target.kind == "class":
            yield from join_found(own, _methods(tracer, hit.target), RelationKind.HAS_TOOL, evidence)
        for role, kind in _MADE_WITH.get(hit.signature.kind, ()):
            yield from join_found(own, _given_to(tracer, hit.target, role), kind, evidence)
        for inner in constructed(tracer, hit):
            for role, locators in inner.signature.roles.items():
                yield from join_found(own, tracer.role(inner, role, locators), _BY_ROLE.get(role), evidence)
    for left, relation, right in hit.signature.joins:
        kind = RelationKind(relation)
        sources = _owners(_side(tracer, hit, left, own, None), kind, left)
        targets = _side(tracer, hit, right, own, _ROLE_OF_RELATION.get(relation))
        yield from join_found(sources, targets, kind, evidence)


def _of_roles(tracer: Tracer, hit: Hit, own: list[Found], evidence: Evidence) -> Iterator[Link]:
    """What a hit is given in its roles, each with who has it."""
    for role, locators in hit.signature.roles.items():
        given = _using(tracer, hit, role, locators, own)
        for callers, found in by_caller(tracer, hit, role, locators, given):
            for users, used in by_class(tracer.resolver, callers, found):
                yield from join_found(users, used, _BY_ROLE.get(role), evidence)


def _using(tracer: Tracer, hit: Hit, role: str, locators: tuple[str, ...], own: list[Found]) -> list[Found]:
    """Who has what a hit is given in a role: itself, or what an unnamed one adds to."""
    if hit.signature.kind:
        return own
    if "handler" in hit.signature.roles:
        return _handled(tracer, hit) if role == "handler" else []
    given = _receivers(tracer, hit)
    if role != "model" and _named_at(tracer, hit):
        given = [one for one in given if one.subject.kind != Kind.MODEL]
    if role == "prompt":
        given = [one for one in given if one.facts.get("tool_type") not in _GIVEN_TOOLS]  # of a chain of calls
    if role == "agents":
        return [one for one in given if one.subject.kind == Kind.AGENT]  # a model has none
    if role == "tools" and "^" in locators:
        given = [one for one in given if one.subject.kind != Kind.TOOL]  # tools of one chain are no tools of each other
    return given


def _handled(tracer: Tracer, hit: Hit) -> list[Found]:
    """The tool that a call gives a function to, which is made elsewhere: `server.AddTool(tool, handler)`. Of several,
    as in a loop, it is not known which function does the work of which."""
    tools = tracer.role(hit, "tools", hit.signature.roles.get("tools", ()))
    return list(tools) if len(tools) == 1 else []


def _given_back(tracer: Tracer, function: Definition) -> list[Found]:
    """What the object does that a function gives to the container: `@Bean Function<...> f() { return new Tide(); }`."""
    declared = tracer.resolver.modules[function.path].functions.get(function.scope)
    env = Env(function.path, function.scope)
    given = [one for value in declared.returns for one in tracer.resolver.evaluate(value, env)] if declared else []
    return [found for one in given if isinstance(one, Instance) for found in tracer.reach.of(one.cls)]


def _of_own_class(tracer: Tracer, hit: Hit) -> list[Found]:
    """What the class of the project's own touches that an agent is made of: `agent = Agent(tools=[...])`."""
    if hit.signature.kind != "agent" or hit.symbol.module != UNLISTED or hit.target is not None:
        return []
    made = [one for one in tracer.resolver.callee(hit.site) if isinstance(one, Definition) and one.kind == "class"]
    objects = [one for cls in made for one in agent_objects(tracer, cls)]
    here = {prompt for one in objects if (one.path, one.line) == (hit.path, hit.line) for prompt in one.prompts}
    others = {prompt for one in objects for prompt in one.prompts} - here
    reached = (found for cls in made for found in tracer.reach.of(cls))
    return [found for found in reached if found.subject not in others]


def _methods(tracer: Tracer, cls: Definition) -> list[Found]:
    """The tools that are methods of an agent's class."""
    on_methods = [hit for _, hits in tracer.hits.within(cls) for hit in hits if hit.target is not None]
    return [found for hit in on_methods if hit.signature.kind == "tool" for found in tracer.yields(hit)]


def _given_to(tracer: Tracer, cls: Definition, role: str) -> list[Found]:
    """What a class is made with: an agent with others (`Chief(planner, clerks)`), a tool with a model."""
    found: list[Found] = []
    for site in tracer.resolver.callers(cls)[:_MAX_SITES] if cls.kind == "class" else ():
        call = tracer.resolver.modules[site.env.path].call(site.call)
        for value in (*call.args, *(value for _, value in call.kwargs)):
            for thing in tracer.resolver.evaluate(value, site.env):
                found += tracer.holds(thing, role) if isinstance(thing, Instance | Symbol | Data) else ()
    return found


def _receivers(tracer: Tracer, hit: Hit) -> list[Found]:
    """What an unnamed hit adds to: what its call is made on, or what else stands on the annotated class."""
    if hit.target is not None:
        return [one for other in tracer.hits.on(hit.target) if other.signature.kind for one in tracer.yields(other)]
    if hit.symbol.made is None and "()" not in hit.symbol.path:
        return []  # what is called is a function of a module
    return _side(tracer, hit, "^", [], None)


def _named_at(tracer: Tracer, hit: Hit) -> bool:
    """Whether a call itself names the model that it asks, in the place of its client's."""
    own = tuple(one for one in hit.signature.roles.get("model", ()) if not one.startswith("^"))
    return bool(own and tracer.role(hit, "model", own))


def _side(tracer: Tracer, hit: Hit, locator: str, own: list[Found], role: str | None) -> list[Found]:
    if locator.startswith(_OF_CLIENT) and _side(tracer, hit, locator.removeprefix(_OF_CLIENT), own, role):
        return []  # the call says otherwise than its client
    if locator == "self":
        return own
    if hit.site.call < 0:
        return _of_decorator(tracer, hit)
    for value, env in written(tracer.resolver, locator, hit.site):
        text = not role and all(isinstance(thing, Const) for thing in tracer.resolver.evaluate(value, env))
        training = hit.signature.step or any(one[1] in _OF_TRAINING for one in hit.signature.joins)
        for one in (role,) if role else _TRAINED_ROLES if training else _SOURCE_ROLES:
            if one == "tools" and (text or hit.symbol.path.endswith("__or__")):
                continue  # a name that is given to something unknown names no tool, and a step of a chain is none
            found = tracer.value(hit, value, env, one, locator)
            if found:
                return found
    return []


def _owners(sources: list[Found], kind: RelationKind, locator: str) -> list[Found]:
    """Without the functions that a chain of calls was given: these have no prompt and no tools of their own."""
    if kind not in (RelationKind.USES_PROMPT, RelationKind.HAS_TOOL) or not locator.startswith("^"):
        return sources
    return [one for one in sources if one.facts.get("tool_type") != "function"]


def _of_decorator(tracer: Tracer, hit: Hit) -> list[Found]:
    """What made the object that a bare decorator is a method of (`@mcp.tool`)."""
    made = hit.symbol.made
    return tracer.of_site(made, "tools") if made is not None else []


def _is_searched(source: Found, target: Found) -> bool:
    """Whether documents are only searched for what a model answers; what embeds a knowledge base belongs to it."""
    return source.subject.kind == Kind.DATASET and target.facts.get("model_class") == "chat"


def join_found(
    sources: Iterable[Found], targets: Iterable[Found], kind: RelationKind | None, evidence: Evidence
) -> Iterator[Link]:
    """A link from each source to each target; without a kind it is the one that the target's kind asks for."""
    for source in sources:
        for target in targets:
            relation = kind or _BY_KIND.get(target.subject.kind)
            if relation is not None and source.subject != target.subject and not _is_void(source, relation, target):
                yield Link(source=source.subject, kind=relation, target=target.subject, evidence=evidence)


def _is_void(source: Found, relation: RelationKind, target: Found) -> bool:
    """Whether two things that stand together have no such relation: a model that is called through a chain that holds
    another, an agent whose tools a model is given, rows that are gathered from others and neither learn nor read."""
    of_model, of_rows = source.subject.kind == Kind.MODEL, source.subject.kind == Kind.DATASET
    if relation is RelationKind.USES_MODEL:
        return of_model or _is_searched(source, target)
    if relation in (RelationKind.CONTAINS, RelationKind.CALLS_SERVICE):
        return of_model
    return of_rows and relation in (*_LEARNS, RelationKind.READS_DATA)
