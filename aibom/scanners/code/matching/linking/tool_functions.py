"""What the functions behind tools use: a tool is described in one place, and a function of its name does the work.

Schemas that are sent with a request (`{"name": "find_places", "parameters": ...}`) and plain functions that are handed
over as tools say nothing of what they touch; the function does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

from aibom.core import re
from aibom.model.kinds import Kind
from aibom.model.sighting import Evidence, Link, Subject
from aibom.scanners.code.facts import CASE, Arm, Call, CallRef, FuncRef, Lit, Map, Name, Seq, Value, key_name
from aibom.scanners.code.matching.linking.of_hits import join_found
from aibom.scanners.code.matching.tool_shape import RUNS
from aibom.scanners.code.matching.trace import Tracer
from aibom.scanners.code.matching.types import Found
from aibom.scanners.code.paths import is_test
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Const, Definition, Env, Instance

_CONFIDENCE = 0.7
_USED = (Kind.SERVICE, Kind.MODEL, Kind.DATASET, Kind.PROMPT, Kind.AGENT)
_PAIR = 2
_PUTTING = (".set", ".put", ".register", ".addHandler")  # of a map of handlers
_MAX_PARTS, _MAX_DEPTH = 300, 3
_NAMES_A_TOOL = re.compile(r"(?:name|tool|function|func|action|command)\Z", re.IGNORECASE)
_TELLING = 6  # letters of a name that is looked for in other files


def tool_function_links(tracer: Tracer, tools: Iterable[Found]) -> Iterator[Link]:
    """What tools use by the functions of their names."""
    functions, branches = _Functions(tracer.resolver), _Branches(tracer.resolver)
    for tool in {one.subject: one for one in tools if one.subject.kind is Kind.TOOL}.values():
        for path, at in branches.of(tool.subject):
            used = [one for one in tracer.reach.between(path, at.scope, at.line, at.end_line) if _is_used(one)]
            evidence = Evidence(path=path, line=at.line, symbol=tool.subject.name, confidence=_CONFIDENCE)
            yield from join_found([tool], used, None, evidence)
        for definition in functions.of(tool.subject):
            used = [one for one in tracer.reach.run(definition) if _is_used(one)]
            module = tracer.resolver.modules[definition.path]
            line = (module.functions.get(definition.scope) or module.classes[definition.scope]).line
            evidence = Evidence(path=definition.path, line=line, symbol=tool.subject.name, confidence=_CONFIDENCE)
            yield from join_found([tool], used, None, evidence)


def _is_used(found: Found) -> bool:
    return found.subject.kind in _USED


class _Branches:
    """The branches of a tree that a text chooses: `case "search": return this.search(args)`, `if name == "search":`."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver

    def of(self, tool: Subject) -> list[tuple[str, Call | Arm]]:
        """The branches for a tool's name: of its file, else those of the tree where one file has them."""
        found = [] if is_test(tool.scope) else self._by_text.get(tool.name, [])
        own = [one for one in found if one[0] == tool.scope]
        return own or (found if len({path for path, _ in found}) == 1 else [])

    @cached_property
    def _by_text(self) -> dict[str, list[tuple[str, Call | Arm]]]:
        found: dict[str, list[tuple[str, Call | Arm]]] = defaultdict(list)
        for path, module in self.resolver.modules.items():
            for call in module.facts.calls if module.group == "javascript" and not is_test(path) else ():
                for text in self._texts(call.args[0], Env(path, call.scope)) if call.callee == CASE else ():
                    found[text].append((path, call))
            for arm in module.facts.arms if module.group == "python" and not is_test(path) else ():
                for text in self._asked(arm, path):
                    found[text].append((path, arm))
        return found

    def _asked(self, arm: Arm, path: str) -> Iterator[str]:
        """The one name of a tool that an arm asks for: `name == "search"`, `case Tools.SEARCH:`."""
        for one in arm.given if arm.scope else ():
            if _NAMES_A_TOOL.search(one.name) and len(one.words) == 1:
                yield one.words[0]
            elif _NAMES_A_TOOL.search(one.name) and one.listed and not one.words:
                texts = self._texts(Name(one.listed, arm.line), Env(path, arm.scope))
                yield from texts if len(texts) == 1 else ()

    def _texts(self, value: Value, env: Env) -> list[str]:
        things = self.resolver.evaluate(value, env)
        return [one.value for one in things if isinstance(one, Const) and isinstance(one.value, str)]


class _Functions:
    """The functions of a tree by their names."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self._by_name: dict[str, list[Definition]] | None = None

    def of(self, tool: Subject) -> list[Definition]:
        """The function of a tool's name: of its file, else one that the file imports, else the only one of the tree."""
        module = self.resolver.modules.get(tool.scope)
        if module is None or is_test(tool.scope):
            return []
        if beside := self._beside(tool):
            return beside
        own = [scope for scope, function in module.functions.items() if function.name == tool.name]
        if own:
            return [Definition(tool.scope, "function", own[0])]
        if tool.name in module.imports:
            things = self.resolver.lookup(tool.name, Env(tool.scope, ""), 0)
            return [one for one in things if isinstance(one, Definition) and one.kind == "function"][:1]
        named = (self._named(tool.name) or self._under_key(tool.name)) if len(tool.name) >= _TELLING else []
        return named if len(named) == 1 else []

    def _beside(self, tool: Subject) -> list[Definition]:
        """The function that stands in the mapping of a tool: `{ name: "search", parameters, execute: () => ... }`, `{
        definition: { name: "search", ... }, run }`."""
        things = [
            thing
            for value, env in self._running.get((tool.scope, tool.name), ())
            for thing in self.resolver.evaluate(value, env)
        ]
        return [one for one in things if isinstance(one, Definition) and one.kind == "function"][:1]

    @cached_property
    def _running(self) -> dict[tuple[str, str], list[tuple[Value, Env]]]:
        """What runs the tools that mappings describe, by file and name."""
        found: dict[tuple[str, str], list[tuple[Value, Env]]] = defaultdict(list)
        for path, module in self.resolver.modules.items():
            for scope, value in _values(module) if not is_test(path) else ():
                for name, runs in _described(value, 0):
                    found[path, name].append((runs, Env(path, scope)))
        return found

    def _under_key(self, name: str) -> list[Definition]:
        """The functions, or objects of classes, that a mapping holds under a name: `{ list_hosts: async (request) => {
        ... } }`, `handlers.set("search", new SearchHandler(client))`."""
        found: list[Definition] = []
        for value, env in self._under_keys.get(name, ()):
            for thing in self.resolver.evaluate(value, env):
                if isinstance(thing, Definition) and thing.kind == "function":
                    found.append(thing)
                elif isinstance(thing, Instance):
                    found.append(thing.cls)
        return list(dict.fromkeys(found))

    @cached_property
    def _under_keys(self) -> dict[str, list[tuple[Value, Env]]]:
        """What may be a function under a key of a mapping."""
        found: dict[str, list[tuple[Value, Env]]] = defaultdict(list)
        for path, module in self.resolver.modules.items():
            for scope, value in _values(module) if not is_test(path) else ():
                for key, item in _pairs(value):
                    if isinstance(item, FuncRef | Name | CallRef) and isinstance(label := key_name(key), str):
                        found[label].append((item, Env(path, scope)))
        return found

    def _named(self, name: str) -> list[Definition]:
        if self._by_name is None:
            self._by_name = defaultdict(list)
            for path, module in self.resolver.modules.items():
                for scope, function in module.functions.items() if not is_test(path) else ():
                    self._by_name[function.name].append(Definition(path, "function", scope))
        return self._by_name.get(name, [])


def _values(module: Module) -> Iterator[tuple[str, Value]]:
    """What names are bound to, functions return, `new Map(...)` is given and `handlers.set(...)` puts in, by scope."""
    yield from ((binding.scope, binding.value) for binding in module.facts.bindings)
    yield from ((function.scope, value) for function in module.facts.functions for value in function.returns)
    yield from ((call.scope, call.args[0]) for call in module.facts.calls if call.callee == "Map" and call.args)
    puts = (call for call in module.facts.calls if call.callee.endswith(_PUTTING) and len(call.args) == _PAIR)
    yield from ((call.scope, Seq((Seq(call.args, call.line),), call.line)) for call in puts)


def _described(value: Value, depth: int) -> Iterator[tuple[str, Value]]:
    """The names of the tools that a value describes, with what runs them."""
    parts = value.items if isinstance(value, Seq) else ()
    if isinstance(value, Map):
        items = {str(key_name(key)): item for key, item in value.pairs}
        runs = next((items[key] for key in RUNS if isinstance(items.get(key), FuncRef | Name)), None)
        label = items.get("name") or next((_name_in(one) for one in items.values() if _name_in(one)), None)
        if runs is not None and isinstance(label, Lit) and isinstance(label.value, str):
            yield label.value, runs
        parts = tuple(items.values())
    for one in parts[:_MAX_PARTS] if depth < _MAX_DEPTH else ():
        if isinstance(one, Map | Seq):
            yield from _described(one, depth + 1)


def _name_in(value: Value) -> Value | None:
    """The name of what a mapping describes: `{ name: "search", description: "..." }`."""
    items = {key_name(key): item for key, item in value.pairs} if isinstance(value, Map) else {}
    return items.get("name") if "description" in items else None


def _pairs(value: Value) -> Iterator[tuple[Value | None, Value]]:
    """The keys and values of a mapping, also of one that is written as a list of pairs."""
    if isinstance(value, Map):
        yield from value.pairs
    elif isinstance(value, Seq):
        pairs = (item.items for item in value.items if isinstance(item, Seq) and len(item.items) == _PAIR)
        yield from ((key, item) for key, item in pairs)
