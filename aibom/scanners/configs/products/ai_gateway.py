"""Reads Envoy AI Gateway's resources: models of routes, the providers behind them, and routed MCP servers.

The resources of a route usually stand in one file and point at each other by name (aigateway.envoyproxy.io/docs/api).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.core.json import Json
from aibom.core.left_out import within
from aibom.core.lined import Lined
from aibom.core.yaml import parse_yaml_with_lines
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Sighting, Subject
from aibom.scanners.configs.names.services import NamedService, provider_service, service_of_url
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.models import named_model
from aibom.scanners.configs.walk import Place

_MODEL_HEADER = "x-ai-eg-model"
_MAX_RULES = 5_000
# The API that a backend speaks, and whose it is.
_SCHEMAS = {
    "OpenAI": "openai",
    "AzureOpenAI": "azure-openai",
    "AWSBedrock": "bedrock",
    "AWSAnthropic": "bedrock",
    "GCPVertexAI": "vertex",
    "GCPAnthropic": "vertex",
    "Anthropic": "anthropic",
    "Cohere": "cohere",
}


def read_ai_gateway(data: bytes, path: str) -> Iterator[Sighting]:
    """What the gateway's resources of one file tell."""
    places = [
        Place(document.value, (), document)
        for document in parse_yaml_with_lines(data, path, partial=True)
        if isinstance(document.value, Mapping)
    ]
    yield from _Gateway(places, Sight(path)).sightings()


class _Gateway:
    """The resources of one file by kind and name."""

    def __init__(self, places: list[Place], sight: Sight) -> None:
        self.sight = sight
        self.resources: dict[str, dict[str, Place]] = {}
        for place in places:
            name = _inner(place, "metadata").text("name")
            self.resources.setdefault(place.text("kind"), {}).setdefault(name, place)
        self.providers = {name: self._provider(place) for name, place in self._all("AIServiceBackend")}

    def _all(self, kind: str) -> list[tuple[str, Place]]:
        return list(self.resources.get(kind, {}).items())

    def sightings(self) -> Iterator[Sighting]:
        """Providers, then models of routes, then MCP servers."""
        for found in self.providers.values():
            if found is not None:
                yield self.sight.service(*found)
                yield self.sight.link(None, RelationKind.CALLS_SERVICE, found[0].subject, found[1])
        for _, route in self._all("AIGatewayRoute"):
            for rule in within(_items(_inner(route, "spec"), "rules"), _MAX_RULES, "rules of one route"):
                yield from self._rule(rule)
        for _, route in self._all("MCPRoute"):
            for backend in _items(_inner(route, "spec"), "backendRefs"):
                yield from self._server(backend)

    def _provider(self, backend: Place) -> tuple[NamedService, int, str] | None:
        """The service of a backend: the host decides, the API that it speaks where no host is known."""
        spec = _inner(backend, "spec")
        schema, ref = _inner(spec, "schema"), _inner(spec, "backendRef")
        host, line = self._host(ref.text("name"))
        service = service_of_url(host) if host else None
        if service is not None:
            return service, line, "hostname"
        id_ = _SCHEMAS.get(schema.text("name"), "")
        if not id_ or (id_ == "openai" and host):  # many speak OpenAI's API
            return None
        told = provider_service(id_)
        return (told, schema.line("name"), "schema") if told is not None else None

    def _host(self, name: str) -> tuple[str, int]:
        """The address of a `Backend` of the file, as a URL, and its line."""
        backend = self.resources.get("Backend", {}).get(name)
        for endpoint in _items(_inner(backend, "spec"), "endpoints") if backend is not None else ():
            for key, part in (("fqdn", "hostname"), ("ip", "address")):
                place = _inner(endpoint, key)
                if host := place.text(part):
                    port = place.table.get("port")
                    address = f"https://{host}" if port in (443, None) else f"http://{host}:{port}"
                    return address, place.line(part)
        return "", 1

    def _rule(self, rule: Place) -> Iterator[Sighting]:
        backends = _items(rule, "backendRefs")
        overrides = [(one.text("modelNameOverride"), one, "modelNameOverride") for one in backends]
        named = [one for one in (*_headers(rule), *overrides) if one[0]]
        for text, place, key in named:
            for backend in backends:
                if key == "modelNameOverride" and backend.table is not place.table:
                    continue
                yield from self._model(text, place.line(key), self.providers.get(backend.text("name")))

    def _model(self, text: str, line: int, found: tuple[NamedService, int, str] | None) -> Iterator[Sighting]:
        named = named_model(text, found[0].subject.name if found is not None else "")
        if named is None:
            return
        yield self.sight.model(named, line, _MODEL_HEADER)
        if found is not None:
            yield self.sight.link(named.subject, RelationKind.SERVED_BY, found[0].subject, line)

    def _server(self, backend: Place) -> Iterator[Sighting]:
        name = backend.text("name")
        if not name:
            return
        subject = Subject(kind=Kind.TOOL, name=name, origin="mcp")
        host, _ = self._host(name)
        facts: dict[str, Json] = {"tool_type": "mcp-server", "transport": "streamable-http"}
        if host:
            facts["endpoints"] = [host + backend.text("path").rstrip("/")]
        yield self.sight.thing(subject, backend.line("name"), name, **facts)
        yield self.sight.link(None, RelationKind.HAS_TOOL, subject, backend.line("name"))


def _headers(rule: Place) -> Iterator[tuple[str, Place, str]]:
    """The models that a rule is chosen by; a pattern names none."""
    for match in _items(rule, "matches"):
        for header in _items(match, "headers"):
            if header.text("name").lower() == _MODEL_HEADER and header.text("type") != "RegularExpression":
                yield header.text("value"), header, "value"


def _inner(place: Place | None, key: str) -> Place:
    value = place.table.get(key) if place is not None else None
    document = place.document if place is not None else Lined(value=None)
    return Place(value if isinstance(value, Mapping) else {}, (key,), document)


def _items(place: Place, key: str) -> list[Place]:
    items = place.table.get(key)
    found = items if isinstance(items, list) else []
    return [Place(one, (key,), place.document) for one in found if isinstance(one, Mapping)]
