"""Clients of HTTP that a .NET program sets up where its container is filled, and that classes ask by type or name:
`services.AddHttpClient<TideService>(client => client.BaseAddress = new Uri("https://..."))`."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property

from aibom.scanners.code.facts import Call, FuncRef, Lit
from aibom.scanners.code.paths import is_test
from aibom.scanners.code.resolving.imports import shared_folders
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Definition

_ADDER = "AddHttpClient"
_GETTER = "CreateClient"


class HttpClients:
    """The functions in place that set up clients, by the class or name that these are for."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver

    def of_class(self, scope: str | None, near: str) -> list[Definition]:
        """What sets up the client that the objects of a class are handed."""
        return self._nearest(scope.rpartition(".")[2], near) if scope is not None else []

    def of_call(self, call: Call, near: str) -> list[Definition]:
        """What sets up the client that `factory.CreateClient("tides")` gives."""
        name = call.args[0] if call.args and call.callee.rpartition(".")[2] == _GETTER else None
        return self._nearest(str(name.value), near) if isinstance(name, Lit) else []

    def _nearest(self, name: str, near: str) -> list[Definition]:
        found = self._by_name.get(name, [])
        close = max((shared_folders(one.path, near) for one in found), default=0)
        return [one for one in found if shared_folders(one.path, near) == close]

    @cached_property
    def _by_name(self) -> dict[str, list[Definition]]:
        found: dict[str, list[Definition]] = defaultdict(list)
        for path, module in self._resolver.modules.items():
            for call in module.facts.calls if module.group == "dotnet" and not is_test(path) else ():
                if not call.callee.endswith(_ADDER) or not call.args or not isinstance(call.args[-1], FuncRef):
                    continue
                set_up = Definition(path, "function", call.args[-1].scope)
                named = [one.value for one in call.args[:-1] if isinstance(one, Lit)]
                for name in (*named, *(one.rpartition(".")[2] for one in call.types)):
                    found[str(name)].append(set_up)
        return found
