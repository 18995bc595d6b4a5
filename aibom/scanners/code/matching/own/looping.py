"""Agents of the project's own making in languages that say what things are by their types: a class that asks a model,
reads from its answer which tools to run, and has a registry of the project's own tools.

Nothing joins the registry to the tools by a call that can be followed: a container hands it all that implement an
interface (`ToolRegistry(List<AgentTool> all)`), a provider registers them one by one (`$registry->register(new ...)`).
What the registry keeps is told by the type that it declares.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from aibom.core import re
from aibom.model.kinds import Kind
from aibom.model.sighting import Observation, Sighting
from aibom.scanners.code.facts import Call, Item, Lit, Member, Name, Seq, Value
from aibom.scanners.code.matching.own.agents import chats, tell_agent
from aibom.scanners.code.matching.trace import Tracer
from aibom.scanners.code.matching.types import Found, Hit, unique
from aibom.scanners.code.paths import is_test
from aibom.scanners.code.resolving.imports import shared_folders
from aibom.scanners.code.resolving.members import ancestors
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.types import Definition

_TYPED = ("jvm", "dotnet", "php", "ruby")
_WORD = re.compile(r"[A-Z]\w{1,80}")
_TOOL_CALLS = re.compile(r"(?i:tool_?(?:calls?|uses?)|function_?calls?)(?![a-z])")
_ASKS = re.compile(
    r"(?i:(?:stream_?)?(?:chat|complet|generat|infer|converse|ask|invoke_?(?:model|llm)|call_?(?:model|llm|ai)|think)\w*)"
)
_CLIENT = re.compile(r".*(?:Client|Provider|Adapter|Registry|Repository|Config|Configuration|Factory|Controller|Test)")
_MAX_KEPT = 200  # tools of one registry


def looping(tracer: Tracer, hits: Sequence[Hit], seen: Sequence[Sighting]) -> Iterator[Sighting]:
    """The classes that act on the tools of a registry, with what they reach; those that are agents already (`seen`)
    have the tools beside what was told of them."""
    kept = _Kept(tracer, hits)
    agents = {
        (one.subject.scope, one.subject.name)
        for one in seen
        if isinstance(one, Observation) and one.subject.kind is Kind.AGENT
    }
    framework = {hit.path for hit in hits if hit.signature.kind == "agent" and tracer.yields(hit)}
    for path, module in tracer.resolver.modules.items() if kept.families else ():
        if module.group not in _TYPED or is_test(path) or path in framework:
            continue
        for scope, declared in module.classes.items():
            cls = Definition(path, "class", scope)
            known = (path, declared.name) in agents
            tools = kept.by(cls) if known or _may_act(module, scope) else []
            if tools and (known or _asks(tracer, module, cls)):
                yield from tell_agent(tracer, cls, tuple(unique((*tools, *(() if known else tracer.reach.of(cls))))))


class _Kept:
    """The tools of the tree by the classes that they derive from, and by the registries that keep such."""

    def __init__(self, tracer: Tracer, hits: Sequence[Hit]) -> None:
        self._tracer, self._modules = tracer, tracer.resolver.modules
        self.families: dict[str, dict[Definition, list[Found]]] = defaultdict(lambda: defaultdict(list))
        self._tools: set[Definition] = set()
        for hit in hits:
            if _is_class_of_tools(hit) and not is_test(hit.path):
                self._add(hit)
        self._words: dict[str, dict[str, set[str]]] = {}
        self._registries = self._kept_by_registries() if self.families else {}

    def _add(self, hit: Hit) -> None:
        assert hit.target is not None
        found = [one for one in self._tracer.yields(hit) if one.subject.kind is Kind.TOOL]
        self._tools.add(hit.target)
        for base in (hit.target, *ancestors(self._tracer.resolver, hit.target)):
            if self._modules[base.path].group in _TYPED:
                self.families[_last(base.scope)][base] += found

    def by(self, cls: Definition) -> list[Found]:
        """The tools that a class has by the types it names: of a base of tools, of a registry."""
        if cls in self._tools or any(cls in bases for bases in self.families.values()):
            return []
        found: list[Found] = []
        for word in sorted(self._named(cls)):
            found += self._of_family(word, cls.path) or self._registries.get(word, [])
        return unique(found)[:_MAX_KEPT]

    def _of_family(self, word: str, path: str) -> list[Found]:
        bases = self.families.get(word, {})
        nearest = max(bases, key=lambda base: shared_folders(base.path, path), default=None)
        return bases[nearest] if nearest is not None else []

    def _kept_by_registries(self) -> dict[str, list[Found]]:
        """The tools that classes keep which name their base, by the names of these classes."""
        found: dict[str, list[Found]] = {}
        for path, module in self._modules.items():
            for scope in module.classes if module.group in _TYPED and not is_test(path) else ():
                cls = Definition(path, "class", scope)
                tools = [one for word in sorted(self._named(cls)) for one in self._of_family(word, path)]
                if tools and cls not in self._tools and not any(cls in bases for bases in self.families.values()):
                    found.setdefault(_last(scope), []).extend(tools)
        return found

    def _named(self, cls: Definition) -> set[str]:
        if cls.path not in self._words:
            self._words[cls.path] = _words_by_class(self._modules[cls.path])
        return self._words[cls.path].get(cls.scope, set())


def _is_class_of_tools(hit: Hit) -> bool:
    """Whether a hit is a class of the tree that is one tool."""
    return hit.signature.kind == "tool" and hit.target is not None and hit.target.kind == "class"


def _words_by_class(module: Module) -> dict[str, set[str]]:
    """The types that the fields, parameters and, in Ruby, the calls and constants of each class name."""
    found: dict[str, set[str]] = defaultdict(set)

    def note(scope: str, text: str) -> None:
        cls = module.enclosing_class(scope)
        if cls is not None:
            found[cls].update(_WORD.findall(text))

    for bound in module.facts.bindings:
        note(bound.scope, bound.annotation)
        if module.group == "ruby":
            note(bound.scope, " ".join(_names(bound.value)))
    for function in module.facts.functions:
        for param in function.params:
            note(f"{function.scope}.{function.name}", param.annotation)
    for call in module.facts.calls if module.group == "ruby" else ():
        note(call.scope, call.callee)
    return found


def _names(value: Value) -> Iterator[str]:
    if isinstance(value, Name):
        yield value.path
    elif isinstance(value, Seq):
        yield from (one.path for one in value.items[:_MAX_KEPT] if isinstance(one, Name))


def _may_act(module: Module, scope: str) -> bool:
    """Whether a class reads from an answer which tools to run, and is not called what stands before a provider."""
    if _CLIENT.fullmatch(_last(scope)):
        return False
    calls = (module.call(index) for index in module.within(scope))
    if any(map(_reads_tool_calls, calls)):
        return True
    below = f"{scope}."
    return any(
        _TOOL_CALLS.search(text)
        for bound in module.facts.bindings
        if bound.scope.startswith(below)
        for text in _said(bound.value)
    )


def _reads_tool_calls(call: Call) -> bool:
    if _TOOL_CALLS.search(call.callee):
        return True
    return any(_TOOL_CALLS.search(text) for value in call.args for text in _said(value))


def _said(value: Value) -> Iterator[str]:
    """The words of a value by which it may mean the tools that a model chose."""
    if isinstance(value, Lit) and isinstance(value.value, str) and len(value.value) < 40:
        yield value.value
    elif isinstance(value, Name):
        yield value.path
    elif isinstance(value, Item):
        yield from _said(value.key)
        yield from _said(value.base)
    elif isinstance(value, Member):
        yield value.path


def _asks(tracer: Tracer, module: Module, cls: Definition) -> bool:
    """Whether a class asks a model: one that it reaches, or by what it calls."""
    asked = (module.call(index).callee.rpartition(".")[2] for index in module.within(cls.scope))
    return any(map(_ASKS.fullmatch, asked)) or chats(tracer.reach.of(cls))


def _last(scope: str) -> str:
    return scope.rpartition(".")[2]
