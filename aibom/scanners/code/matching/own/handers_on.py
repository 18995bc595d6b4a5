"""Functions that only hand tools on to a model: whoever calls them with tools is the one that acts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Definition

_TOOLS = re.compile(r"(?:\w+_)?(?:tools?|functions)(?:_\w+)?", re.IGNORECASE)
_MAX_CLIMBS = 4  # functions that hand on what they are given, one from another
_MAX_CALLERS = 6


def acting(resolver: Resolver, path: str, line: int, depth: int = 0) -> Iterator[tuple[str, int]]:
    """Where the code stands that decides on the tools of a call: the line itself, or those that call the function
    around it, where that only hands on the tools that it is given."""
    module = resolver.modules[path]
    scope = _handing_on(module, line) if depth < _MAX_CLIMBS else ""
    sites = resolver.callers(Definition(path, "function", scope)) if scope else ()
    inside = [one for one in sites[:_MAX_CALLERS] if one.env.scope and one.env.scope != scope]
    if not inside:
        yield path, line
    for one in inside:
        yield from acting(resolver, one.env.path, resolver.modules[one.env.path].call(one.call).line, depth + 1)


def _handing_on(module: Module, line: int) -> str:
    """The function around a line, of no class, that takes tools as a parameter."""
    if module.group != "python":
        return ""
    around = [
        (function.line, scope)
        for scope, function in module.functions.items()
        if function.line <= line <= function.end_line and module.enclosing_class(scope) is None
    ]
    given = [
        scope
        for _, scope in sorted(around, reverse=True)
        if any(_TOOLS.fullmatch(param.name) for param in module.functions[scope].params)
    ]
    return given[0] if given else ""
