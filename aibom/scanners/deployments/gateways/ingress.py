"""Reads what stands in front of services in Kubernetes: Ingress annotations, Kong plugins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.core.json import Json
from aibom.core.lined import Lined
from aibom.scanners.deployments.records import Route, Word

_NGINX = "nginx.ingress.kubernetes.io"
_AUTH = (
    *(f"{_NGINX}/{name}" for name in ("auth-type", "auth-url", "auth-secret", "auth-tls-secret")),
    "alb.ingress.kubernetes.io/auth-type",
)
_RATE = tuple(f"{_NGINX}/{name}" for name in ("limit-rps", "limit-rpm", "limit-connections"))
_LOG = f"{_NGINX}/enable-access-log"
_BY_NAME = ("traefik.ingress.kubernetes.io/router.middlewares", "konghq.com/plugins")
_AUTH_WORDS = ("auth", "jwt", "oidc", "oauth")
_RATE_WORDS = ("rate-limit", "ratelimit", "rate-limiting")


def ingress_routes(document: Lined, top: Mapping[str, Json]) -> Iterator[Route]:
    """The routes of an Ingress or HTTPRoute to its back ends."""
    if top.get("kind") not in ("Ingress", "IngressRoute", "HTTPRoute"):
        return
    metadata = top.get("metadata")
    notes = metadata.get("annotations") if isinstance(metadata, Mapping) else None
    told = _annotations(document, notes) if isinstance(notes, Mapping) else {}
    told = {**_middlewares(document, top.get("spec")), **told}
    for name, line in _backends(document, top.get("spec")):
        yield Route(
            gateway=str(top.get("kind")),
            upstream=name,
            line=line,
            authenticated=told.get("auth"),
            rate_limited=told.get("rate"),
            not_logged=told.get("silent"),
        )


def _middlewares(document: Lined, spec: Json) -> dict[str, Word]:
    """What the names of the middlewares of Traefik's routes tell: `middlewares: [{name: basic-auth}]`."""
    told: dict[str, Word] = {}
    routes = spec.get("routes") if isinstance(spec, Mapping) else None
    for route in _list(routes):
        for one in _list(route.get("middlewares")) if isinstance(route, Mapping) else ():
            name = str(one.get("name")) if isinstance(one, Mapping) else ""
            for what, words in (("auth", _AUTH_WORDS), ("rate", _RATE_WORDS)):
                if isinstance(one, Mapping) and any(part in name.lower() for part in words):
                    told.setdefault(what, Word(name, document.line_of(one, "name")))
    return told


def _annotations(document: Lined, notes: Mapping[str, Json]) -> dict[str, Word]:
    told: dict[str, Word] = {}
    for key, value in notes.items():
        word = Word(key, document.line_of(notes, key))
        text = str(value).lower()
        if key in _AUTH or (key in _BY_NAME and any(part in text for part in _AUTH_WORDS)):
            told.setdefault("auth", word)
        if key in _RATE or (key in _BY_NAME and any(part in text for part in _RATE_WORDS)):
            told.setdefault("rate", word)
        if key == _LOG and text == "false":
            told.setdefault("silent", word)
    return told


def _backends(document: Lined, spec: Json) -> Iterator[tuple[str, int]]:
    """Names of services that requests are passed to."""
    stack: list[Json] = [spec]
    for _ in range(5_000):
        if not stack:
            return
        value = stack.pop()
        if isinstance(value, list):
            stack += value
        elif isinstance(value, Mapping):
            stack += value.values()
            yield from _backend(document, value)


def _backend(document: Lined, value: Mapping[str, Json]) -> Iterator[tuple[str, int]]:
    if isinstance(name := value.get("serviceName"), str):
        yield name, document.line_of(value, "serviceName")
    service = value.get("service")
    if isinstance(service, Mapping) and isinstance(name := service.get("name"), str):
        yield name, document.line_of(service, "name")
    for key in ("backendRefs", "services"):
        for one in _list(value.get(key)):
            if isinstance(one, Mapping) and isinstance(name := one.get("name"), str):
                yield name, document.line_of(one, "name")


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []
