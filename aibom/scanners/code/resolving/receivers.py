"""What Kotlin's calls are made on that name nothing: `fun Server.addTimes() { addTool(...) }`, `Server(...).apply {
addTool(...) }`, `with(server) { addTool(...) }`. In Ruby the object that a block is evaluated in, and the class in
whose body a call stands (`model "gpt-4o"`, a method of the class or of one that it derives from)."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.scanners.code.facts import Call, FuncRef, Name, Value
from aibom.scanners.code.resolving.evaluated_blocks import evaluated_in
from aibom.scanners.code.resolving.members import ancestors
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.types import Abstract, Abstracts, Definition, Env, Follower, Instance, Site, Symbol

SELF = "<self>"  # the alias of what a file of Ruby says that it is evaluated in
RECEIVER = "this"  # the binding under which the front end keeps the type that a function extends
_SCOPED = frozenset(("apply", "run", "with"))
_GIVEN_BACK = frozenset(("apply", "also"))
_MAX_CALLS = 300  # of one function
_MAX_NESTING = 6


def on_receiver(ev: Follower, module: Module, call: Call, env: Env, known: Abstracts) -> Abstracts:
    """The member that a bare name calls of what the functions around it are made on, before what is `known` of the
    name by imports of all names of a package."""
    if "." in call.callee or any(isinstance(one, Definition) for one in known):
        return ()
    if module.group == "ruby":
        return _of_ruby(ev, module, call, env)
    if module.facts.language != "kotlin" or call.callee in module.imports:
        return ()
    for scope in tuple(module.scopes(call.scope))[:_MAX_NESTING]:
        given = [
            one
            for value, place in _receivers(module, scope)
            for one in ev.evaluate(value, Env(env.path, place, env.frame))
        ]
        given += ev.lookup(RECEIVER, Env(env.path, scope, env.frame), 0) if _extends(module, scope) else ()
        found = ev.members(tuple(given), call.callee, call.line) if given else ()
        if found:
            return (*found, *(one for one in known if isinstance(one, Symbol)))
    return ()


def _of_ruby(ev: Follower, module: Module, call: Call, env: Env) -> Abstracts:
    for scope in tuple(module.scopes(call.scope))[:_MAX_NESTING]:
        given: list[Abstract] = []
        if scope in module.classes:
            given.append(Definition(module.path, "class", scope))
        elif ev.block_takers and "<lambda" in scope:
            outer = scope.rpartition(".")[0]
            for index in _holding(module, scope, outer):
                given += evaluated_in(ev, Site(Env(env.path, outer, env.frame), index))
        found = tuple(one for thing in given for one in _methods(ev, thing, call.callee))
        if found or (scope in module.functions and "<lambda" not in scope):
            return found
    said = [one for one in module.imports.get(SELF, ()) if call.scope == "" or "<lambda" in call.scope]
    return tuple(Symbol(one.module, f"{one.name}.{call.callee}") for one in said)


def _methods(ev: Follower, thing: Abstract, name: str) -> Iterator[Definition]:
    """The method of an object or class that has a name; an attribute of that name is not asked for, as what calls give
    to it is what is looked for."""
    cls = thing.cls if isinstance(thing, Instance) else thing
    if isinstance(cls, Definition) and cls.kind == "class":
        for one in (cls, *ancestors(ev, cls)):
            scope = f"{one.scope}.{name}"
            if scope in ev.modules[one.path].functions:
                owner = thing if isinstance(thing, Instance) else None
                yield Definition(one.path, "function", scope, owner)
                return


def _holding(module: Module, scope: str, outer: str) -> Iterator[int]:
    """The calls that are given a function written in place."""
    for index in module.calls_in.get(outer, ())[:_MAX_CALLS]:
        if any(isinstance(one, FuncRef) and one.scope == scope for one in module.call(index).args):
            yield index


def given_back(ev: Follower, module: Module, call: Call, env: Env) -> Abstracts | None:
    """What `server.apply { ... }` gives: the server itself."""
    holder, _, method = call.callee.rpartition(".")
    if module.facts.language != "kotlin" or method not in _GIVEN_BACK or not any(type(a) is FuncRef for a in call.args):
        return None
    made_on = call.receiver if call.receiver is not None and not holder else Name(holder, call.line) if holder else None
    return ev.evaluate(made_on, env) if made_on is not None else None


def _extends(module: Module, scope: str) -> bool:
    return any(one.scope == scope for one in module.bindings.get(RECEIVER, ()))


def _receivers(module: Module, scope: str) -> Iterator[tuple[Value, str]]:
    """What a function written in place is the body for: `server.apply { ... }`."""
    outer, _, name = scope.rpartition(".")
    for index in _holding(module, scope, outer) if name.startswith("<lambda") else ():
        call = module.call(index)
        holder, _, method = call.callee.rpartition(".")
        if method not in _SCOPED:
            continue
        if method == "with" and not isinstance(call.args[0], FuncRef):
            yield call.args[0], outer
        elif call.receiver is not None:
            yield call.receiver, outer
        elif holder:
            yield Name(holder, call.line), outer
