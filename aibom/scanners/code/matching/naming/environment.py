"""Whom a client talks to whose address and key come from the environment only.

SDKs of one provider serve as clients of whatever speaks its API: `new OpenAI({ baseURL: process.env.LLM_URL, apiKey:
process.env.LLM_KEY })` says nothing of OpenAI. The names of the variables tell whose they are, if anybody's.
"""

from __future__ import annotations

from collections.abc import Iterable

from aibom.catalog.entries import Provider, Signature
from aibom.core import re
from aibom.scanners.code.resolving.locate import located
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Abstract, Lost, Site, Symbol

KEYS = ("api_key", "openai_api_key", "apiKey", "openAIApiKey")
_VARIABLE = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
_OF_ENVIRONMENT = re.compile(r"\benv\.|\benviron\b|[gG]etenv\(|\benv\(|\bENV\b|\benv::var\(|\bEnvironmentVariable\(")
_ADDRESS = re.compile(r"url|endpoint|base|host|addr", re.IGNORECASE)
_SPEAKING = ("ai-api", "gateway", "inference-server")


class Told:
    """What the names of the environment say: the provider, or that it is nobody's the SDK could be meant for."""

    def __init__(self, provider: Provider | None) -> None:
        self.provider = provider


def told_by_environment(resolver: Resolver, signature: Signature, site: Site) -> Told | None:
    """Who serves a client of which only variables of the environment tell the address; None where the SDK's own
    provider is meant as ever."""
    if site.call < 0 or not signature.endpoint or not signature.provider:
        return None
    addresses = [one for one in signature.endpoint if _is_address(resolver, one, site)]
    places = [value for locator in addresses for value in located(resolver, locator, site)]
    if not places or not all(isinstance(one, Lost) and _OF_ENVIRONMENT.search(one.expression) for one in places):
        return None
    options = [one for one in signature.endpoint if one not in addresses]  # of Go, which take the key as well
    locators = (*KEYS, *(f"^.{key}" for key in KEYS), *options)
    keys = [value for locator in locators for value in located(resolver, locator, site)]
    named = [_provider(resolver, name) for name in _variables((*places, *keys))]
    known = [one for one in named if one is not None]
    if any(one.id == signature.provider for one in known) or (not known and not keys):
        return None
    return Told(known[0] if known else None)


def _is_address(resolver: Resolver, locator: str, site: Site) -> bool:
    """Whether what a locator finds is meant as an address; of a list of options only some are."""
    option, _, rest = locator.partition(".")
    if not (option.isdigit() and rest.isdigit()):
        return True
    options = (one for one in located(resolver, option, site) if isinstance(one, Symbol))
    return any(_ADDRESS.search(one.path) for one in options)


def _variables(values: Iterable[Abstract]) -> list[str]:
    return [name for one in values if isinstance(one, Lost) for name in _VARIABLE.findall(one.expression)]


def _provider(resolver: Resolver, variable: str) -> Provider | None:
    """The provider that a variable is named after."""
    catalogue = resolver.catalogue
    found = catalogue.provider_of_env(variable)
    words = [] if found is not None else variable.lower().split("_")
    for word in words:
        named = catalogue.provider_of_name(word)
        if named is not None and named.service_type in _SPEAKING:
            return named
    return found
