"""Reads the configuration of a LiteLLM proxy (docs.litellm.ai/docs/proxy/configs): routes, fallbacks, protection."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.catalog.loader import load_catalogue
from aibom.catalog.products import products
from aibom.core import re
from aibom.core.json import Json
from aibom.core.left_out import within
from aibom.core.lined import Lined
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Sighting, Subject
from aibom.scanners.configs.names.left_open import variable_of
from aibom.scanners.configs.names.naming import Named, is_hub_id, name_model
from aibom.scanners.configs.names.services import (
    NamedService,
    product_subject,
    provider_service,
    service_of_url,
    unnamed_service,
)
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.models import named_model
from aibom.scanners.configs.told.services import services_in
from aibom.scanners.configs.walk import Place

_HOST = re.compile(r"(?:https?://)?(?P<host>[\w.-]+)")
_PROXY = Subject(kind=Kind.SERVICE, name="LiteLLM")
_FALLBACKS = ("fallbacks", "context_window_fallbacks", "content_policy_fallbacks", "default_fallbacks")
_LIMITS = ("rpm", "tpm", "max_parallel_requests")
_MINE = re.compile(r"(?:my|local|custom|fake|mock)[-_][a-z0-9][\w.-]{2,60}")
_MAX = 2_000


def is_litellm(document: Lined) -> bool:
    """Whether a document is a proxy's configuration."""
    top = document.value
    models = top.get("model_list") if isinstance(top, Mapping) else None
    return isinstance(models, list) and any(isinstance(one, Mapping) and "litellm_params" in one for one in models[:20])


def read_litellm(document: Lined, path: str) -> Iterator[Sighting]:
    """The models behind the proxy, which falls back to which, and how the proxy is protected."""
    top = document.value
    if isinstance(top, Mapping):
        yield from _Proxy(document, top, Sight(path)).sightings()


class _Proxy:
    """One configuration; `routes` are the models behind each public name."""

    def __init__(self, document: Lined, top: Mapping[str, Json], sight: Sight) -> None:
        self.document, self.top, self.sight = document, top, sight
        self.routes: dict[str, list[Subject]] = {}
        self.limited = 0

    def sightings(self) -> Iterator[Sighting]:
        models = self.top.get("model_list")
        line = self.document.line_of(self.top, "model_list")
        yield self.sight.thing(_PROXY, line, "model_list", service_type="gateway", self_hosted=True)
        for entry in within(models, _MAX, "models") if isinstance(models, list) else ():
            if isinstance(entry, Mapping):
                yield from self._entry(entry)
        yield from self._protection(line)
        for settings in (self.top.get("litellm_settings"), self.top.get("router_settings")):
            if isinstance(settings, Mapping):
                yield from self._fallbacks(settings)

    def _entry(self, entry: Mapping[str, Json]) -> Iterator[Sighting]:
        params = entry.get("litellm_params")
        if not isinstance(params, Mapping):
            return
        place = Place(params, ("model_list",), self.document)
        if any(key in params for key in _LIMITS):
            self.limited = self.limited or self.document.line_of(params, next(key for key in _LIMITS if key in params))
        yield from services_in(place, self.sight)
        text = place.text("model")
        if not text or "*" in text:
            return
        info = entry.get("model_info")
        class_ = "embedding" if isinstance(info, Mapping) and info.get("mode") == "embedding" else ""
        base = place.text("api_base")
        behind = _product_of(base)
        bare = text.removeprefix("openai/") if base else text
        own = bare != text and load_catalogue().provider_of_host(_host(base)) is None
        named = _own_model(bare, class_) if own and not _is_known(bare) else None
        named = named or named_model(bare, model_class=class_)
        line = place.line("model")
        if named is None:
            yield from (self.sight.unread("model", line, text),) if variable_of(text) else ()
            return
        self.routes.setdefault(str(entry.get("model_name")), []).append(named.subject)
        yield self.sight.model(named, line, "litellm_params.model")
        yield self.sight.link(_PROXY, RelationKind.USES_MODEL, named.subject, line)
        asked = behind or service_of_url(base) or (unnamed_service(base) if own else None)
        service = asked or provider_service(named.subject.origin)
        if service is not None:
            yield from self.sight.served(named.subject, service, line, "litellm_params.model")
            yield self.sight.link(_PROXY, RelationKind.CALLS_SERVICE, service.subject, line)

    def _protection(self, line: int) -> Iterator[Sighting]:
        general = self.top.get("general_settings")
        settings = general if isinstance(general, Mapping) else {}
        guarded = next((key for key in ("master_key", "custom_auth", "enable_jwt_auth") if settings.get(key)), None)
        at = self.document.line_of(settings, guarded) if guarded else line
        yield self.sight.thing(_PROXY, at, guarded or "general_settings", authenticated=guarded is not None)
        if self.limited:
            yield self.sight.thing(_PROXY, self.limited, "rpm", rate_limited=True)
        logging = self.top.get("litellm_settings")
        for key in ("success_callback", "callbacks"):
            if isinstance(logging, Mapping) and logging.get(key):
                yield self.sight.thing(_PROXY, self.document.line_of(logging, key), key, request_logging=True)
                return

    def _fallbacks(self, settings: Mapping[str, Json]) -> Iterator[Sighting]:
        for key in _FALLBACKS:
            table = settings.get(key)
            for index, item in enumerate(table) if isinstance(table, list) else ():
                line = self.document.line_of(table, index)
                for source, targets in item.items() if isinstance(item, Mapping) else ():
                    for target in targets if isinstance(targets, list) else ():
                        yield from self._edge(str(source), str(target), line)

    def _edge(self, source: str, target: str, line: int) -> Iterator[Sighting]:
        for first in self.routes.get(source, ()):
            for second in self.routes.get(target, ()):
                if first != second:
                    yield self.sight.link(first, RelationKind.FALLS_BACK_TO, second, line)


def _own_model(name: str, class_: str) -> Named | None:
    """A model that a server of one's own serves under a name of its own, which may look like a stand-in: `my-model`."""
    named = name_model(name, "hf" if is_hub_id(name) else "label", class_)
    if named is None and _MINE.fullmatch(name):
        facts: dict[str, Json] = {"model_class": class_} if class_ else {}
        return Named(Subject(kind=Kind.MODEL, name=name), facts)
    return named


def _host(url: str) -> str:
    match = _HOST.match(url)
    return match["host"].lower() if match else ""


def _product_of(url: str) -> NamedService | None:
    """The product that a host is named after: `http://vllm:8000/v1`."""
    product = products().of_name(_host(url)) if url else None
    if product is None:
        return None
    return NamedService(product_subject(product), {"service_type": product.type, "self_hosted": True})


def _is_known(name: str) -> bool:
    """Whether a name has the form of a model that is only reached over an API."""
    form = load_catalogue().form(name)
    return form is not None and form.provider not in ("", "hf")
