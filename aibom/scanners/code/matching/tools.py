"""Tools that are written out: as JSON schemas, as plain functions, by the names of hosted ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from aibom.catalog.coding_agents import BROUGHT_ALONG, server_of
from aibom.core import re
from aibom.core.json import Json
from aibom.core.left_out import within
from aibom.model.kinds import Kind
from aibom.model.sighting import Subject
from aibom.scanners.code.facts import Call, CallRef, Item, Lit, Map, Member, Name, Seq, Value, key_name
from aibom.scanners.code.matching.model_names import is_name
from aibom.scanners.code.matching.tool_shape import keys_of, mapping_shape
from aibom.scanners.code.matching.types import Found, doc_facts
from aibom.scanners.code.resolving.members import object_member, outside_bases
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Abstract, Const, Data, Definition, Instance, Symbol
from aibom.scanners.code.resolving.visible import RANGING

_TOOL_SOURCES = ("agent-framework", "framework", "mcp")  # roles of packages whose functions are made for agents
_SCHEMA_BASES = frozenset(("BaseModel", "TypedDict"))
_MAKER = re.compile(r"_?(?:a?get|a?load|create|make|build|fetch|init)_(?:\w+_)?tools")  # gives tools and is none
_MAKES_TOOLS = frozenset("tool tools function_tool create_tool".split())  # decorators and makers, no tools themselves
_MAX_TOOLS = 200
_MAX_RE_EXPORTS = 2
_SELVES = frozenset(("self", "this"))
_DECLARATIONS = ("function_declarations", "functionDeclarations", "toolSpec")
_IDENTIFIERS = tuple("method id key slug toolName tool_name functionName function_name identifier".split())
_IDENTIFIER = re.compile(r"[A-Za-z][\w-]{1,63}")
_WRAPPERS = ("function", *_DECLARATIONS)  # keys that hold a tool of a name of its own
_SPECIFIED = tuple("definition spec schema tool declaration function_spec tool_spec toolDefinition".split())
_MAX_WRAPPED = 6  # wrappers and lists within each other
_RESOURCE = frozenset(("uri", "uriTemplate", "mimeType"))  # what MCP serves beside tools
_EVALUATED = frozenset(("groundTruthSchema", "ground_truth_schema"))  # of data that an agent is measured by
_SAID = frozenset(("description", "getDescription", "getToolDescription"))
_TOOL_FILE = re.compile(r"tool|action|agent|skill|mcp|function|capabilit|plugin", re.IGNORECASE)
_SCHEMAS = frozenset(("z.object", "z.strictObject", "z.looseObject", "Type.Object", "s.object", "v.object"))


def tool_schema(resolver: Resolver, data: Data, strict: bool = False, depth: int = 0) -> list[Found]:
    """The tool that a mapping describes: `{"type": "function", "function": {...}}`, `{"name", "input_schema"}`,
    `{"google_search": {}}`.

    With `strict` only mappings count that cannot be anything else, wherever they stand.
    """
    if not isinstance(data.value, Map):
        return []
    items = {key_name(key): item for key, item in data.value.pairs if key}
    for member in _WRAPPERS:
        if member in items and (member != "function" or isinstance(items[member], Map)):
            return _inner(resolver, items[member], data, depth + 1)
    within = next((items[key] for key in _SPECIFIED if isinstance(items.get(key), Map)), None)
    if within is not None and "name" not in items and not strict:
        return _inner(resolver, within, data, depth + 1)  # beside the function that runs it
    if "name" in items and _is_told(resolver, items, data, strict):
        found = _named(resolver, _called(items), data)
        if found:
            return found
    if "name" not in items and "id" in items and not strict and all(mapping_shape({**items, "name": 0})):
        return _named(resolver, items["id"], data)  # Mastra's, without its `createTool`
    if "name" not in items and not strict and (spread := _spread(resolver, data)):
        return spread
    return _hosted(resolver, items, data, strict)


def _called(items: Mapping[object, Value]) -> Value:
    """What a tool is called by: where its name is a title, the identifier beside it is what models are told
    (`{ method: "create_customer", name: "Create Customer" }`)."""
    name = items["name"]
    if isinstance(name, Lit) and " " in str(name.value):
        beside = (one for key in _IDENTIFIERS if isinstance(one := items.get(key), Lit))
        return next((one for one in beside if _IDENTIFIER.fullmatch(str(one.value))), name)
    return name


def _of_heirs(resolver: Resolver, value: Value, texts: list[Const], data: Data) -> bool:
    """Whether a base tells a model what the classes of other files that derive from it are called: `self.name`,
    `$this->name()`."""
    called = resolver.modules[data.env.path].call(value.call).callee if isinstance(value, CallRef) else ""
    own = value.path if isinstance(value, Name) else called
    return own.startswith(("self.", "cls.", "this.")) and any(text.path != data.env.path for text in texts)


def _spread(resolver: Resolver, data: Data) -> list[Found]:
    """The tool of a mapping that takes its name from one that it spreads: `{...searchSchema, handler: search}`."""
    pairs = data.value.pairs if isinstance(data.value, Map) else ()
    things = (thing for key, item in pairs if key is None for thing in resolver.evaluate(item, data.env))
    named = (one for one in things if isinstance(one, Data) and "name" in keys_of(one))
    return [found for one in named for found in tool_schema(resolver, one)]


def _named(resolver: Resolver, value: Value, data: Data) -> list[Found]:
    """The tool of a mapping under its name. A function that makes tools of what it is given (`name` is a parameter)
    makes one for each caller, which stands where the caller writes it; so does a class of tools that tells a model of
    itself (`{"type": "function", "name": self.name}`)."""
    own = _of_each_object(resolver, value, data)
    texts = own or _texts(resolver, value, data)
    handed = bool(own) or _is_each(resolver, value, data) or _of_heirs(resolver, value, texts, data)
    found: dict[Found, None] = {}
    for text in own or texts[: _MAX_TOOLS if handed else 1]:
        written = (text.path, text.line)
        places = (written,) if handed else tuple(dict.fromkeys(((data.env.path, value.line), written)))
        subject = Subject(kind=Kind.TOOL, name=str(text.value), scope=places[0][0])
        if is_name(subject.name):
            found[Found(subject, {"tool_type": "function"}, places)] = None
    return list(found)


def _is_each(resolver: Resolver, value: Value, data: Data) -> bool:
    """Whether a name is that of each caller or of each turn of a loop: a parameter, what runs over a table, and members
    of both (`[{"name": tool["name"], ...} for tool in TOOLS]`)."""
    while isinstance(value, Item | Member):
        value = value.base
    if not isinstance(value, Name):
        return False
    module, scope = resolver.modules[data.env.path], data.env.scope
    head = value.path.partition(".")[0]
    ranging = (one for one in module.bindings.get(head, ()) if one.form in RANGING and one.scope == scope)
    return head not in _SELVES and ((scope, head) in module.params or any(True for _ in ranging))


def _of_each_object(resolver: Resolver, value: Value, data: Data) -> list[Const]:
    """The names that the objects of a class are made with, where a member of the object that speaks is one."""
    own, _, member = value.path.partition(".") if isinstance(value, Name) else ("", "", "")
    if own not in _SELVES or not member:
        return []
    things = resolver.evaluate(Name(own, value.line), data.env)
    classes = [one.cls for one in things if isinstance(one, Instance) and one.made is None]
    made = [Instance(cls, site) for cls in classes for site in resolver.makers(cls)]
    return [text for one in made for text in _plain(object_member(resolver, one, member))]


def hosted_tool(resolver: Resolver, data: Data) -> list[Found]:
    """The tool of the model's own that a mapping of one key names: `{"googleSearch": {}}`."""
    pairs = data.value.pairs if isinstance(data.value, Map) else ()
    items = {key_name(key): item for key, item in pairs}
    return _hosted(resolver, items, data, strict=False) if len(items) == 1 and "type" not in items else []


def _is_work(resolver: Resolver, thing: object) -> bool:
    """Whether an object of Go holds a function and a text that tells of it: `Func{GetDate, "Tells the date"}`."""
    if not isinstance(thing, Symbol | Instance) or thing.made is None:
        return False
    module = resolver.modules[thing.made.env.path]
    call = module.call(thing.made.call)
    given = [one for value in _values_of(call) for one in resolver.evaluate(value, thing.made.env)]
    works = any(isinstance(one, Definition) and one.kind == "function" for one in given)
    return module.group == "go" and works and any(isinstance(one, Const) and " " in str(one.value) for one in given)


def _values_of(call: Call) -> tuple[Value, ...]:
    return (*call.args, *(value for _, value in call.kwargs))


def keyed_tool(
    name: object, place: tuple[str, int], thing: object, sure: bool = False, resolver: Resolver | None = None
) -> list[Found]:
    """A tool that a mapping of tools writes out under its name: `{getWeather: {description, parameters, execute}}`.
    `sure` says that it is known to take arguments."""
    if resolver is not None and isinstance(name, str) and is_name(name) and _is_work(resolver, thing):
        return [Found(Subject(kind=Kind.TOOL, name=name, scope=place[0]), {"tool_type": "function"}, (place,))]
    if not isinstance(thing, Data) or not isinstance(thing.value, Map) or not isinstance(name, str):
        return []
    shape = mapping_shape(keys_of(thing))
    if not name:  # `tools[`${kind}Search`] = harbourSearch`
        name = _constant(resolver, thing) if resolver is not None and shape.described and shape.runs else ""
        place = (thing.env.path, thing.value.line)
    if shape.named and name in _SPECIFIED:
        return []  # it is told by the name that it has itself
    takes = shape.takes or (shape.described and sure)
    if not is_name(name) or name in _WRAPPERS or not (shape.runs or (shape.described and takes)):
        return []
    places = tuple(dict.fromkeys((place, (thing.env.path, thing.value.line))))  # where it is named, and written
    return [Found(Subject(kind=Kind.TOOL, name=name, scope=thing.env.path), {"tool_type": "function"}, places)]


def _constant(resolver: Resolver, data: Data) -> str:
    """The name of the constant that a mapping is written for; "" when there is none."""
    module = resolver.modules.get(data.env.path)
    bound = module.facts.bindings if module is not None else ()
    return next((one.name for one in bound if one.value is data.value and not one.scope), "")


def takes_arguments(resolver: Resolver, data: Data) -> bool:
    """Whether a mapping says what it takes, under whatever key: `{ description, args: z.object({}) }`."""
    pairs = data.value.pairs if isinstance(data.value, Map) else ()
    calls = (resolver.modules[data.env.path].call(item.call).callee for _, item in pairs if isinstance(item, CallRef))
    return mapping_shape(keys_of(data)).takes or any(callee in _SCHEMAS for callee in calls)


def written_tool(resolver: Resolver, name: object, line: int, data: Data) -> list[Found]:
    """A tool that a helper of the project's own is given: `listTables: tool({description, parameters, execute})`.

    Only what has all three counts, because nothing else says that it is for a model; some may be spread into it.
    """
    if not isinstance(data.value, Map) or not isinstance(name, str) or not is_name(name):
        return []
    spread = [thing for key, item in data.value.pairs if key is None for thing in resolver.evaluate(item, data.env)]
    parts = (data, *(thing for thing in spread if isinstance(thing, Data)))
    shape = mapping_shape(key for part in parts for key in keys_of(part))
    if shape.named or not (shape.described and shape.takes and shape.runs):
        return []
    subject = Subject(kind=Kind.TOOL, name=name, scope=data.env.path)
    return [Found(subject, {"tool_type": "function"}, ((data.env.path, line),))]


def _is_told(resolver: Resolver, items: Mapping[object, Value], data: Data, strict: bool) -> bool:
    """Whether a mapping with a name is a tool; elsewhere than among tools it has to say all that a model is told."""
    shape = mapping_shape(items)
    if not strict:
        return shape.described or shape.takes
    if _RESOURCE.intersection(items) or _EVALUATED.intersection(items):
        return False
    if shape.described and shape.takes:
        return True
    said = "schema" in items and bool(_SAID.intersection(items))
    return said and _is_schema(resolver, items["schema"], data)


def _is_schema(resolver: Resolver, value: Value, data: Data) -> bool:
    """Whether what is called a schema is one of arguments, written with a library for such, in a file of tools."""
    module = resolver.modules[data.env.path]
    if not (_TOOL_FILE.search(data.env.path) or resolver.imports_ai(module)):
        return False
    made = (value.call for value in (value,) if isinstance(value, CallRef))
    if any(module.call(one).callee in _SCHEMAS for one in made):
        return True
    things = resolver.evaluate(value, data.env) if isinstance(value, Name) else ()
    sites = [one.made for one in things if isinstance(one, Symbol) and one.made is not None]
    return any(resolver.modules[one.env.path].call(one.call).callee in _SCHEMAS for one in sites)


def _inner(resolver: Resolver, value: Value, data: Data, depth: int) -> list[Found]:
    """The declarations inside a wrapper; `params[:tools] = {declarations: params[:tools]}` wraps itself without end."""
    found: list[Found] = []
    for thing in resolver.evaluate(value, data.env) if depth < _MAX_WRAPPED else ():
        if isinstance(thing, Data) and isinstance(thing.value, Seq):
            for item in within(thing.value.items, _MAX_TOOLS, "tools of one list", thing.env.path):
                found += _inner(resolver, item, thing, depth + 1)
        elif isinstance(thing, Data):
            found += tool_schema(resolver, thing, depth=depth)
    return found


def _hosted(resolver: Resolver, items: Mapping[object, Value], data: Data, strict: bool) -> list[Found]:
    hosted = resolver.catalogue.hosted_tools
    kind = _text(resolver, items["type"], data) if "type" in items else None
    if strict and (kind is None or not any(char.isdigit() for char in str(kind.value))):
        return []  # only a dated type (`web_search_20250305`) cannot be anything else
    if kind is not None and kind.value == "mcp" and "server_label" in items:
        label = _text(resolver, items["server_label"], data)
        subject = Subject(kind=Kind.TOOL, name=str(label.value) if label else "mcp", origin="mcp")
        return [Found(subject, {"tool_type": "mcp-server"}, ((data.env.path, data.value.line),))] if label else []
    if kind is not None:
        text = str(kind.value)
        names = [hosted.get(text) or hosted.get(text.rpartition("_")[0])]
    else:
        names = [hosted.get(str(key)) for key in items]
    place = ((data.env.path, data.value.line),)
    return [Found(Subject(kind=Kind.TOOL, name=name), {"tool_type": "hosted"}, place) for name in names if name]


def _texts(resolver: Resolver, value: Value, data: Data) -> list[Const]:
    return _plain(resolver.evaluate(value, data.env))


def _plain(things: Iterable[Abstract]) -> list[Const]:
    return [one for one in things if isinstance(one, Const) and isinstance(one.value, str) and not one.partial]


def _text(resolver: Resolver, value: Value, data: Data) -> Const | None:
    return next(iter(_texts(resolver, value, data)), None)


def function_tool(resolver: Resolver, definition: Definition) -> list[Found]:
    """A function that is handed over as a tool is a tool."""
    if definition.kind != "function":
        return []
    module = resolver.modules[definition.path]
    function = module.functions.get(definition.scope)
    if function is None or function.name.startswith("<") or _MAKER.fullmatch(function.name):
        return []
    if module.group == "ruby" and definition.scope != function.name:
        return []  # a bare name calls the method: what it gives is the tool
    if any(getattr(mark, "path", "").rpartition(".")[2] == "chain" for mark in function.decorators):
        return []  # a step of LangChain's, which no model calls
    facts: dict[str, Json] = {"tool_type": "function", **doc_facts(function.doc)}
    subject = Subject(kind=Kind.TOOL, name=function.name, scope=definition.path)
    return [Found(subject, facts, ((definition.path, function.line),))]


def schema_class(resolver: Resolver, thing: object) -> list[Found]:
    """A class of data in a list of tools: its name and fields are the tool's schema (`llm.bind_tools([SendEmail])`)."""
    if not isinstance(thing, Definition) or thing.kind != "class":
        return []
    if not any(base.path.rpartition(".")[2] in _SCHEMA_BASES for base in outside_bases(resolver, thing)):
        return []
    declared = resolver.modules[thing.path].classes[thing.scope]
    facts: dict[str, Json] = {"tool_type": "function", **doc_facts(declared.doc)}
    subject = Subject(kind=Kind.TOOL, name=declared.name, scope=thing.path)
    return [Found(subject, facts, ((thing.path, declared.line),))]


def outside_tool(resolver: Resolver, symbol: Symbol) -> list[Found]:
    """A function or module of an AI package that is handed over as a tool (`from strands_tools import shell`)."""
    name = (symbol.path or symbol.module).rpartition(".")[2]
    known = resolver.catalogue.imported_package("python", symbol.module)
    if (
        known is None
        or known.role not in _TOOL_SOURCES
        or "()" in symbol.path
        or not name.isidentifier()
        or not name.islower()
        or name in _MAKES_TOOLS
    ):
        return []
    subject = Subject(kind=Kind.TOOL, name=name, origin=symbol.module.partition(".")[0])
    return [Found(subject, {"tool_type": "function"})]


def named_tool(resolver: Resolver, text: Const) -> list[Found]:
    """A tool that is given by its name: `tools=["web_search"]`."""
    name = str(text.value)
    place = ((text.path, text.line),) if text.line else ()
    if name in BROUGHT_ALONG:
        return []
    if server := server_of(name):
        return [Found(Subject(kind=Kind.TOOL, name=server, origin="mcp"), {"tool_type": "mcp-server"}, place)]
    if (bean := resolver.function_beans.get(name)) is not None:
        return [_bean(resolver, name, bean)]
    hosted = resolver.catalogue.hosted_tools.get(name)
    facts: dict[str, Json] = {"tool_type": "hosted"} if hosted else {}
    subject = Subject(kind=Kind.TOOL, name=hosted or name, scope="" if hosted else text.path)
    return [Found(subject, facts, place)]


def _bean(resolver: Resolver, name: str, bean: Definition) -> Found:
    """A function that Spring's container knows by the name that is given."""
    module = resolver.modules[bean.path]
    declared = module.functions[bean.scope] if bean.kind == "function" else module.classes[bean.scope]
    facts: dict[str, Json] = {"tool_type": "function"}
    return Found(Subject(kind=Kind.TOOL, name=name, scope=bean.path), facts, ((bean.path, declared.line),))


def members_of(resolver: Resolver, path: str, depth: int = 0) -> list[Abstract]:
    """What a module that is handed over as a set of tools holds: in Python the function of its own name, in a script
    all that it exports and makes of a library (`import * as tools from "./tools"`)."""
    module = resolver.modules.get(path)
    if module is None or module.group != "javascript":
        return list(resolver.exported(path, path.rpartition("/")[2].partition(".")[0]))
    found: list[Abstract] = []
    for name, value in within(module.facts.exports, _MAX_TOOLS, "exports", module.path):
        inner = resolver.places.locate(module.group, str(getattr(value, "value", "")), path) if name == "*" else None
        if inner is not None and depth < _MAX_RE_EXPORTS:
            found += members_of(resolver, inner, depth + 1)
        elif name != "*":
            found += (one for one in resolver.exported(path, name) if not isinstance(one, Definition))
    return found
