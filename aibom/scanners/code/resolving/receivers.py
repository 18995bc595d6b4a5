"""What Kotlin's calls are made on that name nothing: `fun Server.addTimes() { addTool(...) }`, `Server(...).apply {
addTool(...) }`, `with(server) { addTool(...) }`."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.scanners.code.facts import Call, FuncRef, Name, Value
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.types import Abstracts, Definition, Env, Follower, Symbol

RECEIVER = "this"  # the binding under which the front end keeps the type that a function extends
_SCOPED = frozenset(("apply", "run", "with"))
_GIVEN_BACK = frozenset(("apply", "also"))
_MAX_CALLS = 300  # of one function
_MAX_NESTING = 6


def on_receiver(ev: Follower, module: Module, call: Call, env: Env, known: Abstracts) -> Abstracts:
    """The member that a bare name calls of what the functions around it are made on, before what is `known` of the
    name by imports of all names of a package."""
    if module.facts.language != "kotlin" or "." in call.callee or call.callee in module.imports:
        return ()
    if any(isinstance(one, Definition) for one in known):
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
    for index in module.calls_in.get(outer, ())[:_MAX_CALLS] if name.startswith("<lambda") else ():
        call = module.call(index)
        holder, _, method = call.callee.rpartition(".")
        if method not in _SCOPED or not any(isinstance(one, FuncRef) and one.scope == scope for one in call.args):
            continue
        if method == "with" and not isinstance(call.args[0], FuncRef):
            yield call.args[0], outer
        elif call.receiver is not None:
            yield call.receiver, outer
        elif holder:
            yield Name(holder, call.line), outer
