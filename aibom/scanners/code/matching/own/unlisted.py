"""Agents and tools of frameworks that the catalogue does not list, told by the form in which all frameworks write them.

`Agent(name=..., instructions=..., tools=[...])`, `@app.tool`, `class Search(BaseTool)`: the name and what is given
agree from one framework to the next, so that the signatures of the pseudo module `unlisted` match whatever package
(or the project itself) brings such a name. They count with less confidence, and only where nothing else matches.
"""

from __future__ import annotations

import sys

from aibom.catalog.entries import Signature
from aibom.core import re
from aibom.scanners.code.facts import Call, Lit, Map, key_name
from aibom.scanners.code.matching.own.registering import keeps_tools
from aibom.scanners.code.matching.own.unlisted_names import made_by_name
from aibom.scanners.code.matching.types import TREE, UNLISTED
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import LOOSE, Abstract, Abstracts, Definition, Symbol

_OWN_SERVER = re.compile(
    r"(?:[A-Z][a-z]+){0,2}M[Cc][Pp]Server(?:Config(?:uration)?|Metadata|Info|Param(?:eter)?s|Settings|Definition|Spec"
    r"|Details|Options|Entry|Record)?"
)
_FROM_FUNCTION = re.compile(r"(?:^|\.)\w*Tool\.from_(?:function|callable|func|fn|defaults)\Z")
_MAKERS = ("create_", "make_", "build_", "define_", "new_", "get_", "init_")
_OWN_TOOLS = frozenset(("Tool", "FunctionTool", "AgentTool", "LLMTool"))  # classes of the project that are no bases
# Decorators of the project that take a name and what it is for, as those of agents' commands do.
_OWN_COMMANDS = frozenset(
    "command action ability skill capability register register_command register_action register_ability register_skill"
    " register_function".split()
)
_MARKS_TOOL = re.compile(r"(?:\w+_)?tool_?(?:wrapper|decorator|fn|func|def|spec|schema)|(?:as|is|mark|expose)_\w*tool")
_TAKEN = frozenset("schema parameters input_schema inputSchema args_schema argsSchema params_schema".split())
_TOLD = frozenset(("system_prompt", "system_message", "instructions", "instruction", "prompt"))
_OWN_AGENTS = frozenset(("Agent", "AIAgent", "LLMAgent"))  # classes of the project; others are agents by themselves


def called_by_form(resolver: Resolver, group: str, targets: Abstracts) -> list[tuple[Symbol, Signature]]:
    """The signatures that the name of a called class alone asks for."""
    servers = [
        one for one in targets if isinstance(one, Definition) and one.kind == "class" and is_own_server(one.scope)
    ]
    if servers:
        symbol = Symbol(TREE, "McpServer")
        return [(symbol, one) for one in resolver.catalogue.signatures(group, "call", TREE, "McpServer")]
    if group != "python":
        return made_by_name(resolver.catalogue, group, targets) if resolver.any_ai else []
    found = [(symbol, _call_name(symbol.path)) for symbol, _ in map(_outside, targets) if symbol is not None]
    for target in targets:
        if isinstance(target, Definition) and target.kind == "class" and _is_own_agent(resolver, target):
            found.append((Symbol(UNLISTED, _last(target.scope)), "Agent"))
        elif isinstance(target, Definition) and target.kind == "class" and _last(target.scope) in _OWN_TOOLS:
            found += [(Symbol(UNLISTED, _last(target.scope)), "OwnTool")] if resolver.any_ai else []
    return [(symbol, one) for symbol, name in found for one in _signatures(resolver, group, "call", name)]


def is_own_server(name: str) -> bool:
    """Whether a class is a record of MCP servers by its name: `McpServerConfig`, `MCPServerMetadata`."""
    return _OWN_SERVER.fullmatch(_last(name)) is not None


def decorated_by_form(
    resolver: Resolver, group: str, targets: Abstracts, call: Call | None
) -> list[tuple[Symbol, Signature]]:
    """The signatures that the name of a decorator alone asks for, or what one of the tree's own is given."""
    if group != "python" and not resolver.any_ai:
        return []
    own = [one for one in targets if isinstance(one, Definition) and one.kind == "function"]
    if own and resolver.any_ai and call is not None and _describes(call):
        symbol = Symbol(UNLISTED, _last(own[0].scope))
        described = [(symbol, one) for one in _signatures(resolver, group, "decorator", "DescribedTool")]
        if described:
            return described
    if group != "python":
        outside = [(one, _last(one.path or one.module)) for one in targets if isinstance(one, Symbol)]
        told = [
            (one, signature) for one, last in outside for signature in _signatures(resolver, group, "decorator", last)
        ]
        return told[:1]  # several `using`s may bring one attribute
    found = [(symbol, last) for symbol, last in map(_outside, targets) if symbol is not None]
    for target in targets:
        if isinstance(target, Definition) and target.kind == "function" and resolver.any_ai:
            last = _last(target.scope)
            if call is not None and _files(call):
                continue
            form = "OwnCommand" if last in _OWN_COMMANDS else last
            plain = not _signatures(resolver, group, "decorator", last)
            enters = plain and (_MARKS_TOOL.fullmatch(last) is not None or keeps_tools(resolver, target))
            found.append((Symbol(UNLISTED, last), "OwnRegister" if enters else form))
    return [(symbol, one) for symbol, last in found for one in _signatures(resolver, group, "decorator", last)]


def _files(call: Call) -> bool:
    """Whether a component is filed under words, a kind and a name, and nobody is told what for:
    `@Registry.register("embedder", "openai")`."""
    words = [one.value for one in call.args if isinstance(one, Lit)]
    filed = len(words) == len(call.args) > 1 and all(isinstance(one, str) and one.isidentifier() for one in words)
    return filed and not call.kwargs


def _describes(call: Call) -> bool:
    """Whether a call is given what a model is told of a tool: its name, what it is for, and what it takes."""
    mapped = [pair for one in call.args[:1] if isinstance(one, Map) for pair in one.pairs]
    keys = {name for name, _ in call.kwargs} | {str(key_name(key)) for key, _ in mapped if key is not None}
    return {"name", "description"} <= keys and bool(_TAKEN & keys)


def derived_by_form(resolver: Resolver, group: str, outside: list[Symbol]) -> list[tuple[Symbol, Signature]]:
    """The signatures that the names of a class's outside bases alone ask for."""
    if group != "python":
        return []
    found = [(symbol, last) for symbol, last in map(_outside, outside) if symbol is not None]
    return [(symbol, one) for symbol, last in found for one in _signatures(resolver, group, "subclass", last)][:1]


def _is_own_agent(resolver: Resolver, cls: Definition) -> bool:
    """Whether objects of a class of the tree are agents: by its name, or as a record of one (`AgentConfig`) that holds
    a name, what the model is told, and tools."""
    name = _last(cls.scope)
    if name in _OWN_AGENTS:
        return True
    fields = frozenset(resolver.modules[cls.path].fields.get(cls.scope, ()))
    return "Agent" in name and {"name", "tools"} <= fields and bool(_TOLD & fields)


def _outside(target: Abstract) -> tuple[Symbol | None, str]:
    """A class or function of a package that is not Python's own, with its last name."""
    if not isinstance(target, Symbol) or target.module == LOOSE:
        return None, ""
    if target.module.partition(".")[0] in sys.stdlib_module_names or target.module == "builtins":
        return None, ""
    return target, _last(target.path)


def _call_name(path: str) -> str:
    """The name of the form: `SalesAgent(...)` and `create_sales_agent(...)` make an agent, `Tool.from_function(f)` a
    tool."""
    last = _last(path)
    if _FROM_FUNCTION.search(path) is not None:
        return f"Tool.{last}"
    made = last.endswith("_agent") and last.startswith(_MAKERS)
    return "Agent" if made or last.endswith("Agent") else last


def _signatures(resolver: Resolver, group: str, match: str, name: str) -> tuple[Signature, ...]:
    return resolver.catalogue.signatures(group, match, UNLISTED, name) if name.replace(".", "").isidentifier() else ()


def _last(path: str) -> str:
    return path.rpartition(".")[2]
