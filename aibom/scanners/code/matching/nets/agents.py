"""The agents that a project declares in a form of its own: records or classes made alike that each have a name and a
text which is known to be told to a model and speaks to somebody (`You judge a plan by what it costs`).

Of records one must name its model as well: texts alone are a table of prompts. Classes share the base that asks it.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from aibom.catalog.prompt_words import prompt_words
from aibom.catalog.tool_words import tool_words
from aibom.core import re
from aibom.model.by_form import CONFIDENCE
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Evidence, Link, Observation, Sighting, Subject
from aibom.scanners.code.facts import Lit, Name, Seq
from aibom.scanners.code.matching.literals.told import Told
from aibom.scanners.code.matching.nets.slots import parameters, text_of
from aibom.scanners.code.matching.nets.things import Thing, Things, literals
from aibom.scanners.code.matching.nets.words import plain_key
from aibom.scanners.code.matching.tool_shape import given_back
from aibom.scanners.code.matching.types import Hit
from aibom.scanners.code.paths import usage_of
from aibom.scanners.code.resolving.members import class_member
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Data, Definition

_SPEAKS_TO = re.compile(r"\s*\W{0,6}You(?:r|'re)?\b")
_NAME = re.compile(r"[A-Za-z][\w-]*(?: [\w&-]+){0,4}")
_NAMED = tool_words().names - {
    "as",
    "function",
    "func",
    "fn",
    "method",
    "op",
    "operation",
    "tool",
    "toolname",
    "command",
}
_LISTS = ("tools", "getTools", "get_tools", "required_tools")
_FEW, _MAX_AGENTS = 2, 60


class Family(NamedTuple):
    """What members share: how they are made, the member that holds their text, a base or a folder."""

    made: str
    key: str
    base: str
    folder: str


class Member(NamedTuple):
    """What may be an agent: its name and place, the prompt that it has, the models and the tools."""

    name: str
    path: str
    line: int
    prompt: Subject
    said: Lit
    models: tuple[Subject, ...]
    tools: tuple[Subject, ...] = ()


def net_of_agents(resolver: Resolver, hits: Iterable[Hit], told: Told) -> Iterator[Sighting]:
    """Agents by their shape; `told` is what is known, `hits` are what a signature tells."""
    spoken = {path for path, _ in told.prompts}
    modules = [one for path, one in resolver.modules.items() if path in spoken and usage_of(path) == "used"]
    things = Things(parameters(modules), {(hit.path, hit.line) for hit in hits})
    found: dict[Family, dict[str, Member]] = {}
    for module in modules:
        for thing in things.of(module):
            if (module.path, thing.line) not in told.tools:  # a tool that asks a model itself
                _note(found, module.path, thing, told)
    for path in sorted(spoken - resolver.modules.keys()):
        for thing in _in_document(resolver, path, things):
            _note(found, path, thing, told)
    for family, named in found.items():
        members = list(named.values())
        if _are_agents(members, told) and _is_for_agents(resolver, family, members):
            for one in members:
                listed = _listed_tools(resolver, one, told) if family.base else ()
                yield from _seen(one._replace(tools=tuple(dict.fromkeys(listed))))


def _in_document(resolver: Resolver, path: str, things: Things) -> Iterator[Thing]:
    """The records of a document that holds prompts; it makes no calls, so that any file may read its values."""
    value = resolver.documents.value(path) if resolver.documents.holds(path) else None
    module = next(iter(resolver.modules.values()), None)
    if value is not None and module is not None:
        yield from things.inside(module, value, posixpath.splitext(posixpath.basename(path))[0])


def _note(found: dict[Family, dict[str, Member]], path: str, thing: Thing, told: Told) -> None:
    """Keep a thing that has a name and a prompt beside those that are made alike."""
    key, said = next(
        (one for one in literals(thing.slots) if (path, one[1].line) in told.prompts and _speaks(one[1])), ("", None)
    )
    name = thing.under if thing.base else _name(thing)
    if said is None or not _NAME.fullmatch(name) or (len(thing.slots) < _FEW and not thing.base):
        return
    lines = {getattr(value, "line", None) for _, value in thing.slots}
    models = dict.fromkeys(
        one for line in sorted(filter(None, lines)) for one in told.named_models.get((path, line), ())
    )
    member = Member(name, path, thing.line, told.prompts[path, said.line], said, tuple(models))
    family = Family(thing.made, key, thing.base, "" if thing.base else posixpath.dirname(path))
    found.setdefault(family, {}).setdefault(name, member)


def _speaks(text: Lit) -> bool:
    said = text_of(text)
    return _SPEAKS_TO.match(said) is not None or prompt_words().beginning.match(said) is not None


def _name(thing: Thing) -> str:
    """What a record is called: by a member for names, by what it stands under, by a first text that is a name."""
    for key, value in literals(thing.slots):
        if key in _NAMED:
            return text_of(value)
    first = next(iter(thing.slots), ("", None))
    return thing.under or ("" if first[0] else text_of(first[1]))


def _are_agents(members: list[Member], told: Told) -> bool:
    """Whether a family is one of agents that nothing else told."""
    if not _FEW <= len(members) <= _MAX_AGENTS or len({one.said.value for one in members}) < len(members):
        return False
    if any((one.path, one.line) in told.agents for one in members):
        return False  # under the names that they give themselves
    return not any(told.named.get(one.name, set()) & {Kind.AGENT, Kind.TOOL} for one in members)


def _is_for_agents(resolver: Resolver, family: Family, members: list[Member]) -> bool:
    """Whether records name models, or the base of classes has the member for their text, which it tells a model."""
    if not family.base:
        return any(one.models for one in members)
    return any(_declares(module, family.base, family.key) for module in resolver.modules.values())


def _declares(module: Module, base: str, key: str) -> bool:
    """Whether a file has a class with a member, which it holds or asks itself for."""
    scopes = tuple(scope for scope, cls in module.classes.items() if cls.name == base)
    return bool(scopes) and any(plain_key(name) == key for name in _members(module, scopes))


def _members(module: Module, scopes: tuple[str, ...]) -> Iterator[str]:
    facts = module.facts
    yield from (one.name for one in facts.bindings if one.scope in scopes)
    yield from (one.name for one in facts.functions if one.scope in scopes)
    for call in facts.calls:
        if call.scope.rpartition(".")[0] in scopes:
            yield call.callee
            yield from (one.path for one in (*call.args, *(value for _, value in call.kwargs)) if isinstance(one, Name))


def _listed_tools(resolver: Resolver, one: Member, told: Told) -> Iterator[Subject]:
    """The tools that are classes or functions which the class of an agent lists: `def tools = [Tools::Search]`."""
    classes = resolver.modules[one.path].classes.items()
    scope = next((scope for scope, cls in classes if (cls.name, cls.line) == (one.name, one.line)), None)
    if scope is None:
        return
    own = Definition(one.path, "class", scope)
    listed = [thing for name in _LISTS for thing in given_back(resolver, class_member(resolver, own, name))]
    for thing in listed:
        if not isinstance(thing, Data) or not isinstance(thing.value, Seq):
            continue
        for each in (one for item in thing.value.items[:_MAX_AGENTS] for one in resolver.evaluate(item, thing.env)):
            if isinstance(each, Definition):
                module = resolver.modules[each.path]
                declared = module.classes.get(each.scope) or module.functions.get(each.scope)
                if declared is not None and (each.path, declared.line) in told.tools:
                    yield told.tools[each.path, declared.line]


def _seen(one: Member) -> Iterator[Sighting]:
    subject = Subject(kind=Kind.AGENT, name=one.name, scope=one.path)
    evidence = Evidence(path=one.path, line=one.line, symbol=one.name, confidence=CONFIDENCE)
    yield Observation(subject=subject, evidence=evidence, facts={"usage": "used"})
    yield Link(source=subject, kind=RelationKind.USES_PROMPT, target=one.prompt, evidence=evidence)
    for tool in one.tools:
        yield Link(source=subject, kind=RelationKind.HAS_TOOL, target=tool, evidence=evidence)
    for model in one.models:
        yield Link(source=subject, kind=RelationKind.USES_MODEL, target=model, evidence=evidence)
