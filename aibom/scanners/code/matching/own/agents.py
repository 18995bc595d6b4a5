"""Agents that a project builds by itself: classes called `...Agent` whose methods call a chat model.

No framework says what they are; the name and the call together do, or in Python the base (`class Architect(BaseAgent)`)
or folder (`agents/planner.py`) and the call. A class that makes an agent of a framework is none of its own, and of a
family (`BaseAgent`, `PolicyAgent(BaseAgent)`) only the members that are used are told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set

from aibom.core import re
from aibom.core.json import Json
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Evidence, Link, Observation, Sighting, Subject
from aibom.scanners.code.facts import Call, Class, Name
from aibom.scanners.code.matching.agent_objects import AgentObject, agent_objects, given_to_base
from aibom.scanners.code.matching.linking.injected import injected_models
from aibom.scanners.code.matching.literals.agent_mappings import is_agent_record
from aibom.scanners.code.matching.own.declared_parts import declared_parts
from aibom.scanners.code.matching.own.equipment import equipment
from aibom.scanners.code.matching.prompt_texts import is_prompt_name
from aibom.scanners.code.matching.trace import Tracer
from aibom.scanners.code.matching.types import Found, doc_facts, unique
from aibom.scanners.code.matching.written_records import as_mapping
from aibom.scanners.code.paths import is_test
from aibom.scanners.code.resolving.members import ancestors, outside_bases
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.names import elements
from aibom.scanners.code.resolving.types import Definition, Env, Instance, Site

_CONFIDENCE = 0.7
_MAX_MADE = 10  # places where an agent is made
_ASKS = re.compile(r"(?:^|[._])llm(?:[._]|$)|(?:^|[._])(?:llm_client|chat_?completion|get_completion)$", re.IGNORECASE)
_OWN_MODEL = re.compile(r"self\._?(?:chat_?)?(?:model|lm|client|engine|backend)\.\w+")
_CONVERSATION = re.compile(r"_?(?:\w+_)?(?:messages|history|conversation|convo|msgs|prompt|chat_log|transcript)")
# The interfaces of chat models of LangChain4j, Spring AI, Microsoft.Extensions.AI and Semantic Kernel.
_CHAT_TYPE = re.compile(r"(?:Streaming)?Chat(?:Language)?Model|I?ChatClient(?:\.Builder)?|IChatCompletionService")
_FOLDER = re.compile(
    r"(?:^|/)(?<!utils/)(?<!helpers/)agents?(?:/(?!(?:.*/)?(?:tools?|schemas?|prompts?|utils?|models?|types|memory|api|tests?)/)|\.py$)"
)
_PART = re.compile(
    r"(?:Base|Abstract|_).*|.*(?:Config|Settings|State|Response|Result|Output|Out|Input|Error|Exception|Schema|Client|Manager"
    r"|Tools?|Toolkit|Mixin|Memory|Prompts?|Parser|Type|Handler|Service|Tab|Factory|Registry|Store|Model|LLM|Message|Context"
    r"|Utils?|Helper|Wrapper|Callback|Logger|Node|Executor|Engine|Loader|Retriever|Embeddings?|Database|Session|Server|API"
    r"|Api|Request|Event|History|Chain|Provider|Interface|Builder|Cache|Convo)"
)
_RECORDS = ("BaseModel", "TypedDict", "Enum", "StrEnum", "Exception")
_CHAT = ("chat", "completion")
_TYPED = ("jvm", "dotnet")  # whose fields say by their types what they hold
_SHARED = (Kind.MODEL, Kind.TOOL, Kind.SERVICE)  # what an agent has of the class it derives from
_LINKS = {
    Kind.MODEL: RelationKind.USES_MODEL,
    Kind.TOOL: RelationKind.HAS_TOOL,
    Kind.PROMPT: RelationKind.USES_PROMPT,
    Kind.DATASET: RelationKind.READS_DATA,
}


def own_agents(tracer: Tracer) -> Iterator[Sighting]:
    """The agents of the project's own making, with what their methods touch."""
    packages = _packages(tracer)
    reached = {cls: tracer.reach.of(cls) for cls in _candidates(tracer, packages)}
    families = {cls: [a for a in ancestors(tracer.resolver, cls) if _is_family(a.scope)] for cls in reached}
    bases = {base for family in families.values() for base in family}
    speaking = {
        cls
        for cls, found in reached.items()
        if (
            chats(found)
            and (_is_called_agent(tracer, cls) or _acts(found) or families[cls] or _is_among_agents(cls, packages))
        )
        or (families[cls] and any(_asks_a_model(tracer, one) for one in (cls, *families[cls])))
        or any(_holds_a_model(tracer, one) for one in (cls, *families[cls]))
    }
    handed = {cls: given_to_base(tracer, cls) for cls in reached if families[cls]}
    told: list[Definition] = []
    only_bases = bases - _made(tracer, bases)
    alive = speaking | {base for cls in speaking for base in families[cls]}
    for cls, found in reached.items():
        own = cls not in only_bases and (cls in speaking or bool(alive.intersection(families[cls])))
        if own and _last(cls.scope) == "Agent" and _is_told_where_made(tracer, cls):
            continue
        if own and (families[cls] or all(one.subject.kind != Kind.AGENT for one in found)):
            inherited = [one for base in families[cls] for one in reached.get(base, ()) if one.subject.kind in _SHARED]
            if not any(one.subject.kind == Kind.MODEL for one in (*found, *inherited)):
                kept = any(_holds_a_model(tracer, one) for one in (cls, *families[cls]))
                inherited += injected_models(tracer, cls.path) if kept else []
            objects = agent_objects(tracer, cls)
            apart = {prompt for one in objects for prompt in one.prompts}
            given = handed.get(cls, [])
            apart |= _given_to_others(given, handed)
            shared = (one for one in (*given, *found, *inherited) if one.subject not in apart)
            yield from tell_agent(tracer, cls, tuple(unique(shared)))
            yield from _objects(objects, cls)
            yield from _texts(tracer, cls)
            told.append(cls)
    tracer.reach.note_agents({(cls.path, cls.scope): _subject(tracer, cls) for cls in told})
    for cls in reached:
        if cls in told:
            yield from _members(tracer, cls, told)
            yield from _handed(tracer, cls, told)
            yield from equipment(tracer, cls, _subject(tracer, cls))
            yield from declared_parts(tracer, cls, _subject(tracer, cls))
        elif _last(cls.scope) == "Agent" and cls not in bases and (held := list(_members(tracer, cls, told))):
            yield from tell_agent(tracer, cls, reached[cls])
            yield from held


def _given_to_others(given: list[Found], handed: Mapping[Definition, list[Found]]) -> set[Subject]:
    """The models and prompts that only other classes hand to their base, where a class hands it its own."""
    kinds = {one.subject.kind for one in given} & {Kind.MODEL, Kind.PROMPT}
    all_given = {one.subject for some in handed.values() for one in some if one.subject.kind in kinds}
    return all_given - {one.subject for one in given}


def _objects(objects: list[AgentObject], cls: Definition) -> Iterator[Sighting]:
    """The objects of an agent's class that are agents each."""
    for one in objects:
        yield from _seen(one.subject, one.given, one.path, one.line, cls.scope, {"usage": "used"})


def _texts(tracer: Tracer, cls: Definition) -> Iterator[Sighting]:
    """The prompts that methods of an agent give, which a base class asks for: `def get_system_prompt(self)`."""
    module = tracer.resolver.modules[cls.path]
    subject = _subject(tracer, cls)
    for scope, function in module.functions.items():
        if scope.rpartition(".")[0] != cls.scope or not is_prompt_name(function.name):
            continue
        role = "system" if "system" in function.name else "template"
        for one in tracer.prompts.told(Definition(cls.path, "function", scope), role, f"{subject.name} system prompt"):
            for path, line in one.places[:1]:
                if path == cls.path and function.line <= line <= function.end_line:  # known by the method's name
                    one = one._replace(subject=Subject(kind=Kind.PROMPT, name=function.name, scope=path))
                evidence = Evidence(path=path, line=line, symbol=function.name, confidence=_CONFIDENCE)
                yield Observation(subject=one.subject, evidence=evidence, facts={**one.facts, "usage": "used"})
                yield Link(source=subject, kind=RelationKind.USES_PROMPT, target=one.subject, evidence=evidence)


def _packages(tracer: Tracer) -> Set[str]:
    """The folders called after agents that hold such folders themselves: a package of that name, with all its parts."""
    found: set[str] = set()
    for path in tracer.resolver.modules:
        outer, inside, rest = path.partition("agents/")
        if inside and "/agents/" in f"/{rest}":
            found.add(outer + inside)
    return found


def _candidates(tracer: Tracer, packages: Set[str]) -> Iterator[Definition]:
    members = _members_of_families(tracer)
    for path, module in tracer.resolver.modules.items():
        if not is_test(path):
            for scope, declared in module.classes.items():
                if _is_namespace(declared):
                    continue
                cls = Definition(path, "class", scope)
                name = _last(scope)
                placed = _is_among_agents(cls, packages) and not _is_part(tracer, cls)
                among = module.group == "python" and (name in members or placed)
                if _is_agent_name(scope) or name == "Agent" or among:
                    yield cls


def _is_namespace(declared: Class) -> bool:
    """Whether a module of Ruby was declared, which holds classes and makes no objects."""
    return any(isinstance(base, Name) and base.path == "module" for base in declared.bases)


def _members_of_families(tracer: Tracer) -> set[str]:
    """The names of Python's classes that derive from one called `...Agent` or `Role`, or from such a class."""
    derived: dict[str, set[str]] = {}
    for module in tracer.resolver.modules.values():
        for declared in module.classes.values() if module.group == "python" else ():
            if declared.bases:
                derived[declared.name] = {_last(str(getattr(base, "path", ""))) for base in declared.bases}
    found = {name for name, above in derived.items() if any(_is_family(one) for one in above)}
    return found | {name for name, above in derived.items() if above & found}


def _is_among_agents(cls: Definition, packages: Set[str]) -> bool:
    """Whether a class stands in a folder or file of agents and is not called a part of one."""
    package = next((one for one in packages if cls.path.startswith(one)), "")
    return bool(_FOLDER.search(cls.path[len(package) :])) and "." not in cls.scope and not _PART.fullmatch(cls.scope)


def _is_part(tracer: Tracer, cls: Definition) -> bool:
    """Whether a class is a record of fields, which a model may fill in, or a tool, and no agent for where it stands."""
    declared = tracer.resolver.modules[cls.path].classes[cls.scope]
    outside = [_last(one.path) for one in outside_bases(tracer.resolver, cls)]
    bases = [_last(str(getattr(base, "path", ""))) for base in declared.bases]
    return any(name in _RECORDS or name.endswith("Tool") for name in (*outside, *bases))


def _asks_a_model(tracer: Tracer, cls: Definition) -> bool:
    """Whether a class asks a language model that is only found as the program runs: `await self.get_llm()(convo)`."""
    module = tracer.resolver.modules[cls.path]
    return tracer.resolver.any_ai and any(_asks(module.call(index)) for index in module.within(cls.scope))


def _asks(call: Call) -> bool:
    """Whether a call asks a language model by its names: `self.llm.invoke(text)`, `self.model.query(history)`."""
    if _ASKS.search(call.callee):
        return True
    given = (one.path.rpartition(".")[2] for one in call.args if isinstance(one, Name))
    return bool(_OWN_MODEL.fullmatch(call.callee)) and any(map(_CONVERSATION.fullmatch, given))


def _holds_a_model(tracer: Tracer, cls: Definition) -> bool:
    """Whether a class of the JVM's or .NET's is made with a chat model of any name: `ToolAgent(ChatModel model)`."""
    module = tracer.resolver.modules[cls.path]
    if module.group not in ("jvm", "dotnet") or not _is_agent_name(cls.scope):
        return False
    kept = (b for name, group in module.bindings.items() if "." not in name for b in group if b.scope == cls.scope)
    return any(_CHAT_TYPE.fullmatch(one.annotation) for one in kept)


def _is_told_where_made(tracer: Tracer, cls: Definition) -> bool:
    """Whether the calls that make one of a class are agents, each with a name of its own."""
    made = tracer.resolver.callers(cls)
    if any(_is_record(tracer.resolver.modules[one.env.path], one) for one in made):
        return True
    hits = (hit for one in made for hit in tracer.hits.at(one.env.path, one.call))
    return any(hit.signature.kind == "agent" and tracer.yields(hit) for hit in hits)


def _is_record(module: Module, site: Site) -> bool:
    call = module.call(site.call)
    record = as_mapping(module, call)
    return record is not None and is_agent_record(call, record)


def _made(tracer: Tracer, bases: Set[Definition]) -> Set[Definition]:
    """The classes of Python that others derive from and of which objects are made as well:
    `DefaultAgent.from_config(settings)`."""
    resolver = tracer.resolver
    asked = [
        one for one in bases if resolver.modules[one.path].group == "python" and not _PART.fullmatch(_last(one.scope))
    ]
    modules = [module for path, module in resolver.modules.items() if asked and not is_test(path)]
    owners = {call.callee.partition(".")[0] for module in modules for call in module.facts.calls if "." in call.callee}
    return {one for one in asked if _last(one.scope) in owners or resolver.callers(one)}


def _last(scope: str) -> str:
    return scope.rpartition(".")[2]


def _members(tracer: Tracer, cls: Definition, told: list[Definition]) -> Iterator[Link]:
    """The agents that the methods of an agent make, or that it holds: `self.scorer = ScoringAgent(client)`."""
    module = tracer.resolver.modules[cls.path]
    subject = _subject(tracer, cls)
    names = {one.scope.rpartition(".")[2]: one for one in told if one != cls}
    for binding in (one for group in module.bindings.values() for one in group if one.scope == cls.scope):
        held = names.get(binding.annotation) if module.group in _TYPED else None
        if held is not None and binding.form == "field":
            evidence = Evidence(path=cls.path, line=binding.line, symbol=binding.name, confidence=_CONFIDENCE)
            yield Link(source=subject, kind=RelationKind.CONTAINS, target=_subject(tracer, held), evidence=evidence)
    for index in module.within(cls.scope):
        call = module.call(index)
        one = names.get(call.callee.rpartition(".")[2])
        if one is not None and one in tracer.resolver.callee(Site(Env(cls.path, call.scope), index)):
            evidence = Evidence(path=cls.path, line=call.line, symbol=call.callee, confidence=_CONFIDENCE)
            yield Link(source=subject, kind=RelationKind.CONTAINS, target=_subject(tracer, one), evidence=evidence)


def _handed(tracer: Tracer, cls: Definition, told: list[Definition]) -> Iterator[Link]:
    """The agents that an agent is given where it is made: `new Supervisor(model, List.of(billing(), orders()))`."""
    resolver, subject = tracer.resolver, _subject(tracer, cls)
    known = {one[:3]: one for one in told if one != cls}
    for site in resolver.callers(cls)[:_MAX_MADE] if known else ():
        call = resolver.modules[site.env.path].call(site.call)
        given = (thing for value in call.args for thing in resolver.evaluate(value, site.env))
        for thing in elements(resolver, tuple(given)):
            held = known.get(thing.cls[:3]) if isinstance(thing, Instance) else None
            if held is not None:
                evidence = Evidence(path=site.env.path, line=call.line, symbol=call.callee, confidence=_CONFIDENCE)
                yield Link(source=subject, kind=RelationKind.CONTAINS, target=_subject(tracer, held), evidence=evidence)


def _subject(tracer: Tracer, cls: Definition) -> Subject:
    named = [one.subject for one in tracer.holds(cls, "agents") if one.subject.kind == Kind.AGENT]
    declared = tracer.resolver.modules[cls.path].classes[cls.scope]
    return named[0] if named else Subject(kind=Kind.AGENT, name=declared.name, scope=cls.path)


def _is_family(scope: str) -> bool:
    """Whether a class is named as what agents derive from: `Agent`, `BaseAgent`, `PolicyAgent`, `Role`."""
    return _last(scope).endswith("Agent") or _last(scope) == "Role"


def _is_agent_name(scope: str) -> bool:
    name = scope.rpartition(".")[2]
    return name.endswith("Agent") and name != "Agent"


def _is_called_agent(tracer: Tracer, cls: Definition) -> bool:
    """Whether a class is called `...Agent`; in Python one that is called `Agent` alone need be no base."""
    plain = tracer.resolver.modules[cls.path].group == "python" and _last(cls.scope) == "Agent"
    return plain or _is_agent_name(cls.scope)


def _is_store(found: Found) -> bool:
    return found.subject.kind is Kind.SERVICE and found.facts.get("service_type") == "vector-store"


def _acts(found: tuple[Found, ...]) -> bool:
    return any(one.subject.kind == Kind.TOOL for one in found)


def chats(found: tuple[Found, ...]) -> bool:
    """Whether a chat model is called; of one that goes unnamed the service that is sent a prompt."""
    if any(one.subject.kind == Kind.MODEL and one.facts.get("model_class") in _CHAT for one in found):
        return True
    served = any(one.subject.kind == Kind.SERVICE and one.facts.get("service_type") == "ai-api" for one in found)
    return served and any(one.subject.kind == Kind.PROMPT for one in found)


def tell_agent(tracer: Tracer, cls: Definition, found: tuple[Found, ...]) -> Iterator[Sighting]:
    """The agent that a class is, with what it has."""
    declared = tracer.resolver.modules[cls.path].classes[cls.scope]
    facts = {"usage": "used", **doc_facts(declared.doc)}
    yield from _seen(_subject(tracer, cls), found, cls.path, declared.line, declared.name, facts)


def _seen(
    subject: Subject, found: tuple[Found, ...], path: str, line: int, symbol: str, facts: dict[str, Json]
) -> Iterator[Sighting]:
    """An agent, and the links to what it has."""
    evidence = Evidence(path=path, line=line, symbol=symbol, confidence=_CONFIDENCE)
    yield Observation(subject=subject, evidence=evidence, facts=facts)
    for one in found:
        relation = RelationKind.READS_DATA if _is_store(one) else _LINKS.get(Kind(one.subject.kind))
        for at, place in one.places[:1] if one.subject.kind is Kind.PROMPT else ():
            seen = Evidence(path=at, line=place, symbol=symbol, confidence=_CONFIDENCE)
            yield Observation(subject=one.subject, evidence=seen, facts={**one.facts, "usage": "used"})
        if relation is not None:
            yield Link(source=subject, kind=relation, target=one.subject, evidence=evidence)
