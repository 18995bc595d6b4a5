"""Follows values to the components they hold: the model in a chain, the tools in a list, the store of a retriever."""

from __future__ import annotations

from collections.abc import Iterable

from aibom.core.left_out import within
from aibom.model.kinds import Kind
from aibom.scanners.code.facts import CallRef, Map, Name, Value
from aibom.scanners.code.matching.barren import Barren, Seen
from aibom.scanners.code.matching.base_parts import BaseParts
from aibom.scanners.code.matching.hit_places import HitPlaces
from aibom.scanners.code.matching.inner_functions import entered_for
from aibom.scanners.code.matching.literals.offered_prompts import listed_prompts
from aibom.scanners.code.matching.made_prompts import MadePrompts
from aibom.scanners.code.matching.model_names import is_nameless
from aibom.scanners.code.matching.models_beside import models_beside, named_beside
from aibom.scanners.code.matching.naming.namer import Namer
from aibom.scanners.code.matching.naming.owners import owner_name
from aibom.scanners.code.matching.prompt_roles import prompt_role
from aibom.scanners.code.matching.prompt_texts import is_prompt_name
from aibom.scanners.code.matching.prompts import Prompts
from aibom.scanners.code.matching.reach import Reach
from aibom.scanners.code.matching.tools import (
    function_tool,
    keyed_tool,
    members_of,
    outside_tool,
    schema_class,
)
from aibom.scanners.code.matching.types import MAX_FOUND, OF_VALUE, ROLE_KINDS, Found, Hit, in_role, of_its_class
from aibom.scanners.code.matching.unfamiliar import unfamiliar
from aibom.scanners.code.matching.whole_objects import whole_of
from aibom.scanners.code.matching.worth_following import entries, is_beside, is_only_named, may_carry, nearest
from aibom.scanners.code.matching.written_names import WrittenNames
from aibom.scanners.code.matching.written_records import record_tools
from aibom.scanners.code.resolving.locate import TYPES, made_on, set_later, written
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import (
    Abstract,
    Abstracts,
    Const,
    Data,
    Definition,
    Env,
    Instance,
    Package,
    Site,
    Symbol,
)

# The functions that they are given are no tools: steps of a chain, what cuts or sorts documents.
_PLAIN = frozenset(("RunnableLambda", "RunnableGenerator", "assign", "from_documents", "from_texts"))
_FILLING = frozenset(("format", "format_messages", "format_prompt", "partial", "to_messages", "to_string"))
_LISTED = ".prompts"
_ADDING = ("tool", "tools")
_MAX_DEPTH = 10
_MAX_SEEN = 600
REACHING = ("nodes", "handler")  # roles of functions, which give what these reach
_OF_METHODS = ("tools", "prompts")  # what the methods of a class may be
_HANDED = ("prompt", "tools")
_READ = ("data", "train", "rows", "eval")
_SEVERAL = ("prompt", "tools", "agents")
_MAKERS = ("make", "create", "new", "instance", "getInstance")
_SAME_ROLE = {"tools": ("tools", "servers"), "agents": ("agents",), "data": ("data", "store"), "rows": ("train",)}


class Tracer:
    """Answers what components a value holds and what a function reaches. `hits` are all hits of the project."""

    def __init__(self, resolver: Resolver, namer: Namer, hits: Iterable[Hit]) -> None:
        self.resolver, self.namer = resolver, namer
        self.hits = HitPlaces(resolver, hits)
        self._bases = BaseParts(resolver, self.hits)
        self._written = WrittenNames(resolver, namer, self.hits, self.yields)
        self.prompts = Prompts(resolver, namer.paths, lambda thing: self.holds(thing, "prompt"))
        self._any_held: dict[tuple[int, str], tuple[Abstracts, bool]] = {}
        self._barren = Barren()
        self._made_prompts = MadePrompts(resolver, namer, self.prompts, self._barren)
        self._held: dict[tuple[Abstract, str], tuple[Found, ...]] = {}
        self._roles: dict[tuple[int, str, tuple[str, ...], Site], tuple[Found, ...] | None] = {}
        reached = (self.hits.at, self.touched, self.holds, self._spoken, self.prompts.loaded, self._handed)
        self.reach = Reach(resolver, *reached, self._defined, self._barren)
        self.extra: dict[tuple[object, ...], tuple[Found, str, int]] = {}  # named by being handed over only

    def role(self, hit: Hit, role: str, locators: tuple[str, ...], site: Site | None = None) -> tuple[Found, ...]:
        """The components that a hit is given in a role; the first locator that gives something counts."""
        site = site or hit.site
        if site.call < 0 or not locators:
            return ()
        key = (hit.signature.id, role, locators, site)
        if key not in self._roles:
            self._roles[key] = None
            self._roles[key] = in_role(self._role(hit, role, locators, site), role, hit.path)
        found = self._roles[key]
        self._barren.cuts += found is None
        return found or ()  # what depends on itself holds nothing

    def _role(self, hit: Hit, role: str, locators: tuple[str, ...], site: Site) -> list[Found]:
        found: list[Found] = []
        for locator in locators:
            several = role in _SEVERAL or (role == "model" and hit.signature.kind == "agent")
            if found and (not several or locator.isdigit() or locator.startswith("^.")):
                break  # an agent may have several texts, kinds of tools and models; of all else the first counts
            for value, env in (*written(self.resolver, locator, site), *set_later(self.resolver, locator, site)):
                found += self.value(hit, value, env, role, locator)
        return of_its_class(hit.signature, found) if role == "model" else found

    def look_again(self) -> None:
        """Forget what functions reach: files have told since what their literals name by themselves."""
        self.reach.forget()
        self._roles = {key: found for key, found in self._roles.items() if key[1] not in REACHING}

    def _handed(self, site: Site) -> list[Found]:
        """The prompts and tools that the hits on a call are given."""
        roles = [
            (hit, role, hit.signature.roles.get(role, ()))
            for hit in self.hits.at(site.env.path, site.call)
            for role in _HANDED
        ]
        return [one for hit, role, locators in roles for one in self.role(hit, role, locators, site)]

    def value(self, hit: Hit, value: Value, env: Env, role: str, locator: str) -> list[Found]:
        """The components of one value."""
        if role == "prompt":
            if locator.endswith(_LISTED):  # what a server lists has names of its own
                return list(listed_prompts(self.resolver, self.resolver.modules[env.path], value, env))
            found = self.prompts.held(value, env, prompt_role(hit, locator), self.owner(hit))
            for one in found:
                self.note(one, hit)
            return found
        if role in REACHING:
            return self.reach.graph(hit, value, env) if role == "nodes" else self.reach.handler(value, env)
        things = self.resolver.evaluate(value, env)
        beside = models_beside(self.hits, hit) if role == "model" else []
        if not beside and not self._any_holds(things, role):
            return self._unfamiliar(hit, things, role, locator)
        found = []
        own = role == "model" and hit.signature.kind == "model" and hit.signature.naming == "hub"
        for thing in nearest(things, hit.path) if locator.endswith(TYPES) else things:
            if own and isinstance(thing, Const):
                continue  # its own name, which is the hub's whatever provider it begins with
            named = named_beside(beside, thing, self.yields)
            for one in named or self.holds(thing, role):
                found.append(one)
                if isinstance(thing, Const | Data | Definition) and not named:
                    self.note(one, hit)
        return found

    def _unfamiliar(self, hit: Hit, things: Abstracts, role: str, locator: str) -> list[Found]:
        """Models of an agent by names that no form tells; one that may be anything is an unknown."""
        found, doubtful = unfamiliar(self.resolver.catalogue, hit, things, locator) if role == "model" else ([], "")
        if doubtful:
            self.namer.texts.unknown(hit, "model", doubtful, "unfamiliar")
        for one in found:
            self.note(one, hit)
        return found

    def _any_holds(self, things: Abstracts, role: str) -> bool:
        """Whether one of several things holds anything; what a name stands for is asked for again and again."""
        known = self._any_held.get((id(things), role))
        if known is None:
            known = (things, any(self.holds(one, role) for one in things))  # held, so that its id stays its own
            self._any_held[id(things), role] = known
        return known[1]

    def _spoken(self, value: Name, env: Env) -> list[Found]:
        """The prompts that a name stands for which says so, whole constants and files only: such are told by name; what
        a variable called `prompt` holds counts where it is written in the same file, else it may ask the user."""
        owner = f"{env.scope.rpartition('.')[2]} prompt"
        found = self.prompts.held(value, env, "template", owner)
        near = [f for f in found if f.subject.name != owner or any(path == env.path for path, _ in f.places)]
        return [
            f for f in near if f.subject.origin == "file" or ("hashes" in f.facts and is_prompt_name(f.subject.name))
        ]

    def note(self, found: Found, hit: Hit) -> None:
        """Remember a component that is named by being handed to a hit only."""
        self.extra.setdefault((found.subject, found.places), (found, hit.path, hit.line))

    def owner(self, hit: Hit) -> str:
        """The name that a prompt of a hit gets when it has none of its own."""
        if hit.signature.kind in ("agent", "prompt"):
            for one in self.namer.found(self._bases.bearer(hit) or hit):
                return f"{one.subject.name} system prompt"
            owner = self.resolver.modules[hit.path].owner(hit.site.call)
            if owner:
                return owner
        scope = self.resolver.modules[hit.path].enclosing_function(hit.site.env.scope) or ""
        return f"{owner_name(hit.path, scope)} prompt"

    # -- values ---------------------------------------------------------------------------------------------

    def _of(self, thing: Abstract, role: str, depth: int, seen: Seen) -> list[Found]:
        if thing in seen or self._barren.has(thing, role, depth):
            return []
        if depth > _MAX_DEPTH or len(seen) > _MAX_SEEN:
            self._barren.cuts += 1
            return []
        seen[thing] = depth
        return self._in(thing, role, depth, seen)

    def _in(self, thing: Abstract, role: str, depth: int, seen: Seen) -> list[Found]:
        match thing:
            case Const():
                if thing.opened and role in _READ:
                    return self._listed(thing, role)
                return self._written.of(thing, role) if depth <= 1 else []
            case Data():
                return self._data(thing, role, depth, seen)
            case Symbol():
                if thing.made is None:
                    return outside_tool(self.resolver, thing) if role == "tools" and depth <= 1 else []
                return self._site(thing.made, role, depth, seen)
            case Package() if role == "tools":
                return [f for one in members_of(self.resolver, thing.path) for f in self._of(one, role, 1, seen)]
            case Instance():
                named = self._defined(thing.cls, role) or record_tools(self.resolver, thing, role)
                named = named or (self._site(thing.made, role, depth, seen) if thing.made else [])
                return named or self._inside(thing.cls, role)
            case Definition():
                found = self._defined(thing, role) or (function_tool(self.resolver, thing) if role == "tools" else [])
                return found or self._of_method(thing, role, depth, seen)
        return []

    def _listed(self, text: Const, role: str) -> list[Found]:
        """The data that the files of a folder are, of which a text is read: `for path in glob("notes/*.md")`."""
        hits = self.hits.on_line(text.path, text.line)
        return [f for hit in hits for f in self.yields(hit) if f.subject.kind in ROLE_KINDS[role]]

    def _of_method(self, definition: Definition, role: str, depth: int, seen: Seen) -> list[Found]:
        """What a method of Ruby gives (`llm: llm`), or a function in place (`model: ({ x }) => openai("gpt-4o")`)."""
        module = self.resolver.modules[definition.path]
        function = module.functions.get(definition.scope)
        written = "<lambda" in definition.scope.rpartition(".")[2]
        in_place = module.group == "javascript" and depth <= 1 and written
        if role == "tools" and written and module.facts.language == "kotlin":
            return self._of_block(definition, depth, seen)
        if function is None or not (in_place or module.group == "ruby"):
            return []
        env = Env(definition.path, definition.scope)
        things = [thing for value in function.returns[:4] for thing in self.resolver.evaluate(value, env)]
        return [found for thing in things for found in self._of(thing, role, depth if in_place else depth + 1, seen)]

    def _of_block(self, block: Definition, depth: int, seen: Seen) -> list[Found]:
        """The tools that a block of Kotlin adds to what it builds: `ToolRegistry { tools(GardenTools()) }`."""
        module, env = self.resolver.modules[block.path], Env(block.path, block.scope)
        calls = (module.call(index) for index in module.calls_in.get(block.scope, ()))
        given = [one for call in calls if call.callee in _ADDING for one in call.args][:MAX_FOUND]
        return [found for one in given for found in self._each(one, env, "tools", depth, seen)]

    def _data(self, data: Data, role: str, depth: int, seen: Seen) -> list[Found]:
        whole = whole_of(self.resolver, data, role)
        if whole is not None and role != "servers":
            return whole
        found: list[Found] = list(whole or ())  # servers that are made elsewhere may stand beside those in place
        for name, value in within(entries(data.value), MAX_FOUND, OF_VALUE, data.env.path):
            if whole and isinstance(value, Map):
                continue
            place = (data.env.path, value.line)
            for thing in self.resolver.evaluate(value, data.env):
                keyed = keyed_tool(name, place, thing, resolver=self.resolver) if role == "tools" else []
                if name == "model" and role in ("model", "fallback") and isinstance(thing, Const):
                    keyed = self._written.of(thing, role)  # `{"config_list": [{"model": "gpt-4o"}]}`
                text = isinstance(thing, Const) and isinstance(data.value, Map)  # names of tools stand in lists
                keyed = keyed or self._of_inner(value, data.env, thing, role)
                held = keyed or ([] if text and role == "tools" else self._of(thing, role, depth + 1, seen))
                if not held and role == "tools":
                    held = schema_class(self.resolver, thing)
                found += (
                    (one if one.places else one._replace(places=(place,)) for one in held)
                    if is_only_named(thing)
                    else held
                )
        return found

    def _of_inner(self, value: Value, env: Env, thing: Abstract, role: str) -> list[Found]:
        """What a function within another is, which a call gave: `handoff_to("billing")` has the name of that call."""
        if not isinstance(thing, Definition) or role not in ("tools", "agents") or not self.hits.on(thing):
            return []
        frame = entered_for(self.resolver, value, env, thing)
        if frame is None:
            return []
        at = [(hit, hit.site._replace(env=hit.site.env._replace(frame=frame))) for hit in self.hits.on(thing)]
        return [f for hit, site in at for f in self.yields(hit, site) if f.subject.kind in ROLE_KINDS[role]]

    def _site(self, site: Site, role: str, depth: int, seen: Seen) -> list[Found]:
        """What a call made: what its hit yields, else what its arguments and receiver hold."""
        if site in seen or self._barren.has(site, role, depth):
            return []
        seen[site] = depth
        hits = self.hits.at(site.env.path, site.call)
        found = self._made_by_class(site, role) or self._of_hits(hits, site, role)
        if found or (role == "tools" and any("tools" in hit.signature.roles for hit in hits)):
            return found
        if any(hit.signature.kind not in ("", "prompt", "service") and self.namer.counts(hit, site) for hit in hits):
            return []
        call = self.resolver.modules[site.env.path].call(site.call)
        env = Env(site.env.path, call.scope, site.env.frame)
        if type(call.receiver) is CallRef and len(seen) < _MAX_SEEN:  # a chain of builder calls may be long
            found = self._site(Site(env, call.receiver.call), role, depth, seen)
            if found:
                return found
        method = call.callee.rpartition(".")[2]
        receivers = made_on(self.resolver, site, role == "model") if role != "prompt" or method in _FILLING else ()
        for value in receivers:  # the module of a function is no tool
            found += self._each(value, env, role, depth, seen, outside_too=False) if may_carry(value, role) else []
        if role == "tools" and method in _PLAIN:
            return found
        steps = role == "tools" and call.callee == "__or__"  # `retriever | format_docs`: a step that is no tool
        for value in (*call.args, *(v for _, v in call.kwargs))[:MAX_FOUND]:
            if isinstance(value, Name) and (steps or is_beside(self.resolver, value, role, site)):
                continue
            found += self._each(value, env, role, depth, seen) if may_carry(value, role) else []
        return found or (self.reach.around(site) if role == "train" else [])

    def _of_hits(self, hits: Iterable[Hit], site: Site, role: str) -> list[Found]:
        """What the hits on a call yield in a role, else what they are given in it."""
        found = [f for hit in hits for f in self.yields(hit, site) if f.subject.kind in ROLE_KINDS[role]]
        if role == "service" and not found:  # whose client is made, and names no model
            clients = (one for one in hits if one.signature.kind == "model" and not self.yields(one, site))
            found = [f for hit in clients for f in self.namer.services(hit, site)]
        if found and not (role == "model" and all(is_nameless(one.subject) for one in found)):
            return found
        for hit in hits:
            if role == "prompt" and hit.signature.kind == "model":
                continue  # what a model answers is not what it was told
            for inner in _SAME_ROLE.get(role, (role,)):
                found += self.role(hit, inner, hit.signature.roles.get(inner, ()), site)
        return found

    def _made_by_class(self, site: Site, role: str) -> list[Found]:
        """What a class of the tree is that makes its own objects by an inherited method: `Clerk::make()`."""
        module = self.resolver.modules[site.env.path]
        call = module.call(site.call)
        prefix, _, method = call.callee.rpartition(".")
        if role not in ("agents", "tools") or method not in _MAKERS or call.receiver is not None or "." in prefix:
            return []
        things = self.resolver.evaluate(Name(prefix, call.line), site.env) if prefix else ()
        classes = [t for t in things if isinstance(t, Definition) and t.kind == "class"]
        return [f for cls in classes if self.hits.on(cls) for f in self._defined(cls, role)]

    def _each(self, value: Value, env: Env, role: str, depth: int, seen: Seen, outside_too: bool = True) -> list[Found]:
        if (role == "prompt" and outside_too) or len(seen) > _MAX_SEEN:
            return []
        return [
            f
            for thing in self.resolver.evaluate(value, env)
            if not isinstance(thing, Const) and (outside_too or not is_only_named(thing))
            for f in self._of(thing, role, depth + 1, seen)
        ]

    def holds(self, thing: Abstract, role: str) -> list[Found]:
        """The components that an evaluated value holds in a role."""
        key = (thing, role)
        if key not in self._held:
            seen: Seen = {}
            cuts = self._barren.cuts
            self._held[key] = tuple(self._of(thing, role, 0, seen))
            if not self._held[key] and len(seen) < _MAX_SEEN:
                self._barren.learn(role, seen, cuts)
        return list(self._held[key])

    def of_site(self, site: Site, role: str) -> list[Found]:
        """The components of a role that a call made."""
        return self._site(site, role, 0, {})

    def yields(self, hit: Hit, site: Site | None = None) -> list[Found]:
        """All components of a hit: what it is named for, its prompt."""
        if hit.signature.kind == "prompt":
            return self._made_prompts.of(hit, site or hit.site)
        if self._bases.is_part(hit):
            return []
        return list(self.namer.found(hit, site))

    def _defined(self, definition: Definition, role: str) -> list[Found]:
        kinds = ROLE_KINDS[role]
        found = [f for hit in self.hits.on(definition) for f in self.yields(hit) if f.subject.kind in kinds]
        serving = all(one.subject.kind == Kind.AGENT for one in found)  # nothing, or a service whose methods are tools
        if definition.kind != "class" or role not in _OF_METHODS or not serving:
            return found
        methods = [h for key, group in self.hits.within(definition) for h in group if key != definition.scope]
        made = self.yields if role == "prompts" else self.namer.found
        return [*found, *(f for hit in methods for f in made(hit) if f.subject.kind in kinds)]

    def _inside(self, cls: Definition, role: str) -> list[Found]:
        """What the methods of a class of the tree load: the weights in a module, the data in a data module."""
        if role not in ("model", "base", "train", "rows", "eval"):
            return []
        return [f for f in self.reach.of(cls._replace(owner=None)) if f.subject.kind in ROLE_KINDS[role]]

    def touched(self, hit: Hit) -> list[Found]:
        """What a hit yields and what it is given in its roles."""
        found = self.yields(hit)
        if hit.signature.kind not in ("agent", "tool"):
            for role, locators in hit.signature.roles.items():
                if role in ("model", "prompt", "tools", "agents", "data", "store", "service"):
                    found += self.role(hit, role, locators)
        return found
