"""Reads the beans of LangChain4j's CDI extension in MicroProfile's settings (github.com/langchain4j/langchain4j-cdi).

`dev.langchain4j.cdi.plugin.<bean>.class` names a class of LangChain4j, `...<bean>.config.<property>` what its builder
is given, so that the catalogue's signatures of these builders say what a bean is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from aibom.catalog.entries import Signature
from aibom.catalog.loader import load_catalogue
from aibom.core import re
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Sighting, Subject
from aibom.scanners.configs.envfile import Assignment, assignments
from aibom.scanners.configs.names.services import provider_service, service_of_url
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.models import named_model

_KEY = re.compile(r"(?:dev\.)?langchain4j\.cdi\.plugin\.(?P<bean>[\w-]+)\.(?P<rest>class|config\.[\w.-]+)\Z")
_NAMES = ("config.model-name", "config.modelname", "config.model-id", "config.modelid", "config.deployment-name",
          "config.deploymentname", "config.model")  # fmt: skip
_ADDRESSES = ("config.base-url", "config.baseurl", "config.endpoint", "config.url", "config.sse-url", "config.sseurl")
_DEFAULT = re.compile(r"\$\{[\w.-]+(?::(?P<default>[^{}]*))?\}")


class _Bean(NamedTuple):
    """What is set of one bean, by the ends of the keys, in small letters."""

    name: str
    settings: dict[str, Assignment]

    def first(self, names: tuple[str, ...]) -> Assignment | None:
        return next((self.settings[name] for name in names if name in self.settings), None)


def read_cdi(data: bytes, path: str) -> Iterator[Sighting]:
    """The models, stores and MCP servers that a `microprofile-config.properties` makes beans of."""
    beans: dict[str, dict[str, Assignment]] = defaultdict(dict)
    for one in assignments(data):
        if (match := _KEY.match(one.name)) is not None:
            beans[match["bean"]][match["rest"].lower()] = one
    sight = Sight(path)
    for name, settings in beans.items():
        if "class" in settings:
            yield from _told(_Bean(name, settings), sight)


def _told(bean: _Bean, sight: Sight) -> Iterator[Sighting]:
    stated = bean.settings["class"]
    package, _, cls = stated.value.strip().rpartition(".")
    signature = _signature(package, cls)
    if cls.endswith("McpTransport"):
        yield from _server(bean, sight)
    elif signature is not None and signature.kind in ("model", "service"):
        yield from _of_provider(bean, signature, sight)


def _signature(package: str, cls: str) -> Signature | None:
    for path in (f"{cls}.builder", cls):
        for one in load_catalogue().signatures("jvm", "call", package, path):
            return one
    return None


def _of_provider(bean: _Bean, signature: Signature, sight: Sight) -> Iterator[Sighting]:
    stated, address = bean.settings["class"], bean.first(_ADDRESSES)
    provider = load_catalogue().provider(signature.provider)
    service = (address and service_of_url(address.value.strip())) or (provider and provider_service(provider.id))
    if service:
        yield sight.service(service, stated.line, stated.name, 0.85)
        yield sight.link(None, RelationKind.CALLS_SERVICE, service.subject, stated.line)
    name = bean.first(_NAMES) if signature.kind == "model" else None
    value = _DEFAULT.sub(lambda found: found["default"] or "", name.value).strip() if name is not None else ""
    named = named_model(value, provider.id if provider else "", signature.model_class) if value else None
    if named is not None and name is not None:
        yield sight.model(named, name.line, name.name)
        if service:
            yield sight.link(named.subject, RelationKind.SERVED_BY, service.subject, name.line)


def _server(bean: _Bean, sight: Sight) -> Iterator[Sighting]:
    address = bean.first(_ADDRESSES)
    if address is not None:
        subject = Subject(kind=Kind.TOOL, name=bean.name, origin="mcp")
        yield sight.thing(subject, address.line, address.name, tool_type="mcp-server")
