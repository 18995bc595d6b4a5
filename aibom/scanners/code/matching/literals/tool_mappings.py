"""Tools that mappings describe, wherever these stand: one by itself, several under their names, those of the model's
own among settings, those that helpers of the project's own are given, and those that a page answers by hand."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.core import re
from aibom.core.json import Json
from aibom.model.kinds import Kind
from aibom.model.sighting import Subject
from aibom.scanners.code.facts import CASE, CallRef, FuncRef, Lit, Map, Seq, key_name
from aibom.scanners.code.matching.model_names import is_name
from aibom.scanners.code.matching.tool_shape import keys_of, mapping_shape
from aibom.scanners.code.matching.tools import hosted_tool, keyed_tool, takes_arguments, tool_schema, written_tool
from aibom.scanners.code.matching.types import Found
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Data, Env

_TOOL_SET = re.compile(
    r"(?:.*_)?tools?(?:_?(?:definitions?|defs?|schemas?|map|registry|specs?|config))?"
    r"|.*[a-z]Tools?(?:Definitions?|Defs?|Schemas?|Map|Registry|Specs?|Config)?"
    r"|(?:tool|function)(?:Definitions?|Schemas?|Map|Registry|Specs?)",
    re.IGNORECASE,
)
_MANY_TOOLS = 200
_HELPERS = ("tool", "action", "function")
_INPUTS = frozenset(
    ("input", "inputs", "args", "params", "arguments", "inputSchema", "argsSchema", "schema", "parameters")
)
_ACTION = frozenset(("name", "similes", "handler"))  # of elizaOS: what a character may do
_ANSWERED = ("onClientTool",)  # of ChatKit: the function that runs what the model asks the page for


def told_tools(resolver: Resolver, module: Module, data: Data, name: str) -> Iterator[Found]:
    """All tools that a mapping under a name tells of, each with its places."""
    yield from mapping_tools(resolver, data, name)
    if keys_of(data) >= _ACTION:
        yield from _as_whole(module, data)
    if name == "metadata" and any(imp.module == "xmcp" for imp in module.facts.imports):
        yield from _as_whole(module, data)
    pairs = data.value.pairs if isinstance(data.value, Map) else ()
    for key, item in pairs:
        if isinstance(item, Seq) and key_name(key) == "tools" and resolver.imports_ai(module):
            for one in (one for one in item.items if isinstance(one, Map)):
                for tool in hosted_tool(resolver, Data(one, data.env)):
                    yield tool._replace(places=((module.path, one.line),))
        elif isinstance(item, FuncRef) and key_name(key) in _ANSWERED:
            yield from _answered(module, item.scope)


def _as_whole(module: Module, data: Data) -> Iterator[Found]:
    """The tool of a mapping that is one as a whole: `export const metadata = { name: "greet", description: "..." }` of
    xmcp, an action of elizaOS; in xmcp's folder of prompts it is one of these."""
    prompt = "/prompts/" in module.path
    facts: dict[str, Json] = {"role": "template"} if prompt else {"tool_type": "function"}
    for key, item in data.value.pairs if isinstance(data.value, Map) else ():
        if key_name(key) == "name" and isinstance(item, Lit) and isinstance(item.value, str) and is_name(item.value):
            subject = Subject(kind=Kind.PROMPT if prompt else Kind.TOOL, name=item.value, scope=module.path)
            yield Found(subject, facts, ((module.path, item.line),))


def _answered(module: Module, scope: str) -> Iterator[Found]:
    """The tools that a function tells apart by their names: `if (invocation.name === "save_note")`."""
    for index in module.within(scope):
        call = module.call(index)
        text = call.args[0] if call.callee == CASE else None
        if isinstance(text, Lit) and isinstance(text.value, str) and is_name(text.value):
            subject = Subject(kind=Kind.TOOL, name=text.value, scope=module.path)
            yield Found(subject, {"tool_type": "function"}, ((module.path, text.line),))


def helped(resolver: Resolver, module: Module, name: str, made: CallRef) -> Iterator[Found]:
    """The tool that a helper of the project's own makes: `const search = defineTool({ description, parameters,
    execute })`, `tool("search", { description, input, handler })`."""
    call = module.call(made.call)
    if not call.callee.rpartition(".")[2].lower().endswith(_HELPERS):
        return
    first = call.args[0] if len(call.args) > 1 else None
    label = first.value if isinstance(first, Lit) and isinstance(first.value, str) else None
    for given in call.args:
        data = Data(given, Env(module.path, call.scope)) if isinstance(given, Map) else None
        if data is not None and label is None and not _is_under_any_key(module, made):
            yield from written_tool(resolver, name, made.line, data)
        elif data is not None and label is not None and is_name(label):
            shape, keys = mapping_shape(keys_of(data)), keys_of(data)
            if shape.described and shape.runs and (shape.takes or keys & _INPUTS):
                subject = Subject(kind=Kind.TOOL, name=label, scope=module.path)
                yield Found(subject, {"tool_type": "function"}, ((module.path, call.line),))


def _is_under_any_key(module: Module, made: CallRef) -> bool:
    """Whether what is made is put under a key that only the run knows: `tools[each.name] = tool({ ... })`."""
    names = (one.name for one in module.facts.bindings if one.value == made)
    return any(name.endswith("]") and not name.endswith('"]') for name in names)


def mapping_tools(resolver: Resolver, data: Data, name: str) -> Iterator[Found]:
    """The tools of a mapping that is given the name, each with its places."""
    here = ((data.env.path, data.value.line),)
    for tool in (*tool_schema(resolver, data, strict=True), *_keyed(resolver, data, name)):
        yield tool if tool.places else tool._replace(places=here)


def _keyed(resolver: Resolver, data: Data, name: str) -> Iterator[Found]:
    """The tools of a mapping that is called after them: `const tools = { getTime: { description, ... } }`."""
    pairs = data.value.pairs if isinstance(data.value, Map) else ()
    if len(pairs) > _MANY_TOOLS or not _TOOL_SET.fullmatch(name.rpartition(".")[2]):
        return
    for key, item in pairs:
        thing = Data(item, data.env) if isinstance(item, Map) else None
        if thing is not None and {"description", "name"} & keys_of(thing) == {"description"}:
            place = (data.env.path, getattr(key, "line", item.line))
            yield from keyed_tool(key_name(key), place, thing, takes_arguments(resolver, thing))
