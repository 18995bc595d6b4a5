"""Azure Functions' `host.json`: the MCP server that a Functions app is (learn.microsoft.com, "MCP bindings")."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from aibom.model.kinds import Kind
from aibom.model.sighting import Sighting, Subject
from aibom.scanners.configs.documents import read_documents
from aibom.scanners.configs.sight import Sight

_GENERIC = frozenset(("src", "app", "api", "source"))  # folders that do not name the app in them


def read_functions_host(data: bytes, path: str) -> Iterator[Sighting]:
    """The server under the name that the file gives it, else under that of the app's folder."""
    if b'"mcp"' not in data:
        return
    for document in read_documents(data, path):
        top = document.value
        extensions = top.get("extensions") if isinstance(top, Mapping) else None
        settings = extensions.get("mcp") if isinstance(extensions, Mapping) else None
        if isinstance(settings, Mapping):
            stated = settings.get("serverName")
            named = isinstance(stated, str) and bool(stated.strip())
            line = document.line_of(settings, "serverName") if named else document.line_of(extensions, "mcp")
            server = Subject(kind=Kind.TOOL, name=str(stated) if named else _app(path), origin="mcp")
            yield Sight(path).thing(server, line, "extensions.mcp.serverName", tool_type="mcp-server")


def _app(path: str) -> str:
    """The folder that an app without a name is called after."""
    parts = [part for part in posixpath.dirname(path).split("/") if part.lower() not in _GENERIC]
    return parts[-1] if parts and parts[-1] else "AzureFunctions"
