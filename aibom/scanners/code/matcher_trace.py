"""Follows values to the components they hold: the model in a chain, the tools in a list, the store under a retriever."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from aibom.core.json import Json
from aibom.model.kinds import Kind
from aibom.model.sighting import Subject
from aibom.scanners.code.facts import CallRef, Map, Value
from aibom.scanners.code.locate import written
from aibom.scanners.code.matcher_mcp import configured
from aibom.scanners.code.matcher_models import api_model, is_name, routed
from aibom.scanners.code.matcher_prompts import Prompts, prompt_role
from aibom.scanners.code.matcher_subjects import Namer
from aibom.scanners.code.matcher_types import Found, Hit
from aibom.scanners.code.resolver import Resolver
from aibom.scanners.code.resolver_types import Abstract, Const, Data, Definition, Env, Instance, Site, Symbol

_MAX_DEPTH = 10
_MAX_REACH = 4  # functions of the tree that are entered one from another
_MAX_FOUND = 60
_MAX_SEEN = 400
ROLE_KINDS: dict[str, tuple[str, ...]] = {
    "model": ("model",),
    "fallback": ("model",),
    "base": ("model",),
    "tools": ("tool", "agent"),
    "handler": (),
    "agents": ("agent",),
    "nodes": ("agent", "model", "tool", "prompt", "dataset", "service"),
    "data": ("dataset", "service"),
    "train": ("dataset",),
    "eval": ("dataset",),
    "store": ("service",),
    "service": ("service",),
    "prompt": ("prompt",),
    "servers": ("tool",),
}


_SAME_ROLE = {"tools": ("tools", "servers"), "agents": ("agents",), "data": ("data", "store")}


class Tracer:
    """Answers what components a value holds and what a function reaches. `hits` are all hits of the project."""

    def __init__(self, resolver: Resolver, namer: Namer, hits: Iterable[Hit]) -> None:
        self.resolver, self.namer = resolver, namer
        self._at: dict[tuple[str, int], list[Hit]] = defaultdict(list)
        self._on: dict[tuple[str, str], list[Hit]] = defaultdict(list)
        for hit in hits:
            if hit.target is not None:
                self._on[hit.target.path, hit.target.scope].append(hit)
            else:
                self._at[hit.path, hit.site.call].append(hit)
        self.prompts = Prompts(resolver, namer.paths, lambda thing: self._of(thing, "prompt", 0, set()))
        self._roles: dict[tuple[int, str, tuple[str, ...], Site], tuple[Found, ...]] = {}
        self._near: dict[str, list[tuple[int, Found]]] = {}
        self._reached: dict[tuple[str, str], tuple[Found, ...]] = {}
        self.extra: dict[Subject, tuple[Found, str, int]] = {}  # named by being handed over only

    def role(self, hit: Hit, role: str, locators: tuple[str, ...], site: Site | None = None) -> tuple[Found, ...]:
        """The components that a hit is given in a role; the first locator that gives something counts."""
        site = site or hit.site
        if site.call < 0 or not locators:
            return ()
        key = (hit.signature.id, role, locators, site)
        if key not in self._roles:
            self._roles[key] = ()  # what depends on itself holds nothing
            self._roles[key] = tuple(_unique(self._role(hit, role, locators, site)))
        return self._roles[key]

    def _role(self, hit: Hit, role: str, locators: tuple[str, ...], site: Site) -> list[Found]:
        for locator in locators:
            found: list[Found] = []
            for value, env in written(self.resolver, locator, site):
                found += self.value(hit, value, env, role, locator)
            if found:
                return found
        return []

    def value(self, hit: Hit, value: Value, env: Env, role: str, locator: str) -> list[Found]:
        """The components of one value."""
        if role == "prompt":
            found = self.prompts.held(value, env, prompt_role(hit, locator), self._owner(hit))
            for one in found:
                self._note(one, hit)
            return found
        if role in ("nodes", "handler"):
            return self._graph(hit, value, env) if role == "nodes" else self._handler(value, env)
        found = []
        for thing in self.resolver.evaluate(value, env):
            for one in self._of(thing, role, 0, set()):
                found.append(one)
                if isinstance(thing, Const | Data | Definition):
                    self._note(one, hit)
        return found

    def _note(self, found: Found, hit: Hit) -> None:
        self.extra.setdefault(found.subject, (found, hit.path, hit.line))

    def _owner(self, hit: Hit) -> str:
        if hit.signature.kind in ("agent", "prompt"):
            for one in self.namer.found(hit):
                return f"{one.subject.name} system prompt"
            owner = self.resolver.modules[hit.path].owner(hit.site.call)
            if owner:
                return owner
        scope = self.resolver.modules[hit.path].enclosing_function(hit.site.env.scope) or ""
        last = scope.rpartition(".")[2]
        stem = hit.path.rpartition("/")[2].partition(".")[0]
        return f"{last if last and not last.startswith('<') else stem} prompt"

    # -- values ---------------------------------------------------------------------------------------------

    def _of(self, thing: Abstract, role: str, depth: int, seen: set[object]) -> list[Found]:
        if depth > _MAX_DEPTH or thing in seen or len(seen) > _MAX_SEEN:
            return []
        seen.add(thing)
        match thing:
            case Const():
                return self._text(thing, role) if depth <= 1 else []
            case Data():
                return self._data(thing, role, depth, seen)
            case Symbol():
                return self._site(thing.made, role, depth, seen) if thing.made else self._class(thing, role)
            case Instance():
                named = self._defined(thing.cls, role)
                return named or (self._site(thing.made, role, depth, seen) if thing.made else [])
            case Definition():
                return self._defined(thing, role) or self._plain_function(thing, role)
        return []

    def _data(self, data: Data, role: str, depth: int, seen: set[object]) -> list[Found]:
        if isinstance(data.value, Map):
            if role in ("tools", "servers"):
                named = self._tool_schema(data) if role == "tools" else configured(self.resolver, data)
                if named:
                    return named
            values = [item for _, item in data.value.pairs]
        else:
            values = list(data.value.items)
        found: list[Found] = []
        for value in values[:_MAX_FOUND]:
            for thing in self.resolver.evaluate(value, data.env):
                found += self._of(thing, role, depth + 1, seen)
        return found

    def _site(self, site: Site, role: str, depth: int, seen: set[object]) -> list[Found]:
        """What a call made: what its hit yields, else what its arguments and receiver hold."""
        if (site, role) in seen:
            return []
        seen.add((site, role))
        hits = self._at.get((site.env.path, site.call), ())
        kinds = ROLE_KINDS[role]
        found = [f for hit in hits for f in self.yields(hit, site) if f.subject.kind in kinds]
        if found:
            return found
        for hit in hits:
            for inner in _SAME_ROLE.get(role, (role,)):
                found += self.role(hit, inner, hit.signature.roles.get(inner, ()), site)
        if found:
            return found
        if any(hit.signature.kind and hit.signature.kind not in ("prompt", "service") for hit in hits):
            return []
        call = self.resolver.modules[site.env.path].call(site.call)
        env = Env(site.env.path, call.scope, site.env.frame)
        if type(call.receiver) is CallRef and len(seen) < _MAX_SEEN:  # a chain of builder calls may be long
            found = self._site(Site(env, call.receiver.call), role, depth, seen)
            if found:
                return found
        values = [*(v for v, _ in written(self.resolver, "^", site)), *call.args, *(v for _, v in call.kwargs)]
        for value in values[:_MAX_FOUND]:
            found += self._each(value, env, role, depth, seen) if _followed(value, role) else []
        return found

    def _each(self, value: Value, env: Env, role: str, depth: int, seen: set[object]) -> list[Found]:
        if role == "prompt":
            return []
        return [
            f
            for thing in self.resolver.evaluate(value, env)
            if not isinstance(thing, Const)
            for f in self._of(thing, role, depth + 1, seen)
        ]

    def of_site(self, site: Site, role: str) -> list[Found]:
        """The components of a role that a call made."""
        return self._site(site, role, 0, set())

    def yields(self, hit: Hit, site: Site | None = None) -> list[Found]:
        """All components of a hit: what it is named for, its prompt."""
        if hit.signature.kind == "prompt":
            return self._prompt_hit(hit, site or hit.site)
        return list(self.namer.found(hit, site))

    def _prompt_hit(self, hit: Hit, site: Site) -> list[Found]:
        if hit.signature.naming == "label":
            return [
                f._replace(subject=Subject(kind=Kind.PROMPT, name=f.subject.name))
                for f in self.namer.labelled(hit, site)
            ]
        for locator in hit.signature.name:
            found = [
                f
                for value, env in written(self.resolver, locator, site)
                for f in self.prompts.held(value, env, prompt_role(hit, locator), self._prompt_owner(hit))
            ]
            if found:
                return _unique(found)
        return []

    def _prompt_owner(self, hit: Hit) -> str:
        return self.resolver.modules[hit.path].owner(hit.site.call) or self._owner_of_scope(hit)

    def _owner_of_scope(self, hit: Hit) -> str:
        last = hit.site.env.scope.rpartition(".")[2]
        return f"{last if last and not last.startswith('<') else hit.path.rpartition('/')[2].partition('.')[0]} prompt"

    def _defined(self, definition: Definition, role: str) -> list[Found]:
        kinds = ROLE_KINDS[role]
        hits = self._on.get((definition.path, definition.scope), ())
        found = [f for hit in hits for f in self.namer.found(hit) if f.subject.kind in kinds]
        if found or definition.kind != "class" or role != "tools":
            return found
        methods = [h for key, group in self._methods(definition) for h in group if key != definition.scope]
        return [f for hit in methods for f in self.namer.found(hit) if f.subject.kind in kinds]

    def _methods(self, cls: Definition) -> list[tuple[str, list[Hit]]]:
        """The hits on the methods of a class that is handed over as a set of tools."""
        prefix = cls.scope + "."
        functions = self.resolver.modules[cls.path].functions
        scopes = [scope for scope in functions if scope.startswith(prefix)]
        return [(scope, self._on.get((cls.path, scope), [])) for scope in scopes]

    def _plain_function(self, definition: Definition, role: str) -> list[Found]:
        """A function handed over as a tool is a tool."""
        if role != "tools" or definition.kind != "function":
            return []
        module = self.resolver.modules[definition.path]
        function = module.functions.get(definition.scope)
        if function is None or function.name.startswith("<"):
            return []
        facts: dict[str, Json] = {"tool_type": "function"}
        if function.doc:
            facts["description"] = function.doc.split(". ")[0][:200]
        subject = Subject(kind=Kind.TOOL, name=function.name, scope=definition.path)
        return [Found(subject, facts, ((definition.path, function.line),))]

    def _class(self, symbol: Symbol, role: str) -> list[Found]:
        """A hosted tool handed over as a class or constant."""
        return []

    def _text(self, text: Const, role: str) -> list[Found]:
        """A name written where a component is expected: `Agent(model="openai/gpt-4o")`, `tools=["web_search"]`."""
        if not isinstance(text.value, str) or text.partial or not is_name(text.value):
            return []
        place = ((text.path, text.line),) if text.line else ()
        catalogue = self.resolver.catalogue
        if role in ("model", "fallback", "base"):
            provider, name = routed(catalogue, text.value)
            if provider is None and catalogue.form(text.value) is None:
                return []
            subject, facts = api_model(catalogue, name, provider, "chat")
            return [Found(subject, facts, place)]
        if role == "tools":
            hosted = catalogue.hosted_tools.get(text.value)
            facts = {"tool_type": "hosted"} if hosted else {}
            return [
                Found(
                    Subject(kind=Kind.TOOL, name=hosted or text.value, scope="" if hosted else text.path), facts, place
                )
            ]
        return []

    def _tool_schema(self, data: Data) -> list[Found]:
        """A tool as JSON: `{"type": "function", "function": {...}}`, `{"name", "input_schema"}`, `{"google_search": {}}`."""
        assert isinstance(data.value, Map)
        items = {getattr(key, "value", getattr(key, "path", None)): item for key, item in data.value.pairs if key}
        inner = items.get("function")
        if isinstance(inner, Map):
            return self._tool_schema(Data(inner, data.env))
        hosted = self.resolver.catalogue.hosted_tools
        place = ((data.env.path, data.value.line),)
        if "name" in items and len({"input_schema", "parameters", "description", "inputSchema"} & items.keys()) >= 1:
            for name in self.resolver.evaluate(items["name"], data.env):
                if isinstance(name, Const) and isinstance(name.value, str) and is_name(name.value):
                    subject = Subject(kind=Kind.TOOL, name=name.value, scope=data.env.path)
                    return [Found(subject, {"tool_type": "function"}, ((name.path, name.line),))]
        kind = (
            next((str(v.value) for v in self.resolver.evaluate(items["type"], data.env) if isinstance(v, Const)), "")
            if "type" in items
            else ""
        )
        names = (
            [hosted.get(kind) or hosted.get(kind.rpartition("_")[0])]
            if kind
            else [hosted.get(str(key)) for key in items]
        )
        return [Found(Subject(kind=Kind.TOOL, name=name), {"tool_type": "hosted"}, place) for name in names if name]

    # -- functions ------------------------------------------------------------------------------------------

    def note_services(self, path: str, found: list[tuple[int, Found]]) -> None:
        """Services that literals of a file name, with their lines; the functions around them call these."""
        self._near[path] = found

    def reach(self, definition: Definition, depth: int = 0) -> tuple[Found, ...]:
        """The components that a function's calls, and the functions of the tree it calls, touch."""
        key = (definition.path, definition.scope)
        if key in self._reached:
            return self._reached[key]
        self._reached[key] = ()
        module = self.resolver.modules[definition.path]
        found: list[Found] = []
        declared = module.functions.get(definition.scope) or module.classes.get(definition.scope)
        if declared is not None:
            found += [
                one for line, one in self._near.get(definition.path, ()) if declared.line <= line <= declared.end_line
            ]
        for index in module.within(definition.scope):
            call = module.call(index)
            for hit in self._at.get((definition.path, index), ()):
                found += self.touched(hit)
            if depth < _MAX_REACH:
                for target in self.resolver.callee(Site(Env(definition.path, call.scope), index)):
                    if isinstance(target, Definition) and target.kind == "function":
                        found += self.reach(target, depth + 1)
        self._reached[key] = tuple(_unique(found))
        return self._reached[key]

    def touched(self, hit: Hit) -> list[Found]:
        """What a hit yields and what it is given in its roles."""
        found = self.yields(hit)
        if hit.signature.kind not in ("agent", "tool"):
            for role, locators in hit.signature.roles.items():
                if role in ("model", "prompt", "tools", "data", "store", "service"):
                    found += self.role(hit, role, locators)
        return found

    def _handler(self, value: Value, env: Env) -> list[Found]:
        return [
            f
            for thing in self.resolver.evaluate(value, env)
            if isinstance(thing, Definition)
            for f in self.reach(thing)
        ]

    def _graph(self, hit: Hit, value: Value, env: Env) -> list[Found]:
        """What the node functions of a graph reach: `builder.add_node("plan", plan)`."""
        found: list[Found] = []
        module = self.resolver.modules[hit.path]
        builders = {t.made for t in self.resolver.evaluate(value, env) if isinstance(t, Symbol) and t.made}
        for index, call in enumerate(module.facts.calls):
            if call.callee.rpartition(".")[2] not in ("add_node", "addNode"):
                continue
            site = Site(Env(hit.path, call.scope), index)
            made = {maker for t in self.resolver.callee(site) if isinstance(t, Symbol) for maker in (t.made,)}
            chain = made | {m for one in made if one for m in self.namer.makers(one)}
            if builders & chain or not builders:
                for node in (*call.args, *(v for k, v in call.kwargs if k in ("action", "node"))):
                    found += self._node(node, site)
        return found

    def _node(self, node: Value, site: Site) -> list[Found]:
        found: list[Found] = []
        for thing in self.resolver.evaluate(node, site.env):
            if isinstance(thing, Definition) and thing.kind == "function":
                found += self.reach(thing)
            elif isinstance(thing, Symbol | Instance) and thing.made is not None:
                for role in ("agents", "model", "tools"):
                    found += self._of(thing, role, 0, set())
        return found


def _followed(value: Value, role: str) -> bool:
    """Whether an argument of an unknown call may carry a component."""
    return not isinstance(value, Map) or role in ("tools", "model", "data")


def _unique(found: Iterable[Found]) -> list[Found]:
    seen: dict[Subject, Found] = {}
    for one in found:
        seen.setdefault(one.subject, one)
    return list(seen.values())[:_MAX_FOUND]
