"""MCP servers inside of settings of any other kind: in the form of clients (`mcpServers: {name: {command, args}}`), and
under a project's own `servers`, where the addresses say what they are."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

import orjson

from aibom.core import re
from aibom.core.json import Json
from aibom.core.left_out import within
from aibom.core.lined import Lined
from aibom.core.secrets import clean_url
from aibom.model.kinds import Kind
from aibom.model.sighting import Observation, Sighting, Subject
from aibom.scanners.configs.names.modelkeys import words_of
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.walk import Place
from aibom.scanners.server_names import derived_name

_TABLES = frozenset({"mcpServers", "mcp_servers", "mcp-servers", "mcp.servers"})
_ADDRESSES = ("url", "serverUrl", "httpUrl", "server_url")
_OF_SECTION = frozenset({"server", "servers"})  # below a key `mcp`
_OWN_TABLES = frozenset({"servers"})
_MCP_PATH = re.compile(r"/(?:mcp|mcp/sse|sse)/?\Z")  # where servers answer by HTTP
_MAX_SERVERS = 5_000
_MAX_TEXT = 100_000
_RESOURCE = re.compile(r"MCP(?:Server|RemoteProxy)\Z")
_WORKLOADS = ("deployment", "workload", "container")


def mcp_in(place: Place, sight: Sight) -> Iterator[Sighting]:
    """The servers of one table of them; entries without a command or an address are none."""
    if place.parent in _OWN_TABLES:
        yield from _addressed(place, sight)
        return
    yield from _listed(place, sight)
    yield from _nameless(place, sight)
    for key, value in place.table.items():
        if isinstance(value, str) and value.lstrip()[:1] in ("[", "{"):
            yield from mcp_text(key, value, place.line(key), sight)
    if place.parent not in _TABLES:
        return
    for name, body in within(list(place.table.items()), _MAX_SERVERS, "MCP servers"):
        if not isinstance(body, Mapping) or body.get("disabled") is True:
            continue
        facts = _facts(body)
        if facts:
            subject = Subject(kind=Kind.TOOL, name=name, origin="mcp")
            yield sight.thing(subject, place.line(name), "mcpServers", tool_type="mcp-server", **facts)


def mcp_text(key: str, text: str, line: int, sight: Sight) -> Iterator[Observation]:
    """The servers that a setting holds as JSON text: `MCP_SERVERS=[{"name": ..., "url": ...}]`."""
    words = words_of(key)
    if "mcp" not in words or not {"servers", "server", "config", "tools"}.intersection(words) or len(text) > _MAX_TEXT:
        return
    try:
        value: Json = orjson.loads(text)
    except orjson.JSONDecodeError:
        return
    if isinstance(value, Mapping):
        inner = next((one for name in _TABLES if isinstance(one := value.get(name), Mapping)), value)
        rows = [(name, body) for name, body in inner.items() if isinstance(body, Mapping)]
    else:
        listed = [body for body in value if isinstance(body, Mapping)] if isinstance(value, list) else []
        rows = [(str(body.get("name") or ""), body) for body in listed]
    for name, body in within(rows, _MAX_SERVERS, "MCP servers"):
        facts = _facts(body)
        if name and facts:
            yield sight.thing(
                Subject(kind=Kind.TOOL, name=name, origin="mcp"), line, key, tool_type="mcp-server", **facts
            )


def _addressed(place: Place, sight: Sight) -> Iterator[Sighting]:
    """The servers of a mapping of a project's own: those whose address is one of MCP."""
    for name, body in within(list(place.table.items()), _MAX_SERVERS, "MCP servers"):
        if isinstance(body, Mapping) and _is_addressed(body):
            yield _seen(name, place.line(name), body, sight)


def _listed(place: Place, sight: Sight) -> Iterator[Sighting]:
    """The same of a list of mappings with names."""
    for key in sorted(_OWN_TABLES & place.table.keys()):
        rows = place.table[key]
        for body in within(rows, _MAX_SERVERS, "MCP servers") if isinstance(rows, list) else ():
            name = body.get("name") if isinstance(body, Mapping) else None
            if isinstance(body, Mapping) and isinstance(name, str) and name and _is_addressed(body):
                yield _seen(name, place.document.line_of(body, "name"), body, sight)


def _nameless(place: Place, sight: Sight) -> Iterator[Sighting]:
    """`mcpServers: [{command, args}, {url}]`, `mcp: {server: {command}}`: nameless ones are called by what they run."""
    keys = _TABLES | _OF_SECTION if place.parent == "mcp" else _TABLES
    for key in sorted(keys & place.table.keys()):
        rows = place.table[key]
        if isinstance(rows, list):
            for index, body in enumerate(within(rows, _MAX_SERVERS, "MCP servers")):
                yield from _one(body, place.document.line_of(rows, index), key, sight)
        elif key == "server":
            yield from _one(rows, place.line(key), key, sight)


def _one(body: Json, line: int, key: str, sight: Sight) -> Iterator[Sighting]:
    if isinstance(body, Mapping) and body.get("disabled") is not True and (facts := _facts(body)):
        name = body.get("name")
        called = name if isinstance(name, str) and name else derived_name(body)
        subject = Subject(kind=Kind.TOOL, name=called, origin="mcp")
        yield sight.thing(subject, line, key, tool_type="mcp-server", **facts)


def _is_addressed(body: Mapping[str, Json]) -> bool:
    url = body.get("url")
    if "command" in body or body.get("disabled") is True or not isinstance(url, str) or not url.startswith("http"):
        return False
    return bool(_MCP_PATH.search(url.partition("?")[0]))


def _seen(name: str, line: int, body: Mapping[str, Json], sight: Sight) -> Sighting:
    subject = Subject(kind=Kind.TOOL, name=name, origin="mcp")
    return sight.thing(subject, line, "servers", tool_type="mcp-server", **_facts(body))


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
