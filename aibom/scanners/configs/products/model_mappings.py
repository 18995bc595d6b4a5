"""Models that a gateway maps the names of requests to: `modelMapping: {gpt-4: qwen-max, "*": qwen-turbo}`.

Higress' and One API's form (higress.cn/en/docs/latest/plugins/ai/api-provider/ai-proxy): the keys are what clients
ask for, the values what is used; beside them stand the provider's `type` and its tokens.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.catalog.loader import load_catalogue
from aibom.core.errors import UnreadableError
from aibom.core.json import nesting
from aibom.core.jsonc import parse_jsonc
from aibom.core.left_out import within
from aibom.model.kinds import RelationKind
from aibom.model.sighting import Sighting
from aibom.scanners.configs.names.services import provider_service
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.models import named_model
from aibom.scanners.configs.told.providers import provider_in
from aibom.scanners.configs.walk import Place, places

_MAPPINGS = ("modelMapping", "model_mapping", "modelAliases", "model_aliases")
_TOKENS = frozenset({"apiTokens", "apiToken", "api_tokens"})
_MAX_MODELS = 200
_MAX_TEXT = 100_000


def mapped_in(place: Place, sight: Sight) -> Iterator[Sighting]:
    """The provider of one mapping of settings and the models that requests to it end at."""
    table = place.table
    named = next((key for key in _MAPPINGS if isinstance(table.get(key), Mapping)), "")
    if named or _TOKENS & set(table):
        yield from _provider(place, named, sight)
    for key, value in table.items():
        if isinstance(value, str) and _is_embedded(value):
            yield from _embedded(value, place.line(key), sight)


def _provider(place: Place, key: str, sight: Sight) -> Iterator[Sighting]:
    provider = provider_in(place) or load_catalogue().provider_of_name(place.text("type"))
    service = provider_service(provider.id) if provider is not None else None
    if service is not None:
        line = place.line("type") if "type" in place.table else place.document.line
        yield sight.service(service, line, "type")
        yield sight.link(None, RelationKind.CALLS_SERVICE, service.subject, line)
    mapping = place.table.get(key)
    for asked, text in (
        within(list(mapping.items()), _MAX_MODELS, "models of one mapping") if isinstance(mapping, Mapping) else ()
    ):
        model = named_model(text, provider.id if provider is not None else "") if isinstance(text, str) else None
        if model is not None:
            line = place.document.line_of(mapping, asked)
            yield sight.model(model, line, key)
            if service is not None:
                yield sight.link(model.subject, RelationKind.SERVED_BY, service.subject, line)


def _is_embedded(text: str) -> bool:
    """Whether a text is the JSON configuration of a plugin, as a proxy is handed it."""
    return len(text) < _MAX_TEXT and text.lstrip().startswith("{") and any(f'"{key}"' in text for key in _MAPPINGS)


def _embedded(text: str, line: int, sight: Sight) -> Iterator[Sighting]:
    """Lines count from that of the key; a block of text begins on the line after it."""
    if nesting(text.encode()) > 100:
        return
    before = "\n" * (line if "\n" in text else line - 1)
    try:
        document = parse_jsonc((before + text).encode(), sight.path)
    except UnreadableError:
        return
    for inner in places(document):
        yield from mapped_in(inner, sight)
