"""Clients of others' APIs that classes of the project set up once and ask from their methods:
`this.client = builder.baseUrl("https://api.weather.gov").build()`, `base_uri "https://api.weather.gov"` in the body
of a class. The address stands outside of the methods, so that whoever calls one of these asks it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aibom.core import re
from aibom.scanners.code.facts import Binding, Call, CallRef, Class, Lit
from aibom.scanners.code.matching.model_names import host_of
from aibom.scanners.code.resolving.modules import Module

_GROUPS = ("jvm", "dotnet", "php", "ruby")
_CONSTRUCTOR = "constructor"
_OWN_CLASS = "self.class"  # whose methods a mixin of Ruby asks with
_KEEPS = re.compile(r"(?:Map|List|Set|Cache|Dictionary|Queue|Collection|array)\b")
_ASKS = frozenset(
    "get post put patch delete head request send exchange retrieve execute newcall sendasync getasync postasync "
    "getstringasync getfromjsonasync postasjsonasync getstreamasync preparget prepareget".split()
)


def set_up_addresses(module: Module, asked: Sequence[Lit]) -> Iterator[tuple[int, Lit]]:
    """The lines of the methods that ask the one address with which their class is set up."""
    if module.group not in _GROUPS or not asked:
        return
    for scope, declared in module.classes.items():
        placed = [one for one in asked if declared.line <= one.line <= declared.end_line]
        texts = [one for one in placed if _sets_up(module, scope, one.line)]
        if len({host_of(str(one.value)) for one in texts}) == 1:
            yield from ((line, texts[0]) for line in _asking(module, scope, declared))


def _sets_up(module: Module, scope: str, line: int) -> bool:
    """Whether a line of a class stands in its body or constructor, and in no method."""
    around = [one for name, one in module.functions.items() if name.startswith(f"{scope}.") and _holds(one, line)]
    named = [one.name for one in around if "<" not in one.name]
    return all(name == _CONSTRUCTOR for name in named)


def _holds(function: object, line: int) -> bool:
    return getattr(function, "line", 0) <= line <= getattr(function, "end_line", 0)


def _asking(module: Module, scope: str, declared: Class) -> Iterator[int]:
    held = {name for name in module.fields.get(scope, ()) if _is_made(module, scope, name)}
    for name, function in module.functions.items():
        if name == f"{scope}.{function.name}" and function.name != _CONSTRUCTOR:
            calls = (module.call(index) for index in module.within(name))
            if any(_asks(call, held) for call in calls):
                yield function.line


def _asks(call: Call, held: set[str]) -> bool:
    made_on, _, method = call.callee.rpartition(".")
    return method.lower() in _ASKS and (made_on == _OWN_CLASS or made_on.removeprefix("this.") in held)


def _is_made(module: Module, scope: str, name: str) -> bool:
    """Whether a field holds what a call made, and no collection."""
    bound = list(_bound(module, scope, name))
    made = any(isinstance(one.value, CallRef) for one in bound)
    return made and not any(_KEEPS.search(one.annotation) for one in bound)


def _bound(module: Module, scope: str, name: str) -> Iterator[Binding]:
    yield from (one for one in module.bindings.get(name, ()) if one.scope == scope)
    own = (scope, f"{scope}.{_CONSTRUCTOR}")
    yield from (one for one in module.bindings.get(f"this.{name}", ()) if one.scope in own)
