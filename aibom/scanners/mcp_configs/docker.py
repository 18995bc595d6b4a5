"""What the flags of `docker run` give a container: variables, host paths, rights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from aibom.catalog.launchers import load_launchers
from aibom.core import re
from aibom.scanners.mcp_configs.words import hide_home

_BIND = re.compile(r"([A-Za-z]:[\\/][^:]*|\$\{[^}]*\}[^:]*|[^:]+)(?::(.+))?")


class Box(NamedTuple):
    """What a container is given; `mounts` are host paths, `permissions` flags that widen what it may do."""

    env_names: tuple[str, ...]
    mounts: tuple[str, ...]
    permissions: tuple[str, ...]
    privileged: bool


def read_flags(flags: Sequence[tuple[str, str]]) -> Box:
    """Read the flags of `docker run` (name and value)."""
    env: set[str] = set()
    mounts: set[str] = set()
    permissions: set[str] = set()
    table = load_launchers()
    privileged = False
    for name, value in flags:
        if name in ("-e", "--env"):
            env.add(value.partition("=")[0])
        elif name in ("-v", "--volume", "--mount"):
            mounts.update(_host_path(name, value))
        else:
            spelt = f"{name}={value}" if value else name
            raises = spelt in table.privileged_docker
            privileged |= raises
            if raises or spelt in table.docker_permissions or name in table.docker_permissions:
                permissions.add(f"docker:{spelt}")
    privileged |= any(mount in table.privileged_mounts for mount in mounts)
    return Box(tuple(sorted(env - {""})), tuple(sorted(mounts)), tuple(sorted(permissions)), privileged)


def _host_path(flag: str, value: str) -> list[str]:
    """The host's side of a mount; nothing for a named volume."""
    if flag == "--mount":
        parts = dict(part.partition("=")[::2] for part in value.split(","))
        path = parts.get("source") or parts.get("src") or ""
        return [_spelt(path)] if parts.get("type", "volume") == "bind" and path else []
    match = _BIND.fullmatch(value)
    if match is None or not match[2] or not re.match(r"[/.~$%\\]|[A-Za-z]:[\\/]", match[1]):
        return []
    return [_spelt(match[1])]


def _spelt(path: str) -> str:
    spelt = hide_home(path).replace("\\", "/")
    return spelt.rstrip("/") or "/"
