"""Tools that mappings describe, wherever these stand: one by itself, or several under their names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aibom.scanners.code.facts import Map, key_name
from aibom.scanners.code.matching.tool_shape import keys_of
from aibom.scanners.code.matching.tools import keyed_tool, takes_arguments, tool_schema
from aibom.scanners.code.matching.types import Found
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Data

_TOOL_SET = re.compile(
    r"(?:.*_)?tools?(?:_?(?:definitions?|defs?|schemas?|map|registry|specs?|config))?"
    r"|.*[a-z]Tools?(?:Definitions?|Defs?|Schemas?|Map|Registry|Specs?|Config)?"
    r"|(?:tool|function)(?:Definitions?|Schemas?|Map|Registry|Specs?)",
    re.IGNORECASE,
)
_MANY_TOOLS = 100


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
