"""Reads `server.json`, the manifest by which a server is published in the MCP registry.

Form: https://github.com/modelcontextprotocol/registry (docs/reference/server-json). Both the spelling of its
first drafts (snake case) and the later one (camel case) are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.core.json import Json
from aibom.core.lined import Lined, member
from aibom.scanners.mcp_configs.entries import Entry, dig

_LAUNCHERS = {"npm": "npx", "pypi": "uvx", "oci": "docker", "nuget": "dnx", "mcpb": "", "docker": "docker"}


def find_published(document: Lined, client: str) -> Iterator[Entry]:
    """One entry for each package and each remote of the published server."""
    top = document.value
    if not isinstance(top, Mapping) or not isinstance(top.get("name"), str):
        return
    line = document.line_of(top, "name")
    for form in ("packages", "remotes"):
        members = member(top, form)
        for item in members if isinstance(members, list | tuple) else ():
            if isinstance(item, Mapping):
                raw = _package(item, top) if form == "packages" else _remote(item)
                raw["description"] = top.get("description")
                yield Entry(client, str(top["name"]), line, raw, {})


def _package(item: Mapping[str, Json], top: Mapping[str, Json]) -> dict[str, Json]:
    kind = str(_either(item, "registryType", "registry_type") or item.get("registry_name") or "")
    name, version = str(item.get("identifier") or item.get("name") or ""), item.get("version") or top.get("version")
    launcher = _LAUNCHERS.get(kind.lower(), "")
    raw: dict[str, Json] = {"env_keys": _names(_either(item, "environmentVariables", "environment_variables"))}
    transport = dig(item, ["transport", "type"])
    raw["type"] = transport or "stdio"
    if launcher == "docker":
        has_version = ":" in name.rpartition("/")[2] or "@" in name
        raw["command"] = ["docker", "run", name if has_version or not version else f"{name}:{version}"]
    elif launcher and name:
        raw["command"] = [launcher, f"{name}@{version}" if version else name]
    elif name:
        raw["command"] = [name]
    return raw


def _remote(item: Mapping[str, Json]) -> dict[str, Json]:
    headers = dict.fromkeys(_names(item.get("headers")), "")
    return {"url": item.get("url"), "type": item.get("type") or item.get("transport_type"), "headers": headers}


def _either(item: Mapping[str, Json], one: str, other: str) -> Json:
    return item.get(one) if item.get(one) is not None else item.get(other)


def _names(items: Json) -> list[str]:
    found = items if isinstance(items, list | tuple) else ()
    return [str(one["name"]) for one in found if isinstance(one, Mapping) and isinstance(one.get("name"), str)]
