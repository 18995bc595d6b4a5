"""Clients of others' APIs that Java declares as interfaces: `@RegisterRestClient(configKey = "geocoding")`,
`@FeignClient(url = "https://api.weather.gov")`. Whoever calls a method of one asks the address."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.scanners.code.facts import CallRef, Class, Lit, Value
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Const, Env

_CLIENTS = frozenset({"RegisterRestClient", "FeignClient", "HttpExchange"})
_ADDRESSES = ("baseUri", "url", "value")
_KEY = "configKey"
_PROPERTIES = ("quarkus.rest-client.%s.url", "quarkus.rest-client.%s.uri", "%s/mp-rest/url")


def client_addresses(resolver: Resolver, module: Module) -> Iterator[tuple[int, Lit]]:
    """The lines of the methods of such interfaces, each with the address that it asks."""
    for scope, declared in module.classes.items() if module.group == "jvm" else ():
        address = _address(resolver, module, declared)
        if address is not None:
            below = f"{scope}."
            yield from ((one.line, address) for name, one in module.functions.items() if name.startswith(below))


def _address(resolver: Resolver, module: Module, declared: Class) -> Lit | None:
    for mark in declared.decorators:
        call = module.call(mark.call) if isinstance(mark, CallRef) else None
        if call is None or call.callee.rpartition(".")[2] not in _CLIENTS:
            continue
        given = dict(call.kwargs)
        values = [given[name] for name in _ADDRESSES if name in given] + list(call.args)
        texts = [text for value in values for text in _texts(resolver, module, value)]
        if _KEY in given:
            keys = _texts(resolver, module, given[_KEY])
            texts += [one for key in keys for one in _configured(resolver, module, key)]
        return next((Lit(text, declared.line) for text in texts if "://" in text), None)
    return None


def _texts(resolver: Resolver, module: Module, value: Value) -> list[str]:
    things = resolver.evaluate(value, Env(module.path, ""))
    return [one.value for one in things if isinstance(one, Const) and isinstance(one.value, str)]


def _configured(resolver: Resolver, module: Module, key: str) -> Iterator[str]:
    for form in _PROPERTIES:
        yield from (value for value, *_ in resolver.documents.property(form % key, module.path))
