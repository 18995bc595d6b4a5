"""Objects that a container hands over: a method marked `@Bean` (Spring) or `@Produces` (CDI, Quarkus, Micronaut)
makes what parameters and fields of its declared type are given.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from aibom.scanners.code.facts import CallRef, Value
from aibom.scanners.code.paths import is_test
from aibom.scanners.code.resolver_modules import Module
from aibom.scanners.code.resolver_types import MAX_OPTIONS, Abstract, Abstracts, Definition, Env, Follower, distinct

_MAKERS = frozenset(("Bean", "Produces", "Factory", "Singleton"))


def beans(modules: Mapping[str, Module]) -> dict[str, list[Definition]]:
    """The methods that make objects for the container, by the last name of the type that they declare."""
    found: dict[str, list[Definition]] = defaultdict(list)
    for path, module in modules.items():
        if module.group != "jvm" or is_test(path):
            continue
        for scope, function in module.functions.items():
            if function.gives and any(_name(module, one) in _MAKERS for one in function.decorators):
                found[function.gives.rpartition(".")[2]].append(Definition(path, "function", scope))
    return found


def _name(module: Module, decorator: Value) -> str:
    text = module.call(decorator.call).callee if isinstance(decorator, CallRef) else getattr(decorator, "path", "")
    return str(text).rpartition(".")[2]


def injected(ev: Follower, word: str) -> Abstracts:
    """What the container's methods make of a type, by the type's name."""
    found: list[Abstract] = []
    for maker in ev.beans(word.rpartition(".")[2])[:MAX_OPTIONS]:
        for value in ev.modules[maker.path].functions[maker.scope].returns[:MAX_OPTIONS]:
            found += ev.evaluate(value, Env(maker.path, maker.scope))
    return distinct(found)
