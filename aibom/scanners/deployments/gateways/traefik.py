"""Reads Traefik: labels of containers, and files of its file provider (doc.traefik.io, routing configuration).

A router names its service and its middlewares; a service names the servers behind it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.core import re
from aibom.core.errors import LimitError, UnreadableError
from aibom.core.json import Json
from aibom.core.lined import Lined
from aibom.core.toml import parse_toml_with_lines
from aibom.core.yaml import parse_yaml_with_lines
from aibom.scanners.deployments.records import Deployment, Route, Word

_AUTH = frozenset({"basicauth", "digestauth", "forwardauth"})
_RATE = frozenset({"ratelimit", "inflightreq"})
_HOST = re.compile(r"(?:[a-z0-9]+://)?(?P<host>[\w.-]+)")
_LABELS = (
    ("authenticated", re.compile(r"^traefik\..*\.(?:basicauth|digestauth|forwardauth)\.", re.IGNORECASE)),
    ("rate_limited", re.compile(r"^traefik\..*\.(?:ratelimit|inflightreq)\.", re.IGNORECASE)),
)


def traefik_facts(labels: Iterator[tuple[str, int]]) -> dict[str, tuple[bool, int, str]]:
    """What the labels of a container tell Traefik to ask for: fact -> (value, line, label).

    With a router but no limit, the absence of a limit is told with the router's line.
    """
    told: dict[str, tuple[bool, int, str]] = {}
    router: tuple[str, int] | None = None
    for name, line in labels:
        if router is None and name.startswith("traefik.http.routers."):
            router = (name, line)
        for fact, pattern in _LABELS:
            if pattern.match(name):
                told.setdefault(fact, (True, line, name))
    if router is not None:
        told.setdefault("rate_limited", (False, router[1], router[0]))
    return told


def is_traefik(data: bytes) -> bool:
    """Whether the bytes look like a file of Traefik's file provider."""
    return (b"loadBalancer" in data or b"loadbalancer" in data) and b"routers" in data and b"servers" in data


def read_traefik(data: bytes, path: str) -> Deployment | None:
    """The routes of a file, YAML or TOML."""
    try:
        if path.endswith(".toml"):
            document = parse_toml_with_lines(data, path)
        else:
            document = next(iter(parse_yaml_with_lines(data, path, text_only=True, partial=True)), Lined(value=None))
    except (UnreadableError, LimitError):
        return None  # a template of another tool
    routes = tuple(_routes(document))
    return Deployment("gateway", routes=routes) if routes else None


def _routes(document: Lined) -> Iterator[Route]:
    http = _member(document.value, "http")
    middlewares, services = _member(http, "middlewares"), _member(http, "services")
    for router in _member(http, "routers").values():
        if not isinstance(router, Mapping):
            continue
        told: dict[str, Word] = {}
        asked = router.get("middlewares")
        for name in asked if isinstance(asked, list) else ():
            told |= _asked(document, middlewares, str(name).partition("@")[0])
        service = _member(services, str(router.get("service")).partition("@")[0])
        yield from _servers(document, service, told)


def _asked(document: Lined, middlewares: Mapping[str, Json], name: str) -> dict[str, Word]:
    """What one middleware, or a chain of several, asks of a request."""
    table = _member(middlewares, name)
    told: dict[str, Word] = {}
    for kind in table:
        word = Word(kind, document.line_of(table, kind))
        if kind.lower() in _AUTH:
            told["auth"] = word
        elif kind.lower() in _RATE:
            told["rate"] = word
        elif kind == "chain":
            inner = _member(table, kind).get("middlewares")
            for one in inner if isinstance(inner, list) else ():
                if one != name and "chain" not in _member(middlewares, str(one)):
                    told |= _asked(document, middlewares, str(one))
    return told


def _servers(document: Lined, service: Mapping[str, Json], told: Mapping[str, Word]) -> Iterator[Route]:
    servers = (_member(service, "loadBalancer") or _member(service, "loadbalancer")).get("servers")
    for server in servers if isinstance(servers, list) else ():
        url = server.get("url") if isinstance(server, Mapping) else None
        match = _HOST.match(url) if isinstance(url, str) else None
        if match is not None and isinstance(server, Mapping):
            line = document.line_of(server, "url")
            yield Route("traefik", match["host"], line, told.get("auth"), told.get("rate"))


def _member(table: Json, key: str) -> Mapping[str, Json]:
    value = table.get(key) if isinstance(table, Mapping) else None
    return value if isinstance(value, Mapping) else {}
