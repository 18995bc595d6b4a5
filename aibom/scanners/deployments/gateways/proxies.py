"""Reads Kong's declarative configuration and Envoy's static one: upstream hosts, authentication, rate limits, logs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.core import re
from aibom.core.json import Json
from aibom.core.left_out import leave_out
from aibom.core.lined import Lined
from aibom.core.yaml import parse_yaml_with_lines
from aibom.scanners.deployments.records import Deployment, Route, Word

MAX_TABLES = 20_000
_AUTH = re.compile(r"key-auth|jwt|basic-auth|oauth2|openid|hmac-auth|ldap-auth|mtls-auth|ext_authz|jwt_authn|rbac")
_RATE = re.compile(r"rate-limit|ratelimit|local_ratelimit")
_LOG = re.compile(r"(?:http|file|tcp|udp|sys|kafka)-log|access_log|prometheus|opentelemetry")
_HOST = re.compile(r"(?:[a-z]+://)?(?P<host>[\w.-]+)")


def is_proxy(data: bytes) -> str:
    """kong or envoy when the bytes look like its configuration, else ""."""
    if b"_format_version" in data and b"services" in data:
        return "kong"
    return "envoy" if b"static_resources" in data and b"socket_address" in data else ""


def read_proxy(data: bytes, path: str) -> Deployment | None:
    """The routes of the first document."""
    documents = parse_yaml_with_lines(data, path, text_only=True, partial=True)
    if not documents or not isinstance(documents[0].value, Mapping):
        return None
    document, top = documents[0], documents[0].value
    routes = tuple(_kong(document, top) if is_proxy(data) == "kong" else _envoy(document, top))
    return Deployment("gateway", routes=routes) if routes else None


def _kong(document: Lined, top: Mapping[str, Json]) -> Iterator[Route]:
    everywhere = dict(_plugins(document, top))
    for service in _tables(top.get("services")):
        told = {**everywhere, **dict(_plugins(document, service))}
        for route in _tables(service.get("routes")):
            told |= dict(_plugins(document, route))
        for key in ("url", "host"):
            match = _HOST.match(str(service.get(key) or ""))
            if match:
                line = document.line_of(service, key)
                yield Route("kong", match["host"], line, told.get("auth"), told.get("rate"), told.get("log"))
                break


def _plugins(document: Lined, table: Mapping[str, Json]) -> Iterator[tuple[str, Word]]:
    for plugin in _tables(table.get("plugins")):
        name = plugin.get("name")
        if isinstance(name, str) and plugin.get("enabled") != "false":
            yield from _told(name, document.line_of(plugin, "name"))


def _told(name: str, line: int) -> Iterator[tuple[str, Word]]:
    for what, pattern in (("auth", _AUTH), ("rate", _RATE), ("log", _LOG)):
        if pattern.search(name):
            yield what, Word(name.rpartition(".")[2], line)


def _envoy(document: Lined, top: Mapping[str, Json]) -> Iterator[Route]:
    """Filters hold for all clusters: which listener leads where is not followed."""
    told: dict[str, Word] = {}
    for table in _all(top):
        name = table.get("name")
        if isinstance(name, str) and name.startswith("envoy."):
            told |= dict(_told(name, document.line_of(table, "name")))
    resources = top.get("static_resources")
    clusters = resources.get("clusters") if isinstance(resources, Mapping) else None
    for cluster in _tables(clusters):
        for table in _all(cluster):
            address = table.get("socket_address")
            host = address.get("address") if isinstance(address, Mapping) else None
            if isinstance(host, str) and isinstance(address, Mapping):
                line = document.line_of(address, "address")
                yield Route("envoy", host, line, told.get("auth"), told.get("rate"), told.get("log"))


def _tables(value: Json) -> Iterator[Mapping[str, Json]]:
    yield from (item for item in value if isinstance(item, Mapping)) if isinstance(value, list) else ()


def _all(value: Json) -> Iterator[Mapping[str, Json]]:
    """All mappings below a value, within a bound."""
    stack: list[Json] = [value]
    for _ in range(MAX_TABLES):
        if not stack:
            return
        here = stack.pop()
        if isinstance(here, Mapping):
            yield here
            stack += reversed(list(here.values()))
        elif isinstance(here, list):
            stack += reversed(here)
    leave_out(MAX_TABLES, "values")
