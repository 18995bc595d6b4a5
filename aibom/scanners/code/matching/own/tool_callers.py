"""Agents that no framework names: code that hands tools to a model, and lets the model choose among them.

A call of a chat API with `tools` makes the function or class around it an agent in the sense of an inventory: it
acts on what the model answers. A call that forces one function (`tool_choice={"function": ...}`) only asks for a form
of the answer. Where a framework's agent has the tools already, nothing more is told.
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field

from aibom.core import re
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Evidence, Link, Observation, Sighting, Subject
from aibom.scanners.code.facts import CallRef, Lit, Name, Template, Value
from aibom.scanners.code.matching.naming.owners import owner_name
from aibom.scanners.code.matching.own.handers_on import CLIENT, acting
from aibom.scanners.code.matching.trace import Tracer
from aibom.scanners.code.matching.types import Hit
from aibom.scanners.code.paths import is_test
from aibom.scanners.code.resolving.locate import written
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.types import Abstract, Const, Env, Frame, Lost, Symbol

_CONFIDENCE = 0.6
_TOOLS = "tools"
_ASKED = {"model", "prompt"}  # what a call that asks a model is told
_CHAT_MODEL = re.compile(
    r"\w*(?:LLM|Llm|Chat|Language)Model|Chat(?:OpenAI|Azure\w*|Anthropic|Groq|AWS\w*|Bedrock\w*|Gemini|Google\w*|Vertex\w*"
    r"|Ollama|Mistral\w*|Cohere|Deep[sS]eek|Together|Fireworks|XAI|LiteLLM|OpenRouter|Cerebras|OCI\w*)"
)
_CHOICES = ("tool_choice", "function_call", "toolChoice", "functionCall", "ToolChoice", "FunctionCall")
_FREE = ("auto", "any", "required", "none")
_GIVEN = (RelationKind.HAS_TOOL, RelationKind.USES_PROMPT)  # what a call gives to its model
_BY_KIND = {
    Kind.TOOL: RelationKind.HAS_TOOL,
    Kind.PROMPT: RelationKind.USES_PROMPT,
    Kind.MODEL: RelationKind.USES_MODEL,
}


@dataclass(slots=True)
class _Caller:
    """The function or class around calls that hand tools over."""

    path: str
    line: int
    name: str
    end_line: int = 0  # of a class
    calls: dict[int, str] = field(default_factory=dict)  # line and symbol
    given: dict[tuple[RelationKind, Subject], None] = field(default_factory=dict)

    @property
    def subject(self) -> Subject:
        return Subject(kind=Kind.AGENT, name=self.name, scope=self.path)


def tool_callers(
    tracer: Tracer,
    hits: Sequence[Hit],
    seen: Sequence[Sighting],
    held: Set[Subject],
    by_hand: Sequence[tuple[str, int]] = (),
) -> Iterator[Sighting]:
    """The agents around calls that hand tools to a model; `seen` is what is told already, links among it, `held` are
    the tools of agents that mappings and records describe, `by_hand` the places of requests without an SDK."""
    links = [one for one in seen if isinstance(one, Link)]
    agents = {one.evidence.path for one in seen if isinstance(one, Observation) and one.subject.kind is Kind.AGENT}
    agents |= {hit.path for hit in hits if hit.signature.kind == "agent" and tracer.yields(hit)}
    owned = {one.target for one in links if one.kind is RelationKind.HAS_TOOL and _of(one, Kind.AGENT)} | held
    given: dict[tuple[str, int], list[Link]] = defaultdict(list)
    for one in links:
        if _of(one, Kind.MODEL) and one.evidence is not None and one.evidence.line is not None:
            given[one.evidence.path, one.evidence.line].append(one)
    callers: dict[tuple[str, str], _Caller] = {}
    places = {(path, line, symbol): hit for path, line, symbol, hit in _places(tracer, hits, given)}
    known = {place[:2] for place in places}
    places |= {(path, line, ""): None for path, line in by_hand if (path, line) not in known}
    for (path, line, symbol), hit in sorted(places.items(), key=lambda one: one[0]):
        if path in agents or is_test(path):
            continue
        beside = given[path, line]
        tools = {one.target for one in beside if one.kind is RelationKind.HAS_TOOL}
        if tools and tools <= owned:
            continue
        decided = list(acting(tracer.resolver, path, line))
        for place in decided:
            caller = _caller(tracer.resolver.modules[place.path], place.line)
            caller = callers.setdefault((caller.path, caller.name), caller)
            caller.calls[place.line] = symbol
            told = _of_links(beside)
            if hit is not None and place.frame is not None:
                entered = _of_call(tracer, hit, place.frame)
                kinds = {kind for kind, _ in entered} if len(decided) == 1 else {*_GIVEN}
                told = entered | {key: None for key in told if key[0] not in kinds}
            elif hit is not None and not beside:  # a model whose name only the run knows
                told = _of_call(tracer, hit, hit.site.env.frame) | _said_to(tracer, hit, hits)
            caller.given |= told
    for caller in callers.values():
        caller = _equipped(tracer, caller, hits)
        caller.given |= _said_by_class(caller, given)
        runs_others = bool(held) and not caller.given  # whatever agents there are: `tools: agent.tools`
        yield from _told(caller) if not (runs_others or _hands_on(tracer, caller)) else ()


def _of_links(links: list[Link]) -> dict[tuple[RelationKind, Subject], None]:
    """What a call's links say that its model is given, and the model."""
    models = {(RelationKind.USES_MODEL, _source(one)): None for one in links}
    return models | {(one.kind, one.target): None for one in links if one.kind in _GIVEN}


def _said_by_class(
    caller: _Caller, given: dict[tuple[str, int], list[Link]]
) -> dict[tuple[RelationKind, Subject], None]:
    """The prompts that the methods of a class give to the models which they hand tools to, also in other calls."""
    models = {subject for kind, subject in caller.given if kind is RelationKind.USES_MODEL}
    links = (
        one
        for (path, line), some in given.items()
        if path == caller.path and caller.line <= line <= caller.end_line
        for one in some
    )
    said = (one for one in links if one.kind is RelationKind.USES_PROMPT and _source(one) in models)
    return {(RelationKind.USES_PROMPT, one.target): None for one in said}


def _said_to(tracer: Tracer, hit: Hit, hits: Sequence[Hit]) -> dict[tuple[RelationKind, Subject], None]:
    """What calls of the object that a hit makes tell it, in the same function: `model.generateContent(prompt)`."""
    scope, start = (hit.path, hit.site.env.scope), f"{hit.symbol.path}()."
    asked = [one for one in hits if one.symbol.path.startswith(start) and (one.path, one.site.env.scope) == scope]
    found = [text for one in asked for text in tracer.role(one, "prompt", one.signature.roles.get("prompt", ()))]
    return {(RelationKind.USES_PROMPT, one.subject): None for one in found if one.subject.kind is Kind.PROMPT}


def _of_call(tracer: Tracer, hit: Hit, frame: Frame | None) -> dict[tuple[RelationKind, Subject], None]:
    """What a call has when the function around it is entered by one of its callers."""
    site = hit.site._replace(env=hit.site.env._replace(frame=frame))
    roles = hit.signature.roles
    found = [one for role in (_TOOLS, "prompt") for one in tracer.role(hit, role, roles.get(role, ()), site)]
    found += tracer.yields(hit, site)
    kinds = ((_BY_KIND.get(Kind(one.subject.kind)), one.subject) for one in found)
    return {(kind, subject): None for kind, subject in kinds if kind is not None}


def _hands_on(tracer: Tracer, caller: _Caller) -> bool:
    """Whether a class only stands before a provider's API, and hands on whatever tools its own callers have, or is a
    tool itself (`WebFetchTool`) or a chat model (`LiteLLMModel`, `ChatGroq`)."""
    if caller.name.endswith("Tool") or _CHAT_MODEL.fullmatch(caller.name) or _is_chat_model(tracer, caller):
        return True
    known = any(kind is RelationKind.HAS_TOOL for kind, _ in caller.given)
    return not known and bool(CLIENT.search(caller.name))


def _is_chat_model(tracer: Tracer, caller: _Caller) -> bool:
    """Whether a class derives from what chat models of a project derive from: `class Zhipu(BaseChatModel)`."""
    declared = tracer.resolver.modules[caller.path].classes.get(caller.name)
    bases = [str(getattr(base, "path", "")).rpartition(".")[2] for base in declared.bases] if declared else []
    return any(map(_CHAT_MODEL.fullmatch, bases))


def _equipped(tracer: Tracer, caller: _Caller, hits: Sequence[Hit]) -> _Caller:
    """A caller whose tools cannot be read, with those that its file loads, and the servers of MCP that it starts."""
    if not any(kind is RelationKind.HAS_TOOL for kind, _ in caller.given):
        tools = (*_loaded(tracer, caller.path, hits), *_started(tracer, caller.path, hits))
        caller.given |= {(RelationKind.HAS_TOOL, tool): None for tool in tools}
    return caller


def _started(tracer: Tracer, path: str, hits: Sequence[Hit]) -> Iterator[Subject]:
    """The servers of MCP that a file starts or speaks to, whose tools are known when it runs."""
    for hit in hits:
        if hit.path == path and hit.signature.kind == "tool" and hit.signature.launch:
            yield from (one.subject for one in tracer.yields(hit))


def _loaded(tracer: Tracer, path: str, hits: Sequence[Hit]) -> Iterator[Subject]:
    """The tools of a package whose modules a file loads as it runs: `importlib.import_module(f"tools.{name}")`."""
    folders: list[str] = []
    for call in tracer.resolver.modules[path].facts.calls:
        first = call.args[0] if call.args and call.callee.rpartition(".")[2] == "import_module" else None
        head = first.parts[0] if isinstance(first, Template) and first.parts else None
        if isinstance(head, Lit) and str(head.value).endswith("."):
            folders.append(f"{str(head.value).strip('.').replace('.', '/')}/")
    if not folders:
        return
    beside = f"{posixpath.dirname(path)}/" if "/" in path else ""
    starts = tuple({*folders, *(beside + folder for folder in folders)})
    for hit in hits:
        if hit.signature.kind == "tool" and hit.target is not None and hit.path.startswith(starts):
            yield from (one.subject for one in tracer.yields(hit))


def _of(link: Link, kind: Kind) -> bool:
    return link.source is not None and link.source.kind is kind


def _symbol(link: Link) -> str:
    return link.evidence.symbol if link.evidence is not None else ""


def _source(link: Link) -> Subject:
    assert link.source is not None
    return link.source


def _places(
    tracer: Tracer, hits: Sequence[Hit], given: dict[tuple[str, int], list[Link]]
) -> Iterator[tuple[str, int, str, Hit | None]]:
    """Where tools are handed to a model: path, line, what is called, and what the catalogue says of it."""
    forced = {(hit.path, hit.line) for hit in hits if hit.site.call >= 0 and _is_forced(tracer, hit)}
    told: set[tuple[str, int]] = set()
    for hit in hits:
        if hit.site.call < 0 or (hit.path, hit.line) in forced or _TOOLS not in hit.signature.roles:
            continue
        if _asks_a_model(tracer, hit) and _hands_tools(tracer, hit):
            told.add((hit.path, hit.line))
            yield hit.path, hit.line, hit.name, hit
    for (path, line), links in given.items():
        if (path, line) not in told | forced and any(one.kind is RelationKind.HAS_TOOL for one in links):
            yield path, line, _symbol(links[0]), None


def _asks_a_model(tracer: Tracer, hit: Hit) -> bool:
    """Whether a call is that of a model, or is told whose it is and known tools: Genkit's `Generate(ctx, g, ...)`."""
    if hit.signature.kind:
        return hit.signature.kind == "model"
    roles = hit.signature.roles
    return roles.keys() >= _ASKED and bool(tracer.role(hit, _TOOLS, roles[_TOOLS]))


def _hands_tools(tracer: Tracer, hit: Hit) -> bool:
    """Whether tools stand in the call; an explicit nothing is none."""
    for locator in hit.signature.roles[_TOOLS]:
        for value, env in written(tracer.resolver, locator, hit.site):
            if _is_anything(locator) and not _is_for_tools(tracer, hit, locator, value):
                continue
            things = tracer.resolver.evaluate(value, env)
            if not things or not all(isinstance(thing, Const) for thing in things):
                return not (_is_callers(tracer, value, env) and _model_is_callers(tracer, hit))
    return False


def _is_anything(locator: str) -> bool:
    """Whether what stands at a place may be tools or other settings: an argument by its number."""
    return locator == "*" or locator.isdigit()


def _is_for_tools(tracer: Tracer, hit: Hit, locator: str, value: Value) -> bool:
    """Whether such an argument has tools, or the names there say so: `llms.WithTools(found)`, `llm.bind_tools(own)`."""
    if tracer.role(hit, _TOOLS, (locator,)):
        return True
    module = tracer.resolver.modules[hit.path]
    named = module.call(value.call).callee if isinstance(value, CallRef) else getattr(value, "path", "")
    return any("tool" in one.rpartition(".")[2].lower() for one in (named, hit.symbol.path))


def _model_is_callers(tracer: Tracer, hit: Hit) -> bool:
    """Whether the model that is asked is whatever the caller of the function says."""
    names = (one for one in hit.signature.name if not one.isdigit())
    asked = [one for locator in names for one in written(tracer.resolver, locator, hit.site)]
    return bool(asked) and all(_is_callers(tracer, value, env) for value, env in asked)


def _is_callers(tracer: Tracer, value: Value, env: Env) -> bool:
    """Whether a value is a parameter of its function of which nothing is known."""
    given = isinstance(value, Name) and (env.scope, value.path) in tracer.resolver.modules[env.path].params
    things = tracer.resolver.evaluate(value, env) if given else ()
    return given and all(_says_nothing(tracer, one, env.path) for one in things)


def _says_nothing(tracer: Tracer, thing: Abstract, path: str) -> bool:
    """Whether a value tells neither a model nor tools: unknown, nothing at all, or what some other library gives."""
    if isinstance(thing, Symbol):
        group = tracer.resolver.modules[path].group
        return tracer.resolver.catalogue.imported_package(group, thing.module) is None
    return isinstance(thing, Lost) or (isinstance(thing, Const) and not thing.value)


def _is_forced(tracer: Tracer, hit: Hit) -> bool:
    """Whether the call makes the model answer by one function."""
    for name in _CHOICES:
        for value, env in written(tracer.resolver, name, hit.site):
            things = tracer.resolver.evaluate(value, env)
            if things and not any(isinstance(thing, Const) and thing.value in _FREE for thing in things):
                return True
    return False


def _caller(module: Module, line: int) -> _Caller:
    """The class whose method a line is in, else the function, else the file."""
    inside = [
        (function.line, scope)
        for scope, function in module.functions.items()
        if function.line <= line <= function.end_line and not function.name.startswith("<")
    ]
    scope = max(inside)[1] if inside else ""
    cls = module.enclosing_class(scope)
    if cls is not None:
        declared = module.classes[cls]
        return _Caller(path=module.path, line=declared.line, name=declared.name, end_line=declared.end_line)
    start = max(inside)[0] if inside else line
    return _Caller(path=module.path, line=start, name=owner_name(module.path, scope))


def _told(caller: _Caller) -> Iterator[Sighting]:
    symbol = next(iter(caller.calls.values()))
    evidence = Evidence(path=caller.path, line=caller.line, symbol=symbol, confidence=_CONFIDENCE)
    for line in dict.fromkeys((caller.line, *caller.calls)):
        place = Evidence(path=caller.path, line=line, symbol=symbol, confidence=_CONFIDENCE)
        yield Observation(subject=caller.subject, evidence=place, facts={"usage": "used"})
    for kind, target in caller.given:
        yield Link(source=caller.subject, kind=kind, target=target, evidence=evidence)
