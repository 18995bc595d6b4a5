"""Functions that a program looks through as it runs and offers with what their docstrings say:
`inspect.getmembers(actions)`, `for name in dir(self): if name.startswith("act_")`."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.scanners.code.facts import Call, Function, Name
from aibom.scanners.code.matching.nets.entries import Entry, Pair
from aibom.scanners.code.matching.nets.slots import text_of
from aibom.scanners.code.matching.nets.words import says_something
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Abstract, Definition, Env, Instance, Package

_LOOKS = frozenset(("getmembers", "dir", "vars", "getattr"))
_BY_DOC = Pair("__name__", "__doc__")
_MAX_FUNCTIONS = 200


def looked_through(resolver: Resolver, module: Module) -> Iterator[Entry]:
    """The functions of modules and classes that a file of Python looks through."""
    calls = module.facts.calls if module.group == "python" else ()
    begun = [text_of(call.args[0]) for call in calls if call.args and call.callee.endswith(".startswith")]
    for call in calls:
        if not _looks(call):
            continue
        for thing in resolver.evaluate(call.args[0], Env(module.path, call.scope)):
            yield from _functions(resolver, thing, [one for one in begun if one.strip("_")])


def _looks(call: Call) -> bool:
    name = call.callee.rpartition(".")[2]
    given = bool(call.args) and isinstance(call.args[0], Name)
    return given and name in _LOOKS and (name != "getattr" or (len(call.args) > 1 and isinstance(call.args[1], Name)))


def _functions(resolver: Resolver, thing: Abstract, begun: list[str]) -> Iterator[Entry]:
    cls = thing.cls if isinstance(thing, Instance) else thing
    if isinstance(cls, Package):
        path, scope = cls.path, ""
    elif isinstance(cls, Definition) and cls.kind == "class" and begun:
        path, scope = cls.path, cls.scope
    else:
        return
    module = resolver.modules.get(path)
    functions = [one for one in module.facts.functions if one.scope == scope] if module is not None else []
    named = [one for one in functions if one.name.startswith(tuple(begun))] if begun else []
    for one in (named or functions)[:_MAX_FUNCTIONS]:
        if _is_offered(one) and (named or not scope):
            family = ("functions", path, scope)
            yield Entry(one.name, one.doc, path, one.line, family, scope, _BY_DOC, works=True)


def _is_offered(function: Function) -> bool:
    return not function.name.startswith(("_", "<")) and says_something(function.doc)
