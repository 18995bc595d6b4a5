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
from aibom.scanners.code.facts import Lit
from aibom.scanners.code.matching.literals.told import Told
from aibom.scanners.code.matching.nets.slots import parameters, text_of
from aibom.scanners.code.matching.nets.things import Thing, literals, things_in, things_of
from aibom.scanners.code.matching.types import Hit
from aibom.scanners.code.paths import usage_of
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.resolver import Resolver

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
_FEW, _MAX_AGENTS = 2, 60


class Member(NamedTuple):
    """What may be an agent: its name and place, the prompt that it has and the models."""

    name: str
    path: str
    line: int
    prompt: Subject
    said: Lit
    models: tuple[Subject, ...]
    is_class: bool


def net_of_agents(resolver: Resolver, hits: Iterable[Hit], told: Told) -> Iterator[Sighting]:
    """Agents by their shape; `told` is what is known, `hits` are what a signature tells."""
    spoken = {path for path, _ in told.prompts}
    modules = [one for path, one in resolver.modules.items() if path in spoken and usage_of(path) == "used"]
    params = parameters(resolver.modules.values()) if modules else {}
    known = {(hit.path, hit.line) for hit in hits}
    found: dict[tuple[str, ...], dict[str, Member]] = {}
    for module in modules:
        for thing in things_of(module, params, known):
            _note(found, module.path, thing, told)
    for path, module in _documents(resolver, spoken):
        for thing in _in_document(resolver, path, module):
            _note(found, path, thing, told)
    for family in found.values():
        if _are_agents(list(family.values()), told):
            for one in family.values():
                yield from _seen(one)


def _documents(resolver: Resolver, spoken: set[str]) -> Iterator[tuple[str, Module]]:
    """The documents that hold prompts, each with a file to read its values by."""
    module = next(iter(resolver.modules.values()), None)
    for path in sorted(spoken - resolver.modules.keys()):
        if module is not None and resolver.documents.holds(path):
            yield path, module


def _in_document(resolver: Resolver, path: str, module: Module) -> Iterator[Thing]:
    value = resolver.documents.value(path)
    if value is not None:
        yield from things_in(module, value, posixpath.splitext(posixpath.basename(path))[0], {})


def _note(found: dict[tuple[str, ...], dict[str, Member]], path: str, thing: Thing, told: Told) -> None:
    """Keep a thing that has a name and a prompt beside those that are made alike."""
    key, said = next(
        (one for one in literals(thing.slots) if (path, one[1].line) in told.prompts and _speaks(one[1])), ("", None)
    )
    name = thing.under if thing.is_class else _name(thing)
    if said is None or not _NAME.fullmatch(name) or (len(thing.slots) < _FEW and not thing.is_class):
        return
    lines = {getattr(value, "line", None) for _, value in thing.slots}
    models = dict.fromkeys(
        one for line in sorted(filter(None, lines)) for one in told.named_models.get((path, line), ())
    )
    member = Member(name, path, thing.line, told.prompts[path, said.line], said, tuple(models), thing.is_class)
    family = (thing.family, key, *(() if thing.is_class else (posixpath.dirname(path),)))
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
    if any(told.named.get(one.name, set()) & {Kind.AGENT, Kind.TOOL} for one in members):
        return False
    return members[0].is_class or any(one.models for one in members)


def _seen(one: Member) -> Iterator[Sighting]:
    subject = Subject(kind=Kind.AGENT, name=one.name, scope=one.path)
    evidence = Evidence(path=one.path, line=one.line, symbol=one.name, confidence=CONFIDENCE)
    yield Observation(subject=subject, evidence=evidence, facts={"usage": "used"})
    yield Link(source=subject, kind=RelationKind.USES_PROMPT, target=one.prompt, evidence=evidence)
    for model in one.models:
        yield Link(source=subject, kind=RelationKind.USES_MODEL, target=model, evidence=evidence)
