"""The command lines of processes that programs of the JVM start: `ProcessBuilder("npx", "-y", package).start()`."""

from __future__ import annotations

from aibom.scanners.code.facts import Call, CallRef, Lit, Name, Seq, Value
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.types import Abstracts, Data, Env, Follower

_STEPS = frozenset("start inheritIO redirectErrorStream redirectError redirectInput redirectOutput directory".split())
_BUILDER = "ProcessBuilder"
_MAX_STEPS = 10


def command_line(ev: Follower, module: Module, call: Call, env: Env) -> Abstracts | None:
    """The words of the command that a process is made of, whatever it is told besides."""
    for _ in range(_MAX_STEPS):
        holder, _, method = call.callee.rpartition(".")
        if method == _BUILDER:
            return _words(ev, call, env)
        made = _made_on(module, call, holder) if method in _STEPS else None
        if made is None:
            return None
        call = made
    return None


def _made_on(module: Module, call: Call, holder: str) -> Call | None:
    """The call that made what a call is made on, itself or the variable that holds it."""
    value: Value | None = call.receiver
    if value is None and holder:
        bound = [one.value for one in module.bindings.get(holder, ()) if one.scope == call.scope]
        value = bound[0] if len(bound) == 1 else None
    return module.call(value.call) if isinstance(value, CallRef) else None


def _words(ev: Follower, made: Call, env: Env) -> Abstracts:
    if len(made.args) == 1 and not isinstance(made.args[0], Lit | Name):
        return ev.evaluate(made.args[0], env)  # one list of them
    return (Data(Seq(made.args, made.line), env),)
