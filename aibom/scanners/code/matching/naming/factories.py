"""Functions of scripts that make a tool of what they are told: `approvedTool({ description, inputSchema, execute })`.

The tool that such a function returns has no name of its own; each caller's has that of what it is given to.
"""

from __future__ import annotations

from aibom.scanners.code.facts import CallRef, Map, Name, key_name
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Definition, Site

_TOLD = frozenset(("description", "inputSchema", "parameters", "schema"))  # what differs from tool to tool
_MAX_MADE = 60

_Label = tuple[str, tuple[tuple[str, int], ...]]


def made_for_callers(resolver: Resolver, site: Site) -> list[_Label]:
    """The names of the tools that a call makes for the callers of its function, each with its place; none where the
    function says itself what the tool is."""
    module = resolver.modules[site.env.path]
    if site.call < 0 or module.group != "javascript" or module.owner(site.call):
        return []
    scope = module.enclosing_function(module.call(site.call).scope)
    function = module.functions[scope] if scope else None
    if function is None or CallRef(site.call, module.call(site.call).line) not in function.returns:
        return []
    params = {param.name for param in function.params}
    pairs = [pair for value in module.call(site.call).args if isinstance(value, Map) for pair in value.pairs]
    told = [value for key, value in pairs if key_name(key) in _TOLD]
    if not any(isinstance(value, Name) and value.path.partition(".")[0] in params for value in told):
        return []
    return [label for one in _entries(resolver, site, scope or "") if (label := _label(resolver, one))]


def _entries(resolver: Resolver, site: Site, scope: str) -> list[Site]:
    """The calls that enter the function: the one that is known, else all."""
    frame = site.env.frame
    if frame is not None and frame.scope == scope and frame.call >= 0:
        return [Site(frame.env, frame.call)]
    return list(resolver.callers(Definition(site.env.path, "function", scope)))[:_MAX_MADE]


def _label(resolver: Resolver, site: Site) -> _Label | None:
    module = resolver.modules[site.env.path]
    name = module.owner(site.call).rpartition(".")[2]
    return (name, ((site.env.path, module.call(site.call).line),)) if name else None
