"""Objects of one agent's class of the project's own that are agents each, because each is told something else:
`proponent = DebateAgent(FOR_PROMPT, model)`, `opponent = DebateAgent(AGAINST_PROMPT, model)`."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from aibom.model.kinds import Kind
from aibom.model.sighting import Subject
from aibom.scanners.code.facts import Call, Map, Value, key_name
from aibom.scanners.code.matching.prompt_texts import PROMPT_NAME
from aibom.scanners.code.matching.trace import Tracer
from aibom.scanners.code.matching.types import Found, unique
from aibom.scanners.code.matching.written_for import AGENT_NAMES
from aibom.scanners.code.paths import is_test
from aibom.scanners.code.resolving.members import ancestors
from aibom.scanners.code.resolving.types import Const, Data, Definition, Env, Instance, Site, Symbol

_CONSTRUCTORS = ("__init__", "constructor", "initialize", "__construct")
_FIRST = ("self", "cls", "this")
_TOLD = ("backstory", "role_description", "personality", "charter")  # beside names of prompts
_MODEL, _TOOLS = ("model", "llm"), ("tool", "function")
_SEVERAL = 2  # objects with texts of their own
_MAX_NAME = 60
_MAX_MADE = 20  # places where objects of one class are made


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentObject:
    """An object of an agent's class, by the name that it has, and what it is made with."""

    subject: Subject
    path: str
    line: int
    given: tuple[Found, ...] = field(default=())

    def has(self, kind: Kind) -> bool:
        """Whether it is given anything of a kind."""
        return any(one.subject.kind is kind for one in self.given)

    @property
    def prompts(self) -> frozenset[Subject]:
        """What it is told."""
        return frozenset(one.subject for one in self.given if one.subject.kind is Kind.PROMPT)


def agent_objects(tracer: Tracer, cls: Definition) -> list[AgentObject]:
    """The objects of a class, where at least two that are held under other names are told other texts."""
    sites = [one for one in tracer.resolver.callers(cls)[:_MAX_MADE] if not is_test(one.env.path)]
    if len(sites) < _SEVERAL:
        return []
    made = [one for site in sites if (one := _made(tracer, cls, site)) is not None]
    told: dict[Subject, set[Subject]] = defaultdict(set)
    for one in made:
        told[one.subject] |= one.prompts
    texts = {frozenset(prompts) for prompts in told.values() if prompts}
    return _with_defaults(tracer, cls, made) if len(texts) >= _SEVERAL else []


def given_to_base(tracer: Tracer, cls: Definition) -> list[Found]:
    """What a class hands to the constructor that it inherits: `super().__init__("Scout", "Find a path.", MODEL)`."""
    module = tracer.resolver.modules[cls.path]
    name = module.classes[cls.scope].name
    calls = [(index, module.call(index)) for index in module.within(cls.scope)]
    made = [(Site(Env(cls.path, call.scope), index), call) for index, call in calls if module.makes_base(call)]
    return unique(
        one
        for site, call in made
        for base in tracer.resolver.callee(site)
        if isinstance(base, Definition) and base.kind == "class"
        for key, value in _arguments(tracer, base, call)
        for one in _given(tracer, name, key, value, site)
    )


def _with_defaults(tracer: Tracer, cls: Definition, made: list[AgentObject]) -> list[AgentObject]:
    """The objects, those that are given no model with the models that no other is given: what the class takes by
    default."""
    given = {found.subject for one in made for found in one.given}
    rest = tuple(f for f in tracer.reach.of(cls) if f.subject.kind is Kind.MODEL and f.subject not in given)
    return [one if one.has(Kind.MODEL) else dataclasses.replace(one, given=(*one.given, *rest)) for one in made]


def _made(tracer: Tracer, cls: Definition, site: Site) -> AgentObject | None:
    module = tracer.resolver.modules[site.env.path]
    call = module.call(site.call)
    given = list(_arguments(tracer, cls, call))
    name = _name(tracer, given, site) or module.owner(site.call).rpartition(".")[2]
    if not name or module.makes_base(call):
        return None
    found = unique(one for key, value in given for one in _given(tracer, name, key, value, site))
    subject = Subject(kind=Kind.AGENT, name=name, scope=site.env.path)
    return AgentObject(subject=subject, path=site.env.path, line=call.line, given=tuple(found))


def _arguments(tracer: Tracer, cls: Definition, call: Call) -> Iterator[tuple[str, Value]]:
    """What a constructor is given, by the names of its parameters."""
    names = _parameters(tracer, cls)
    for at, value in enumerate(call.args):
        if isinstance(value, Map) and (at >= len(names) or at == len(call.args) - 1):  # an object of options
            yield from ((str(key_name(key)), item) for key, item in value.pairs)
        elif at < len(names):
            yield names[at], value
    yield from call.kwargs


def _parameters(tracer: Tracer, cls: Definition) -> list[str]:
    for one in (cls, *ancestors(tracer.resolver, cls)):
        module = tracer.resolver.modules[one.path]
        for constructor in _CONSTRUCTORS:
            function = module.functions.get(f"{one.scope}.{constructor}")
            if function is not None:
                return [param.name for param in function.params if param.name not in _FIRST]
        if module.fields.get(one.scope):
            return list(module.fields[one.scope])
    return []


def _name(tracer: Tracer, given: list[tuple[str, Value]], site: Site) -> str:
    """The name that an object is given, where that is written."""
    for key, value in given:
        for thing in tracer.resolver.evaluate(value, site.env) if key in AGENT_NAMES else ():
            if isinstance(thing, Const) and isinstance(thing.value, str) and not thing.partial:
                return thing.value if len(thing.value) <= _MAX_NAME else ""
    return ""


def _given(tracer: Tracer, name: str, key: str, value: Value, site: Site) -> list[Found]:
    """The components of one argument, which its parameter's name tells to be a text, a model or tools."""
    lower = key.lower()
    if PROMPT_NAME.search(key) or lower in _TOLD:
        texts = tracer.resolver.evaluate(value, site.env)
        named = [one._replace(name=key) if isinstance(one, Const) and not one.name else one for one in texts]
        return [found for one in named for found in tracer.prompts.told(one, "system", f"{name} system prompt")]
    role = "model" if any(map(lower.__contains__, _MODEL)) else "tools" if lower.startswith(_TOOLS) else ""
    things = tracer.resolver.evaluate(value, site.env) if role else ()
    return [
        one
        for thing in things
        if isinstance(thing, Const | Data | Definition | Instance | Symbol)
        for one in tracer.holds(thing, role)
    ]
