"""MCP servers in the form of clients (`mcpServers: {name: {command, args}}`) inside of settings of any other kind."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping

from aibom.core.json import Json
from aibom.core.lined import Lined
from aibom.core.secrets import clean_url
from aibom.model.kinds import Kind
from aibom.model.sighting import Sighting, Subject
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.walk import Place

_TABLES = frozenset({"mcpServers", "mcp_servers", "mcp-servers"})
_ADDRESSES = ("url", "serverUrl", "httpUrl", "server_url")
_MAX_SERVERS = 200
_RESOURCE = re.compile(r"MCP(?:Server|RemoteProxy)\Z")
_WORKLOADS = ("deployment", "workload", "container")


def mcp_in(place: Place, sight: Sight) -> Iterator[Sighting]:
    """The servers of one table of them; entries without a command or an address are none."""
    if place.parent not in _TABLES:
        return
    for name, body in list(place.table.items())[:_MAX_SERVERS]:
        if not isinstance(body, Mapping) or body.get("disabled") is True:
            continue
        facts = _facts(body)
        if facts:
            subject = Subject(kind=Kind.TOOL, name=name, origin="mcp")
            yield sight.thing(subject, place.line(name), "mcpServers", tool_type="mcp-server", **facts)


def mcp_resource(document: Lined, sight: Sight) -> Iterator[Sighting]:
    """The server that a custom resource is: kagent's, ToolHive's and LiteLLM's `kind: ...MCPServer`."""
    top = document.value
    if not isinstance(top, Mapping) or "apiVersion" not in top or not _RESOURCE.search(str(top.get("kind"))):
        return
    metadata, spec = top.get("metadata"), top.get("spec")
    name = metadata.get("name") if isinstance(metadata, Mapping) else None
    if not isinstance(name, str) or not isinstance(spec, Mapping):
        return
    facts = _facts(spec)
    workload = next((one for key in _WORKLOADS if isinstance(one := spec.get(key), Mapping)), spec)
    if facts or isinstance(workload.get("image"), str):
        line = document.line_of(metadata, "name")
        yield sight.thing(
            Subject(kind=Kind.TOOL, name=name, origin="mcp"), line, "MCPServer", tool_type="mcp-server", **facts
        )


def _facts(body: Mapping[str, Json]) -> dict[str, Json]:
    command = body.get("command")
    url = next((value for key in _ADDRESSES if isinstance(value := body.get(key), str) and value), "")
    if isinstance(command, str) and command:
        facts: dict[str, Json] = {"launcher": posixpath.basename(command), "transport": "stdio"}
    elif url.startswith("http"):
        facts = {"endpoints": [clean_url(url)], "transport": "http"}
    else:
        return {}
    env = body.get("env")
    if isinstance(env, Mapping) and env:
        facts["env_names"] = sorted(str(name) for name in env)[:50]
    return facts
