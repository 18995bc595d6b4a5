"""What functions of the tree are handed as decorators.

`@register("openai")` over a class hands the class to the function that `register` gives, and `@tool` over a function
hands that to `tool`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from aibom.scanners.code.facts import CallRef, Class, Function, Name, Value
from aibom.scanners.code.paths import is_test
from aibom.scanners.code.resolving.modules import Module, join_scope
from aibom.scanners.code.resolving.types import MAX_OPTIONS, Definition, Env, Follower


class Decorated:
    """The functions and classes of Python by the name of what decorates them; found once, when first asked."""

    def __init__(self, modules: Mapping[str, Module]) -> None:
        self._modules = modules
        self._by_name: dict[str, list[tuple[Name, bool, Env, Definition]]] | None = None

    def of(self, ev: Follower, function: Definition) -> tuple[Definition, ...]:
        """What a function decorates: itself, or as what a call of the function around it gives."""
        functions = self._modules[function.path].functions
        outer = functions.get(function.scope.rpartition(".")[0])
        gives = outer is not None and any(
            isinstance(one, Name) and one.path == function.scope.rpartition(".")[2] for one in outer.returns
        )
        scope = function.scope.rpartition(".")[0] if gives else function.scope
        wanted = (function.path, "function", scope)
        found = (
            target
            for name, called, env, target in self._named(scope.rpartition(".")[2])
            if called is gives and any(isinstance(v, Definition) and v[:3] == wanted for v in ev.evaluate(name, env))
        )
        return tuple(found)[:MAX_OPTIONS]

    def _named(self, name: str) -> list[tuple[Name, bool, Env, Definition]]:
        if self._by_name is None:
            self._by_name = defaultdict(list)
            for path, module in self._modules.items():
                if module.group == "python" and not is_test(path):
                    self._note(path, module, self._by_name)
        return self._by_name.get(name, [])[: 2 * MAX_OPTIONS]

    def _note(self, path: str, module: Module, found: dict[str, list[tuple[Name, bool, Env, Definition]]]) -> None:
        kinds: tuple[tuple[str, Mapping[str, Function | Class]], ...]
        kinds = (("function", module.functions), ("class", module.classes))
        for kind, declared in kinds:
            for one in declared.values():
                target = Definition(path, kind, join_scope(one.scope, one.name))
                for decorator in one.decorators:
                    name, called = _decorator(module, decorator)
                    if name is not None:
                        found[name.path.rpartition(".")[2]].append((name, called, Env(path, one.scope), target))


def _decorator(module: Module, decorator: Value) -> tuple[Name | None, bool]:
    """The name of a decorator, and whether it is called."""
    if isinstance(decorator, Name):
        return decorator, False
    call = module.call(decorator.call) if isinstance(decorator, CallRef) else None
    return (Name(call.callee, call.line), True) if call is not None and call.receiver is None else (None, False)
