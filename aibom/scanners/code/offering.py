"""Calls that offer tools, whatever these are: they hand some to a model, or answer by MCP which there are."""

from __future__ import annotations

from functools import lru_cache

from aibom.core import re
from aibom.scanners.code.facts import Call, Lit, Map, Value, key_name

_OFFERED = re.compile(
    r"(?:^|[^A-Za-z])tools?(?![a-z])|Tools?(?![a-z])|TOOLS?(?![A-Z])"
    r"|(?:^|\.)functions\Z|[Ff]unction_?(?:[Dd]eclarations?|[Cc]all(?:ing)?)\Z"
)
_ASKED = frozenset(("tools/list", "tools/call", "tool_calls", "tool_use"))
_DEPTH, _MAX_PAIRS = 2, 60


def offers(call: Call) -> bool:
    """Whether a call hands tools to a model, or is one of a protocol that does."""
    if _names_tools(call.callee):
        return True
    for key, value in call.kwargs:
        if _names_tools(key) or _speaks(value):
            return True
    return any(map(_speaks, call.args))


@lru_cache(maxsize=8192)
def _names_tools(name: str) -> bool:
    return _OFFERED.search(name) is not None


def _speaks(value: Value) -> bool:
    if isinstance(value, Lit):
        return value.value in _ASKED
    return isinstance(value, Map) and _holds(value, 0)


def _holds(value: Map, depth: int) -> bool:
    keys = (key_name(key) for key, _ in value.pairs[:_MAX_PAIRS] if key is not None)
    if any(isinstance(key, str) and _names_tools(key) for key in keys):
        return True
    inner = (item for _, item in value.pairs[:_MAX_PAIRS] if isinstance(item, Map))
    return depth < _DEPTH and any(_holds(item, depth + 1) for item in inner)
