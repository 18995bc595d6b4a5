"""In which trust zone a service or a tool runs: what the tree deploys, this machine, an inner network, a third party.

Told by what is known: who deploys it, where it is reached, whether only the user's own configuration names it. Nothing
is looked up, and where nothing is known the zone stays unstated.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from urllib.parse import urlsplit

from aibom.core import re
from aibom.model.component import Component
from aibom.model.kinds import Kind

APPLICATION, LOCAL, INTERNAL, THIRD_PARTY, USER_MACHINE = (
    "application",
    "local",
    "internal",
    "third-party",
    "user-machine",
)
# Kinds of service that somebody else runs, unless the tree deploys them or an address says otherwise.
_HOSTED_TYPES = frozenset({"ai-api", "search-api", "observability", "hub", "ai-platform"})
# A name that is written out; one with a variable in it may be anywhere.
_HOST = re.compile(r"[A-Za-z0-9_.:-]+")
_INTERNAL_ENDINGS = (".local", ".internal", ".lan", ".intranet", ".corp", ".svc", ".cluster.local")


def zone_of(component: Component) -> str:
    """The zone of a service or tool; "" when it cannot be told."""
    facts = component.facts
    if component.kind is Kind.TOOL and facts.get("command"):
        # A server that is started by its client runs where the client does.
        return USER_MACHINE if outside(component) else LOCAL
    if component.kind is not Kind.SERVICE and component.kind is not Kind.TOOL:
        return ""
    if facts.get("self_hosted") is True:
        return APPLICATION
    zones = set(_zones(facts.get("endpoints")))
    for zone in (THIRD_PARTY, INTERNAL, LOCAL):  # the farthest place that data may go to
        if zone in zones:
            return zone
    return THIRD_PARTY if facts.get("service_type") in _HOSTED_TYPES else ""


def outside(component: Component) -> bool:
    """Whether it was seen only outside of the tree: in the home folder or in a file of the machine's administrator."""
    places = [evidence.path for evidence in component.evidence]
    return bool(places) and all(path.startswith(("~/", "/")) for path in places)


def _zones(endpoints: object) -> Iterator[str]:
    for endpoint in endpoints if isinstance(endpoints, list | tuple) else ():
        if isinstance(endpoint, str) and (host := _host(endpoint)) and _HOST.fullmatch(host):
            yield _zone(host)


def _host(endpoint: str) -> str:
    try:
        return urlsplit(endpoint if "//" in endpoint else f"//{endpoint}").hostname or ""
    except ValueError:
        return ""


def _zone(host: str) -> str:
    if host == "localhost" or host.endswith(".localhost") or host in ("0.0.0.0", "host.docker.internal"):  # noqa: S104
        return LOCAL
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return INTERNAL if "." not in host or host.endswith(_INTERNAL_ENDINGS) else THIRD_PARTY
    if address.is_loopback:
        return LOCAL
    return INTERNAL if address.is_private else THIRD_PARTY
