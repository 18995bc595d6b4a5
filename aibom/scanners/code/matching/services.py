"""Services: the provider behind a client, an address in code, a key in the environment."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import lru_cache
from itertools import pairwise

from aibom.catalog.entries import Provider
from aibom.catalog.loader import Catalogue
from aibom.core import re
from aibom.core.json import Json
from aibom.core.secrets import mask_tokens
from aibom.model.kinds import Kind
from aibom.model.sighting import Subject
from aibom.scanners.code.matching.model_names import host_of
from aibom.scanners.code.matching.types import Found

_LOCAL = ("localhost", "127.0.0.1", "0.0.0.0", "host.docker.internal", "::1")  # noqa: S104 - compared, never bound
_TO_SERVER = re.compile(r"/mcp/?\Z")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+")
_MAX_ADDRESS = 400
_KNOWN_PORTS = {
    "11434": "ollama", "1234": "lmstudio", "12434": "docker-model-runner", "6333": "qdrant", "6334": "qdrant",
    "19530": "milvus",
}  # fmt: skip
_OWN_PORTS = ("11434",)  # that nothing else has, so that they tell without an address
_ADDRESSES = ("URL", "HOST", "URI")


def provider_service(provider: Provider, endpoint: str = "", place: tuple[str, int] | None = None) -> Found:
    """The service of a provider, with the address it is reached at when the code says so."""
    facts: dict[str, Json] = {"service_type": provider.service_type, "provider": provider.id}
    if provider.data_flows:
        facts["data_flows"] = sorted(provider.data_flows)
    if endpoint:
        facts["endpoints"] = [clean_url(endpoint)]
    subject = Subject(kind=Kind.SERVICE, name=provider.name)
    return Found(subject, facts, (place,) if place else ())


def provider_at(catalogue: Catalogue, url: str) -> Provider | None:
    """The provider that answers at an address; known default ports count on the machine itself."""
    host, _, port = host_of(url).rpartition(":") if ":" in host_of(url) else (host_of(url), "", "")
    found = catalogue.provider_of_host(host) if host else None
    if found is not None and found.service_type == "ai-api" and _TO_SERVER.search(url):
        return None  # an MCP server beside the API
    if found is None and port in _KNOWN_PORTS and (host in _LOCAL or "." not in host):
        found = catalogue.provider(_KNOWN_PORTS[port])
    return found


def provider_at_path(catalogue: Catalogue, address: str) -> Provider | None:
    """The provider that a path tells, at whatever host: `https://{host}/api/v2/cortex/analyst/message`."""
    if "/" not in address or len(address) > _MAX_ADDRESS or " " in address:
        return None
    told = (id_ for glob, id_ in catalogue.paths if _mark(glob) in address and fnmatchcase(address, glob))
    return next(map(catalogue.provider, told), None)


@lru_cache(maxsize=200)
def _mark(glob: str) -> str:
    """What must stand in an address that a glob fits."""
    return max(glob.split("*"), key=len)


def named_server(catalogue: Catalogue, name: str, url: str) -> Provider | None:
    """The server of one's own that the name of its address tells: `DEFAULT_LLAMACPP_URL = "http://localhost:8080"`."""
    if host_of(url).rpartition(":")[0] not in _LOCAL:
        return None
    words = [word.lower() for word in _WORD.findall(name)]
    for word in (*words, *(f"{one}_{two}" for one, two in pairwise(words))):
        provider = catalogue.provider_of_name(word)
        if provider is not None and provider.self_hosted and provider.service_type == "inference-server":
            return provider
        stored = (catalogue.provider_of_env(f"{word.upper()}_{ending}") for ending in _ADDRESSES)
        if store := next((one for one in stored if one is not None and one.service_type == "vector-store"), None):
            return store
    return None


def is_own_port(name: str, port: object) -> bool:
    """Whether a setting holds the port of one product, beside a host that stands elsewhere: `port = "11434"`."""
    return str(port) in _OWN_PORTS and name.lower().endswith("port")


def provider_of_port(catalogue: Catalogue, port: object) -> Provider | None:
    """The product that has a port for its own."""
    return catalogue.provider(_KNOWN_PORTS[str(port)]) if str(port) in _OWN_PORTS else None


def unnamed_service(url: str) -> Found | None:
    """A server that the catalogue does not know, named by its host and port."""
    host = host_of(url)
    if (
        not host
        or host.startswith(("your.", "your-", "<"))
        or not url.startswith(("http://", "https://", "ws://", "wss://"))
    ):
        return None
    facts: dict[str, Json] = {"service_type": "inference-server", "endpoints": [clean_url(url)]}
    return Found(Subject(kind=Kind.SERVICE, name=host), facts)


def clean_url(url: str) -> str:
    """A URL without credentials and query."""
    head, _, rest = url.partition("//")
    host, slash, path = rest.partition("/")
    plain = f"{head}//{host.rpartition('@')[2]}{slash}{path}" if rest else url
    return mask_tokens(plain.partition("?")[0])[:300]
