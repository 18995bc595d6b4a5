"""Reads MCP servers that a gateway makes of REST APIs: `server: {name}` and `tools` with a template of the request.

Higress' form (higress.cn/en/docs/latest/ai/mcp-server).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.core.json import Json
from aibom.core.left_out import within
from aibom.core.lined import Lined
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Sighting, Subject
from aibom.scanners.configs.names.services import service_of_url
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.walk import Place

_MAX_TOOLS = 5_000


def is_rest_server(document: Lined) -> bool:
    """Whether a document defines such a server."""
    top = document.value
    if not isinstance(top, Mapping) or not isinstance(top.get("server"), Mapping):
        return False
    tools = top.get("tools")
    return isinstance(tools, list) and any(isinstance(one, Mapping) and "requestTemplate" in one for one in tools)


def read_rest_server(document: Lined, path: str) -> Iterator[Sighting]:
    """The server, its tools, and the services that they ask."""
    top, sight = document.value, Sight(path)
    if not isinstance(top, Mapping) or not isinstance(table := top.get("server"), Mapping):
        return
    place = Place(table, ("server",), document)
    server = Subject(kind=Kind.TOOL, name=place.text("name") or "server", origin="mcp")
    yield sight.thing(server, place.line("name"), server.name, tool_type="mcp-server")
    yield sight.link(None, RelationKind.HAS_TOOL, server, place.line("name"))
    tools = top.get("tools")
    for one in within(tools, _MAX_TOOLS, "tools") if isinstance(tools, list) else ():
        if isinstance(one, Mapping) and (tool := Place(one, ("tools",), document)).text("name"):
            yield from _tool(tool, server, sight)


def _tool(place: Place, server: Subject, sight: Sight) -> Iterator[Sighting]:
    name, line = place.text("name"), place.line("name")
    facts: dict[str, Json] = {"tool_type": "function"}
    if description := place.text("description"):
        facts["description"] = " ".join(description.split())[:200]
    subject = sight.local(Kind.TOOL, name)
    yield sight.thing(subject, line, name, **facts)
    yield sight.link(server, RelationKind.CONTAINS, subject, line)
    template = place.table.get("requestTemplate")
    request = Place(template if isinstance(template, Mapping) else {}, ("requestTemplate",), place.document)
    service = service_of_url(request.text("url"))
    if service is not None:
        yield sight.service(service, request.line("url"), name)
        yield sight.link(subject, RelationKind.CALLS_SERVICE, service.subject, request.line("url"))
