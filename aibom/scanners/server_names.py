"""Names for MCP servers that have none: a list of `{command, args}`, a call that starts one."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from urllib.parse import urlsplit

from aibom.core.json import Json

_SCRIPTS = (".py", ".js", ".ts", ".mjs", ".go", ".rb")
_FETCHING = frozenset("npx bunx uvx pipx pnpx".split())  # what they run is a package
_STEPS = frozenset({"run", "dlx", "exec"})


def derived_name(raw: Mapping[str, Json], package: str = "") -> str:
    """What is run or connected to: its package, host, script or command; "mcp-server" when nothing says."""
    package = package or _fetched(raw)
    if package:
        return package
    url = raw.get("url") or raw.get("serverUrl") or raw.get("server_url")
    if isinstance(url, str) and not url.startswith("-"):  # a flag of a command line that a client may take as well
        return urlsplit(url).hostname or url[:80]
    scripts = [word for word in _args(raw) if word.endswith(_SCRIPTS)]
    if scripts:
        return posixpath.splitext(posixpath.basename(scripts[0].replace("\\", "/")))[0]
    return posixpath.basename(str(raw.get("command") or "")) or "mcp-server"


def _fetched(raw: Mapping[str, Json]) -> str:
    """The package of `npx -y @scope/name@1.2`, without its version."""
    if posixpath.basename(str(raw.get("command") or "")) not in _FETCHING:
        return ""
    named = [word for word in _args(raw) if not word.startswith("-") and word not in _STEPS]
    if not named or named[0].startswith((".", "/", "$")):
        return ""
    name, at, _ = named[0].rpartition("@")
    return (name if at and name else named[0]).partition("==")[0]


def _args(raw: Mapping[str, Json]) -> list[str]:
    args = raw.get("args")
    return [word for word in args if isinstance(word, str)] if isinstance(args, list) else []
