"""Reads `.env` files and `.properties` for services and models. Values that are secrets are never kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from aibom.catalog.loader import load_catalogue
from aibom.catalog.products import products
from aibom.catalog.shared_keys import is_of_another
from aibom.core import re
from aibom.core.json import Json
from aibom.core.left_out import within
from aibom.core.secrets import is_literal_secret, is_secret_name
from aibom.core.secrets import is_placeholder as is_secret_placeholder
from aibom.core.text import decode
from aibom.model.kinds import RelationKind
from aibom.model.sighting import Sighting, Subject
from aibom.scanners.configs.names.naming import Named, is_placeholder, name_model
from aibom.scanners.configs.names.services import (
    NamedService,
    is_redirected_key,
    product_subject,
    provider_service,
    redirected,
    service_of_url,
    services_of_setting,
)
from aibom.scanners.configs.names.values import default_of, model_of_setting
from aibom.scanners.configs.paths import is_example
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.mcp import mcp_text
from aibom.scanners.configs.told.prompts import variable_prompt
from aibom.scanners.configs.told.reached import served_by_reached

MAX_LINES = 20_000
_LINE = re.compile(r"[ \t]*(?:export[ \t]+)?(?P<name>[A-Za-z_][\w.-]*)[ \t]*[=:](?P<value>.*)\Z")
_QUOTED = re.compile(r"[ \t]*(?P<quote>['\"`])(?P<text>(?:(?!(?P=quote)).)*+)(?P=quote)")
_MODEL_CONFIG = re.compile(r"(?:\A|_)MODEL_CONFIG_\w")
_ADDRESS = re.compile(r"(?P<stem>[A-Za-z]\w*?_)(?:BASE_URL|API_BASE|API_URL|ENDPOINT|BASE|URL|HOST)\Z")
_SERVING = ("ai-api", "gateway")
_LISTED_ADDRESS = re.compile(r"https?://[^\s,]{1,200}")


class Assignment(NamedTuple):
    """One setting as written."""

    name: str
    value: str
    line: int


def assignments(data: bytes) -> Iterator[Assignment]:
    """The variables of a file in written order; commented lines are none."""
    for number, row in enumerate(within(decode(data).splitlines(), MAX_LINES, "lines"), 1):
        match = _LINE.match(row)
        if match is None:
            continue
        quoted = _QUOTED.match(match["value"])
        value = quoted["text"] if quoted else re.split(r"\s#", match["value"], maxsplit=1)[0].strip()
        yield Assignment(match["name"], value, number)


def read_env(data: bytes, path: str) -> Iterator[Sighting]:
    """The services whose keys and addresses are set, and the models that are chosen."""
    sight = Sight(path)
    confidence = 0.7 if is_example(path) else 0.85
    given = list(assignments(data))
    prefixes = redirected((one.name, one.value) for one in given)
    names = [one.name for one in given]
    kept = [one for one in given if not is_redirected_key(one.name, prefixes) and not is_of_another(one.name, names)]
    gateways = _gateways(given)
    found = [told for one in kept for told in setting_sightings(one, sight, confidence, prefixes, gateways)]
    yield from found
    yield from served_by_reached(found, sight)


def setting_sightings(
    one: Assignment,
    sight: Sight,
    confidence: float,
    prefixes: frozenset[str] = frozenset(),
    gateways: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Sighting]:
    """What one setting tells; `prefixes` are of providers whose address leads elsewhere, `gateways` the providers of
    the addresses, by the names that the settings beside them begin with."""
    for service in _services(one):
        yield sight.service(service, one.line, one.name, confidence)
        yield sight.link(None, RelationKind.CALLS_SERVICE, service.subject, one.line)
    if is_secret_name(one.name):
        return
    yield from mcp_text(one.name, one.value, one.line, sight)
    yield from variable_prompt(one.name, one.value, one.line, sight)
    product = products().of_model_env(one.name)
    if product is not None:
        own = None if is_placeholder(one.value) else name_model(default_of(one.value), "", product.model_class)
        if own is not None:
            yield sight.model(own, one.line, one.name, confidence=confidence)
            yield sight.link(own.subject, RelationKind.SERVED_BY, product_subject(product), one.line)
        return
    named = model_of_setting(one.name, default_of(one.value)) or _first_of_list(one)
    gateway = next((gateways[stem] for stem in gateways if one.name.startswith(stem)), "")
    if named is not None and gateway and gateway != named.subject.origin and _serves_it(gateway, one.value):
        named = name_model(default_of(one.value), gateway, str(named.facts.get("model_class") or "")) or named
        yield sight.link(named.subject, RelationKind.SERVED_BY, _service_of(gateway), one.line)
    if named is not None:
        yield sight.model(named, one.line, one.name, confidence=confidence)
        origin = named.subject.origin
        if (listed := _listed_service(one)) is not None:
            yield sight.link(named.subject, RelationKind.SERVED_BY, listed.subject, one.line)
        elif origin and origin not in ("hf", "file") and origin.partition("-")[0].upper() not in prefixes:
            yield from sight.served(named.subject, provider_service(origin), one.line, one.name)


def _serves_it(provider: str, value: str) -> bool:
    """Whether a name is meant as the provider's whose address stands beside it: a router's, or a vendor's own."""
    found = load_catalogue().provider(provider)
    return "/" in value or (found is not None and found.service_type == "ai-api")


def _service_of(provider: str) -> Subject:
    service = provider_service(provider)
    assert service is not None
    return service.subject


def _gateways(given: list[Assignment]) -> dict[str, str]:
    """Whose address `LLM_BASE_URL` is, by `LLM_`: there `deepseek/deepseek-chat` is a name of OpenRouter's."""
    found = {}
    for one in given:
        stem = _ADDRESS.match(one.name)
        service = service_of_url(one.value) if stem is not None else None
        provider = load_catalogue().provider_of_name(service.subject.name) if service is not None else None
        if stem is not None and provider is not None and provider.service_type in _SERVING:
            found[stem["stem"]] = provider.id
    return found


def _first_of_list(one: Assignment) -> Named | None:
    """`LLM_MODEL_CONFIG_FAST="gpt-5-mini,the-key"`: a model with how it is reached, in one value."""
    if _MODEL_CONFIG.search(one.name) is None:
        return None
    return model_of_setting("model_name", one.value.partition(",")[0].strip())


def _listed_service(one: Assignment) -> NamedService | None:
    """The service whose address stands in such a value."""
    address = _LISTED_ADDRESS.search(one.value) if _MODEL_CONFIG.search(one.name) else None
    return service_of_url(address[0]) if address is not None else None


def _services(one: Assignment) -> Iterator[NamedService]:
    listed = _listed_service(one)
    for service in (*services_of_setting(one.name, one.value), *([listed] if listed is not None else [])):
        facts: dict[str, Json] = dict(service.facts)
        if is_literal_secret(one.name, one.value) and not is_secret_placeholder(one.value):
            facts["literal_secrets"] = [one.name]
        yield NamedService(service.subject, facts)
