"""Whether a component stands outside of the application, so that data which reaches it leaves."""

from __future__ import annotations

from urllib.parse import urlsplit

from aibom.bom.facts import ComponentFacts
from aibom.model.kinds import Kind

# Zones that the tree, its machine or its network holds (fact trust_zone).
_INSIDE = frozenset({"application", "local", "internal", "user-machine"})
_LOCAL_NAMES = frozenset({"localhost", "0.0.0.0", "::1", "host.docker.internal"})  # noqa: S104 - compared, not bound
_LOCAL_ENDS = (".localhost", ".local", ".internal", ".svc", ".svc.cluster.local")


def is_external(component: ComponentFacts) -> bool:
    """A service, or a tool that is reached over the network, which nothing says to be inside."""
    if component.kind not in (Kind.SERVICE, Kind.TOOL):
        return False
    zone, hosted = component.values.get("trust_zone"), component.values.get("self_hosted")
    if isinstance(zone, str) and zone:
        return zone not in _INSIDE
    if isinstance(hosted, bool):
        return not hosted
    endpoints = component.values.get("endpoints")
    urls = [url for url in endpoints if isinstance(url, str)] if isinstance(endpoints, list) else []
    if urls:
        return not all(_is_local(url) for url in urls)
    return component.kind == Kind.SERVICE


def _is_local(url: str) -> bool:
    try:
        host = (urlsplit(url if "//" in url else f"//{url}").hostname or "").lower()
    except ValueError:
        return False
    return host in _LOCAL_NAMES or host.startswith("127.") or host.endswith(_LOCAL_ENDS)
