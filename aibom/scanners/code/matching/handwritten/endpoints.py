"""Addresses of model servers that no catalogue knows, told by their paths: `{base}/chat/completions`, `/api/generate`.

The paths are those of OpenAI's API, which most servers of open models offer as well
(https://platform.openai.com/docs/api-reference), of Anthropic's Messages, of Ollama's own API
(https://github.com/ollama/ollama/blob/main/docs/api.md) and of llama.cpp's and TGI's servers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from aibom.catalog.entries import Provider
from aibom.core import re
from aibom.scanners.code.facts import Either, Lit, Name, Template, Value
from aibom.scanners.code.matching.services import named_server, provider_at, provider_service, unnamed_service
from aibom.scanners.code.matching.types import Found
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Const, Env, Lost

_PATH = re.compile(
    r"/(?:(?:v\d{1,2}/)?chat/completions|v\d{1,2}/(?:completions|embeddings|messages|responses|rerank)|api/generate"
    r"|api/embed(?:dings)?|generate_stream)(?=$|[/?#\s])|:11434/api/chat\b"
)
_SENDING = frozenset("fetch post request axios ofetch ky got urlopen".split())
_ASKING = frozenset("get put stream request".split())  # of sessions, where the address says the rest
_ANSWERING = ("ai-api", "gateway", "inference-server")
_MAX_TEXT = 500
_MANY = 20


class Endpoint(NamedTuple):
    """A place where a model server is addressed: a `service` that no catalogue knows, or the `lost` expression of an
    address that cannot be read. Both are empty where the host is a known provider's."""

    service: Found | None
    lost: str
    line: int


def endpoints(resolver: Resolver, module: Module) -> list[Endpoint]:
    """The places of a file that address a model server by the path of its API."""
    found: list[Endpoint] = []
    for value, scope in _values(module):
        if len(found) < _MANY and _has_path(value):
            found.append(_endpoint(resolver, value, Env(module.path, scope)))
    return found


def _values(module: Module) -> Iterator[tuple[Lit | Template, str]]:
    for binding in module.facts.bindings:
        yield from ((one, binding.scope) for one in _texts(binding.value))
    for call in module.facts.calls:
        for value in (*call.args, *(value for _, value in call.kwargs)):
            yield from ((one, call.scope) for one in _texts(value))
    for scope, function in module.functions.items():
        for value in function.returns:
            yield from ((one, scope) for one in _texts(value))


def _texts(value: Value) -> Iterator[Lit | Template]:
    if isinstance(value, Lit | Template):
        yield value
    elif isinstance(value, Either):
        yield from (one for one in value.options if isinstance(one, Lit | Template))


def _has_path(value: Lit | Template) -> bool:
    parts = value.parts if isinstance(value, Template) else (value,)
    return any(
        isinstance(part, Lit) and isinstance(part.value, str) and _PATH.search(part.value[:_MAX_TEXT]) for part in parts
    )


def _endpoint(resolver: Resolver, value: Lit | Template, env: Env) -> Endpoint:
    lost = ""
    for thing in resolver.evaluate(value, env):
        if isinstance(thing, Const) and isinstance(thing.value, str):
            known = provider_at(resolver.catalogue, thing.value) or _by_name(resolver, value, env, thing.value)
            host = thing.value.partition("//")[2].partition("/")[0]
            if known is not None or "{" not in (host or thing.value):
                service = unnamed_service(thing.value) if known is None else _put_together(value, known, thing.value)
                return Endpoint(service, "", value.line)
            lost = lost or thing.value
        elif isinstance(thing, Lost):
            lost = lost or thing.expression
    return Endpoint(None, lost, value.line)


def _by_name(resolver: Resolver, value: Lit | Template, env: Env, address: str) -> Provider | None:
    """The server of one's own that the constant or variable with the address is called after: `VLLM_BASE_URL`."""
    head = value.parts[0] if isinstance(value, Template) else value
    bases = () if isinstance(head, Lit) else resolver.evaluate(head, env)
    named = (named_server(resolver.catalogue, one.name, address) for one in bases if isinstance(one, Const))
    return next((one for one in named if one is not None), None)


def _put_together(value: Lit | Template, known: Provider, address: str) -> Found | None:
    """The service at an address whose port a variable holds; any other is told by its literal."""
    local = isinstance(value, Template) and known.self_hosted
    return provider_service(known, address) if local else None


def asked_providers(resolver: Resolver, module: Module) -> list[Provider]:
    """The providers that a file's requests go to whose addresses stand elsewhere: `post(environment.ai.url, body)`."""
    found: dict[str, Provider] = {}
    for call in module.facts.calls:
        first = call.args[0] if call.args and call.callee.rpartition(".")[2] in _SENDING else None
        if isinstance(first, Name):
            found |= _answering(resolver, first, Env(module.path, call.scope))
    return list(found.values())


def asked_from(resolver: Resolver, module: Module, scope: str) -> Provider | None:
    """The one provider that the requests of a function go to, of several that its file speaks to."""
    found: dict[str, Provider] = {}
    for call in module.facts.calls:
        sends = call.scope == scope and call.callee.rpartition(".")[2] in _SENDING | _ASKING
        for value in call.args[:2] if sends else ():  # `client.stream("POST", url)`
            if isinstance(value, Name | Lit | Template):
                found |= _answering(resolver, value, Env(module.path, scope))
    return next(iter(found.values())) if len(found) == 1 else None


def _answering(resolver: Resolver, address: Value, env: Env) -> dict[str, Provider]:
    """The providers of models at an address, by their ids."""
    texts = (one.value for one in resolver.evaluate(address, env) if isinstance(one, Const))
    known = (provider_at(resolver.catalogue, one) for one in texts if isinstance(one, str) and "://" in one[:10])
    return {one.id: one for one in known if one is not None and one.service_type in _ANSWERING}
