"""The tools and agents that hits yield, named by an argument, the variable they are given to, or their function."""

from __future__ import annotations

from dataclasses import replace

from aibom.catalog.entries import Signature
from aibom.core import re
from aibom.core.json import Json
from aibom.model.kinds import Kind
from aibom.model.sighting import Subject
from aibom.scanners.code.facts import CallRef, Class, Function, Name
from aibom.scanners.code.matching.mcp_servers import launched
from aibom.scanners.code.matching.naming.around import IDENTIFIER, MAKERS, class_called, fallback_name, last_name
from aibom.scanners.code.matching.naming.crews import configured_agent, crew_class
from aibom.scanners.code.matching.naming.factories import made_for_callers
from aibom.scanners.code.matching.naming.heirs import tools_of_heirs
from aibom.scanners.code.matching.naming.manifests import package_of
from aibom.scanners.code.matching.naming.own_names import handed_to_base, introduced, named_in_body, named_where_made
from aibom.scanners.code.matching.naming.texts import Texts, place_of
from aibom.scanners.code.matching.tool_shape import TOLD_BY_IT, given_back, own_name, record_name
from aibom.scanners.code.matching.types import TREE, UNLISTED, Found, Hit, doc_facts
from aibom.scanners.code.matching.written_records import described_names
from aibom.scanners.code.resolving.locate import given, located, makers
from aibom.scanners.code.resolving.members import class_member, outside_bases
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.types import Const, Definition, Site, Symbol

_PLAIN_MAKERS = ("Create", "create", "builder")
_MAX_LABEL = 120
_MAX_SERVERS = 6  # names of one MCP server that is written once
_TELLING = 2  # letters of a name that says something; `e := agents.NewExecutor(agent)` says nothing
_PLAIN_OWNERS = ("builder",)
# Variables that say no more of an agent than that it is one.
_UNTELLING = frozenset(
    "agent _agent app graph _graph workflow _workflow builder agent_executor _agent_executor executor compiled "
    "compiled_graph react_agent chain runnable".split()
)
# Variables that say no more of a server than that it is one.
_ANY_SERVER = frozenset(("", "server", "mcp", "app", "srv", "s", "mcp_server", "mcpServer", "_server", "_mcp"))
_BEARING = ("python", "jvm", "dotnet")  # where an agent that is told by no name may be that of its class


_Label = tuple[str, tuple[tuple[str, int], ...]]

# Variables that hold what an agent gave, and do not say what it is.
_REPLIES = frozenset("response resp res result results output reply answer".split())


class Labels:
    """Names the tools and agents of hits."""

    def __init__(self, texts: Texts) -> None:
        self.texts, self.resolver = texts, texts.resolver
        self._answered: dict[str, frozenset[str]] = {}

    def labelled(self, hit: Hit, site: Site) -> list[Found]:
        """All tools or agents of a hit as entered from a site."""
        if hit.signature.launch:
            known, _, _ = self.texts.read(hit.signature, site)
            name = next((str(text.value) for text in known if not text.partial), "")
            server = launched(self.resolver, hit, site, name)
            if server is None and site == hit.site:
                self.texts.unknown(hit, "tool", hit.name)
            server = server or self._unread_server(hit, site)
            return [server] if server is not None else []
        facts: dict[str, Json] = dict(hit.signature.facts)
        if hit.signature.framework:
            facts["framework"] = hit.signature.framework
        declared = self._declared(hit)
        facts |= doc_facts(declared.doc) if declared is not None else {}
        if (entry := configured_agent(self.resolver, hit, site)) is not None:
            return [Found(entry, facts, ((hit.path, hit.line),))]
        if (cls := self._instance_of(hit, site)) is not None:
            declared = self.resolver.modules[cls.path].classes[cls.scope]
            name = self._class_label(cls) or declared.name
            return [Found(Subject(kind=Kind.AGENT, name=name, scope=cls.path), facts, ((cls.path, declared.line),))]
        if (heir := self._heir(hit, site)) is not None:
            return [self._of_heir(hit, facts, self._target_name(hit._replace(target=heir), site), heir)]
        if (crew := crew_class(self.resolver, hit)) is not None:
            return [Found(_subject(crew.name, hit, facts), facts, ((hit.path, crew.line),))]
        if made := tools_of_heirs(self.resolver, hit, site):
            return [self._of_heir(hit, facts, name, heir) for name, heir in made]
        if named := self._for_callers(hit, site):
            return [Found(Subject(kind=Kind.TOOL, name=name, scope=at[0][0]), facts, at) for name, at in named]
        labels = self._labels(hit, site)
        return [
            Found(self._at_interface(_subject(name, hit, facts), hit, place), facts, place) for name, place in labels
        ]

    def _for_callers(self, hit: Hit, site: Site) -> list[_Label]:
        """The names of what a function makes for its callers, where a tool is named by what it is given to."""
        by_owner = hit.signature.kind == "tool" and "=" in hit.signature.name
        return made_for_callers(self.resolver, site) if by_owner else []

    def _at_interface(self, subject: Subject, hit: Hit, place: tuple[tuple[str, int], ...]) -> Subject:
        """The agent of an interface of Java or Kotlin is the interface's, wherever it is built; a tool that hands its
        name to its base's constructor, or answers it, is its own class's, wherever a model or server is told of it."""
        if subject.kind is Kind.TOOL and subject.scope and self._is_of_a_class(subject.name, place, hit):
            return replace(subject, scope=place[0][0])
        built = subject.kind is Kind.AGENT and "handler" in hit.signature.roles and bool(place) and bool(subject.scope)
        return (
            replace(subject, scope=place[0][0]) if built and self.resolver.modules[hit.path].group == "jvm" else subject
        )

    def _is_of_a_class(self, name: str, place: tuple[tuple[str, int], ...], hit: Hit) -> bool:
        """Whether a name stands in another file, in a call of `super(...)` or as what a class answers for its own."""
        if not place or place[0][0] == hit.path or place[0][0] not in self.resolver.modules:
            return False
        module = self.resolver.modules[place[0][0]]
        if name in self._own_names(module):
            return True
        return any(module.makes_base(one) and one.line <= place[0][1] <= one.end_line for one in module.facts.calls)

    def _own_names(self, module: Module) -> frozenset[str]:
        """The names that the classes of a file answer for their own, and those of its records of tools."""
        if module.path not in self._answered:
            classes = (Definition(module.path, "class", scope) for scope in module.classes)
            answered = (own_name(self.resolver, cls) for cls in classes)
            self._answered[module.path] = frozenset((*answered, *described_names(module)))
        return self._answered[module.path]

    def _of_heir(self, hit: Hit, facts: dict[str, Json], name: str, heir: Definition) -> Found:
        """The tool that a method of its base makes of a class."""
        declared = self.resolver.modules[heir.path].classes[heir.scope]
        subject = Subject(kind=Kind(hit.signature.kind), name=name, scope=heir.path)
        return Found(subject, facts | doc_facts(declared.doc), ((heir.path, declared.line),))

    def _heir(self, hit: Hit, site: Site) -> Definition | None:
        """The class of the tree of which a method of its base makes a tool: `Ratings::make()`."""
        if hit.signature.kind != "tool" or hit.target is not None or site.call < 0:
            return None
        call = self.resolver.modules[site.env.path].call(site.call)
        prefix, _, method = call.callee.rpartition(".")
        if not prefix or method not in MAKERS or call.receiver is not None:
            return None
        things = self.resolver.evaluate(Name(prefix, call.line), site.env)
        return next((one for one in things if isinstance(one, Definition) and one.kind == "class"), None)

    def _unread_server(self, hit: Hit, site: Site) -> Found | None:
        """A server whose address or command is computed, named by the variable that holds the client."""
        told = [one for word in ("url", "command") for one in hit.signature.launch.get(word, ())]
        owner = self.resolver.modules[site.env.path].owner(site.call).rpartition(".")[2]
        if not owner or not any(given(self.resolver, one, site) for one in told):
            return None
        name = _CLIENT.sub("", owner) or owner
        if _NAMELESS.fullmatch(name.strip("_")):
            return None  # `server_params`: the unknown says what there is to say
        subject = Subject(kind=Kind.TOOL, name=name, origin="mcp")
        return Found(subject, {"tool_type": "mcp-server"}, ((hit.path, hit.line),))

    def _instance_of(self, hit: Hit, site: Site) -> Definition | None:
        """The class of the tree that a call makes one of, where that is an agent by what it derives from and the call
        gives no other name: `desk = SupportDesk()` is the agent `SupportDesk`."""
        if hit.signature.kind != "agent" or hit.target is not None or site.call < 0:
            return None
        if any(given(self.resolver, locator, site) for locator in hit.signature.name if locator != "="):
            return None
        module = self.resolver.modules[site.env.path]
        if module.makes_base(module.call(site.call)):
            return None
        for target in self.resolver.callee(site):
            if isinstance(target, Definition) and target.kind == "class":
                bases = outside_bases(self.resolver, target)
                derived = (self._derived(module.group, base) for base in bases)
                own = any(one.kind == "agent" for found in derived for one in found)
                return target if own or self._is_only_an_agent(hit, site) else None
        return None

    def _is_only_an_agent(self, hit: Hit, site: Site) -> bool:
        """Whether the object of a class of the project's own has no better name than that of its class."""
        return hit.symbol.module == UNLISTED and self._owner(hit.signature, site).rpartition(".")[2] in _UNTELLING

    def _derived(self, group: str, base: Symbol) -> tuple[Signature, ...]:
        return self.resolver.catalogue.signatures(group, "subclass", base.module, base.path)

    def _class_label(self, cls: Definition) -> str:
        """The name that a class gives to all that are made of it, in Rust also by a method that answers it; what such a
        method of a base answers elsewhere is the name of any of its heirs."""
        rust = self.resolver.modules[cls.path].group == "rust"
        spellings = ("NAME", "name") if rust else ("name",)
        told = [one for spelling in spellings for one in class_member(self.resolver, cls, spelling)]
        for value in given_back(self.resolver, told) if rust else told:
            if isinstance(value, Const) and isinstance(value.value, str) and value.value and not value.partial:
                return value.value
        return ""

    def _labels(self, hit: Hit, site: Site) -> list[_Label]:
        signature = hit.signature
        if signature.naming == "class":
            name = class_called(hit.symbol.path)
            return [(self.texts.resolver.catalogue.hosted_tools.get(name, name), ())]
        if hit.target is not None:
            return self._of_target(hit, site)
        known, lost, present = self.texts.read(signature, site)
        names = [
            (signature.prefix + str(t.value).strip(), place_of(t))
            for t in known
            if not t.partial
            and len(str(t.value)) <= _MAX_LABEL
            and t.value not in _NO_NAME
            and not _COUNTED.fullmatch(str(t.value))
            and "://" not in str(t.value)
        ]
        if len(names) > _MAX_SERVERS and signature.facts.get("tool_type") == "mcp-server":
            names = []  # whatever has a name may become a server here: none of them is one
        if names:
            return names
        if signature.default:
            return [(signature.default, ())]
        handlers = self._handlers(signature, site)
        if handlers and not (present and all(name.startswith("_") for name, _ in handlers)):
            return handlers
        if present and signature.kind == "tool" and "=" not in signature.name:
            if site == hit.site:  # a name that is handed through: what it names is told where it is written
                self.texts.report(hit, site, "tool", lost, present)
            return []
        unread = signature.roles.get("handler") and class_called(hit.symbol.path) in _PLAIN_MAKERS
        own_server = (
            hit.symbol.module == TREE and signature.facts.get("tool_type") == "mcp-server"
        )  # a record of settings
        if signature.kind == "tool" and (
            unread
            or own_server
            or self._nameless(signature, site)
            or self._unpacked(signature, site)
            or self._under_any_key(signature, site)
        ):
            return []
        return [self._owned(hit, site)]

    def _of_target(self, hit: Hit, site: Site) -> list[_Label]:
        """The names of the function or class that a hit stands on, or those that its objects are made with."""
        assert hit.target is not None
        if (made := named_where_made(self.resolver, hit)) is not None:
            return made
        declared = self._declared(hit)
        line = declared.line if declared is not None else hit.line
        return [(name, ((hit.target.path, line),)) for name in self._target_names(hit, site)]

    def _owned(self, hit: Hit, site: Site) -> _Label:
        """The name that a tool or agent has of what it is given to."""
        owner = self._owner(hit.signature, site)
        if hit.signature.facts.get("tool_type") == "mcp-server" and owner.rpartition(".")[2] in _ANY_SERVER:
            return package_of(self.resolver, site.env.path) or owner or fallback_name(self.resolver, hit), ()
        if hit.signature.kind == "agent" and (bearer := self._bearer(hit, site, owner)) is not None:
            return bearer.name, ((site.env.path, bearer.line),)
        telling = (
            len(owner) >= _TELLING and owner not in _PLAIN_OWNERS
        )  # `e := agents.NewExecutor(agent)` tells nothing
        return owner if telling else fallback_name(self.resolver, hit), ()

    def _bearer(self, hit: Hit, site: Site, owner: str) -> Class | None:
        """The class called an agent that a framework's agent is made for, where nothing else names it:
        `class ResearchAgent: def build(self): self.graph = workflow.compile()`. In Java a class of any name bears what
        answers from its documents, which has no variable."""
        module = self.resolver.modules[site.env.path]
        named = owner.rpartition(".")[2]
        if site.call < 0 or module.group not in _BEARING or (named and named not in _UNTELLING):
            return None
        if not named and module.group == "python":
            return None
        cls = module.enclosing_class(module.call(site.call).scope)
        declared = module.classes.get(cls) if cls is not None else None
        answers = module.group == "jvm" and hit.signature.facts.get("agent_type") == "chain"
        return declared if declared is not None and (answers or declared.name.endswith("Agent")) else None

    def _nameless(self, signature: Signature, site: Site) -> bool:
        """Whether a name is given and is none: `register_function(None, handler)` is for whatever is called."""
        values = [v for one in signature.name if one != "=" for v in located(self.texts.resolver, one, site)]
        return bool(values) and all(isinstance(value, Const) and value.value is None for value in values)

    def _unpacked(self, signature: Signature, site: Site) -> bool:
        """Whether the name is among what is unpacked: `types.Tool(**row)` stands for one tool a row."""
        call = self.resolver.modules[site.env.path].call(site.call) if site.call >= 0 else None
        return call is not None and call.spread and not call.args and "=" not in signature.name

    def _under_any_key(self, signature: Signature, site: Site) -> bool:
        """Whether a tool is put under a key that only the program knows: `tools[each.name] = tool({ ... })`."""
        if "=" not in signature.name or site.call < 0 or self._owner(signature, site):
            return False
        given = CallRef(site.call, self.resolver.modules[site.env.path].call(site.call).line)
        return any(
            one.value == given and one.name.endswith("]") for one in self.resolver.modules[site.env.path].facts.bindings
        )

    def _owner(self, signature: Signature, site: Site) -> str:
        """The variable that a call's result is given to, else that of what it is called on (`builder.compile()`)."""
        if "=" not in signature.name:
            return ""
        if signature.kind == "agent" and (executor := self._executor(site)):
            return executor
        for one in (site, *makers(self.resolver, site)):
            owner = self.resolver.modules[one.env.path].owner(one.call)
            if owner:
                return "" if owner in _REPLIES else owner
        return ""

    def _executor(self, site: Site) -> str:
        """The variable of the executor that runs an agent of Go: `executor := agents.NewExecutor(agent)`."""
        module = self.resolver.modules[site.env.path]
        if module.group != "go":
            return ""
        own, scope = module.owner(site.call), module.call(site.call).scope
        for index in module.calls_in.get(scope, ()):
            call = module.call(index)
            first = call.args[0] if call.args and call.callee.endswith("Executor") else None
            if isinstance(first, CallRef) and first.call == site.call:
                return module.owner(index)
            if isinstance(first, Name) and own and first.path == own:
                return module.owner(index)
        return ""

    def _declared(self, hit: Hit) -> Function | Class | None:
        """The function or class that a hit stands on."""
        if hit.target is None:
            return None
        module = self.resolver.modules[hit.target.path]
        return module.functions.get(hit.target.scope) or module.classes.get(hit.target.scope)

    def _handlers(self, signature: Signature, site: Site) -> list[_Label]:
        """The functions of the tree that a tool runs, or the interface that an agent is built of, which lend their
        names (several where a loop makes tools)."""
        found: dict[_Label, None] = {}
        for locator in signature.roles.get("handler", ()):
            for value in located(self.resolver, locator, site):
                if isinstance(value, Definition) and value.kind == "function":
                    function = self.resolver.modules[value.path].functions.get(value.scope)
                    if function is not None and not function.name.startswith("<"):
                        found[function.name, ((value.path, function.line),)] = None
                elif isinstance(value, Symbol) and signature.kind == "tool" and "()." in value.path:
                    last = value.path.rpartition(".")[2]  # a method of a library's object: `FunctionTool(files.write)`
                    if not last.endswith(")") and last not in TOLD_BY_IT:
                        found[last, ()] = None
                elif isinstance(value, Definition) and value.kind == "class":  # an interface, a schema
                    declared = self.resolver.modules[value.path].classes[value.scope]
                    found[declared.name, ((value.path, declared.line),)] = None
        return list(found)

    def _target_name(self, hit: Hit, site: Site) -> str:
        assert hit.target is not None
        if hit.signature.naming == "bean":
            return next(name for name, bean in self.resolver.function_beans.items() if bean == hit.target)
        told = hit.signature.match == "decorator" and (hit.symbol.module == UNLISTED or self._stated(hit, site))
        if hit.target.kind == "class" and not told:
            if own := self._class_label(hit.target):
                return own
            named = own_name(self.resolver, hit.target) if hit.symbol.module == TREE else ""
            named = named or (record_name(self.resolver, hit.target) if hit.signature.kind == "tool" else "")
            named = (
                named
                or named_in_body(self.resolver, hit)
                or introduced(self.resolver, hit)
                or handed_to_base(self.resolver, hit)
            )
            return named or last_name(hit.target)
        return self._stated(hit, site) or last_name(hit.target)

    def _target_names(self, hit: Hit, site: Site) -> list[str]:
        """The names of what a hit stands on: several where a function makes a tool for each of its callers."""
        if hit.signature.match != "decorator" or hit.symbol.module == UNLISTED or site.call < 0:
            return [self._target_name(hit, site)]
        known, _, _ = self.texts.read(hit.signature, site)
        texts = dict.fromkeys(str(text.value) for text in known if not text.partial)
        several = [text for text in texts if IDENTIFIER.fullmatch(text)]
        return several if 1 < len(several) == len(texts) else [self._target_name(hit, site)]

    def _stated(self, hit: Hit, site: Site) -> str:
        """The name that a decorator is given."""
        known, _, _ = self.texts.read(hit.signature, site)
        by_form = hit.symbol.module == UNLISTED and hit.signature.kind == "tool"  # what is given may say what it is for
        for text in known:
            if isinstance(text.value, str) and text.value and not text.partial and len(text.value) <= _MAX_LABEL:
                return "" if by_form and " " in text.value.strip() else text.value
        return ""


# A handler of all tools that have none (`useCopilotAction({ name: "*" })`), what a tool is called until it has a name.
_NO_NAME = ("*", "tool", "remote_tool")
_COUNTED = re.compile(r"(?:tool|function|fn|call)(?:_(?:fn|call|id))?_\d{1,4}")  # `f"tool_fn_{count}"`
_CLIENT = re.compile(r"(?:_?(?:mcp|client|server|params|parameters|connection|session|toolset|tools))+$")
# Words that say of a variable only that it holds a connection to some server.
_NAMELESS = re.compile(
    r"(?:(?:mcp|server|stdio|sse|http|streamable|client)_?)*"
    r"(?:params?|parameters?|transport|config|settings|cli|client|server|conn|connection|session|streams?|toolset|tools?)?"
    r"(?:_?builder)?",
    re.IGNORECASE,
)


def _subject(name: str, hit: Hit, facts: dict[str, Json]) -> Subject:
    kind = Kind(hit.signature.kind)
    if facts.get("tool_type") == "mcp-server":
        return Subject(kind=kind, name=name, origin="mcp")
    if facts.get("tool_type") == "hosted" or hit.signature.naming == "class":
        return Subject(kind=kind, name=name, origin=hit.signature.framework)
    return Subject(kind=kind, name=name, scope=hit.target.path if hit.target is not None else hit.path)
