"""What the container of a Nest program hands over for a token: `@Inject("SEARCH_TOOL") tool` is given what the provider
`{ provide: "SEARCH_TOOL", useFactory: () => tool(...) }` makes (https://docs.nestjs.com/fundamentals/custom-providers).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from aibom.scanners.code.facts import Call, FuncRef, Map, Seq, Value, key_name
from aibom.scanners.code.paths import is_test
from aibom.scanners.code.resolving.imports import shared_folders
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.types import (
    MAX_OPTIONS,
    Abstract,
    Abstracts,
    Const,
    Definition,
    Env,
    Follower,
    Instance,
    Lost,
    Provided,
    distinct,
)

_PACKAGE, _INJECT, _PROVIDE = "@nestjs/common", "Inject", "provide"
_WAYS = ("useFactory", "useValue", "useClass", "useExisting")
_MAX_PROVIDERS = 300
_MAX_DEPTH = 3


class Provider(NamedTuple):
    """One entry of the providers of a module: its token, how it makes the thing, and where it is written."""

    token: Value
    way: str
    value: Value
    env: Env


def nest_providers(modules: Mapping[str, Module]) -> list[Provider]:
    """The providers with a token of a tree, in order of the files."""
    nest = [
        (path, one)
        for path, one in sorted(modules.items())
        if one.group == "javascript" and not is_test(path) and any(i.module == _PACKAGE for i in one.facts.imports)
    ]
    found = [provider for path, module in nest for provider in _of_module(path, module)]
    return found[:_MAX_PROVIDERS]


def _of_module(path: str, module: Module) -> Iterator[Provider]:
    for call in module.facts.calls:
        yield from _within(call.args, Env(path, call.scope), 0)
    for binding in module.facts.bindings:
        yield from _within((binding.value,), Env(path, binding.scope), 0)


def _within(values: Iterable[Value], env: Env, depth: int) -> Iterator[Provider]:
    for value in values:
        if isinstance(value, Map):
            named = {str(key_name(key)): item for key, item in value.pairs if key is not None}
            way = next((one for one in _WAYS if one in named), "")
            if _PROVIDE in named and way:
                yield Provider(named[_PROVIDE], way, named[way], env)
            elif depth < _MAX_DEPTH:
                yield from _within(named.values(), env, depth + 1)
        elif isinstance(value, Seq) and depth < _MAX_DEPTH:
            yield from _within(value.items, env, depth + 1)


def injected_by_token(ev: Follower, call: Call, env: Env) -> Abstracts | None:
    """What `@Inject(token)` gives; None for every other call."""
    if call.callee != _INJECT or call.form != "decorator" or len(call.args) != 1:
        return None
    asked = ev.evaluate(call.args[0], env)
    tokens = _tokens(asked)
    found = [one for one in ev.nest_providers if not tokens.isdisjoint(_tokens(ev.evaluate(one.token, one.env)))]
    nearest = max((shared_folders(one.env.path, env.path) for one in found), default=0)  # other programs have their own
    made = [thing for one in found if shared_folders(one.env.path, env.path) == nearest for thing in _made(ev, one)]
    known = distinct([*made, *(Instance(one) for one in _classes(asked))])
    return known or (Lost(_INJECT, env.path, call.line),)  # its declared type may say more


def _tokens(things: Abstracts) -> set[object]:
    texts = {one.value for one in things if isinstance(one, Const) and isinstance(one.value, str)}
    return texts | {one[:3] for one in _classes(things)}


def _classes(things: Abstracts) -> list[Definition]:
    return [one for one in things if isinstance(one, Definition) and one.kind == "class"]


def _made(ev: Follower, provider: Provided) -> Iterator[Abstract]:
    """What a provider makes: what its function returns, an object of its class, or the value itself."""
    if provider.way == "useFactory":
        yield from (thing for one in _functions(ev, provider) for thing in _returned(ev, one))
        return
    for thing in ev.evaluate(provider.value, provider.env):
        yield Instance(thing) if isinstance(thing, Definition) and thing.kind == "class" else thing


def _functions(ev: Follower, provider: Provided) -> list[Definition]:
    if isinstance(provider.value, FuncRef):
        return [Definition(provider.env.path, "function", provider.value.scope)]
    made = ev.evaluate(provider.value, provider.env)
    return [one for one in made if isinstance(one, Definition) and one.kind == "function"]


def _returned(ev: Follower, function: Definition) -> Iterator[Abstract]:
    declared = ev.modules[function.path].functions.get(function.scope)
    for value in declared.returns[:MAX_OPTIONS] if declared is not None else ():
        yield from ev.evaluate(value, Env(function.path, function.scope))
