"""Methods that stand outside of the type that they are called on: C#'s `static T Add(this Builder builder, ...)`,
Kotlin's `fun Application.configure()`.

A front end marks them with the decorator `extension`. They are found by their names alone, since the type of what
they are called on is seldom known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from aibom.scanners.code.facts import Call, Function, Name, Value
from aibom.scanners.code.resolving.imports import shared_folders
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.types import Definition

_MOST = 3  # of one name
_GROUPS = ("dotnet", "jvm")


def is_extension(function: Function) -> bool:
    """Whether a function is called as a method of something else."""
    return any(isinstance(one, Name) and one.path == "extension" for one in function.decorators)


class Extensions:
    """The extension methods of a tree; the table is made when it is first asked."""

    def __init__(self, modules: Mapping[str, Module]) -> None:
        self._modules = modules
        self._named: dict[tuple[str, str], list[Definition]] | None = None

    def of(self, call: Call, path: str) -> tuple[Definition, ...]:
        """The methods of its name that a call most likely means: near ones that take what it gives."""
        if self._named is None:
            self._named = defaultdict(list)
            for place, module in self._modules.items():
                for scope, function in module.functions.items() if module.group in _GROUPS else ():
                    if is_extension(function):
                        self._named[module.group, function.name].append(Definition(place, "function", scope))
        found = self._named.get((self._modules[path].group, call.callee.rpartition(".")[2]), ())
        taking = [one for one in found if any(takes(form, call) for form in _forms(self._modules[one.path], one))]
        return tuple(sorted(taking, key=lambda one: -shared_folders(one.path, path))[:_MOST])


def _forms(module: Module, method: Definition) -> list[Function]:
    """The methods that share a name: all but the last are known by their parameters only."""
    scope, _, name = method.scope.rpartition(".")
    return [one for one in module.facts.functions if one.name == name and one.scope == scope]


def takes(function: Function, call: Call) -> bool:
    """Whether an extension method has the parameters that a call gives."""
    names = [one.name for one in function.params]
    needed = sum(one.default is None and not one.name.startswith("*") for one in function.params)
    given = len(call.args) + len(call.kwargs)
    return needed - 1 <= given <= len(names) and all(key in names for key, _ in call.kwargs)


def extended(function: Function, call: Call) -> Value | None:
    """What an extension method of C# is called on, its first parameter; None where all is given in brackets."""
    if not is_extension(function) or len(call.args) >= len(function.params):
        return None
    if call.receiver is not None:
        return call.receiver
    prefix = call.callee.rpartition(".")[0]
    is_class = prefix.rpartition(".")[2] == function.scope.rpartition(".")[2]
    return Name(prefix, call.line) if prefix and not is_class else None
