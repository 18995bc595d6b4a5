"""Functions in a list that is called one of tools and that nothing told: `tools = [add, subtract]` for a builder that
wraps them in a way of its own, `TOOLS = {"search": search}` for a loop over what the model asks for."""

from __future__ import annotations

from collections.abc import Iterator, Set
from functools import partial

from aibom.core import re
from aibom.core.left_out import within
from aibom.model.sighting import Evidence, Observation
from aibom.scanners.code.facts import CallRef, FuncRef, Map, Name, Seq, Value, key_name
from aibom.scanners.code.matching.literals.told import Told
from aibom.scanners.code.matching.tools import function_tool
from aibom.scanners.code.matching.types import Found, unique
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Definition, Env

_CONFIDENCE = 0.5
_OF_TOOLS = re.compile(
    r"(?:.*_)?(?:tools|tool_?(?:list|map|box|kit|set|registry|functions|funcs|handlers|mapping|dict)|tools_by_name"
    r"|(?:available|callable|known)_functions|(?:known|available|allowed)_(?:actions|tools)|action_(?:map|registry|handlers))",
    re.IGNORECASE,
)
_CAMEL_TOOLS = re.compile(
    r"[a-z]\w*?(?:Tools|Tool(?:List|Map|Box|Kit|Set|Registry|Functions|Handlers|Mapping|sByName))"
)
_MAX_TOOLS = 200


def stray_tools(resolver: Resolver, module: Module, told: Told) -> Iterator[Observation]:
    """The functions of the tree that a file which has to do with AI lists as tools and that are not told. A function
    under a tool's name does its work: `{ get_weather: getWeather }`."""
    for name, value, scope in _lists(module):
        if not isinstance(value, Seq | Map) or not (_OF_TOOLS.fullmatch(name) or _CAMEL_TOOLS.fullmatch(name)):
            continue
        written = _members(value, told.tool_names)
        members = [one for one in map(partial(_wrapped, module), written) if isinstance(one, Name | FuncRef)]
        if not members or len(members) < len(written):
            continue
        env = Env(module.path, scope)
        for member in within(members, _MAX_TOOLS, "tools of one list", module.path):
            for tool in _tools(resolver, member, env):
                if told.tools.keys().isdisjoint(tool.places):
                    yield from _observed(tool, name, module.path, member.line)


def _lists(module: Module) -> Iterator[tuple[str, Value, str]]:
    """Lists and mappings that stand under a name which says that they hold tools."""
    for binding in module.facts.bindings:
        yield binding.name.rpartition(".")[2], binding.value, binding.scope
    for call in module.facts.calls:
        yield from ((key, value, call.scope) for key, value in call.kwargs)


def _members(value: Value, known: Set[str]) -> tuple[Value, ...]:
    """The items of a list, or of a mapping those under keys that are not known as tools."""
    if isinstance(value, Seq):
        return value.items
    return tuple(item for key, item in value.pairs if key_name(key) not in known) if isinstance(value, Map) else ()


def _wrapped(module: Module, member: Value) -> Value:
    """The function that a helper describes: `tools = [describe(search)]`, `[describe(one) for one in FUNCTIONS]`."""
    call = module.call(member.call) if isinstance(member, CallRef) else None
    return call.args[0] if call is not None and len(call.args) == 1 and isinstance(call.args[0], Name) else member


def _tools(resolver: Resolver, member: Value, env: Env) -> list[Found]:
    """The tools that a member stands for: one, or of a loop over functions each of them."""
    things = resolver.evaluate(member, env)
    found = [tool for one in things if isinstance(one, Definition) for tool in function_tool(resolver, one)]
    return unique(found)[:_MAX_TOOLS]


def _observed(tool: Found, name: str, path: str, line: int) -> Iterator[Observation]:
    for at, place in dict.fromkeys((*tool.places, (path, line))):
        evidence = Evidence(path=at, line=place, symbol=name[:200], confidence=_CONFIDENCE)
        yield Observation(subject=tool.subject, evidence=evidence, facts={**tool.facts, "usage": "used"})
