"""What functions reach: the components that their calls, and the functions of the tree they call, touch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from aibom.core import re
from aibom.model.kinds import Kind
from aibom.model.sighting import Subject
from aibom.scanners.code.facts import Call, CallRef, Lit, Map, Name, Seq, Template, Value
from aibom.scanners.code.matching.barren import Barren
from aibom.scanners.code.matching.by_entry import ByEntry, given_names
from aibom.scanners.code.matching.http_clients import HttpClients
from aibom.scanners.code.matching.prompt_texts import PROMPT_NAME
from aibom.scanners.code.matching.types import Found, Hit, unique
from aibom.scanners.code.resolving.locate import makers, written
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.names import elements
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Abstract, Const, Data, Definition, Env, Instance, Lost, Site, Symbol

# Names of addresses and keys; all others are followed too often to no end.
_OF_SERVICE = re.compile(r"url|uri|host|endpoint|addr|base|api|key|token|secret|auth|server|service|origin", re.I)
_MAX_NAMES = 16  # among the arguments of a call
_TOOLS = "tools"
_MAX_OFFERED = 200  # tools of one call
_MAX_LINES = 20  # of the call that makes a client
_FEW_READ = 3  # data sets; of more it cannot be told which are learnt from
_MAX_RUN = 1  # functions that are entered from one to see which agents it runs
_MAX_REACH = 4  # functions of the tree that are entered one from another
_RUNS = frozenset(
    "invoke ainvoke stream astream astream_events batch abatch run arun run_sync run_stream run_streamed "
    "generate kickoff akickoff kickoff_async chat achat runAsync RunAsync InvokeAsync".split()
)
_FILLING = frozenset("format format_map replace replaceAll Replace gsub substitute safe_substitute render".split())
_PROMPT_FILE = re.compile(r"[\w./-]{1,200}\.(?:prompt|prompty|txt|md|st|j2|jinja2?|tmpl|hbs|mustache|liquid)")
_WRAPPING = ("RunnableLambda()", "RunnableLambda.from()")  # of LangChain, around the function of a node
_ASKED = ("service", "model", "prompt")
_CHOOSING = ("add_conditional_edges", "addConditionalEdges", "set_conditional_entry_point")
_NODE_METHODS = ("add_node", "addNode", *_CHOOSING)


class _Reached(NamedTuple):
    """What a function reaches, as far as it was looked into from so deep; `cut` says that there is more."""

    depth: int
    cut: bool
    found: tuple[Found, ...]


_NOTHING = _Reached(_MAX_REACH + 1, True, ())


class Reach:
    """`touched` tells what one hit yields and is given, `held` what a value holds in a role, `spoken` the
    prompts that a value named for one holds, `loaded` the prompt file of the tree that a name means, `handed` the
    prompts and tools that a call is given, `defined` what a function or class is told to be."""

    def __init__(
        self,
        resolver: Resolver,
        at: Callable[[str, int], list[Hit]],
        touched: Callable[[Hit], list[Found]],
        held: Callable[[Abstract, str], list[Found]],
        spoken: Callable[[Name, Env], list[Found]],
        loaded: Callable[[str, str], Found | None],
        handed: Callable[[Site], list[Found]],
        defined: Callable[[Definition, str], list[Found]],
        barren: Barren,
    ) -> None:
        self.resolver, self._at, self._touched, self._held, self._spoken = resolver, at, touched, held, spoken
        self._loaded, self._defined, self._barren = loaded, defined, barren
        self._near: dict[str, list[tuple[int, Found]]] = {}
        self._reached: dict[tuple[str, str], _Reached | None] = {}
        self._cut = False  # whether something deeper was left out of what is being found
        self._clients = HttpClients(resolver)
        self._entries = ByEntry(resolver, handed)
        self._own: dict[tuple[str, str], Subject] = {}

    def note_agents(self, agents: dict[tuple[str, str], Subject]) -> None:
        """The agents of the project's own making, by file and class; whoever calls their methods runs them."""
        self._own |= agents

    def note(self, path: str, found: list[tuple[int, Found]]) -> None:
        """What the literals of a file name by themselves, with their lines; the functions around them use these."""
        self._near[path] = found

    def forget(self) -> None:
        """Look into all functions again when they are asked for."""
        self._reached.clear()

    def of(self, definition: Definition, depth: int = 0) -> tuple[Found, ...]:
        """All components that a function or a class's methods reach."""
        key = (definition.path, definition.scope)
        known = self._reached.get(key, _NOTHING)
        if known is None:
            self._barren.cuts += 1
            self._cut = True
            return ()  # what calls itself reaches the rest
        if known.depth > depth and known.cut:
            before, self._cut = self._cut, False
            self._reached[key] = None
            found = tuple(unique(self._within(definition, depth)))
            known = self._reached[key] = _Reached(depth, self._cut, found)
            self._cut = before
        self._cut |= known.cut
        return known.found

    def _within(self, definition: Definition, depth: int) -> list[Found]:
        module = self.resolver.modules[definition.path]
        found = self._written_in(definition)
        for index in module.within(definition.scope):
            found += self._of_call(definition.path, index, depth)
        if module.group == "dotnet" and "<lambda" not in definition.scope:
            for one in self._clients.of_class(module.enclosing_class(definition.scope), definition.path):
                found += self.of(one, depth)
        return found

    def around(self, site: Site) -> list[Found]:
        """The few data sets that are read around a call, by its function or by the script outside of all functions:
        rows that a loop gathers (`images.append(cv2.imread(path))`) cannot be followed."""
        path, module = site.env.path, self.resolver.modules[site.env.path]
        scope = module.enclosing_function(site.env.scope)
        if scope:
            reached = self.of(Definition(path, "function", scope))
        else:
            hits = (hit for index in module.calls_in.get("", ()) for hit in self._at(path, index))
            reached = tuple(one for hit in hits for one in self._touched(hit))
        data = [one for one in unique(reached) if one.subject.kind is Kind.DATASET]
        learnt = [one for one in data if one.facts.get("role") != "evaluation"]
        return learnt if len(learnt) <= _FEW_READ else []

    def between(self, path: str, scope: str, first: int, last: int) -> list[Found]:
        """All components that the calls on some lines of a scope reach, and that are written there."""
        module = self.resolver.modules[path]
        found = [one for line, one in self._near.get(path, ()) if first <= line <= last]
        for index in module.within(scope):
            if first <= module.call(index).line <= last:
                found += self._of_call(path, index, 0)
        return unique(found)

    def _of_call(self, path: str, index: int, depth: int) -> list[Found]:
        """What one call touches, is given and is made on, and what the function of the tree reaches that it enters."""
        call = self.resolver.modules[path].call(index)
        env = Env(path, call.scope)
        found = [one for hit in self._at(path, index) for one in self._touched(hit)]
        for value in (*call.args, *(value for _, value in call.kwargs), *_filled_in(call)):
            if isinstance(value, Name) and PROMPT_NAME.search(value.path):
                found += self._spoken_by_one(value, env)
            elif isinstance(value, Lit) and isinstance(value.value, str) and _PROMPT_FILE.fullmatch(value.value):
                found += self._prompt_file(value.value, path)
        found += self._asked(Site(env, index))
        found += self._stores(Site(env, index))
        found += self._offered(call, Site(env, index))
        found += self._constants(call, path)
        if depth < _MAX_REACH:
            for target in self._entered(call, Site(env, index)):
                found += self._entering(target, path, index, depth)
        else:
            self._cut |= any(isinstance(one, Definition) for one in self.resolver.callee(Site(env, index)))
        return found

    def _spoken_by_one(self, value: Name, env: Env) -> list[Found]:
        """The prompts that a name stands for; what several callers give under it each of them has, and no other."""
        spoken = self._spoken(value, env)
        given = len(spoken) > 1 and value.path.partition(".")[0] in given_names(
            self.resolver.modules[env.path], env.scope
        )
        return [] if given else spoken

    def _entered(self, call: Call, site: Site) -> list[Definition]:
        """The functions of the tree that a call enters. One of several that callers hand over (`retry(() => ask())`) is
        reached by who hands it over, and what a call hands over by name is taken to be entered by what it calls."""
        path = site.env.path
        things = (*self.resolver.callee(site), *self._clients.of_call(call, path))
        found = [one for one in things if isinstance(one, Definition) and one.kind == "function"]
        if len(found) > 1 and call.callee in given_names(self.resolver.modules[path], call.scope):
            return []
        return [*found, *(one for function in found for one in self._handed_to(function, call, site.env))]

    def _handed_to(self, function: Definition, call: Call, env: Env) -> Iterator[Definition]:
        """The functions that are named in a call of one that calls what it is given."""
        module = self.resolver.modules[function.path]
        given = given_names(module, function.scope)
        if any(module.call(index).callee in given for index in module.within(function.scope)):
            names = [one for one in (*call.args, *(value for _, value in call.kwargs)) if isinstance(one, Name)]
            things = [thing for name in names[:_MAX_REACH] for thing in self.resolver.evaluate(name, env)]
            yield from (one for one in things if isinstance(one, Definition) and one.kind == "function")

    def _entering(self, function: Definition, path: str, index: int, depth: int) -> Iterator[Found]:
        """What a function reaches that a call enters, without what others hand to it."""
        reached = self.of(function, depth + 1)
        others = self._entries.of_others(function, path, index) if len(reached) > 1 else ()
        return (one for one in reached if one.subject not in others)

    def _asked(self, site: Site) -> list[Found]:
        """What a call is made on, wherever it is made: the client of a service, a model, a prompt template."""
        made = makers(self.resolver, site)[:_MAX_REACH]
        ran = self._run_on(site)
        asked = (*_ASKED, "tool") if ran is not None else _ASKED  # `await search_tool.ainvoke(query)`
        hits = [hit for one in made for hit in self._at(one.env.path, one.call) if hit.signature.kind in asked]
        found = [found for hit in hits for found in self._touched(hit)]
        things = self.resolver.evaluate(ran, site.env) if ran is not None and not made else ()
        found += [f for one in things if isinstance(one, Definition) for f in self._held(one, "tools")]
        for one in made:
            call = self.resolver.modules[one.env.path].call(one.call)
            found += self._constants(call, one.env.path)
            if one.env.path not in self._near:
                continue
            for line in range(call.line, min(call.end_line, call.line + _MAX_LINES) + 1):
                found += self._services(one.env.path, line)  # `new HttpClient { BaseAddress = new Uri("https://...") }`
        return found

    def _offered(self, call: Call, site: Site) -> list[Found]:
        """The tools that a call names as such, whatever it is made on: `self._client.create(messages, tools=own)`."""
        offered = [value for key, value in call.kwargs if key == _TOOLS]
        known = any(_TOOLS in hit.signature.roles for hit in self._at(site.env.path, site.call))
        if not offered or known or self.resolver.modules[site.env.path].makes_base(call):
            return []  # what a base is made with is told of its class
        things = elements(self.resolver, self.resolver.evaluate(offered[0], site.env))[:_MAX_OFFERED]
        return [found for one in things if not isinstance(one, Const) for found in self._held(one, _TOOLS)]

    def _run_on(self, site: Site) -> Value | None:
        """What a call of `invoke` and its like is made on."""
        call = self.resolver.modules[site.env.path].call(site.call)
        made_on, _, method = call.callee.rpartition(".")
        if method not in _RUNS and call.callee not in _RUNS:
            return None
        return call.receiver if call.receiver is not None else Name(made_on, call.line) if made_on else None

    def _prompt_file(self, name: str, near: str) -> list[Found]:
        """The prompt that a call of any library names by its file: `make_chain(template_file="refine.prompt")`."""
        loaded = self._loaded(name, near)
        return [loaded] if loaded is not None and "prompt" in loaded.subject.name.lower() else []

    def _stores(self, site: Site) -> list[Found]:
        """The stores that a chain looks into which is run: `({"context": retriever} | prompt | llm).invoke(text)`."""
        value = self._run_on(site)
        things = self.resolver.evaluate(value, site.env) if value is not None else ()
        chains = [one for one in things if isinstance(one, Symbol) and one.made is not None][:_MAX_REACH]
        return [found for one in chains for found in self._held(one, "store") if found.subject.kind is Kind.SERVICE]

    def _constants(self, call: Call, path: str) -> list[Found]:
        """The services that a call's arguments name by constants, also within them: `post(API_URL)`,
        `fetch(`${this.baseUrl}/search`, { headers: { Authorization: `Bearer ${API_KEY}` } })`."""
        found: list[Found] = []
        module = self.resolver.modules[path]
        given = given_names(module, call.scope)
        names = _names_in((*call.args, *(value for _, value in call.kwargs))) if self._near else []
        for name in (*names, *_put_together(module, call.scope, names)):
            if name.path in given:
                continue
            if "." not in name.path:
                bound = [b for b in module.bindings.get(name.path, ()) if not b.scope]
                for binding in bound[:_MAX_REACH]:
                    found += self._services(path, binding.line)
            named = self.resolver.evaluate(name, Env(path, call.scope)) if _OF_SERVICE.search(name.path) else ()
            for thing in named[:_MAX_REACH]:
                if isinstance(thing, Const | Lost):
                    found += self._services(thing.path, thing.line)
        return found

    def _services(self, path: str, line: int) -> list[Found]:
        return [one for at, one in self._near.get(path, ()) if at == line and one.subject.kind is Kind.SERVICE]

    def _written_in(self, definition: Definition) -> list[Found]:
        module = self.resolver.modules[definition.path]
        declared = module.functions.get(definition.scope) or module.classes.get(definition.scope)
        if declared is None:
            return []
        near = self._near.get(definition.path, ())
        return [one for line, one in near if declared.line <= line <= declared.end_line]

    def handler(self, value: Value, env: Env) -> list[Found]:
        """What a function that is handed over reaches, with the agents that it runs; of one that makes the tool and its
        function together (`AddTool(listIssues(client))`) all that it reaches."""
        given = self.resolver.evaluate(value, env)
        if any(isinstance(one, Data) and isinstance(one.value, Seq) for one in given):
            given = elements(self.resolver, given)  # a list of them: `input_guardrails=[is_homework]`
        things = [thing for thing in given if isinstance(thing, Definition)]
        if not things and isinstance(value, CallRef):
            made = self.resolver.callee(Site(env, value.call))
            things = [one for one in made if isinstance(one, Definition) and one.kind == "function"]
        return [found for thing in things for found in self.run(thing)]

    def run(self, definition: Definition) -> list[Found]:
        """What a function reaches and the agents that it runs."""
        return [*self.of(definition), *self._run_by(definition)]

    def _run_by(self, definition: Definition, depth: int = 0) -> list[Found]:
        """The agents that a function runs, or one that it calls, which are made elsewhere: `graph.ainvoke(...)`."""
        module = self.resolver.modules[definition.path]
        found: list[Found] = []
        for index in module.within(definition.scope):
            call = module.call(index)
            if call.callee.rpartition(".")[2] in _RUNS:
                env = Env(definition.path, call.scope)
                made = makers(self.resolver, Site(env, index))[:_MAX_REACH]
                made += [  # `Runner.run(clerk, question)`
                    thing.made
                    for thing in (self.resolver.evaluate(call.args[0], env) if call.args else ())
                    if isinstance(thing, Symbol) and thing.made is not None and isinstance(call.args[0], Name)
                ]
                hits = (hit for one in made for hit in self._at(one.env.path, one.call))
                found += [one for hit in hits if hit.signature.kind == "agent" for one in self._touched(hit)]
            for target in (
                self.resolver.callee(Site(Env(definition.path, call.scope), index)) if depth < _MAX_RUN else ()
            ):
                if isinstance(target, Definition) and target.kind == "function" and target != definition:
                    own = self._agent_around(target)
                    found += [own] if own else self._run_by(target, depth + 1)
        return found

    def _agent_around(self, method: Definition) -> Found | None:
        """The agent of the project's own making that a method is of."""
        cls = self.resolver.modules[method.path].enclosing_class(method.scope) if self._own else None
        subject = self._own.get((method.path, cls)) if cls is not None else None
        return Found(subject, {}) if subject is not None else None

    def graph(self, hit: Hit, value: Value, env: Env) -> list[Found]:
        """What the node functions of a graph reach: `builder.add_node("plan", plan)`."""
        made = [t.made for t in self.resolver.evaluate(value, env) if isinstance(t, Symbol) and t.made]
        chain = (*made, *(one for last in made for one in makers(self.resolver, last)))
        builders = {(one.env.path, one.call) for one in chain}
        files = dict.fromkeys((hit.path, *sorted(path for path, _ in builders)))  # it may be built elsewhere
        return [found for path in files for found in self._nodes(path, builders)]

    def _nodes(self, path: str, builders: set[tuple[str, int]]) -> list[Found]:
        """What the nodes reach that one file adds to the graphs which some calls made."""
        found: list[Found] = []
        for index, call in enumerate(self.resolver.modules[path].facts.calls):
            if call.callee.rpartition(".")[2] not in _NODE_METHODS:
                continue
            site = Site(Env(path, call.scope), index)
            if builders and not builders & {(one.env.path, one.call) for one in makers(self.resolver, site)}:
                continue
            args = call.args[1:2] if call.callee.endswith(_CHOOSING) else call.args  # who chooses, not its choices
            for node in (*args, *(value for key, value in call.kwargs if key in ("action", "node", "path"))):
                found += self._node(node, site)
        return found

    def _of_ai(self, thing: Symbol | Instance, path: str) -> bool:
        """Whether an object is of an AI package: the functions that another one is given are no tools."""
        group = self.resolver.modules[path].group
        return isinstance(thing, Symbol) and self.resolver.catalogue.imported_package(group, thing.module) is not None

    def _node(self, node: Value, site: Site) -> list[Found]:
        found: list[Found] = []
        for thing in self.resolver.evaluate(node, site.env):
            told = thing if isinstance(thing, Definition) else thing.cls if isinstance(thing, Instance) else None
            if told is not None and (tools := self._defined(told, "tools")):
                found += tools
            elif isinstance(thing, Definition) and thing.kind == "function":
                found += self.run(thing)
            elif isinstance(thing, Symbol) and thing.path.endswith(_WRAPPING) and thing.made is not None:
                given = [one for at in ("func", "0") for one in written(self.resolver, at, thing.made)]
                found += (f for value, env in given for f in self.handler(value, env))
            elif isinstance(thing, Instance):
                called = self.resolver.members((thing,), "__call__", node.line)
                found += [f for one in called if isinstance(one, Definition) for f in self.of(one)]
            if isinstance(thing, Symbol | Instance) and thing.made is not None:
                for role in ("agents", "model", "tools") if self._of_ai(thing, site.env.path) else ("agents", "model"):
                    found += self._held(thing, role)
        return found


def _put_together(module: Module, scope: str, names: list[Name]) -> list[Name]:
    """The names in the texts that a function puts together under others: `url = f"{BASE_URL}/items"`."""
    bound = (b for name in names if _OF_SERVICE.search(name.path) for b in module.bindings.get(name.path, ()))
    texts = [b.value for b in bound if scope and b.scope == scope and isinstance(b.value, Template | Name)]
    return _names_in(texts[:_MAX_REACH])


def _names_in(values: Iterable[Value]) -> list[Name]:
    """The names among values, and in the templates and mappings there."""
    found: list[Name] = []
    pending: list[tuple[Value, int]] = [(value, 0) for value in values]
    while pending and len(found) < _MAX_NAMES:
        value, depth = pending.pop()
        if isinstance(value, Name):
            found.append(value)
        elif isinstance(value, Template) and depth < _MAX_REACH:
            pending += [(part, depth + 1) for part in value.parts[:_MAX_NAMES]]
        elif isinstance(value, Map) and depth < _MAX_REACH:
            pending += [(item, depth + 1) for _, item in value.pairs[:_MAX_NAMES]]
    return found


def _filled_in(call: Call) -> list[Name]:
    """The text that a call fills in: `configuration.system_prompt.format(topic=...)`."""
    text, _, method = call.callee.rpartition(".")
    return [Name(text, call.line)] if text and method in _FILLING else []
