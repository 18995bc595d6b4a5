"""Services that a setting names: by the variable's name (`OPENAI_API_KEY`, `QDRANT_URL`) or a URL's host."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from aibom.catalog.loader import load_catalogue
from aibom.catalog.products import Product, products
from aibom.core import re
from aibom.core.json import Json
from aibom.core.secrets import clean_url, is_secret_name
from aibom.model.kinds import Kind
from aibom.model.sighting import Subject
from aibom.scanners.outside_hosts import WEB, is_public

_URL = re.compile(r"\bhttps?://(?:[^\s\"'<>/@]*@)?(?P<host>[A-Za-z0-9.-]+)(?::(?P<port>[0-9]{1,5}))?[^\s\"'<>]*")
_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "0.0.0.0", "host.docker.internal"})  # noqa: S104 - compared only
# Prefixes that frameworks put before a variable so that a browser sees it, and suffixes that number keys.
_PREFIX = re.compile(r"(?:NEXT_PUBLIC|VITE|REACT_APP|NUXT_PUBLIC|EXPO_PUBLIC|PUBLIC|TF_VAR|INPUT)_", re.IGNORECASE)
_NOBODYS = re.compile(r"^(?:your|my|the|some)[.-]|(?:^|[.-])example(?:[.-]|$)|\.{2}|^x+\.", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:URL|URI|BASE|HOST|ENDPOINT|ADDRESS|SERVER)\Z", re.IGNORECASE)
_BASE = re.compile(r"[A-Z]+(?:_[A-Z]+)*_(?:URLS?|BASE|HOST|ENDPOINT|API_BASE)\Z")
_KEY = re.compile(r"_(?:KEYS?|TOKEN)\Z")
_NUMBER = re.compile(r"_?[0-9]{1,2}\Z")


# Actions of AWS policies (docs.aws.amazon.com/service-authorization): who may call `bedrock:InvokeModel` calls Bedrock.
_ACTION = re.compile(
    r"(?<![\w:-])(?P<service>bedrock|sagemaker|aoss|kendra|bedrock-agentcore|qbusiness|s3vectors):(?:\*|[A-Z]\w{2,60}\*?)"
)
_ACTION_PROVIDERS = {
    "bedrock": "bedrock",
    "bedrock-agentcore": "bedrock",
    "sagemaker": "sagemaker",
    "aoss": "opensearch",
    "kendra": "kendra",
    "qbusiness": "qbusiness",
    "s3vectors": "s3-vectors",
}


class NamedService(NamedTuple):
    """A service with the facts that the setting tells of it."""

    subject: Subject
    facts: dict[str, Json]


def service_of_variable(name: str) -> NamedService | None:
    """The service whose key or address a variable of this name holds."""
    for spelling in (name.upper(), _NUMBER.sub("", _PREFIX.sub("", name.upper()))):
        provider = load_catalogue().provider_of_env(spelling)
        if provider is not None:
            facts: dict[str, Json] = {"service_type": provider.service_type, "env_names": [name]}
            if is_secret_name(spelling) and not provider.self_hosted:
                facts["authenticated"] = True
            if provider.data_flows:
                facts["data_flows"] = list(provider.data_flows)
            return NamedService(Subject(kind=Kind.SERVICE, name=provider.name), facts)
        product = products().of_env(spelling)
        if product is not None:
            return NamedService(product_subject(product), {"service_type": product.type, "env_names": [name]})
    return None


def web_service(text: str) -> NamedService | None:
    """Whoever answers at the first address of others in a text, where no provider of AI does."""
    match = _URL.search(text)
    host = match["host"].lower() if match is not None else ""
    if match is None or not is_public(host) or service_of_url(text) is not None:
        return None
    facts: dict[str, Json] = {"service_type": "web-api", "endpoints": [clean_url(match.group())]}
    return NamedService(Subject(kind=Kind.SERVICE, name=host, origin=WEB), facts)


_TO_SERVER = re.compile(r"/mcp/?\Z")


def service_of_url(text: str) -> NamedService | None:
    """The service that the first URL in a text belongs to, by its host."""
    match = _URL.search(text)
    if match is None:
        return None
    host, endpoint = match["host"].lower(), clean_url(match.group())
    provider = load_catalogue().provider_of_host(host)
    if provider is not None and provider.service_type == "ai-api" and _TO_SERVER.search(endpoint):
        return None  # an MCP server that a provider runs beside its API is told by its configuration
    if provider is not None:
        facts: dict[str, Json] = {"service_type": provider.service_type, "endpoints": [endpoint]}
        return NamedService(Subject(kind=Kind.SERVICE, name=provider.name), facts)
    product = products().of_port(int(match["port"])) if match["port"] and host in _THIS_MACHINE else _of_host(host)
    if product is None:
        return None
    return NamedService(product_subject(product), {"service_type": product.type, "endpoints": [endpoint]})


def unnamed_service(url: str) -> NamedService | None:
    """A server that the catalogue does not know, named by its host and port."""
    match = _URL.match(url)
    if match is None or _NOBODYS.search(match["host"]):
        return None
    host = match["host"].lower() + (f":{match['port']}" if match["port"] else "")
    facts: dict[str, Json] = {"service_type": "inference-server", "endpoints": [clean_url(match.group())]}
    return NamedService(Subject(kind=Kind.SERVICE, name=host), facts)


def _of_host(host: str) -> Product | None:
    """The product that a host inside of a network is named after: `http://litellm:4000`, `ollama.llm.svc`."""
    label, _, rest = host.partition(".")
    inside = not rest or ".svc" in f".{rest}" or rest.endswith((".local", ".internal")) or rest in ("local", "internal")
    return products().of_variable(label) if inside and host not in _THIS_MACHINE else None


def services_of_setting(name: str, value: str | None) -> list[NamedService]:
    """The services that a variable and its value name.

    An address decides by its host: `OPENAI_BASE_URL=http://vllm:8000/v1` is not OpenAI.
    """
    by_name = service_of_variable(name)
    by_url = service_of_url(value) if value and value.startswith("http") else None
    if by_name is None or by_url is None:
        if by_name is not None and value and _ADDRESS.search(name) and value.startswith("http"):
            return [by_name] if _may_stand_anywhere(by_name) else []
        return [one for one in (by_name, by_url) if one is not None]
    if by_name.subject == by_url.subject:
        return [NamedService(by_name.subject, {**by_name.facts, **by_url.facts})]
    return [by_url] if _ADDRESS.search(name) else [by_name, by_url]


def redirected(settings: Iterable[tuple[str, str]]) -> frozenset[str]:
    """First words of variables whose address is not the provider's that the word names.

    `OPENAI_API_KEY=dummy` beside `OPENAI_API_BASE_URLS=http://vllm:8000/v1` is no key of OpenAI's.
    """
    return frozenset(prefix for name, value in settings if (prefix := _redirected(name, value)))


def is_redirected_key(name: str, prefixes: frozenset[str]) -> bool:
    """Whether a variable holds a key for one of the prefixes that `redirected` told."""
    return bool(prefixes) and bool(_KEY.search(name)) and name.partition("_")[0] in prefixes


def _redirected(name: str, value: str) -> str:
    if not value.startswith("http") or not _BASE.match(name) or "$" in value:
        return ""
    prefix = name.partition("_")[0]
    provider, reached = load_catalogue().provider_of_name(prefix.lower()), service_of_url(value)
    own = provider is not None and reached is not None and reached.subject.name == provider.name
    return "" if provider is None or own else prefix


def _may_stand_anywhere(service: NamedService) -> bool:
    """Whether a service runs wherever it is put, so that no host tells against it."""
    name = service.subject.name
    if any(product.name == name for product in products().all):
        return True
    provider = load_catalogue().provider_of_name(name)
    return provider is None or provider.self_hosted or provider.service_type not in ("ai-api", "search-api")


def provider_service(id_: str) -> NamedService | None:
    """The service of a provider id, when it is one that is reached over an API."""
    provider = load_catalogue().provider(id_)
    if provider is None:
        return None
    return NamedService(Subject(kind=Kind.SERVICE, name=provider.name), {"service_type": provider.service_type})


def product_subject(product: Product) -> Subject:
    """A self-hosted product as a service."""
    return Subject(kind=Kind.SERVICE, name=product.name)


def services_of_action(text: str) -> list[NamedService]:
    """The services that an action of an access policy lets be called: `bedrock:InvokeModel`."""
    ids = {_ACTION_PROVIDERS.get(match["service"], "") for match in _ACTION.finditer(text[:2_000])}
    return [service for id_ in sorted(ids - {""}) if (service := provider_service(id_))]
