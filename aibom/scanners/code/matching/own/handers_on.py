"""Functions that only hand tools on to a model: whoever calls them with tools is the one that acts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from aibom.core import re
from aibom.scanners.code.facts import Call, Name
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Definition, Frame, Site

_TOOLS = re.compile(r"(?:\w+_)?(?:tools?|functions)(?:_\w+)?", re.IGNORECASE)
# A client of MCP brings the tools of its servers, so that it is none of these.
CLIENT = re.compile(
    r"\A(?!.*[Mm][Cc][Pp])(?:.*(?:LLM|Llm|Provider|Client|Adapter|OpenAI|Anthropic|Gemini|Ollama|ChatModel|LanguageModel"
    r"|Api|API|(?:LLM|Llm|AI|Ai|OpenAI|Chat|Model|GPT)(?:Service|Wrapper|Helper|Gateway|Connector|Backend))"
    r"|[A-Z]\w*Model)s?\Z"
)
_MAX_CLIMBS = 4  # functions that hand on what they are given, one from another
_MAX_CALLERS = 6


class Acting(NamedTuple):
    """Where code stands that decides on the tools of a call, and by which functions it comes to the call."""

    path: str
    line: int
    frame: Frame | None = None


def acting(resolver: Resolver, path: str, line: int, through: tuple[tuple[str, Site], ...] = ()) -> Iterator[Acting]:
    """Where the code stands that decides on the tools of a call: the line itself, or those that call the function
    around it with tools, where that only hands on the tools that it is given."""
    module = resolver.modules[path]
    scope = _handing_on(module, line) if len(through) < _MAX_CLIMBS else ""
    sites = resolver.callers(Definition(path, "function", scope)) if scope else ()
    inside = [one for one in sites[:_MAX_CALLERS] if one.env.scope and one.env.scope != scope]
    giving = [one for one in inside if _gives_tools(module, scope, _call(resolver, one))]
    if not inside:
        yield Acting(path, line, _entered(through))
    for one in giving or inside:
        yield from acting(resolver, one.env.path, _call(resolver, one).line, (*through, (scope, one)))


def _call(resolver: Resolver, site: Site) -> Call:
    return resolver.modules[site.env.path].call(site.call)


def _entered(through: tuple[tuple[str, Site], ...]) -> Frame | None:
    frame = None
    for scope, site in reversed(through):
        frame = Frame(scope, site.env._replace(frame=frame), site.call)
    return frame


def _gives_tools(module: Module, scope: str, call: Call) -> bool:
    """Whether a call of a function gives it tools, or what may be such."""
    names = [param.name for param in module.functions[scope].params if param.name not in ("self", "cls")]
    place = next((at for at, name in enumerate(names) if _TOOLS.fullmatch(name)), len(names))
    named = any(key == "**" or _TOOLS.fullmatch(key) for key, _ in call.kwargs)
    return named or len(call.args) > place


def _handing_on(module: Module, line: int) -> str:
    """The function around a line that takes tools as a parameter, or whatever it is given: of no class, or of one that
    stands before a provider's API by its name."""
    if module.group != "python":
        return ""
    around = sorted(
        (function.line, scope)
        for scope, function in module.functions.items()
        if function.line <= line <= function.end_line and _is_between(module, scope)
    )
    for _, scope in reversed(around):
        taken = [param.name for param in module.functions[scope].params]
        unread = [name.removeprefix("**") for name in taken if name.startswith("**")]
        if any(map(_TOOLS.fullmatch, taken)) or any(_spreads(module, scope, line, name) for name in unread):
            return scope
    return ""


def _is_between(module: Module, scope: str) -> bool:
    cls = module.enclosing_class(scope)
    if cls is None or CLIENT.search(cls.rpartition(".")[2]):
        return True
    bases = (str(getattr(base, "path", "")).rpartition(".")[2] for base in module.classes[cls].bases)
    return any(map(CLIENT.search, bases))  # `class Zhipu(BaseChatModel)`


def _spreads(module: Module, scope: str, line: int, name: str) -> bool:
    """Whether the call on a line hands on what a function is given beside its parameters."""
    calls = (module.call(index) for index in module.calls_in.get(scope, ()))
    given = (value for call in calls if call.line == line for key, value in call.kwargs if key == "**")
    return any(isinstance(value, Name) and value.path == name for value in given)
