"""Requests written by hand that hand tools to their model: who writes such a one lets the model act."""

from __future__ import annotations

from aibom.scanners.code.facts import CallRef, Lit, Map, Name, Seq, Value
from aibom.scanners.code.matching.handwritten.bodies import Body
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Abstract, Const, Data, Env, Instance

TOOLS = ("tools", "functions")
_ASKED = frozenset("messages prompt input contents".split())
_CHOICES = ("tool_choice", "function_call")
_SELVES = frozenset(("self", "cls", "this"))


def hands_tools(resolver: Resolver, module: Module, body: Body) -> bool:
    """Whether a request hands over tools that its function does not only pass on, and the model may choose."""
    if not _ASKED & body.items.keys():
        return False  # it only describes who has which model and tools
    if any(isinstance(value, Map) for name in _CHOICES for value in body.items.get(name, ())):
        return False  # one function is forced, which gives the answer its form
    values = (value for name in TOOLS for value in body.items.get(name, ()))
    return any(_is_own(resolver, module, value, body.env) for value in values)


def _is_own(resolver: Resolver, module: Module, value: Value, env: Env) -> bool:
    """Whether what is handed over is more than a constant, and not what callers of the function give."""
    things = resolver.evaluate(value, env)
    if things and all(isinstance(one, Const) or _is_empty(one) for one in things):
        return False
    names = [value] if isinstance(value, Name) else []
    if isinstance(value, CallRef):
        call = module.call(value.call)
        names = [Name(call.callee, call.line), *(one for one in call.args if isinstance(one, Name))]
    heads = {one.path.partition(".")[0] for one in names} - _SELVES
    given = [head for head in heads if (env.scope, head) in module.params]
    objects = [resolver.evaluate(Name(head, value.line), env) for head in given]
    return all(any(isinstance(one, Instance) for one in things) for things in objects)  # the method's own, in Go


def lists_names(thing: Abstract) -> bool:
    """Whether tools are only named: no API is asked so, it is the project that looks them up."""
    items = thing.value.items if isinstance(thing, Data) and isinstance(thing.value, Seq) else ()
    return bool(items) and all(isinstance(one, Lit) for one in items)


def _is_empty(thing: Abstract) -> bool:
    items = thing.value.items if isinstance(thing, Data) and isinstance(thing.value, Seq) else None
    return items == ()
