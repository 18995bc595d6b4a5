"""Edges that nothing states, but that only one thing around, or a few that stand for each other, can be the end of.

Code joins an agent and its model over containers, options and registries that no reading follows to the end. Where a
file, or else a whole application, names one chat model only, that one is the model of its agents; so with prompts, the
tools of a server or agent, stores and what embeds for them. Such an edge is marked as inferred, and drawn only for what
has no other. docs/bom.md has the rules as a table.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Sequence, Set
from typing import NamedTuple, TypeAlias

from aibom.catalog.languages import group_of
from aibom.core import re
from aibom.inventory.products import asked_by_name
from aibom.model.component import Component
from aibom.model.kinds import Kind, RelationKind, Technique

Edge: TypeAlias = "tuple[str, RelationKind, str]"


# Names of models that generate text where nothing else tells what they do, and of others of their families.
_GENERATES = re.compile(
    r"chat|instruct|llama|mi[sx]tral|qwen|gemma|phi-?\d|falcon|\bmpt\b|vicuna|deepseek|gpt|[-_]it\b|alpaca|zephyr|hermes"
    r"|dolly|bloom|\b(?:opt|yi)-\d|granite|smollm|exaone",
    re.IGNORECASE,
)
_DOES_ELSE = re.compile(
    r"embed|bge|\be5|\bgte|minilm|whisper|tts|reward|guard|rerank|audio|lora|adapter|clip", re.IGNORECASE
)


_OF_OTHERS = "remote"  # agents that run elsewhere, with models of their own


def does_else(name: str) -> bool:
    """Whether a model's name says that it does something else than answering: embeddings, speech, ranking."""
    return _DOES_ELSE.search(name.rpartition("/")[2]) is not None


class _Role(NamedTuple):
    """Components of a kind and origin whose fact has one of some values, and that tell another fact; `name` is what
    readers call them, `named` what their own names say where the fact is not told."""

    name: str
    kind: Kind
    fact: str = ""
    values: tuple[str, ...] = ()
    told: str = ""
    origin: str | None = None
    named: re.Pattern[str] | None = None

    def plays(self, one: Component) -> bool:
        """Whether a component has this role."""
        if one.kind is not self.kind or (self.told and self.told not in one.facts):
            return False
        if one.facts.get("agent_type") == _OF_OTHERS:
            return False
        if self.origin is not None and one.origin != self.origin:
            return False
        told = one.facts.get(self.fact) if self.fact else None
        if told is None and self.named is not None:
            return bool(self.named.search(one.name.rpartition("/")[2])) and not _DOES_ELSE.search(one.name)
        return not self.fact or told in self.values

    def may_play(self, one: Component) -> bool:
        """Whether a component has this role, or nothing tells which it has."""
        return self.plays(one) or (one.kind is self.kind and one.facts.get(self.fact) is None)


class _Rule(NamedTuple):
    """Who is alone, which kinds it is joined to when it is not, who its partner can be, and how the two are joined.

    `leads` tells whether the edge starts at the one who is alone; otherwise it starts at the partner. `near` are
    partners of the same file only. `few` may be several of one file, each instead of the other.
    """

    alone: _Role
    without: tuple[Kind, ...]
    partner: _Role
    kind: RelationKind
    leads: bool
    near: bool = False
    few: bool = False


_CHAT = _Role("chat model", Kind.MODEL, "model_class", ("chat", "completion"), named=_GENERATES)
_EMBEDDING = _Role("embedding model", Kind.MODEL, "model_class", ("embedding",))
_STORE = _Role("vector store", Kind.SERVICE, "service_type", ("vector-store",))
# Others have a command.
_SERVER = _Role("MCP server that is written there", Kind.TOOL, "tool_type", ("mcp-server",), told="framework")
_API = _Role("AI service", Kind.SERVICE, "service_type", ("ai-api", "ai-platform", "inference-server", "gateway"))
_AGENT, _PROMPT = _Role("agent", Kind.AGENT), _Role("prompt", Kind.PROMPT)
_OFFERED = _Role("prompt that a server offers", Kind.PROMPT, "framework", ("mcp",))
_FUNCTION = _Role("function tool", Kind.TOOL, "tool_type", ("function",))
# Tools that the page of an application offers to whatever answers behind it.
_OF_PAGE = _Role("tool of a page", Kind.TOOL, "framework", ("copilotkit", "assistant-ui"))
_KNOWLEDGE = _Role("knowledge base", Kind.DATASET, "role", ("knowledge-base",))
_HOMELESS = _Role(
    "model of no known provider", Kind.MODEL, "model_class", ("chat", "completion", "embedding"), origin=""
)
_LISTS = ".json"
_HANDED = (Kind.AGENT, Kind.MODEL, Kind.TOOL)  # to which prompts and tools are given
_RULES = (  # what an earlier one joins is no more alone in a later one
    _Rule(_AGENT, (Kind.MODEL,), _CHAT, RelationKind.USES_MODEL, leads=True),
    _Rule(_OFFERED, _HANDED, _SERVER, RelationKind.USES_PROMPT, leads=False),
    _Rule(_PROMPT, _HANDED, _AGENT, RelationKind.USES_PROMPT, leads=False, near=True),
    _Rule(_PROMPT, _HANDED, _CHAT, RelationKind.USES_PROMPT, leads=False, few=True),
    _Rule(_FUNCTION, _HANDED, _SERVER, RelationKind.CONTAINS, leads=False),
    _Rule(_FUNCTION, _HANDED, _AGENT, RelationKind.HAS_TOOL, leads=False, near=True),
    _Rule(_FUNCTION, _HANDED, _AGENT, RelationKind.HAS_TOOL, leads=False),
    _Rule(_OF_PAGE, _HANDED, _AGENT, RelationKind.HAS_TOOL, leads=False),
    _Rule(_OF_PAGE, _HANDED, _CHAT, RelationKind.HAS_TOOL, leads=False),
    _Rule(_STORE, (Kind.MODEL,), _EMBEDDING, RelationKind.USES_MODEL, leads=True, few=True),
    _Rule(_KNOWLEDGE, (Kind.SERVICE, Kind.AGENT), _STORE, RelationKind.READS_DATA, leads=False),
    _Rule(_HOMELESS, (Kind.SERVICE,), _API, RelationKind.SERVED_BY, leads=True),
)


def rules_table() -> list[tuple[str, str, str, str]]:
    """The rules in their order, for readers: who is alone, joined to none of what, the partner, and the edge."""
    return [
        (
            rule.alone.name,
            ", ".join(rule.without),
            f"the one {rule.partner.name}"
            + (" of its file" if rule.near else ", or up to three of its file" * rule.few),
            "{} {} {}".format(
                *(
                    (rule.alone.kind, rule.kind, rule.partner.kind)
                    if rule.leads
                    else (rule.partner.kind, rule.kind, rule.alone.kind)
                )
            ),
        )
        for rule in _RULES
    ]


def inferred(components: Sequence[Component], stated: Set[Edge]) -> Iterator[Edge]:
    """The edges that follow from there being one partner only; `stated` are those that something says, without the
    application's own."""
    kinds = {one.ref: one.kind for one in components}
    joined = {(end, kinds.get(other)) for source, _, target in stated for end, other in _both(source, target)}
    doubts = _Doubts(components, stated)
    tops = {
        posixpath.dirname(place.path) for one in components if one.kind is Kind.APPLICATION for place in one.evidence
    }
    for rule in _RULES:
        around = _Around((one for one in components if rule.partner.may_play(one)), tops)
        alone = [one for one in components if rule.alone.plays(one) and _is_written(one)]
        for one in alone:
            if any((one.ref, kind) in joined for kind in rule.without):
                continue
            for found in around.partners(one, rule):
                if found is one or not rule.partner.plays(found) or doubts.any(rule, one, found):
                    continue
                joined.update((end, kinds[other]) for end, other in _both(one.ref, found.ref))
                yield (one.ref, rule.kind, found.ref) if rule.leads else (found.ref, rule.kind, one.ref)
    yield from asked_by_name(components, joined)


class _Doubts:
    """What speaks against an edge although only one partner is around."""

    def __init__(self, components: Sequence[Component], stated: Set[Edge]) -> None:
        self._services: dict[str, set[str]] = {}  # of each file of code those that answer for models
        for one in filter(_API.plays, components):
            for place in one.evidence:
                if place.technique is Technique.SOURCE:
                    self._services.setdefault(place.path, set()).add(one.ref)
        answering = {one.ref for one in components if _API.plays(one)}
        self._serving: dict[str, set[str]] = {}
        self._asked: dict[str, set[str]] = {}  # the services that an agent asks, whatever its file does
        for source, kind, target in stated:
            if kind is RelationKind.SERVED_BY:
                self._serving.setdefault(source, set()).add(target)
            elif kind is RelationKind.CALLS_SERVICE and target in answering:
                self._asked.setdefault(source, set()).add(target)
        telling = {source for source, kind, _ in stated if kind is RelationKind.USES_MODEL}
        agents = (one for one in components if one.kind is Kind.AGENT and one.ref in telling)
        self._telling = {path for one in agents for path in _homes(one)}

    def any(self, rule: _Rule, one: Component, partner: Component) -> bool:
        """Whether something does: files whose other agents tell their models, or that speak to another service than
        the model's, tools that are made for something else or written in another language than their server or agent,
        and models that run here."""
        if rule.alone is _FUNCTION and not _may_call(partner, one):
            return True
        if one.kind is Kind.TOOL:
            made_for, other = one.facts.get("framework"), partner.facts.get("framework")
            loose = partner.kind is not Kind.TOOL and other is None and made_for != "mcp"
            return made_for is not None and made_for != other and not loose
        if rule.alone is _HOMELESS:
            return one.facts.get("hosted") is False
        if rule.kind not in (RelationKind.USES_MODEL, RelationKind.USES_PROMPT) or partner.kind is not Kind.MODEL:
            return False
        if rule.alone is _STORE:
            return False  # whom its file asks for answers says nothing of what embeds
        paths = {place.path for place in one.evidence}
        if one.kind is Kind.AGENT and not paths.isdisjoint(self._telling):
            return True
        near = self._asked.get(one.ref) or {service for path in paths for service in self._services.get(path, ())}
        serving = self._serving.get(partner.ref, set())
        return bool(near and serving) and near.isdisjoint(serving)


def _may_call(caller: Component, function: Component) -> bool:
    """Whether code that names one component can be handed a function: it is of its language, or not read as code."""
    callers, owners = _groups(caller), _groups(function)
    return not callers or not owners or not callers.isdisjoint(owners)


def _groups(one: Component) -> set[str]:
    return {group_of(place.path) for place in one.evidence} - {""}


def _homes(agent: Component) -> set[str]:
    """The files that an agent is written in; a list of what code makes (langgraph.json) tells no models."""
    paths = {place.path for place in agent.evidence}
    return {path for path in paths if not path.endswith(_LISTS)} or paths


def _both(one: str, other: str) -> tuple[tuple[str, str], tuple[str, str]]:
    return (one, other), (other, one)


def _is_written(one: Component) -> bool:
    """Whether it stands in code; what settings list, and what coding agents are given, is joined by what names it."""
    house = (
        one.kind is Kind.PROMPT
        and one.origin == "file"
        and (one.facts.get("role") in _OF_CODING_AGENTS or one.name.startswith("."))
    )
    return not house and any(place.technique is Technique.SOURCE for place in one.evidence)


_OF_CODING_AGENTS = ("instructions", "skill", "command", "rules")  # of files, by their role
_FEW = 3  # things of one file that are taken for alternatives

# Folders of programs that only show or try something; each folder within is one of its own.
_SHOWING = frozenset("example examples sample samples tutorial tutorials cookbook cookbooks test tests".split())


class _Around:
    """What a file names, or else the one thing that its application names."""

    def __init__(self, things: Iterable[Component], tops: Set[str]) -> None:
        """`tops` are the folders of applications."""
        self._tops = tops | {""}
        self._found: dict[str, dict[str, Component]] = {}
        for one in things:
            for step in {step for place in one.evidence for step in self._steps(place.path)}:
                self._found.setdefault(step, {})[one.ref] = one

    def partners(self, one: Component, rule: _Rule) -> Iterable[Component]:
        """The partners of a component; none where there are none, or where they may be any of many.

        A program may name a few, one instead of the other: a model and the one to fall back on, the cheap and the dear.
        """
        steps = (self._steps(place.path)[: 1 if rule.near else None] for place in one.evidence)
        places = (next((step for step in some if step in self._found), None) for some in steps)
        each = [self._found[step] for step in dict.fromkeys(places) if step and self._is_clear(step, rule)]
        found = {ref: partner for some in each for ref, partner in some.items()}
        return found.values() if len(found) <= (_FEW if rule.few else 1) else ()

    def _is_clear(self, step: str, rule: _Rule) -> bool:
        """Whether what stands there leaves no doubt; a notebook shows one thing after the other."""
        return len(self._found[step]) <= (_FEW if rule.few and not step.endswith(("/", ".ipynb")) else 1)

    def _steps(self, path: str) -> tuple[str, ...]:
        """A file, and the folder of its application; a notebook is a program of its own."""
        if path.endswith(".ipynb"):
            return (path,)
        folder = posixpath.dirname(path)
        while folder not in self._tops and posixpath.basename(posixpath.dirname(folder)) not in _SHOWING:
            if posixpath.basename(folder) in _SHOWING:
                break
            folder = posixpath.dirname(folder)
        return (path, folder + "/")
