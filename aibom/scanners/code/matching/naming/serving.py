"""Who serves what a client asks for: at the addresses it is given, else the SDK's own provider.

A client may have several: an address that is set in a branch stands beside the default, a gateway before the vendor.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from aibom.catalog.entries import Provider, Signature
from aibom.catalog.loader import Catalogue
from aibom.scanners.code.matching.model_names import host_of
from aibom.scanners.code.matching.naming.environment import told_by_environment
from aibom.scanners.code.matching.naming.openai_globals import OpenAIGlobals
from aibom.scanners.code.matching.naming.texts import Texts
from aibom.scanners.code.matching.services import named_server, provider_at, provider_service, unnamed_service
from aibom.scanners.code.matching.types import Found, Hit
from aibom.scanners.code.paths import is_test
from aibom.scanners.code.resolving.locate import located, makers
from aibom.scanners.code.resolving.types import Const, Site, Symbol

SDK_OF_ALL = "openai"  # whose SDK is the client of whatever speaks its API
_DOMAIN = 2  # last labels of a host, which say who runs it
_MAX_ADDRESSES = 8  # of one client that are told


class Serving:
    """The services and providers behind hits; call `connect` with all hits first."""

    def __init__(self, texts: Texts) -> None:
        self.texts = texts
        self.resolver, self.catalogue = texts.resolver, texts.resolver.catalogue
        self._globals = OpenAIGlobals(self.resolver)
        self._clients: dict[str, set[tuple[Found, ...]]] = defaultdict(set)  # of OpenAI's SDKs, by file: whom they ask

    def connect(self, hit: Hit) -> None:
        """Note where one of OpenAI's clients is sent to, for requests that are made apart from it."""
        if hit.signature.kind == "service" and hit.signature.provider == "openai" and not is_test(hit.path):
            self._clients[hit.path].add(tuple(self.services(hit, hit.site)))

    def _sent(self, hit: Hit) -> tuple[Found, ...] | None:
        """What the clients talk to that a request may be sent by, those of its file, else of its language; None where
        they differ."""
        signature = hit.signature
        if signature.provider != "openai" or signature.kind != "model" or signature.endpoint:
            return None
        near = self._clients.get(hit.path)
        if near is None:
            group = self.resolver.modules[hit.path].group
            near = {
                one for path, to in self._clients.items() if self.resolver.modules[path].group == group for one in to
            }
        return next(iter(near)) if len(near) == 1 else None

    # -- providers ------------------------------------------------------------------------------------------

    def providers(self, hit: Hit, site: Site) -> list[Provider | None]:
        """Who may serve the model of a call, the default first; None for a server that nobody knows."""
        found: list[Provider | None] = []
        for address in self.addresses(hit.signature, site) or [None]:
            if address is None:
                found.append(self._by_default(hit, site))
            else:
                found += _in_line(self.catalogue, hit.signature, str(address.value))[:1]
        return list(dict.fromkeys(found))

    def _by_default(self, hit: Hit, site: Site) -> Provider | None:
        """Who serves the model of a call that is given no address."""
        stated = self.texts.first("model_provider", site)
        if stated is not None:
            return self.catalogue.provider_of_name(stated)
        told = self._of_provider_object(hit, site) or self._named(hit, site)
        if told is not None:
            return told
        elsewhere = told_by_environment(self.resolver, hit.signature, site)
        if elsewhere is not None:
            return elsewhere.provider
        if hit.signature.provider:
            asked = self._globals.of(hit) or self._sent(hit)
            if asked is not None:
                return self.catalogue.provider(str(asked[0].facts.get("provider", ""))) if asked else None
            return self.catalogue.provider(hit.signature.provider)
        return self._of_client(hit, site) if site.call >= 0 else None

    def _of_provider_object(self, hit: Hit, site: Site) -> Provider | None:
        """The provider that an object or a name tells (`OpenAIChatModel(name, provider=OllamaProvider())`)."""
        if hit.signature.naming == "hub" or site.call < 0:
            return None
        for value in located(self.resolver, "provider", site):
            if isinstance(value, Const) and isinstance(value.value, str):
                return self.catalogue.provider_of_name(value.value)
            if isinstance(value, Symbol) and value.made is not None:
                return self._client(
                    self.resolver.modules[hit.path].group, value._replace(path=value.path.removesuffix("()"))
                )
        return None

    def _named(self, hit: Hit, site: Site) -> Provider | None:
        """The provider that an argument names by its id or by a constant: `using(Provider::Anthropic, ...)`."""
        for locator in hit.signature.served_by:
            for value in located(self.resolver, locator, site):
                word = value.path.rpartition(".")[2] if isinstance(value, Symbol) else getattr(value, "value", None)
                if isinstance(word, str) and (found := self.catalogue.provider_of_name(word)) is not None:
                    return found
        return None

    def _client(self, group: str, target: Symbol) -> Provider | None:
        """The provider whose client a call makes."""
        for signature in self.catalogue.signatures(group, "call", target.module, target.path):
            if signature.kind == "service" and signature.provider:
                return self.catalogue.provider(signature.provider)
        return None

    def _of_client(self, hit: Hit, site: Site) -> Provider | None:
        """The provider of the client that a model is asked of (`openrouter::Client::new(...).agent(...)`)."""
        group = self.resolver.modules[hit.path].group
        for maker in makers(self.resolver, site):
            for target in self.resolver.callee(maker):
                found = self._client(group, target) if isinstance(target, Symbol) else None
                if found is not None:
                    return found
        return None

    # -- services -------------------------------------------------------------------------------------------

    def services(self, hit: Hit, site: Site) -> list[Found]:
        """The services behind a hit, the default first."""
        found: list[Found] = []
        for address in self.addresses(hit.signature, site) or [None]:
            found += self._without_address(hit, site) if address is None else self._at(hit.signature, address)
        return list({str(one.subject): one for one in found}.values())

    def _at(self, signature: Signature, address: Const) -> list[Found]:
        """The services that are reached at an address."""
        url, place = str(address.value), (address.path, address.line)
        *vendors, at = _in_line(self.catalogue, signature, url)
        if at is not None:
            return [*(provider_service(one) for one in vendors if one is not None), provider_service(at, url, place)]
        own = self.catalogue.provider(signature.provider)
        if own is not None and (own.self_hosted or own.service_type == "vector-store"):
            return [provider_service(own, url, place)]  # it runs where it likes
        named = named_server(self.catalogue, address.name, url)
        unnamed = unnamed_service(url) if named is None else provider_service(named, url, place)
        return [unnamed] if unnamed is not None else self._default(signature)

    def _without_address(self, hit: Hit, site: Site) -> list[Found]:
        told = told_by_environment(self.resolver, hit.signature, site)
        if told is not None:
            return [provider_service(told.provider)] if told.provider is not None else []
        asked = self._globals.of(hit)
        if asked is not None:
            return list(asked)
        provider, sent = self._by_default(hit, site), self._sent(hit)
        if sent is not None:
            return list(sent)
        if hit.signature.naming == "routed" and provider is None:
            return []
        return [provider_service(provider)] if provider is not None else self._default(hit.signature)

    def _default(self, signature: Signature) -> list[Found]:
        provider = self.catalogue.provider(signature.service or signature.provider)
        return [provider_service(provider)] if provider is not None else []

    def addresses(self, signature: Signature, site: Site) -> list[Const | None]:
        """The readable addresses that a call or its client is given; None for the case that it is given none."""
        for locator in signature.endpoint:
            of_option = locator.replace(".", "").isdigit() and "." in locator  # one of several that are no addresses
            by_place = locator.isdigit()  # where another form of the call has its key
            found: list[Const | None] = []
            for value in located(self.resolver, locator, site):
                text = value.value if isinstance(value, Const) and not value.partial else ""
                if isinstance(value, Const) and isinstance(text, str) and text and _may_be(text, of_option, by_place):
                    found.append(value)
                elif text is None:
                    found.append(None)
            if any(found):
                return list(dict.fromkeys(found))[:_MAX_ADDRESSES]
        return []

    # -- of several -----------------------------------------------------------------------------------------

    def of_name(self, name: str, providers: Sequence[Provider | None]) -> Provider | None:
        """The one of several providers that a model's name belongs to, else the first that may serve it."""
        form = self.catalogue.form(name)
        own = (one for one in providers if form is not None and one is not None and one.id == form.provider)
        open_ = (one for one in providers if one is None or not one.own_models)
        return next(own, None) or next(open_, providers[0] if providers else None)

    def serves(self, service: Found, model: Found, services: Sequence[Found]) -> bool:
        """Whether one of the services that a client may talk to serves a model: those of its maker and gateways do,
        where its name tells the maker."""
        form = self.catalogue.form(model.subject.name)
        known = [self.catalogue.provider(str(one.facts.get("provider", ""))) for one in services]
        provider = known[services.index(service)]
        if any(self._apart(one, model) for one in services):
            return not self._apart(service, model)
        if provider is None:
            return True
        if form is not None and any(one is not None and one.id == form.provider for one in known):
            return provider.id == form.provider or provider.service_type == "gateway"
        return not provider.own_models or all(one is not None and one.own_models for one in known)

    def _apart(self, service: Found, model: Found) -> bool:
        """Whether an address and a name are written in two branches of which only one is taken."""
        pairs = [(path, at, line) for path, at in service.places for near, line in model.places if near == path]
        modules = self.resolver.modules
        return bool(pairs) and all(
            path in modules and modules[path].branches.exclude(at, line) for path, at, line in pairs
        )


def _in_line(catalogue: Catalogue, signature: Signature, url: str) -> list[Provider | None]:
    """Who answers at an address; before a gateway the vendor that it stands in front of, where that can be told:
    `https://together.helicone.ai/v1`, `.../v1/account/gateway/openai`, any gateway of a vendor's own SDK."""
    at = provider_at(catalogue, url)
    if at is None or at.service_type != "gateway":
        return [at]
    path = url.partition("://")[2].partition("/")[2].split("/")
    named = map(catalogue.provider_of_name, (*reversed(path), *host_of(url).split(".")[:-_DOMAIN]))
    vendor = next((one for one in named if one is not None and one.service_type == "ai-api"), None)
    if vendor is None and signature.provider not in ("", SDK_OF_ALL):
        vendor = catalogue.provider(signature.provider)
    return [vendor, at] if vendor is not None and vendor.id != at.id else [at]


def _may_be(text: str, of_option: bool, by_place: bool) -> bool:
    """Whether a text may be an address, where an argument is one of several or in the place of another."""
    return "://" in text if of_option else not by_place or any(sign in text for sign in ".:/") or text == "localhost"
